"""The frozen hold-outs of the family, and models measured on them. Pure but for opening models."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.column_types.dataset import LabelledSummary, content_id
from matchloop.column_types.features import extract_many
from matchloop.column_types.labels import GROUPS, LABELS
from matchloop.column_types.split import USER_TEST, USER_VALIDATION
from matchloop.column_types.training import label_numbers, matrix
from matchloop.evaluation.classification import ClassificationMetrics, classification
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.latency import REPEATS, median_milliseconds
from matchloop.evaluation.paired import PairedAnswers, paired_labels
from matchloop.graphs import inference

ENOUGH_REAL = 200
"""Real validation columns that are enough to calibrate on, and to choose a model by."""

ENOUGH_USER = 30
"""Columns that the user has set aside for it that are enough to choose a model by."""


@dataclass(frozen=True)
class Columns:
    """Columns with their labels: ids [n], X float32 [n, 376], y int64 [n]."""

    ids: tuple[str, ...]
    X: np.ndarray
    y: np.ndarray


@dataclass(frozen=True)
class Answers:
    """One model's answers to labelled columns: probabilities [n, labels], y int64 [n]."""

    probabilities: np.ndarray
    y: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """The score of each column, bool [n]: whether the answer is its label."""
        return self.probabilities.argmax(1) == self.y


Part = HoldOut[Columns]

_ABOUT = {
    "real tables": "columns of whole real tables, labelled by reading them",
    "your test columns": "columns that you have set aside for measuring",
    "your validation columns": "columns that you have set aside; models are chosen by them too",
    "SortingHat test": "SortingHat's own test split, its classes read as eight",
    "real columns": "columns of real tables that training never saw: SortingHat's, and the user's",
    "synthetic": "generated columns that training never saw",
}


def hold_outs(features: pa.Table, labels: tuple[str, ...] = LABELS) -> list[Part]:
    """Return the hold-outs that have columns, the one that matters most first."""
    synthetic = pc.equal(features["source"], "synthetic")
    test = pc.equal(features["split"], "test")
    masks = {
        "real tables": pc.equal(features["split"], "real_tables"),
        "your test columns": pc.equal(features["split"], USER_TEST),
        "your validation columns": pc.equal(features["split"], USER_VALIDATION),
        "SortingHat test": pc.equal(features["split"], "sortinghat_test"),
        "real columns": pc.and_(test, pc.invert(synthetic)),
        "synthetic": pc.and_(test, synthetic),
    }
    parts = {name: features.filter(mask) for name, mask in masks.items()}
    return [
        HoldOut(name, _ABOUT[name], name != "synthetic", columns_of(part, labels))
        for name, part in parts.items()
        if len(part)
    ]


def recent_hold_out(
    columns: Iterable[LabelledSummary], features: pa.Table, minimum: int
) -> list[Part]:
    """Return the hold-out of recent feedback, none with fewer than `minimum` columns.

    features: the table of the pipeline; a column of it that was trained on, because it came from
    elsewhere too, is left out.
    """
    trained = pc.is_in(features["split"], pa.array(["train", "validation"]))
    known = set(features.filter(trained)["id"].to_pylist())
    found = {content_id(column.summary): column for column in columns}
    kept = {key: column for key, column in found.items() if key not in known}
    if len(kept) < minimum:
        return []
    X = extract_many([column.summary for column in kept.values()])
    y = np.array([LABELS.index(column.label) for column in kept.values()], np.int64)
    about = "columns that people labelled after the model had answered, never trained on"
    return [HoldOut("recent", about, True, Columns(tuple(kept), X, y))]


def validation_part(features: pa.Table, labels: tuple[str, ...] = LABELS) -> Part:
    """Return what models are chosen by: real columns of the validation part.

    The columns that a user has set aside for it are among them. With fewer than `ENOUGH_REAL` of
    all, and than `ENOUGH_USER` of the user's, it is the synthetic ones.
    """
    splits = pa.array(["validation", USER_VALIDATION])
    part = features.filter(pc.is_in(features["split"], splits))
    synthetic = pc.equal(part["source"], "synthetic")
    real, made = part.filter(pc.invert(synthetic)), part.filter(synthetic)
    users = pc.sum(pc.equal(part["source"], USER_VALIDATION)).as_py() or 0
    enough = len(real) >= ENOUGH_REAL or users >= ENOUGH_USER
    chosen, kind = (real, "real") if enough else (made, "synthetic")
    about = f"{len(chosen):,} {kind} columns of the validation part"
    about += "" if enough else f", for there are only {len(real):,} real ones"
    return HoldOut("validation", about, enough, columns_of(chosen, labels))


def calibration_rows(
    features: pa.Table, labels: tuple[str, ...] = LABELS
) -> tuple[np.ndarray, np.ndarray]:
    """Return X and y to calibrate on: real columns of unseen tables where there are enough.

    Confidence is for strangers' tables, so it is set on those; with too few of them, on the whole
    validation split.
    """
    part = features.filter(pc.equal(features["split"], "validation"))
    real = part.filter(pc.not_equal(part["source"], "synthetic"))
    chosen = real if len(real) >= ENOUGH_REAL else part
    return matrix(chosen), label_numbers(chosen, labels)


def observed_part(features: pa.Table, minimum: int) -> pa.Table:
    """Return the held-out columns that live ones are compared with: real ones, if `minimum`."""
    held = features.filter(
        pc.invert(pc.is_in(features["split"], pa.array(["train", "validation"])))
    )
    real = held.filter(pc.not_equal(held["source"], "synthetic"))
    return real if len(real) >= minimum else held


def columns_of(features: pa.Table, labels: tuple[str, ...] = LABELS) -> Columns:
    """Return rows of the features table as columns with labels."""
    ids = tuple(features["id"].to_pylist())
    return Columns(ids, matrix(features), label_numbers(features, labels))


def answer(model: onnxruntime.InferenceSession, part: Part) -> Answers:
    """Return an exported model's answers to a hold-out."""
    return Answers(inference.predict(model, part.examples.X), part.examples.y)


def measure(answers: Answers) -> ClassificationMetrics:
    """Return the figures of answers."""
    return classification(answers.y, answers.probabilities, LABELS, GROUPS)


def compare(candidate: Answers, champion: Answers) -> PairedAnswers:
    """Return the answers of two models to the same hold-out as the gate compares them."""
    ours, theirs = (answers.probabilities.argmax(1) for answers in (candidate, champion))
    return paired_labels(candidate.y, ours, theirs, LABELS, GROUPS)


def accuracy(model: Path, X: np.ndarray, y: np.ndarray) -> float:
    """Share of right answers of an exported model, six digits."""
    answers = inference.predict(inference.session(model), X).argmax(1)
    return round(float((answers == y).mean()), 6)


def latency(model: Path, part: Part, repeats: int = REPEATS) -> float:
    """Median milliseconds for one row on one thread."""
    session, X = inference.session(model, threads=1), part.examples.X
    rows = [X[i % len(X)][None] for i in range(repeats)]
    return median_milliseconds(lambda row: inference.predict(session, row), rows)
