"""Rows for training out of the features table, and cross-validation. Pure: no files."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.column_types.models import Fitted, ModelName, Rows, fit
from matchloop.column_types.split import Part
from matchloop.errors import DataError
from matchloop.evaluation.classification import classification

if TYPE_CHECKING:
    from matchloop.column_types.params import TrainParams


@dataclass(frozen=True)
class CrossValidation:
    """Accuracy and macro-F1 of each fold, and the probabilities every row got when held out."""

    accuracy: tuple[float, ...]
    macro_f1: tuple[float, ...]
    probabilities: np.ndarray

    def to_dict(self) -> dict[str, Any]:
        """Return folds, means and deviations for JSON."""
        return {
            name: {
                "mean": round(float(np.mean(values)), 6),
                "deviation": round(float(np.std(values, ddof=1)), 6),
                "folds": [round(value, 6) for value in values],
            }
            for name, values in (("accuracy", self.accuracy), ("macro_f1", self.macro_f1))
        }


def matrix(features: pa.Table) -> np.ndarray:
    """Return the features column as float32 [n, 413]."""
    column = features["features"].combine_chunks()
    flat = column.flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(len(column), column.type.list_size)


def label_numbers(features: pa.Table, labels: tuple[str, ...]) -> np.ndarray:
    """Return the label column as int64 positions in `labels`."""
    found = pc.index_in(features["label"], pa.array(labels))
    return found.combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)


def rows_of(features: pa.Table, split: str, labels: tuple[str, ...], params: "TrainParams") -> Rows:
    """Return the rows of a split, weighted; see `worth` and `models.balanced_weights`.

    Of the generated columns it is `params.synthetic_share`. Raises DataError for a label of which
    no column is left.
    """
    part = thinned(features.filter(pc.equal(features["split"], split)), params.synthetic_share)
    y = label_numbers(part, labels)
    if absent := [label for number, label in enumerate(labels) if not (y == number).any()]:
        raise DataError(
            f"There is no column of {', '.join(absent)} to learn from. Raise "
            "column_types.train.synthetic_share or column_types.generate.scale in params.yaml, or "
            "label some in data/labelled/column_types."
        )
    rows = part.select(["source", "kind", "label"]).to_pylist()
    return Rows.of(
        matrix(part),
        y,
        len(labels),
        balance=params.balance,
        worth=worth(rows, params.real_weight),
        tables=tables_of(rows),
    )


def tables_of(rows: Sequence[Mapping[str, str]]) -> np.ndarray:
    """Return int64 [n]: one number for all columns of a foreign table, one for each other column.

    SortingHat's tables are not held together: some are so wide that no fold would have its share.
    """
    numbers: dict[str | int, int] = {}
    keys = (row["kind"] if row["source"] == Part.LEARN else i for i, row in enumerate(rows))
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def thinned(features: pa.Table, share: float) -> pa.Table:
    """Return the table with that share of the generated columns of each label, the first ones."""
    if share == 1:
        return features
    labels = np.array(features["label"].to_pylist())
    synthetic = np.array([source == "synthetic" for source in features["source"].to_pylist()])
    kept = ~synthetic
    for label in np.unique(labels[synthetic]):
        there = np.flatnonzero(synthetic & (labels == label))
        kept[there[: round(share * len(there))]] = True
    return features.filter(pa.array(kept))


def worth(rows: Sequence[Mapping[str, str]], real_weight: float) -> np.ndarray:
    """How much a column counts inside its class: float64 [n].

    A synthetic column counts 1, a real one `real_weight` over the root of how many columns of its
    label its table has: the four hundred channels of one sensor table are not four hundred
    witnesses.
    """
    tables = Counter((row["source"], row["kind"], row["label"]) for row in rows)
    return np.array(
        [
            1.0
            if row["source"] == "synthetic"
            else real_weight / math.sqrt(tables[row["source"], row["kind"], row["label"]])
            for row in rows
        ]
    )


def cross_validate(
    name: ModelName,
    rows: Rows,
    labels: tuple[str, ...],
    *,
    params: Any,
    folds: int,
    seed: int,
    threads: int,
    on_fold: Callable[[int, float, Fitted], None] | None = None,
) -> CrossValidation:
    """Stratified k-fold cross-validation; `on_fold` is told each fold's number and accuracy.

    Tables go into a fold whole, by the label of their first column.
    """
    probabilities = np.zeros((len(rows.y), rows.classes))
    accuracy, macro_f1 = [], []
    for number, (learn, held) in enumerate(_folds(rows, folds, seed), start=1):
        fitted = fit(name, rows.take(learn), params=params, seed=seed, threads=threads)
        probabilities[held] = fitted.probabilities(rows.X[held])
        measured = classification(rows.y[held], probabilities[held], labels)
        accuracy.append(measured.accuracy)
        macro_f1.append(measured.macro_f1)
        if on_fold:
            on_fold(number, measured.accuracy, fitted)
    return CrossValidation(tuple(accuracy), tuple(macro_f1), probabilities)


def _folds(rows: Rows, folds: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions to learn from and held out, fold by fold."""
    from sklearn.model_selection import StratifiedKFold

    tables = np.arange(len(rows.y)) if rows.tables is None else rows.tables
    _, first, table = np.unique(tables, return_index=True, return_inverse=True)
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    for _, held in splitter.split(first, rows.y[first]):
        outside = np.isin(table, held)
        yield np.flatnonzero(~outside), np.flatnonzero(outside)
