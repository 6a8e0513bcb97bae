"""A model of column types that is trained in a second, and a home that it serves from."""

from functools import cache
from pathlib import Path

import numpy as np
import onnx

from matchloop import serving
from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle
from matchloop.column_types.features import FEATURE_NAMES, FEATURE_VERSION, extract_many
from matchloop.column_types.generate.engine import make_column
from matchloop.column_types.labels import LABELS
from matchloop.column_types.models import ModelName, Rows, fit
from matchloop.column_types.models.boosting import Boosting
from matchloop.column_types.params import BoostingParams
from matchloop.column_types.summary import ColumnSummary
from matchloop.graphs import surgery

BOOSTING = BoostingParams(
    n_estimators=20,
    learning_rate=0.3,
    num_leaves=7,
    min_child_samples=2,
    subsample=1.0,
    colsample_bytree=0.3,
    reg_lambda=0.1,
)


@cache
def columns(of_each: int = 8) -> list:
    return [make_column(label, i, 11, 60) for label in LABELS for i in range(of_each)]


@cache
def rows(of_each: int = 8) -> Rows:
    made = columns(of_each)
    X = extract_many([ColumnSummary.of(column.header, column.values) for column in made])
    y = np.array([LABELS.index(column.label) for column in made])
    return Rows.of(X, y, len(LABELS), balance=1)


@cache
def boosting() -> Boosting:
    return fit(ModelName.BOOSTING, rows(), params=BOOSTING, seed=5, threads=1)  # type: ignore


def bundle(folder: Path, graph: onnx.ModelProto | None = None, **changes: object) -> Bundle:
    """Write the small model, or another graph, as a bundle of the family."""
    source = folder.parent / f"{folder.name}.onnx"
    source.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph or surgery.calibrated(boosting().to_onnx(17), 1.0), source)
    fields = {
        "family": "column_types",
        "model": "boosting",
        "labels": LABELS,
        "feature_names": FEATURE_NAMES,
        "feature_version": FEATURE_VERSION,
        "graphs": {
            "classifier": Graph(
                variants={"float": Variant(file="model.onnx", fit=True, reason="as trained")},
                served="float",
                opset=17,
                thresholds={"unsure": 0.5},
                calibration=Calibration(temperature=1.0, ece=0.0),
            )
        },
        "data_hash": "d" * 64,
        "params_hash": "p" * 64,
    }
    return write_bundle(folder, BundleManifest(**(fields | changes)), {"model.onnx": source})


def install(folder: Path) -> None:
    """Make the small model the champion of the home that MATCHLOOP_HOME names."""
    bundle(folder)
    serving.install("column_types", 3, folder)
    serving.point("column_types", 3)
