"""Golden inputs of the family: a column of each kind, with what the bundle said when built."""

from pathlib import Path

import numpy as np

from matchloop.bundle import Bundle, golden
from matchloop.column_types.features import extract_many
from matchloop.column_types.labels import LABELS
from matchloop.column_types.predict import TypeModel
from matchloop.column_types.summary import ColumnSummary
from matchloop.graphs import inference

TOLERANCE = 0.01
"""Probabilities of the same graph differ by rounding between machines, not by more."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "order_id": ("A-1001", "A-1002", "A-1003", "A-1004", "A-1005", "A-1006"),
    "amount": ("19.90", "5.00", "129.00", "7.25", "", "64.10"),
    "ordered": ("2024-03-01", "2024-03-02", "2024-03-02", "2024-04-11", "2024-05-30", "n/a"),
    "paid": ("yes", "no", "yes", "yes", "no", "yes"),
    "status": ("open", "shipped", "shipped", "returned", "open", "shipped"),
    "city": ("Oslo", "Lima", "Graz", "Porto", "Kyoto", "Accra"),
    "comment": (
        "left at the neighbour's door because nobody was at home",
        "please ring twice and wait a moment",
        "the box was wet but everything inside was fine",
        "customer asked for a refund and then changed her mind",
        "delivered two days late, no reason was given",
        "",
    ),
    "x7": ("", "-", "n/a", "?", "", "null"),
}


def write(path: Path, graph: Path) -> Path:
    """Write the golden file of an exported graph: probabilities of every label for each column."""
    probabilities = inference.predict(inference.session(graph), _features(COLUMNS))
    inputs = {name: list(values) for name, values in COLUMNS.items()}
    best = probabilities.argmax(1)
    answers = [LABELS[index] for index in best]
    return golden.write(path, inputs, answers, probabilities.max(1).tolist())


def check(bundle: Bundle) -> None:
    """Load a bundle and let it answer its golden inputs. Raises BundleError."""
    verify(TypeModel(bundle, "golden"), bundle)


def verify(model: TypeModel, bundle: Bundle) -> None:
    """Let a model that is loaded answer the golden inputs of its bundle. Raises BundleError."""
    told = golden.read(bundle)
    if told is None:
        return
    probabilities = model.predict_features(_features(told["inputs"]))
    at = [model.labels.index(answer) for answer in told["answers"]]
    golden.compare(bundle, told, probabilities[np.arange(len(at)), at].tolist(), TOLERANCE)


def _features(columns: dict[str, tuple[str, ...]]) -> np.ndarray:
    return extract_many([ColumnSummary.of(name, list(v)) for name, v in columns.items()])
