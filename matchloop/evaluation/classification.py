"""How good a classifier's probabilities are: figures for any family, in plain numpy.

Takes true label numbers and probabilities and returns frozen values. It does not know where
the rows came from, what the labels mean, or what figure would be good enough.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matchloop.errors import DataError

BINS = 15
THRESHOLDS = (0.5, 0.7, 0.9, 0.95)
CURVE_THRESHOLDS = (*(step / 100 for step in range(100)), 0.995, 0.999)
# Forests answer exact zeros; a logarithm needs a floor, and the exported graph the same one.
PROBABILITY_FLOOR = 1e-6
TEMPERATURE_RANGE = (0.05, 20.0)


@dataclass(frozen=True)
class ClassScore:
    """One label's scores; None where there is nothing to divide by."""

    label: str
    precision: float | None
    recall: float | None
    f1: float | None
    support: int
    predicted: int


@dataclass(frozen=True)
class ReliabilityBin:
    """Rows of one confidence interval (lower, upper]; None where the bin is empty."""

    lower: float
    upper: float
    confidence: float | None
    accuracy: float | None
    count: int


@dataclass(frozen=True)
class CoveragePoint:
    """Share of rows answered with at least this confidence, and how many of those are right."""

    threshold: float
    coverage: float
    accuracy: float | None
    count: int


@dataclass(frozen=True)
class GroupScore:
    """Several labels taken as one, against all the others together."""

    labels: tuple[str, ...]
    precision: float | None
    recall: float | None
    false_positive_rate: float | None
    support: int
    others: int


@dataclass(frozen=True)
class ClassificationMetrics:
    """Everything measured on one hold-out.

    `confusion[i][j]` counts rows of label i that were answered as label j. `accuracy_interval`
    is Wilson's 95 % interval. `curve` is `coverage` at many thresholds, for drawing; `to_dict`
    leaves it out.
    """

    labels: tuple[str, ...]
    count: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    macro_f1: float
    log_loss: float
    ece: float
    per_class: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]
    reliability: tuple[ReliabilityBin, ...]
    coverage: tuple[CoveragePoint, ...]
    curve: tuple[CoveragePoint, ...] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: floats with six digits, None for what is undefined, never NaN."""
        numbers = ("count", "accuracy", "macro_f1", "log_loss", "ece")
        return {
            **{name: rounded(getattr(self, name)) for name in numbers},
            "accuracy_interval": [rounded(bound) for bound in self.accuracy_interval],
            "per_class": {score.label: _fields(score, without="label") for score in self.per_class},
            "labels": list(self.labels),
            "confusion": [list(row) for row in self.confusion],
            "reliability": [_fields(bin_) for bin_ in self.reliability],
            "coverage": [_fields(point) for point in self.coverage],
        }


def classification(
    y_true: np.ndarray, probabilities: np.ndarray, labels: Sequence[str]
) -> ClassificationMetrics:
    """Measure answers against the truth.

    Args:
        y_true: (n,) integers, positions in `labels`.
        probabilities: (n, k) floats, rows that sum to 1; the answer is the largest, the first
            of equals.
        labels: k names.

    Macro-F1 is the mean over the labels that occur in `y_true`; a label that is never
    answered counts 0. The calibration error is over 15 bins of equal width (Naeini et al. 2015,
    section 4; Guo et al. 2017, section 2), so that it compares with published figures.

    Raises:
        DataError: no rows, shapes that do not fit, a label number out of range, or rows that
            are not probabilities.
    """
    y_true, probabilities = _checked(y_true, probabilities, labels)
    answers, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right, given = answers == y_true, probabilities[np.arange(len(y_true)), y_true]
    k = len(labels)
    confusion = np.bincount(y_true * k + answers, minlength=k * k).reshape(k, k)
    per_class = _per_class(confusion, labels)
    bins = reliability_bins(confidence, right)
    return ClassificationMetrics(
        labels=tuple(str(label) for label in labels),
        count=len(y_true),
        accuracy=float(right.mean()),
        accuracy_interval=wilson_interval(int(right.sum()), len(right)),
        macro_f1=float(np.mean([score.f1 or 0.0 for score in per_class if score.support])),
        log_loss=float(-np.log(np.maximum(given, PROBABILITY_FLOOR)).mean()),
        ece=expected_calibration_error(bins),
        per_class=per_class,
        confusion=tuple(tuple(int(n) for n in row) for row in confusion),
        reliability=bins,
        coverage=tuple(coverage_at(confidence, right, t) for t in THRESHOLDS),
        curve=tuple(coverage_at(confidence, right, t) for t in CURVE_THRESHOLDS),
    )


def group_score(metrics: ClassificationMetrics, group: Collection[str]) -> GroupScore:
    """Score several labels as one: confusing them with each other is no error here.

    `false_positive_rate` is the share of rows of all other labels that were answered with a
    label of the group. Raises DataError for a label of `group` that was not measured.
    """
    unknown = sorted(set(group) - set(metrics.labels))
    if unknown:
        raise DataError(
            f"The group holds labels that were not measured: {', '.join(unknown)}. Correct it; "
            f"measured are: {', '.join(metrics.labels)}."
        )
    inside = np.array([label in group for label in metrics.labels])
    confusion = np.array(metrics.confusion)
    hits = int(confusion[inside][:, inside].sum())
    false = int(confusion[~inside][:, inside].sum())
    support, others = int(confusion[inside].sum()), int(confusion[~inside].sum())
    labels = tuple(label for label in metrics.labels if label in group)
    precision, recall = _ratio(hits, hits + false), _ratio(hits, support)
    return GroupScore(labels, precision, recall, _ratio(false, others), support, others)


def wilson_interval(right: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Confidence interval of a share (Wilson 1927); 95 % by default. Needs `count` > 0."""
    share, spread = right / count, z * z / count
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def reliability_bins(
    confidence: np.ndarray, right: np.ndarray, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """Bins of equal width, open on the left: confidence (n,) in [0, 1], right (n,) bool."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    sums = (np.bincount(place, weights=weights, minlength=bins) for weights in (confidence, right))
    rows = zip(edges, edges[1:], *sums, counts, strict=False)
    return tuple(
        ReliabilityBin(float(low), float(high), _ratio(c, n), _ratio(h, n), int(n))
        for low, high, c, h, n in rows
    )


def expected_calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Mean distance of confidence from accuracy over the bins, weighted by their rows."""
    gaps = [abs((b.accuracy or 0.0) - (b.confidence or 0.0)) * b.count for b in bins]
    return sum(gaps) / sum(b.count for b in bins)


def coverage_at(confidence: np.ndarray, right: np.ndarray, threshold: float) -> CoveragePoint:
    """What is answered, and how well, when answers below `threshold` are withheld."""
    kept = right[confidence >= threshold]
    share, accuracy = len(kept) / len(right), _ratio(kept.sum(), len(kept))
    return CoveragePoint(threshold, share, accuracy, len(kept))


def temperature(
    probabilities: np.ndarray, y_true: np.ndarray, floor: float = PROBABILITY_FLOOR
) -> float:
    """The T of softmax(log(p) / T) with the smallest negative log-likelihood.

    Temperature scaling (Guo et al. 2017, section 4.2) on given probabilities: (n, k), no
    smaller than `floor`. The loss is convex in 1/T, so its slope is bisected, between 0.05 and
    20. More than 1 means that the model was too sure of itself. Fit it on rows that the
    model was not trained on.
    """
    y_true, probabilities = _checked(y_true, probabilities, range(np.shape(probabilities)[-1]))
    logs = np.log(np.maximum(probabilities, floor))
    given = logs[np.arange(len(y_true)), y_true].mean()

    def slope(inverse: float) -> float:
        return float((_softmax(logs * inverse) * logs).sum(axis=1).mean() - given)

    low, high = (math.log(1 / t) for t in reversed(TEMPERATURE_RANGE))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if slope(math.exp(middle)) > 0 else (middle, high)
    return math.exp(-(low + high) / 2)


def scaled(
    probabilities: np.ndarray, temperature: float, floor: float = PROBABILITY_FLOOR
) -> np.ndarray:
    """softmax(log(p) / temperature), float64; the answer, where it is unique, stays the same."""
    logs = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), floor))
    return _softmax(logs / temperature)


def rounded(value: float | None, digits: int = 6) -> float | None:
    """A figure for JSON: rounded; None for None, NaN and infinities."""
    return None if value is None or not math.isfinite(value) else round(value, digits)


def _checked(
    y_true: np.ndarray, probabilities: np.ndarray, labels: Sequence[Any]
) -> tuple[np.ndarray, np.ndarray]:
    y_true, probabilities = np.asarray(y_true), np.asarray(probabilities, dtype=np.float64)
    if probabilities.ndim != 2 or probabilities.shape != (len(y_true), len(labels)):
        raise DataError(
            f"Got probabilities of shape {probabilities.shape} for {len(y_true)} rows and "
            f"{len(labels)} labels; expected {(len(y_true), len(labels))}."
        )
    if not len(y_true):
        raise DataError("There are no rows to measure. Give a hold-out with at least one row.")
    if not np.issubdtype(y_true.dtype, np.integer):
        raise DataError(f"Labels must be whole numbers (positions), got dtype {y_true.dtype}.")
    _check_values(y_true, probabilities, len(labels))
    return y_true, probabilities


def _check_values(y_true: np.ndarray, probabilities: np.ndarray, k: int) -> None:
    outside = np.flatnonzero((y_true < 0) | (y_true >= k))
    if len(outside):
        row = outside[0]
        raise DataError(f"Row {row} has label number {y_true[row]}; expected 0 to {k - 1}.")
    fine = (probabilities >= 0).all(axis=1) & (np.abs(probabilities.sum(axis=1) - 1) < 1e-3)
    if not fine.all():
        row = np.flatnonzero(~fine)[0]
        raise DataError(
            f"Row {row} is no row of probabilities (sum {probabilities[row].sum():g}, smallest "
            f"{probabilities[row].min():g}); expected values ≥ 0 that sum to 1. "
            "Give the model's probabilities, not its logits."
        )


def _per_class(confusion: np.ndarray, labels: Sequence[str]) -> tuple[ClassScore, ...]:
    support, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    return tuple(
        ClassScore(
            label=str(label),
            precision=_ratio(confusion[i, i], predicted[i]),
            recall=_ratio(confusion[i, i], support[i]),
            f1=_ratio(2 * confusion[i, i], support[i] + predicted[i]),
            support=int(support[i]),
            predicted=int(predicted[i]),
        )
        for i, label in enumerate(labels)
    )


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _fields(value: Any, without: str = "") -> dict[str, Any]:
    pairs = ((name, getattr(value, name)) for name in value.__dataclass_fields__ if name != without)
    return {name: rounded(v) if isinstance(v, float) else v for name, v in pairs}
