"""Surgery on exported ONNX graphs: one output, calibration inside, parity with the original.

Needs the `train` extra (onnx). Knows nothing of any family.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, compose, helper

from matchloop.errors import BundleError
from matchloop.evaluation.calibration import PROBABILITY_FLOOR, SURE, lines_of_lowering
from matchloop.graphs import inference


@dataclass(frozen=True)
class Parity:
    """How well an exported graph agrees with the model it came from, on the same rows.

    rows: rows compared; same_label: share with the same label; largest_difference: of any
    probability.
    """

    rows: int
    same_label: float
    largest_difference: float

    def passed(self, same_label: float, largest_difference: float) -> bool:
        """Whether the agreement is at least as good as asked for."""
        return self.same_label >= same_label and self.largest_difference <= largest_difference


def parity(expected: np.ndarray, got: np.ndarray) -> Parity:
    """Compare two probability arrays [n, labels] of the same rows."""
    return Parity(
        len(expected),
        float((expected.argmax(1) == got.argmax(1)).mean()),
        float(np.abs(expected.astype(np.float64) - got).max()),
    )


def only_probabilities(model: onnx.ModelProto, output: str) -> onnx.ModelProto:
    """Keep the output of that name, as "probabilities", and the nodes it needs."""
    kept = onnx.ModelProto()
    kept.CopyFrom(model)
    graph = kept.graph
    names = {info.name for info in graph.output}
    if output not in names:
        raise BundleError(f"the exported graph has the outputs {sorted(names)}, not {output!r}")
    chosen = next(info for info in graph.output if info.name == output)
    columns = chosen.type.tensor_type.shape.dim[-1].dim_value or None
    graph.ClearField("output")
    _rename(graph, output, inference.OUTPUT)
    graph.output.append(
        helper.make_tensor_value_info(inference.OUTPUT, TensorProto.FLOAT, [None, columns])
    )
    _drop_unused(graph)
    # Converters write the domains in no fixed order; the same model must be the same bytes.
    domains = sorted({(entry.domain, entry.version) for entry in kept.opset_import})
    kept.ClearField("opset_import")
    kept.opset_import.extend(helper.make_opsetid(*domain) for domain in domains)
    return kept


def blended(models: Sequence[onnx.ModelProto], weights: Sequence[float]) -> onnx.ModelProto:
    """Put several graphs into one that answers with the weighted mean of their probabilities.

    weights: any positive numbers, one a graph; they are made to sum to one.
    """
    parts = [compose.add_prefix(model, f"m{i}_") for i, model in enumerate(models)]
    nodes, means = [], []
    for i, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        _rename(part.graph, f"m{i}_{inference.INPUT}", inference.INPUT)
        nodes.extend(part.graph.node)
        nodes.append(
            helper.make_node("Mul", [f"m{i}_{inference.OUTPUT}", f"weight{i}"], [f"share{i}"])
        )
        means.append(
            helper.make_tensor(f"weight{i}", TensorProto.FLOAT, [1], [weight / sum(weights)])
        )
    nodes.append(
        helper.make_node("Sum", [f"share{i}" for i in range(len(parts))], [inference.OUTPUT])
    )
    graph = helper.make_graph(
        nodes,
        "blend",
        list(models[0].graph.input),
        list(models[0].graph.output),
        [*means, *(tensor for part in parts for tensor in part.graph.initializer)],
    )
    return helper.make_model(
        graph, opset_imports=_opsets(models), ir_version=max(model.ir_version for model in models)
    )


def calibrated(model: onnx.ModelProto, temperature: float) -> onnx.ModelProto:
    """Append temperature scaling: probabilities become softmax(log(p) / T).

    Guo et al., "On Calibration of Modern Neural Networks", 2017. The answer stays the same, only
    its confidence moves.
    """
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    _rename(graph, inference.OUTPUT, "uncalibrated")
    graph.initializer.extend(
        [
            helper.make_tensor("floor", TensorProto.FLOAT, [1], [PROBABILITY_FLOOR]),
            helper.make_tensor("temperature", TensorProto.FLOAT, [1], [temperature]),
        ]
    )
    graph.node.extend(
        [
            helper.make_node("Max", ["uncalibrated", "floor"], ["floored"]),
            helper.make_node("Log", ["floored"], ["logits"]),
            helper.make_node("Div", ["logits", "temperature"], ["scaled"]),
            helper.make_node("Softmax", ["scaled"], [inference.OUTPUT], axis=-1),
        ]
    )
    onnx.checker.check_model(result)
    return result


def lowered(model: onnx.ModelProto, sure_from: float, labels: int) -> onnx.ModelProto:
    """Append what `evaluation.calibration.lowered` does to probabilities of that many labels."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    if not SURE < sure_from < 1:
        return result
    graph = result.graph
    _rename(graph, inference.OUTPUT, "lowering_given")
    (below, at_zero), (above, at_one) = lines_of_lowering(sure_from, 1 / labels)
    numbers = {"below": below, "at_zero": at_zero, "above": above, "at_one": at_one}
    numbers |= {"chance": 1 / labels, "least": PROBABILITY_FLOOR}
    graph.initializer.extend(
        helper.make_tensor(f"lowering_{name}", TensorProto.FLOAT, [1], [number])
        for name, number in numbers.items()
    )
    # The greatest of a row, by an operator that is the same in all opsets since 11.
    graph.initializer.append(helper.make_tensor("lowering_one", TensorProto.INT64, [1], [1]))
    steps = (
        ("TopK", "given one", "top place"),
        ("Mul", "top below", "top_below"),
        ("Add", "top_below at_zero", "shown_below"),
        ("Mul", "top above", "top_above"),
        ("Add", "top_above at_one", "shown_above"),
        ("Max", "shown_below shown_above", "shown"),
        ("Sub", "top shown", "lost"),
        ("Sub", "top chance", "over_chance"),
        ("Max", "over_chance least", "at_stake"),
        ("Div", "lost at_stake", "share"),
        ("Sub", "given chance", "distance"),
        ("Mul", "share distance", "taken"),
        ("Sub", "given taken", "kept"),
    )
    for operator, given, made in steps:
        inputs = [f"lowering_{name}" for name in given.split()]
        outputs = [f"lowering_{name}" for name in made.split()]
        graph.node.append(helper.make_node(operator, inputs, outputs))
    _rename(graph, "lowering_kept", inference.OUTPUT)
    onnx.checker.check_model(result)
    return result


def renamed(model: onnx.ModelProto, names: Mapping[str, str]) -> onnx.ModelProto:
    """Give inputs and outputs other names: graphs of one bundle are told apart by them."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    for old, new in names.items():
        _rename(result.graph, old, new)
        for info in (*result.graph.input, *result.graph.output):
            if info.name == old:
                info.name = new
    onnx.checker.check_model(result)
    return result


def _opsets(models: Sequence[onnx.ModelProto]) -> list[onnx.OperatorSetIdProto]:
    """Return each domain once; the graphs that use it must agree on its version.

    Converters also name domains that no node of theirs is of.
    """
    versions: dict[str, set[int]] = {}
    for model in models:
        used = {node.domain for node in model.graph.node}
        for entry in model.opset_import:
            if entry.domain in used:
                versions.setdefault(entry.domain, set()).add(entry.version)
    unlike = {domain: sorted(found) for domain, found in versions.items() if len(found) > 1}
    if unlike:
        raise BundleError(f"graphs of unlike opsets cannot be put into one: {unlike}")
    return [helper.make_opsetid(domain, found.pop()) for domain, found in versions.items()]


def _rename(graph: onnx.GraphProto, old: str, new: str) -> None:
    for node in graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                if name == old:
                    names[i] = new


def _drop_unused(graph: onnx.GraphProto) -> None:
    needed = {inference.OUTPUT}
    kept = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            kept.append(node)
            needed |= set(node.input)
    graph.ClearField("node")
    graph.node.extend(reversed(kept))
