"""A bundle small enough to read: three features, two labels, one matrix."""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle

LABELS = ("no", "yes")


def write_model(path: Path, weight: float = 1.0, outputs: int = 2) -> Path:
    """features float32 [n, 3] -> probabilities float32 [n, outputs]."""
    matrix = numpy_helper.from_array(np.full((3, outputs), weight, np.float32), "W")
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["features", "W"], ["scores"]),
            helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
        ],
        "tiny",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 3])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", outputs])],
        [matrix],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(model, str(path))
    return path


def manifest(family: str = "toys", model: str = "forest", labels: tuple = LABELS) -> BundleManifest:
    return BundleManifest(
        family=family,
        model=model,
        labels=labels,
        feature_names=("length", "digits", "nulls"),
        feature_version="1.0",
        graphs={
            "classifier": Graph(
                variants={
                    "float32": Variant(file="model.onnx", fit=True, reason="the exported model"),
                    "int8": Variant(file="model.int8.onnx", fit=False, reason="loses 1.4 points"),
                },
                served="float32",
                opset=17,
                thresholds={"unsure": 0.5},
                calibration=Calibration(temperature=1.2, ece=0.03),
            )
        },
        data_hash="d" * 64,
        params_hash="p" * 64,
        metrics={"accuracy": 0.96},
    )


def tiny_bundle(folder: Path, weight: float = 1.0, outputs: int = 2, **fields: object) -> Bundle:
    """A written bundle; another `weight` makes other bytes."""
    source = write_model(folder.parent / f"{folder.name}.source" / "m.onnx", weight, outputs)
    files = {"model.onnx": source, "model.int8.onnx": source}
    return write_bundle(folder, manifest(**fields), files)  # type: ignore[arg-type]


def change_one_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
