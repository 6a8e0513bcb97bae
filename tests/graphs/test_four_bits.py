"""A word table in four bits says nearly the same in half the bytes."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto
from onnx.helper import make_graph, make_model, make_node, make_opsetid, make_tensor_value_info

from matchloop.errors import BundleError
from matchloop.graphs import four_bits, inference, quantization

TABLE = np.random.default_rng(0).normal(0, 0.05, (50, 64)).astype(np.float32)


def written(folder):
    """A graph of a lookup and a product, with int8 weights."""
    weights = onnx.numpy_helper.from_array(np.eye(64, dtype=np.float32), "w")
    nothing = onnx.numpy_helper.from_array(np.zeros(64, np.float32), "nothing")
    table = onnx.numpy_helper.from_array(TABLE, "table")
    nodes = [
        make_node("Gather", ["table", "input_ids"], ["words"]),
        make_node("Add", ["words", "nothing"], ["x"]),
        make_node("MatMul", ["x", "w"], ["y"]),
    ]
    given = make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "t"])
    asked = make_tensor_value_info("y", TensorProto.FLOAT, ["n", "t", 64])
    graph = make_graph(nodes, "toy", [given], [asked], [table, nothing, weights])
    model = make_model(graph, opset_imports=[make_opsetid("", 17)], ir_version=8)
    onnx.save(model, folder / "float.onnx")
    quantization.to_int8_dynamic(folder / "float.onnx", folder / "int8.onnx")
    return onnx.load(folder / "int8.onnx")


def test_the_packed_table_is_looked_up_as_the_whole_one(tmp_path):
    small = four_bits.with_packed_words(written(tmp_path), TABLE)
    onnx.save(small, tmp_path / "small.onnx")
    ids = np.array([[3, 7, 49]])
    got = inference.session(tmp_path / "small.onnx").run(None, {"input_ids": ids})[0][0]
    wanted = TABLE[ids[0]]
    cosine = (got * wanted).sum(1) / np.linalg.norm(got, axis=1) / np.linalg.norm(wanted, axis=1)
    assert (cosine > 0.99).all()


def test_half_the_bytes_and_a_scale_for_each_block():
    numbers, scales = four_bits.packed(TABLE)
    assert numbers.shape == (50, 32)
    assert scales.shape == (50, 2)
    assert numbers.dtype == np.uint8


def test_a_row_of_zeros_stays_one():
    numbers, scales = four_bits.packed(np.zeros((1, 32), np.float32))
    assert (numbers == 8 * 16 + 8).all()
    assert np.isfinite(scales).all()


def test_a_graph_without_a_word_table_is_told(tmp_path):
    graph = make_graph(
        [make_node("Identity", ["a"], ["b"])],
        "none",
        [make_tensor_value_info("a", TensorProto.FLOAT, [1])],
        [make_tensor_value_info("b", TensorProto.FLOAT, [1])],
    )
    with pytest.raises(BundleError, match="no int8 word table"):
        four_bits.with_packed_words(make_model(graph), TABLE)
