"""How good ranked answers are: figures for any family that names candidates, best first.

Takes candidate numbers, their probabilities and the truth, and returns frozen values. It does
not know what the candidates are, nor from which confidence an answer should be given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from matchloop.errors import DataError
from matchloop.evaluation.calibration import (
    CURVE_THRESHOLDS,
    THRESHOLDS,
    CoveragePoint,
    ReliabilityBin,
    confident_figures,
    coverage_at,
    expected_calibration_error,
    reliability_bins,
    rounded,
    wilson_interval,
)
from matchloop.evaluation.classification import ClassScore
from matchloop.evaluation.metric import ECE, MRR, TOP1, TOP3, Metric

ABSENT = -1
"""In candidates: there are no more. In the truth: no candidate is the right one."""
_SLACK = 1e-3  # probabilities are float32, and sums of them


@dataclass(frozen=True)
class RankedGroup:
    """The figures of the rows of one kind; as in `RankingMetrics`."""

    name: str
    count: int
    top1: float
    top3: float
    mrr: float
    answered: CoveragePoint


@dataclass(frozen=True)
class RankingMetrics:
    """Everything measured on one hold-out.

    `top1` and `top3` are shares of rows whose right candidate is first, or among the first three;
    `top1_interval` is Wilson's 95 % interval. `mrr` is the mean of 1/rank, 0 where the right
    candidate is not among the `depth` that were given. `answered` is `coverage` at the
    confidence from which answers are given. `curve` is `coverage` at many thresholds, for
    drawing; `to_dict` leaves it out.
    """

    count: int
    depth: int
    top1: float
    top1_interval: tuple[float, float]
    top3: float
    mrr: float
    ece: float
    answered: CoveragePoint
    reliability: tuple[ReliabilityBin, ...]
    coverage: tuple[CoveragePoint, ...]
    groups: Mapping[str, tuple[RankedGroup, ...]]
    curve: tuple[CoveragePoint, ...] = field(repr=False)

    @property
    def headline(self) -> Metric:
        """Top-1: an example scores 1 when the right candidate is first."""
        return TOP1

    @property
    def figures(self) -> dict[Metric, float | None]:
        """The figures that gate, card and registry go by."""
        return {
            TOP1: self.top1,
            TOP3: self.top3,
            MRR: self.mrr,
            ECE: self.ece,
            **confident_figures(self.coverage),
        }

    @property
    def per_class(self) -> tuple[ClassScore, ...]:
        """None: candidates are no labels."""
        return ()

    @property
    def accuracy(self) -> float:
        """Top-1, by the name under which classifiers are measured too."""
        return self.top1

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of top-1."""
        return self.top1_interval

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: floats with six digits, None for what is undefined, never NaN."""
        numbers = ("count", "depth", "top1", "top3", "mrr", "ece")
        return {
            **{name: rounded(getattr(self, name)) for name in numbers},
            "top1_interval": [rounded(bound) for bound in self.top1_interval],
            "answered": _plain(self.answered),
            "reliability": [_plain(bin_) for bin_ in self.reliability],
            "coverage": [_plain(point) for point in self.coverage],
            "groups": {
                kind: {group.name: _plain(group, without="name") for group in groups}
                for kind, groups in self.groups.items()
            },
        }


def ranking(
    candidates: np.ndarray,
    probabilities: np.ndarray,
    truth: np.ndarray,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    answer_from: float = 0.9,
) -> RankingMetrics:
    """Measure ranked answers against the truth.

    Args:
        candidates: (n, k) integers, best first, -1 where there are no more.
        probabilities: (n, k) floats, falling along a row, a row's sum at most 1.
        truth: (n,) integers; -1 where no candidate is right, which no answer can get right.
        groups: names of kinds for each row, such as {"difficulty": ["easy", "hard", …]};
            figures are also given for each kind, in order of the kinds' names.
        answer_from: the confidence from which an answer is given.

    The confidence of a row is its first probability, and the calibration error is that
    confidence's (15 bins of equal width, as for classifiers).

    Raises:
        DataError: no rows, shapes that do not fit, or rows that are not ranked probabilities.
    """
    candidates, probabilities, truth = _checked(candidates, probabilities, truth)
    right = (candidates == truth[:, None]) & (candidates != ABSENT)
    reciprocal = np.where(right.any(axis=1), 1 / (right.argmax(axis=1) + 1), 0.0)
    confidence, first = probabilities[:, 0], right[:, 0]
    bins = reliability_bins(confidence, first)
    kinds = {
        kind: _groups(kind, names, reciprocal, confidence, answer_from)
        for kind, names in (groups or {}).items()
    }
    return RankingMetrics(
        count=len(truth),
        depth=candidates.shape[1],
        top1=float(first.mean()),
        top1_interval=wilson_interval(int(first.sum()), len(first)),
        top3=_found(reciprocal, 3),
        mrr=float(reciprocal.mean()),
        ece=expected_calibration_error(bins),
        answered=coverage_at(confidence, first, answer_from),
        reliability=bins,
        coverage=tuple(coverage_at(confidence, first, t) for t in THRESHOLDS),
        groups=kinds,
        curve=tuple(coverage_at(confidence, first, t) for t in CURVE_THRESHOLDS),
    )


def _found(reciprocal: np.ndarray, among: int) -> float:
    return float((reciprocal > 1 / (among + 0.5)).mean())


def _groups(
    kind: str,
    names: Sequence[str],
    reciprocal: np.ndarray,
    confidence: np.ndarray,
    answer_from: float,
) -> tuple[RankedGroup, ...]:
    if len(names) != len(reciprocal):
        raise DataError(
            f"Got {len(names)} names of {kind} for {len(reciprocal)} rows; expected one for each."
        )
    by_row = np.asarray([str(name) for name in names])
    found = []
    for name in sorted(set(by_row.tolist())):
        mine = by_row == name
        ranks, sure = reciprocal[mine], confidence[mine]
        found.append(
            RankedGroup(
                name=name,
                count=int(mine.sum()),
                top1=_found(ranks, 1),
                top3=_found(ranks, 3),
                mrr=float(ranks.mean()),
                answered=coverage_at(sure, ranks == 1, answer_from),
            )
        )
    return tuple(found)


def _checked(
    candidates: np.ndarray, probabilities: np.ndarray, truth: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    candidates, truth = np.asarray(candidates), np.asarray(truth)
    probabilities = np.asarray(probabilities, dtype=np.float64)
    shape = candidates.shape
    if len(shape) != 2 or probabilities.shape != shape or truth.shape != shape[:1]:
        raise DataError(
            f"Got candidates of shape {shape}, probabilities of shape {probabilities.shape} and "
            f"a truth of shape {truth.shape}; expected (n, k), (n, k) and (n,)."
        )
    if not candidates.size:
        raise DataError("There are no ranked rows to measure. Give at least one, with candidates.")
    if not all(np.issubdtype(part.dtype, np.integer) for part in (candidates, truth)):
        raise DataError(
            "Candidates and truth must be whole numbers (positions), got dtypes "
            f"{candidates.dtype} and {truth.dtype}."
        )
    _check_rows(candidates, probabilities)
    return candidates, np.clip(probabilities, 0.0, 1.0), truth


def _check_rows(candidates: np.ndarray, probabilities: np.ndarray) -> None:
    fine = (probabilities >= 0).all(axis=1) & (probabilities.sum(axis=1) <= 1 + _SLACK)
    fine &= (np.diff(probabilities, axis=1) <= _SLACK).all(axis=1)
    if not fine.all():
        row = int(np.flatnonzero(~fine)[0])
        raise DataError(
            f"Row {row} holds no ranked probabilities: {probabilities[row].tolist()}. Expected "
            "values ≥ 0, the largest first, with a sum of at most 1."
        )
    ordered = np.sort(candidates, axis=1)
    twice = ((np.diff(ordered, axis=1) == 0) & (ordered[:, 1:] != ABSENT)).any(axis=1)
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        raise DataError(
            f"Row {row} names a candidate twice: {candidates[row].tolist()}. Expected each once."
        )


def _plain(value: Any, without: str = "") -> Any:
    """Frozen values as dictionaries, those inside them too, with rounded floats."""
    if isinstance(value, float):
        return rounded(value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    names = (field_.name for field_ in fields(value))
    return {name: _plain(getattr(value, name)) for name in names if name != without}
