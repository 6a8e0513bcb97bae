"""The frozen hold-outs of the family, and models measured on them. Pure but for opening models."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.column_types.training import label_numbers, matrix
from matchloop.evaluation.classification import ClassificationMetrics, classification
from matchloop.graphs import inference

CALIBRATED_ON_AT_LEAST = 200
"""Real validation columns that are enough to calibrate on by themselves."""


@dataclass(frozen=True)
class HoldOut:
    """Columns no model was trained or calibrated on.

    name: as in reports; real: False for synthetic columns; X: float32 [n, 376]; y: int64 [n].
    """

    name: str
    about: str
    real: bool
    ids: tuple[str, ...]
    X: np.ndarray
    y: np.ndarray


_ABOUT = {
    "real tables": "columns of whole real tables, labelled by reading them",
    "SortingHat test": "SortingHat's own test split, its classes read as eight",
    "real columns": "columns of real tables that training never saw: SortingHat's, and the user's",
    "synthetic": "generated columns that training never saw",
}


def hold_outs(features: pa.Table, labels: tuple[str, ...]) -> list[HoldOut]:
    """Return the hold-outs that have columns, the one that matters most first."""
    synthetic = pc.equal(features["source"], "synthetic")
    test = pc.equal(features["split"], "test")
    masks = {
        "real tables": pc.equal(features["split"], "real_tables"),
        "SortingHat test": pc.equal(features["split"], "sortinghat_test"),
        "real columns": pc.and_(test, pc.invert(synthetic)),
        "synthetic": pc.and_(test, synthetic),
    }
    found = []
    for name, mask in masks.items():
        part = features.filter(mask)
        if len(part):
            X, y = matrix(part), label_numbers(part, labels)
            ids = tuple(part["id"].to_pylist())
            found.append(HoldOut(name, _ABOUT[name], name != "synthetic", ids, X, y))
    return found


def calibration_rows(features: pa.Table, labels: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return X and y to calibrate on: real columns of unseen tables where there are enough.

    Confidence is for strangers' tables, so it is set on those; with too few of them, on the whole
    validation split.
    """
    part = features.filter(pc.equal(features["split"], "validation"))
    real = part.filter(pc.not_equal(part["source"], "synthetic"))
    chosen = real if len(real) >= CALIBRATED_ON_AT_LEAST else part
    return matrix(chosen), label_numbers(chosen, labels)


def measure(
    model: Path, parts: list[HoldOut], labels: tuple[str, ...]
) -> dict[str, ClassificationMetrics]:
    """Measure an exported model on every hold-out."""
    session = inference.session(model)
    return {
        part.name: classification(part.y, inference.predict(session, part.X), labels)
        for part in parts
    }


def accuracy(model: Path, X: np.ndarray, y: np.ndarray) -> float:
    """Share of right answers of an exported model, six digits."""
    answers = inference.predict(inference.session(model), X).argmax(1)
    return round(float((answers == y).mean()), 6)


def latency(model: Path, X: np.ndarray, repeats: int = 300) -> float:
    """Median milliseconds for one row on one thread."""
    session = inference.session(model, threads=1)
    rows = [X[i % len(X)][None] for i in range(repeats)]
    times = []
    for row in rows:
        start = time.perf_counter()
        inference.predict(session, row)
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1e3
