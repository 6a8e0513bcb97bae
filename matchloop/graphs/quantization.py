"""Smaller variants of an ONNX model: int8 weights, and int16 throughout.

Part of training: onnx and onnxruntime's quantizer are imported inside the functions. It knows
graphs, not families; whether a variant is still good enough is measured elsewhere and judged
by `variant_fitness`.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matchloop.errors import BundleError
from matchloop.files import replacing

WEIGHTED_NODES = ("Conv", "Gemm", "MatMul")
QUANTIZED_NODES = (
    "DequantizeLinear",
    "DynamicQuantizeLinear",
    "MatMulInteger",
    "ConvInteger",
    "QuantizeLinear",
)
MAX_LOSS = 0.005
CALIBRATION_BATCH = 256
INT16_OPSET = 21


@dataclass(frozen=True)
class QuantizationResult:
    """What a quantization did. `quantized` False: nothing was written, and `reason` says why.

    Node counts are by operator type, in alphabetical order; sizes are those of the files.
    `bytes_after` and `nodes_after` are None and empty where nothing was written.
    """

    quantized: bool
    reason: str
    nodes_before: Mapping[str, int]
    nodes_after: Mapping[str, int]
    bytes_before: int
    bytes_after: int | None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


def to_int8_dynamic(source: Path, target: Path) -> QuantizationResult:
    """Weights as int8, a scale for each channel; activations quantized while running.

    Embeddings (the tables of Gather nodes) become int8 too, by far the most of a text encoder. One
    scale a tensor is found for each batch, so a row's probabilities depend a little on the
    rows that are asked with it.

    Raises:
        BundleError: the file is no ONNX model, or the result holds no quantized node or is no
            smaller.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    def quantize(prepared: Path, written: Path) -> None:
        quantize_dynamic(
            prepared,
            written,
            op_types_to_quantize=[*WEIGHTED_NODES, "Gather"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )

    return _quantize(source, target, quantize)


def to_int16_static(source: Path, target: Path, calibration: np.ndarray) -> QuantizationResult:
    """Weights and activations as int16, between QuantizeLinear and DequantizeLinear nodes.

    Static, because int16 weights in a dynamically quantized graph are invalid in onnxruntime.
    A graph below opset 21 is raised to 21, the first with int16 in these nodes.

    Args:
        source: a model with one float32 input.
        target: where the variant goes; replaced at once, or left as it was.
        calibration: (n, k) float32 rows of training data, from which the ranges of the
            activations are taken (smallest and largest); a few hundred are enough.

    Raises:
        BundleError: as `to_int8_dynamic`, and when there are no calibration rows.
    """
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static

    if calibration.ndim != 2 or not len(calibration):
        raise BundleError(
            f"int16 quantization of {source.name} got calibration data of shape "
            f"{calibration.shape}; expected (n, features) with n ≥ 1. Give rows of training data."
        )

    def quantize(prepared: Path, written: Path) -> None:
        _raise_opset(prepared, INT16_OPSET)
        quantize_static(
            prepared,
            written,
            _reader(prepared, calibration.astype(np.float32)),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(WEIGHTED_NODES),
            activation_type=QuantType.QInt16,
            weight_type=QuantType.QInt16,
        )

    return _quantize(source, target, quantize)


def variant_fitness(
    float_accuracy: float, variant_accuracy: float, max_loss: float = MAX_LOSS
) -> tuple[bool, str]:
    """Whether a variant may serve: it loses at most `max_loss` of accuracy (0.005 = half a point).

    The reason holds the figures, for yes and no alike.
    """
    change = variant_accuracy - float_accuracy
    figures = f"accuracy {variant_accuracy:.4f} against {float_accuracy:.4f} ({change:+.4f})"
    # Differences of decimal figures carry noise of 1e-16; the bound itself is allowed.
    fit = -change <= max_loss + 1e-9
    verdict = "within" if fit else "more than"
    return fit, f"{figures}: {verdict} the allowed loss of {max_loss:g}"


def _quantize(source: Path, target: Path, quantize: Any) -> QuantizationResult:
    before = _load(source)
    refusal = _refusal(before)
    if refusal:
        return QuantizationResult(
            False, refusal, _node_counts(before), {}, source.stat().st_size, None
        )
    with replacing(target) as written, tempfile.TemporaryDirectory() as folder:
        prepared = _prepare(source, Path(folder))
        quantize(prepared, written)
        _drop_unused_domains(written)
        result = _result(source, before, written)
    return result


def _load(path: Path) -> Any:
    import onnx

    try:
        return onnx.load(path)
    except Exception as error:  # protobuf raises its own, unrelated types
        raise BundleError(
            f"{path} cannot be read as an ONNX model ({type(error).__name__}: {error}). "
            "Export the model again."
        ) from error


def _refusal(model: Any) -> str:
    kinds = {node.op_type for node in model.graph.node}
    if kinds & set(WEIGHTED_NODES) and _has_weights(model):
        return ""
    if any(kind.startswith("TreeEnsemble") for kind in kinds):
        return "tree ensembles have no weights to quantize"
    return f"no {', '.join(WEIGHTED_NODES[:-1])} or {WEIGHTED_NODES[-1]} node with float weights"


def _has_weights(model: Any) -> bool:
    import onnx

    graph = model.graph
    weights = {w.name for w in graph.initializer if w.data_type == onnx.TensorProto.FLOAT}
    # Some exporters keep weights as Constant nodes; preparing the model makes them initializers.
    weights |= {name for node in graph.node if node.op_type == "Constant" for name in node.output}
    weighted = (node for node in graph.node if node.op_type in WEIGHTED_NODES)
    return any(name in weights for node in weighted for name in node.input[:2])


def _prepare(source: Path, folder: Path) -> Path:
    """Shape inference, constant folding and fusion, which the quantizer expects."""
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = folder / "prepared.onnx"
    # Symbolic shape inference does not know trees; plain inference is enough here.
    quant_pre_process(source, prepared, skip_symbolic_shape=True)
    return prepared


def _raise_opset(path: Path, opset: int) -> None:
    """The quantizer would do this too, with a warning on the root logger."""
    import onnx
    from onnx import version_converter

    model = onnx.load(path)
    versions = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    if max(versions) < opset:
        onnx.save(version_converter.convert_version(model, opset), path)


def _reader(model: Path, rows: np.ndarray) -> Any:
    from onnxruntime.quantization import CalibrationDataReader

    name = _load(model).graph.input[0].name

    class Reader(CalibrationDataReader):
        """Hands the rows to the quantizer in batches."""

        def __init__(self) -> None:
            starts = range(0, len(rows), CALIBRATION_BATCH)
            batches = (rows[start : start + CALIBRATION_BATCH] for start in starts)
            self.batches: Iterator[dict[str, np.ndarray]] = ({name: batch} for batch in batches)

        def get_next(self) -> dict[str, np.ndarray] | None:
            return next(self.batches, None)

    return Reader()


def _drop_unused_domains(path: Path) -> None:
    """Preparing declares every operator domain of onnxruntime; keep those the graph uses."""
    import onnx

    model = onnx.load(path)
    used = {node.domain for node in model.graph.node} | {""}
    kept = [entry for entry in model.opset_import if entry.domain in used]
    del model.opset_import[:]
    model.opset_import.extend(kept)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _result(source: Path, before: Any, written: Path) -> QuantizationResult:
    after = _load(written)
    counts, size, old_size = _node_counts(after), written.stat().st_size, source.stat().st_size
    quantized = {kind: n for kind, n in counts.items() if kind in QUANTIZED_NODES}
    if not quantized or size >= old_size:
        raise BundleError(
            f"Quantizing {source} had no effect: {sum(quantized.values())} quantized nodes, "
            f"{old_size:,} → {size:,} bytes; expected at least one and a smaller file. "
            "Serve the float model, and leave this variant out."
        )
    nodes = ", ".join(f"{n} {kind}" for kind, n in quantized.items())
    reason = f"{nodes}; {old_size:,} → {size:,} bytes"
    return QuantizationResult(True, reason, _node_counts(before), counts, old_size, size)


def _node_counts(model: Any) -> dict[str, int]:
    return dict(sorted(Counter(node.op_type for node in model.graph.node).items()))
