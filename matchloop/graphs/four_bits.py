"""The word table of a text encoder in four bits a number instead of eight: half its size.

Each row is cut into blocks of 32 numbers with a scale of their own. Only plain ONNX operators are
used, so any runtime reads it. Part of training: it needs onnx. Knows graphs, not families.
"""

from typing import Any

import numpy as np

from matchloop.errors import BundleError

BLOCK = 32
_SHRUNK = (1.0, 0.9, 0.8)  # of the scale that clips nothing; the one with the least error is kept
_HIGH, _MIDDLE = 7, 8


def packed(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return uint8 [v, d / 2] and float16 [v, d / 32] of a table float32 [v, d].

    A byte holds the number at its place in the first half of the row, times 16, and that in the
    second half.
    """
    rows, width = table.shape
    blocks = table.reshape(rows, width // BLOCK, BLOCK)
    largest = np.abs(blocks).max(2) / _HIGH
    least = np.full(largest.shape, np.inf)
    scales = np.ones(largest.shape, np.float16)
    numbers = np.zeros(blocks.shape, np.int8)
    for shrunk in _SHRUNK:
        tried = np.where(largest > 0, largest * shrunk, 1).astype(np.float16)
        found = np.clip(np.rint(blocks / tried[..., None]), -_MIDDLE, _HIGH)
        error = ((found * tried[..., None] - blocks) ** 2).sum(2)
        better = error < least
        least, scales = np.where(better, error, least), np.where(better, tried, scales)
        numbers = np.where(better[..., None], found, numbers)
    places = (numbers.reshape(rows, width) + _MIDDLE).astype(np.uint8)
    return places[:, : width // 2] * 16 + places[:, width // 2 :], scales


def with_packed_words(model: Any, table: np.ndarray, ids: str = "input_ids") -> Any:
    """Return an int8 graph (`quantization.to_int8_dynamic`) whose word table has four bits.

    table: float32 [v, d], the words' vectors before quantization; ids: the input that they are
    looked up by. Raises BundleError when the graph has no such table, or one of another width.
    """
    import onnx

    graph = model.graph
    looked_up = next((n for n in graph.node if n.op_type == "Gather" and n.input[1] == ids), None)
    widened = next(
        (
            node
            for node in graph.node
            if looked_up
            and node.op_type == "DequantizeLinear"
            and node.input[0] in looked_up.output
        ),
        None,
    )
    if looked_up is None or widened is None or table.shape[1] % BLOCK:
        raise BundleError(
            f"The graph has no int8 word table that {ids} looks up, or its width {table.shape[1]} "
            f"is no multiple of {BLOCK}. Quantize the encoder first."
        )
    place = list(graph.node).index(looked_up)
    gone = {looked_up.input[0], *widened.input[1:]}
    graph.node.remove(widened)
    graph.node.remove(looked_up)
    for initializer in [each for each in graph.initializer if each.name in gone]:
        graph.initializer.remove(initializer)
    for name, array in _constants(table).items():
        graph.initializer.append(onnx.numpy_helper.from_array(array, name))
    for offset, node in enumerate(_nodes(ids, widened.output[0])):
        graph.node.insert(place + offset, node)
    onnx.checker.check_model(model)
    return model


def _constants(table: np.ndarray) -> dict[str, np.ndarray]:
    numbers, scales = packed(table)
    width = table.shape[1]
    return {
        "words.numbers": numbers,
        "words.scales": scales,
        "words.sixteen": np.array(16, np.int32),
        "words.middle": np.array(_MIDDLE, np.float32),
        "words.blocks": np.array([0, 0, width // BLOCK, BLOCK], np.int64),
        "words.row": np.array([0, 0, width], np.int64),
        "words.last": np.array([-1], np.int64),
    }


def _nodes(ids: str, output: str) -> list[Any]:
    from onnx import TensorProto
    from onnx.helper import make_node

    return [
        make_node("Gather", ["words.numbers", ids], ["words.bytes"]),
        make_node("Cast", ["words.bytes"], ["words.whole"], to=TensorProto.INT32),
        make_node("Div", ["words.whole", "words.sixteen"], ["words.first"]),
        make_node("Mod", ["words.whole", "words.sixteen"], ["words.second"]),
        make_node("Concat", ["words.first", "words.second"], ["words.both"], axis=-1),
        make_node("Cast", ["words.both"], ["words.places"], to=TensorProto.FLOAT),
        make_node("Sub", ["words.places", "words.middle"], ["words.centred"]),
        make_node("Reshape", ["words.centred", "words.blocks"], ["words.blocked"]),
        make_node("Gather", ["words.scales", ids], ["words.half"]),
        make_node("Cast", ["words.half"], ["words.float"], to=TensorProto.FLOAT),
        make_node("Unsqueeze", ["words.float", "words.last"], ["words.each"]),
        make_node("Mul", ["words.blocked", "words.each"], ["words.scaled"]),
        make_node("Reshape", ["words.scaled", "words.row"], [output]),
    ]
