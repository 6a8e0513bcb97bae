"""Surgery on graphs: the same answers, calibrated, from one output."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from matchloop.errors import BundleError
from matchloop.evaluation import calibration
from matchloop.graphs import inference, surgery
from tests.tiny_bundle import write_model

X = np.random.default_rng(0).normal(scale=4.0, size=(40, 3)).astype(np.float32)


def save_model(path: Path, model: onnx.ModelProto) -> Path:
    onnx.save(model, str(path))
    return path


def answers(model: onnx.ModelProto) -> np.ndarray:
    return inference.predict(inference.session(model.SerializeToString()), X)


def linear(tmp_path: Path, weights: np.ndarray, opset: int = 17) -> onnx.ModelProto:
    model = onnx.load(write_model(tmp_path / "m.onnx", outputs=weights.shape[1]))
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(weights.astype("f4"), "W"))
    model.opset_import[0].version = opset
    return model


@pytest.fixture
def model(tmp_path):
    return linear(tmp_path, np.arange(12).reshape(3, 4) - 5)


@pytest.fixture
def two_outputs(model):
    """The same graph with an output of labels before the probabilities, as exporters give it."""
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    nodes = changed.graph.node
    nodes[1].output[0] = "p"
    nodes.append(helper.make_node("ArgMax", ["p"], ["label"], axis=1))
    changed.graph.ClearField("output")
    changed.graph.output.extend(
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, ["n", 1]),
            helper.make_tensor_value_info("p", TensorProto.FLOAT, ["n", 4]),
        ]
    )
    return changed


def test_only_the_probabilities_stay(model, two_outputs):
    kept = surgery.only_probabilities(two_outputs, "p")
    onnx.checker.check_model(kept)
    assert [output.name for output in kept.graph.output] == ["probabilities"]
    assert [node.op_type for node in kept.graph.node] == ["MatMul", "Softmax"]
    assert (answers(kept) == answers(model)).all()
    assert len(two_outputs.graph.output) == 2  # the graph that was given is as it was


def test_an_output_that_is_not_there_is_named(two_outputs):
    with pytest.raises(BundleError, match=r"outputs \['label', 'p'\], not 'scores'"):
        surgery.only_probabilities(two_outputs, "scores")


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.7])
def test_temperature_in_the_graph_is_temperature_in_numpy(model, temperature):
    raw, scaled = answers(model), answers(surgery.calibrated(model, temperature))
    assert (raw < calibration.PROBABILITY_FLOOR).any()  # so that the floor is tested too
    assert scaled == pytest.approx(calibration.scaled(raw, temperature), abs=1e-6)
    assert (scaled.argmax(1) == raw.argmax(1)).all()
    assert np.abs(scaled - raw).max() > 0.01 or temperature == 1.0


def test_a_blend_is_the_weighted_mean(tmp_path):
    rng = np.random.default_rng(1)
    parts = [linear(tmp_path, rng.normal(size=(3, 4))) for _ in range(3)]
    mixed = surgery.blended(parts, [2.0, 1.0, 1.0])
    onnx.checker.check_model(mixed)
    expected = 0.5 * answers(parts[0]) + 0.25 * answers(parts[1]) + 0.25 * answers(parts[2])
    assert answers(mixed) == pytest.approx(expected, abs=1e-6)
    assert answers(surgery.calibrated(mixed, 2.0)) == pytest.approx(
        calibration.scaled(expected, 2.0), abs=1e-5
    )


def test_graphs_of_unlike_opsets_are_not_blended(model, tmp_path):
    with pytest.raises(BundleError, match=r"unlike opsets .*\[15, 17\]"):
        surgery.blended([model, linear(tmp_path, np.ones((3, 4)), opset=15)], [1, 1])


def test_parity_counts_labels_and_the_largest_difference():
    one = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5], [0.3, 0.7]])
    other = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5], [0.3, 0.7]], np.float32)
    found = surgery.parity(one, other)
    assert (found.rows, found.same_label) == (4, 0.75)
    assert found.largest_difference == pytest.approx(0.4)
    assert found.passed(0.75, 0.41)
    assert not found.passed(0.76, 0.41)
    assert not found.passed(0.75, 0.39)


@pytest.mark.parametrize("sure_from", [0.6, 0.95, 0.99])
def test_a_lowered_graph_answers_as_the_formula_says(tmp_path, sure_from):
    model = linear(tmp_path, np.random.default_rng(4).normal(size=(3, 5)))
    expected = calibration.lowered(answers(model), sure_from)
    got = answers(surgery.lowered(model, sure_from, 5))
    assert got == pytest.approx(expected, abs=1e-5)
    assert (got.argmax(1) == answers(model).argmax(1)).all()


def test_a_graph_with_other_names_answers_the_same(model):
    other = surgery.renamed(model, {inference.INPUT: "seen", inference.OUTPUT: "said"})
    session = inference.session(other.SerializeToString())
    assert [each.name for each in (*session.get_inputs(), *session.get_outputs())] == [
        *("seen", "said"),
    ]
    assert inference.predict(session, X, "seen", "said") == pytest.approx(answers(model))
