"""What the model steps have written of one model, by its name."""

from pathlib import Path

from matchloop.column_types.records import Confidence
from matchloop.evaluation.records import Quantization, Training
from tasks.column_types import SPACE


def trained(name: str) -> Training:
    """Return how the model came about."""
    return Training.read(SPACE.work / "train" / name / "training.json")


def confidence(name: str) -> Confidence:
    """Return from where it is sure, and unsure."""
    return Confidence.read(SPACE.work / "export" / name / "confidence.json")


def quantized(name: str) -> Quantization:
    """Return its smaller variants."""
    return Quantization.read(SPACE.work / "quantize" / name / "quantization.json")


def graph(name: str) -> Path:
    """Return the file of the exported graph."""
    return SPACE.work / "export" / name / "model.onnx"


def files(name: str) -> dict[str, Path]:
    """Return the files of all variants that are there, the exported one as "float"."""
    folder = SPACE.work / "quantize" / name
    variants = {variant: folder / f"model.{variant}.onnx" for variant in ("int8", "int16")}
    return {"float": graph(name)} | {v: path for v, path in variants.items() if path.is_file()}
