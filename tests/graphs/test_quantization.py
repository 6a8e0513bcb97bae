import itertools
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from matchloop.errors import BundleError
from matchloop.graphs import quantization

WIDTHS = (40, 64, 32, 4)


def constant(name: str, value: object) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(value, dtype=np.float32), name)


def save(path: Path, nodes: list, weights: list, opset: int, k: int, c: int) -> Path:
    graph = helper.make_graph(
        nodes,
        "model",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, k])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, c])],
        weights,
    )
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    return path


def network(path: Path, opset: int = 17, with_gemm: bool = True, widths: tuple = WIDTHS) -> Path:
    """Normalizer, dense layers, softmax, temperature: what a trained network looks like."""
    rng = np.random.default_rng(0)
    k, c = widths[0], widths[-1]
    weights = [constant("mean", np.full(k, 0.1)), constant("std", np.full(k, 1.1))]
    weights += [constant("temperature", 1.3), constant("floor", 1e-6)]
    nodes = [helper.make_node("Sub", ["features", "mean"], ["centred"])]
    nodes += [helper.make_node("Div", ["centred", "std"], ["x0"])]
    for i, (rows, columns) in enumerate(itertools.pairwise(widths)):
        weights += [constant(f"w{i}", rng.normal(size=(rows, columns)) / rows**0.5)]
        weights += [constant(f"b{i}", rng.normal(size=columns) / 10)]
        if with_gemm:
            nodes += [helper.make_node("Gemm", [f"x{i}", f"w{i}", f"b{i}"], [f"h{i}"])]
        else:
            nodes += [helper.make_node("MatMul", [f"x{i}", f"w{i}"], [f"m{i}"])]
            nodes += [helper.make_node("Add", [f"m{i}", f"b{i}"], [f"h{i}"])]
        nodes += [helper.make_node("Relu", [f"h{i}"], [f"x{i + 1}"])]
    nodes[-1] = helper.make_node("Softmax", [f"h{len(widths) - 2}"], ["raw"], axis=-1)
    nodes += [
        helper.make_node("Max", ["raw", "floor"], ["safe"]),
        helper.make_node("Log", ["safe"], ["logs"]),
        helper.make_node("Div", ["logs", "temperature"], ["scaled"]),
        helper.make_node("Softmax", ["scaled"], ["probabilities"], axis=-1),
    ]
    return save(path, nodes, weights, opset, k, c)


def forest(path: Path) -> Path:
    """One tree: the first feature at most 0.5 is class 0, more is class 1."""
    node = helper.make_node(
        "TreeEnsembleClassifier",
        ["features"],
        ["label", "probabilities"],
        domain="ai.onnx.ml",
        nodes_treeids=[0, 0, 0],
        nodes_nodeids=[0, 1, 2],
        nodes_featureids=[0, 0, 0],
        nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"],
        nodes_values=[0.5, 0.0, 0.0],
        nodes_truenodeids=[1, 0, 0],
        nodes_falsenodeids=[2, 0, 0],
        class_treeids=[0, 0, 0, 0],
        class_nodeids=[1, 1, 2, 2],
        class_ids=[0, 1, 0, 1],
        class_weights=[1.0, 0.0, 0.0, 1.0],
        classlabels_int64s=[0, 1],
        post_transform="NONE",
    )
    return save(path, [node], [], 17, 3, 2)


def features(n: int = 300, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, WIDTHS[0])).astype(np.float32)


def answers(path: Path, X: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"features": X})[0]


@pytest.mark.parametrize("with_gemm", [True, False])
@pytest.mark.parametrize("opset", [14, 17, 21])
def test_int8_is_less_than_half_and_answers_the_same(
    tmp_path: Path, opset: int, with_gemm: bool
) -> None:
    source = network(tmp_path / "model.onnx", opset, with_gemm)
    target = tmp_path / "model.int8.onnx"

    result = quantization.to_int8_dynamic(source, target)

    assert result.quantized
    assert result.nodes_after["MatMulInteger"] == len(WIDTHS) - 1
    assert "Gemm" not in result.nodes_after
    assert result.bytes_before == source.stat().st_size
    assert result.bytes_after == target.stat().st_size < 0.5 * result.bytes_before
    exact, near = answers(source, features()), answers(target, features())
    assert np.abs(exact - near).max() < 0.05
    assert (exact.argmax(axis=1) == near.argmax(axis=1)).mean() > 0.95


@pytest.mark.parametrize("with_gemm", [True, False])
@pytest.mark.parametrize("opset", [14, 17, 21])
def test_int16_is_half_and_nearer_than_int8(tmp_path: Path, opset: int, with_gemm: bool) -> None:
    source = network(tmp_path / "model.onnx", opset, with_gemm)
    target = tmp_path / "model.int16.onnx"

    result = quantization.to_int16_static(source, target, features())

    assert result.quantized
    assert result.nodes_after["QuantizeLinear"] >= len(WIDTHS) - 1
    assert result.bytes_after is not None
    assert result.bytes_after < 0.75 * result.bytes_before
    assert np.abs(answers(source, features()) - answers(target, features())).max() < 1e-3


def test_int16_weights_and_activations_are_int16(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    target = tmp_path / "model.int16.onnx"
    quantization.to_int16_static(network(tmp_path / "model.onnx"), target, features())
    assert caplog.records == []  # the quantizer warns when the opset is too low

    model = onnx.load(target)
    onnx.checker.check_model(model)
    weights = {w.name: w.data_type for w in model.graph.initializer if w.name.endswith("quantized")}
    assert set(weights.values()) >= {TensorProto.INT16}
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 21)]


def test_input_and_output_keep_their_names_and_shapes(tmp_path: Path) -> None:
    source = network(tmp_path / "model.onnx")
    for target in (tmp_path / "int8.onnx", tmp_path / "int16.onnx"):
        if target.stem == "int8":
            quantization.to_int8_dynamic(source, target)
        else:
            quantization.to_int16_static(source, target, features())
        session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
        assert [(i.name, i.type, i.shape[1]) for i in session.get_inputs()] == [
            ("features", "tensor(float)", WIDTHS[0])
        ]
        assert [o.name for o in session.get_outputs()] == ["probabilities"]
        assert answers(target, features(1)).shape == (1, WIDTHS[-1])


def test_same_input_same_bytes(tmp_path: Path) -> None:
    source = network(tmp_path / "model.onnx")
    for name in ("one", "two"):
        quantization.to_int8_dynamic(source, tmp_path / f"{name}.int8.onnx")
        quantization.to_int16_static(source, tmp_path / f"{name}.int16.onnx", features())

    for kind in ("int8", "int16"):
        one, two = (tmp_path / f"{name}.{kind}.onnx" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_a_forest_is_refused_in_words_and_nothing_is_written(tmp_path: Path) -> None:
    source, target = forest(tmp_path / "model.onnx"), tmp_path / "model.int8.onnx"
    X = np.ones((1, 3), dtype=np.float32)

    for result in (
        quantization.to_int8_dynamic(source, target),
        quantization.to_int16_static(source, target, X),
    ):
        assert not result.quantized
        assert result.reason == "tree ensembles have no weights to quantize"
        assert result.nodes_before == {"TreeEnsembleClassifier": 1}
        assert (result.nodes_after, result.bytes_after) == ({}, None)
    assert not target.exists()


def test_a_graph_without_weights_is_refused(tmp_path: Path) -> None:
    nodes = [helper.make_node("Softmax", ["features"], ["probabilities"], axis=-1)]
    source = save(tmp_path / "model.onnx", nodes, [], 17, 4, 4)

    result = quantization.to_int8_dynamic(source, tmp_path / "model.int8.onnx")
    assert result.reason == "no Conv, Gemm or MatMul node with float weights"


def test_no_effect_is_an_error_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = network(tmp_path / "model.onnx"), tmp_path / "model.int8.onnx"
    target.write_bytes(b"older")

    def copies(source: Path, target: Path, **_: object) -> None:
        Path(target).write_bytes(Path(source).read_bytes())

    monkeypatch.setattr("onnxruntime.quantization.quantize_dynamic", copies)
    with pytest.raises(BundleError, match=r"had no effect: 0 quantized nodes, .* bytes; expected"):
        quantization.to_int8_dynamic(source, target)
    assert target.read_bytes() == b"older"
    assert {path.name for path in tmp_path.iterdir()} == {source.name, target.name}


def test_quantized_nodes_that_save_nothing_are_an_error(tmp_path: Path) -> None:
    source = network(tmp_path / "model.onnx", widths=(2, 2))
    with pytest.raises(BundleError, match=r"had no effect: 2 quantized nodes"):
        quantization.to_int8_dynamic(source, tmp_path / "model.int8.onnx")


def test_bad_input_is_named(tmp_path: Path) -> None:
    broken, target = tmp_path / "broken.onnx", tmp_path / "target.onnx"
    broken.write_bytes(b"not a model at all")
    with pytest.raises(BundleError, match=r"broken\.onnx cannot be read as an ONNX model"):
        quantization.to_int8_dynamic(broken, target)
    with pytest.raises(BundleError, match=r"shape \(0, 40\); expected \(n, features\)"):
        quantization.to_int16_static(network(tmp_path / "model.onnx"), target, features(0))
    assert not target.exists()


def test_fitness_allows_half_a_point_and_says_the_figures() -> None:
    assert quantization.variant_fitness(0.95, 0.945) == (
        True,
        "accuracy 0.9450 against 0.9500 (-0.0050): within the allowed loss of 0.005",
    )
    assert quantization.variant_fitness(0.95, 0.96)[0]
    fit, reason = quantization.variant_fitness(0.95, 0.9449)
    assert not fit
    assert "(-0.0051): more than the allowed loss of 0.005" in reason
    assert quantization.variant_fitness(0.95, 0.93, max_loss=0.03)[0]
