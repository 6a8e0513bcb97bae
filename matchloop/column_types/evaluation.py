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
from matchloop.column_types.split import USER_TEST, USER_VALIDATION, Part
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
    """Columns with their labels: ids [n], X float32 [n, features], y int64 [n].

    also: bool [n, labels], further answers that are right; None where there are none.
    """

    ids: tuple[str, ...]
    X: np.ndarray
    y: np.ndarray
    also: np.ndarray | None = None


@dataclass(frozen=True)
class Answers:
    """One model's answers to columns: probabilities [n, labels]; y and also as in `Columns`."""

    probabilities: np.ndarray
    y: np.ndarray
    also: np.ndarray | None = None

    @property
    def truth(self) -> np.ndarray:
        """What each answer is measured against, int64 [n]: itself where it is right too."""
        return settled(self.probabilities, self.y, self.also)

    @property
    def said(self) -> np.ndarray:
        """What was answered, int64 [n]; the label where something else that is right was."""
        return np.where(self.right, self.y, self.probabilities.argmax(1))

    @property
    def right(self) -> np.ndarray:
        """The score of each column, bool [n]: whether the answer is its label."""
        return self.probabilities.argmax(1) == self.truth


Measured = HoldOut[Columns]

_ABOUT = {
    "real tables": "columns of whole real tables, labelled by reading them",
    "your test columns": "columns that you have set aside for measuring",
    "your validation columns": "columns that you have set aside; models are chosen by them too",
    "foreign tables": "whole tables made and labelled by other people, only measured on",
    "foreign calibration": "tables of other people, on which confidences are set and models chosen",
    "SortingHat test": "SortingHat's own test split, its classes read as eight",
    "real columns": "columns of real tables that training never saw: SortingHat's, and the user's",
    "synthetic": "generated columns that training never saw",
}


def hold_outs(features: pa.Table, labels: tuple[str, ...] = LABELS) -> list[Measured]:
    """Return the hold-outs that have columns, the one that matters most first."""
    synthetic = pc.equal(features["source"], "synthetic")
    test = pc.equal(features["split"], "test")
    masks = {
        "real tables": pc.equal(features["split"], "real_tables"),
        "your test columns": pc.equal(features["split"], USER_TEST),
        "your validation columns": pc.equal(features["split"], USER_VALIDATION),
        "foreign tables": pc.equal(features["split"], Part.MEASURE),
        "foreign calibration": pc.equal(features["split"], Part.CALIBRATE),
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
) -> list[Measured]:
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


def validation_part(features: pa.Table, labels: tuple[str, ...] = LABELS) -> Measured:
    """Return what models are chosen by: real columns of the validation part, foreign ones too.

    The columns that a user has set aside for it are among them. With fewer than `ENOUGH_REAL` of
    all, and than `ENOUGH_USER` of the user's, it is the synthetic ones.
    """
    splits = pa.array(["validation", USER_VALIDATION, Part.CALIBRATE])
    part = features.filter(pc.is_in(features["split"], splits))
    synthetic = pc.equal(part["source"], "synthetic")
    real, made = part.filter(pc.invert(synthetic)), part.filter(synthetic)
    users = pc.sum(pc.equal(part["source"], USER_VALIDATION)).as_py() or 0
    enough = len(real) >= ENOUGH_REAL or users >= ENOUGH_USER
    chosen, kind = (real, "real") if enough else (made, "synthetic")
    about = f"{len(chosen):,} {kind} columns of the validation part"
    about += "" if enough else f", for there are only {len(real):,} real ones"
    return HoldOut("validation", about, enough, columns_of(chosen, labels))


def calibration_part(features: pa.Table, labels: tuple[str, ...] = LABELS) -> Measured:
    """Return the columns to calibrate on: foreign ones that are set aside for it.

    Confidence is for strangers' tables, so it is set on those. With fewer than `ENOUGH_REAL` of
    them it is real columns of the validation split; with too few of these, all of that split.
    `real` says whether a promise can be made on them: only on foreign ones.
    """
    foreign = features.filter(pc.equal(features["split"], Part.CALIBRATE))
    if len(foreign) >= ENOUGH_REAL:
        about = _ABOUT["foreign calibration"]
        return HoldOut("calibration", about, True, columns_of(foreign, labels))
    part = features.filter(pc.equal(features["split"], "validation"))
    real = part.filter(pc.not_equal(part["source"], "synthetic"))
    chosen, kind = (real, "real") if len(real) >= ENOUGH_REAL else (part, "all")
    about = f"{kind} columns of the validation part, for there are only {len(foreign):,} foreign"
    return HoldOut("calibration", about, False, columns_of(chosen, labels))


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
    return Columns(ids, matrix(features), label_numbers(features, labels), _also(features, labels))


def _also(features: pa.Table, labels: tuple[str, ...]) -> np.ndarray | None:
    """Return which labels are right beside the first, bool [n, labels]; None where none is."""
    texts = features["also"].to_pylist()
    if not any(texts):
        return None
    return np.array([[label in text.split("|") for label in labels] for text in texts])


def settled(probabilities: np.ndarray, y: np.ndarray, also: np.ndarray | None) -> np.ndarray:
    """Return y int64 [n], but the answer itself where that is right too."""
    if also is None:
        return y
    said = probabilities.argmax(1)
    return np.where(also[np.arange(len(y)), said], said, y)


def answer(model: onnxruntime.InferenceSession, part: Measured) -> Answers:
    """Return an exported model's answers to a hold-out."""
    columns = part.examples
    X = inference.first_features(model, columns.X)
    return Answers(inference.predict(model, X), columns.y, columns.also)


def measure(answers: Answers) -> ClassificationMetrics:
    """Return the figures of answers."""
    return classification(answers.truth, answers.probabilities, LABELS, GROUPS)


def compare(candidate: Answers, champion: Answers) -> PairedAnswers:
    """Return the answers of two models to the same hold-out as the gate compares them."""
    return paired_labels(candidate.y, candidate.said, champion.said, LABELS, GROUPS)


def accuracy(model: Path, X: np.ndarray, y: np.ndarray) -> float:
    """Share of right answers of an exported model, six digits."""
    answers = inference.predict(inference.session(model), X).argmax(1)
    return round(float((answers == y).mean()), 6)


def latency(model: Path, part: Measured, repeats: int = REPEATS) -> float:
    """Median milliseconds for one row on one thread."""
    session, X = inference.session(model, threads=1), part.examples.X
    rows = [X[i % len(X)][None] for i in range(repeats)]
    return median_milliseconds(lambda row: inference.predict(session, row), rows)
