"""How good a classifier's probabilities are: figures for any family, in plain numpy.

Takes true label numbers and probabilities and returns frozen values. It does not know where
the rows came from, what the labels mean, or what figure would be good enough.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matchloop.errors import DataError
from matchloop.evaluation.calibration import (
    CURVE_THRESHOLDS,
    PROBABILITY_FLOOR,
    THRESHOLDS,
    CoveragePoint,
    ReliabilityBin,
    checked,
    confident_figures,
    coverage_at,
    expected_calibration_error,
    ratio,
    reliability_bins,
    rounded,
    wilson_interval,
)
from matchloop.evaluation.metric import (
    ACCURACY,
    ECE,
    MACRO_F1,
    Metric,
    false_positives_of,
    precision_of,
)


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
class GroupScore:
    """Several labels taken as one, against all the others together.

    false_positive_rate: share of the rows of all other labels that were answered with one of them.
    """

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
    is Wilson's 95 % interval. `groups` are several labels taken as one, by the group's name.
    `curve` is `coverage` at many thresholds, for drawing; `to_dict` leaves it out.
    """

    labels: tuple[str, ...]
    count: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    macro_f1: float
    log_loss: float
    ece: float
    per_class: tuple[ClassScore, ...]
    groups: Mapping[str, GroupScore]
    confusion: tuple[tuple[int, ...], ...]
    reliability: tuple[ReliabilityBin, ...]
    coverage: tuple[CoveragePoint, ...]
    curve: tuple[CoveragePoint, ...] = field(repr=False)

    @property
    def headline(self) -> Metric:
        """Accuracy: an example scores 1 when its answer is right."""
        return ACCURACY

    @property
    def figures(self) -> dict[Metric, float | None]:
        """The figures that gate, card and registry go by."""
        figures: dict[Metric, float | None] = {
            ACCURACY: self.accuracy,
            MACRO_F1: self.macro_f1,
            ECE: self.ece,
            **confident_figures(self.coverage),
        }
        for name, score in self.groups.items():
            figures[precision_of(name)] = score.precision
            figures[false_positives_of(name)] = score.false_positive_rate
        return figures

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: floats with six digits, None for what is undefined, never NaN."""
        numbers = ("count", "accuracy", "macro_f1", "log_loss", "ece")
        return {
            **{name: rounded(getattr(self, name)) for name in numbers},
            "accuracy_interval": [rounded(bound) for bound in self.accuracy_interval],
            "per_class": {score.label: _fields(score, without="label") for score in self.per_class},
            "groups": {name: _fields(score) for name, score in self.groups.items()},
            "labels": list(self.labels),
            "confusion": [list(row) for row in self.confusion],
            "reliability": [_fields(bin_) for bin_ in self.reliability],
            "coverage": [_fields(point) for point in self.coverage],
        }


def classification(
    y_true: np.ndarray,
    probabilities: np.ndarray,
    labels: Sequence[str],
    groups: Mapping[str, Collection[str]] | None = None,
) -> ClassificationMetrics:
    """Measure answers against the truth.

    Args:
        y_true: (n,) integers, positions in `labels`.
        probabilities: (n, k) floats, rows that sum to 1; the answer is the largest, the first
            of equals.
        labels: k names.
        groups: labels that are also scored as one, by the name of the group: confusing them with
            each other is no error there.

    Macro-F1 is the mean over the labels that occur in `y_true`; a label that is never
    answered counts 0. The calibration error is over 15 bins of equal width (Naeini et al. 2015,
    section 4; Guo et al. 2017, section 2), so that it compares with published figures.

    Raises:
        DataError: no rows, shapes that do not fit, a label number out of range, rows that are
            not probabilities, or a group with an unknown label.
    """
    y_true, probabilities = checked(y_true, probabilities, labels)
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
        groups={
            name: _group_score(labels, confusion, group) for name, group in (groups or {}).items()
        },
        confusion=tuple(tuple(int(n) for n in row) for row in confusion),
        reliability=bins,
        coverage=tuple(coverage_at(confidence, right, t) for t in THRESHOLDS),
        curve=tuple(coverage_at(confidence, right, t) for t in CURVE_THRESHOLDS),
    )


def _group_score(
    labels: Sequence[str], confusion: np.ndarray, group: Collection[str]
) -> GroupScore:
    unknown = sorted(set(group) - set(labels))
    if unknown:
        raise DataError(
            f"The group holds labels that were not measured: {', '.join(unknown)}. Correct it; "
            f"measured are: {', '.join(labels)}."
        )
    inside = np.array([label in group for label in labels])
    hits = int(confusion[inside][:, inside].sum())
    false = int(confusion[~inside][:, inside].sum())
    support, others = int(confusion[inside].sum()), int(confusion[~inside].sum())
    chosen = tuple(label for label in labels if label in group)
    precision, recall = ratio(hits, hits + false), ratio(hits, support)
    return GroupScore(chosen, precision, recall, ratio(false, others), support, others)


def _per_class(confusion: np.ndarray, labels: Sequence[str]) -> tuple[ClassScore, ...]:
    support, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    return tuple(
        ClassScore(
            label=str(label),
            precision=ratio(confusion[i, i], predicted[i]),
            recall=ratio(confusion[i, i], support[i]),
            f1=ratio(2 * confusion[i, i], support[i] + predicted[i]),
            support=int(support[i]),
            predicted=int(predicted[i]),
        )
        for i, label in enumerate(labels)
    )


def _fields(value: Any, without: str = "") -> dict[str, Any]:
    pairs = ((name, getattr(value, name)) for name in value.__dataclass_fields__ if name != without)
    plain = ((name, list(v) if isinstance(v, tuple) else v) for name, v in pairs)
    return {name: rounded(v) if isinstance(v, float) else v for name, v in plain}
