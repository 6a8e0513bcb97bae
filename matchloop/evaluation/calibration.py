"""Whether a confidence can be believed: reliability, coverage, temperature scaling.

Takes confidences and whether the answers were right, or probabilities and the truth, and returns
frozen values. It does not know what is asked, nor what would be good enough.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matchloop.errors import DataError
from matchloop.evaluation.metric import CONFIDENT, COVERAGE, Metric

BINS = 15
THRESHOLDS = (0.5, 0.7, 0.9, 0.95)
CURVE_THRESHOLDS = (*(step / 100 for step in range(100)), 0.995, 0.999)
# Forests answer exact zeros; a logarithm needs a floor, and the exported graph the same one.
PROBABILITY_FLOOR = 1e-6
TEMPERATURE_RANGE = (0.05, 20.0)
SURE = 0.9
"""From this confidence on people rely on an answer."""


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
        ReliabilityBin(float(low), float(high), ratio(c, n), ratio(h, n), int(n))
        for low, high, c, h, n in rows
    )


def expected_calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Mean distance of confidence from accuracy over the bins, weighted by their rows."""
    gaps = [abs((b.accuracy or 0.0) - (b.confidence or 0.0)) * b.count for b in bins]
    return sum(gaps) / sum(b.count for b in bins)


def coverage_at(confidence: np.ndarray, right: np.ndarray, threshold: float) -> CoveragePoint:
    """What is answered, and how well, when answers below `threshold` are withheld."""
    kept = right[confidence >= threshold]
    share, accuracy = len(kept) / len(right), ratio(kept.sum(), len(kept))
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
    y_true, probabilities = checked(y_true, probabilities, range(np.shape(probabilities)[-1]))
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


def lowered(probabilities: np.ndarray, sure_from: float) -> np.ndarray:
    """Probabilities (n, k) mixed with chance so that a confidence of `sure_from` becomes 0.9.

    Confidences below become less in proportion to their distance from chance, those above are
    spread over 0.9 to 1; the order of answers, and of rows by confidence, stays. `sure_from` up to
    0.9 changes nothing, nor does 1 or more.
    """
    probabilities = np.asarray(probabilities, dtype=np.float64)
    if not SURE < sure_from < 1:
        return probabilities
    chance = 1 / probabilities.shape[1]
    top = probabilities.max(axis=1, keepdims=True)
    (below, at_zero), (above, at_one) = lines_of_lowering(sure_from, chance)
    shown = np.maximum(below * top + at_zero, above * top + at_one)
    share = (top - shown) / np.maximum(top - chance, PROBABILITY_FLOOR)
    return probabilities - share * (probabilities - chance)


def lines_of_lowering(
    sure_from: float, chance: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Slope and intercept below and above `sure_from`, the greater of which is shown."""
    below = (SURE - chance) / (sure_from - chance)
    above = (1 - SURE) / (1 - sure_from)
    return (below, chance - below * chance), (above, 1 - above)


def confident_figures(coverage: Sequence[CoveragePoint]) -> Mapping[Metric, float | None]:
    """What is answered with a confidence of 0.9 or more, and how well, as figures."""
    point = next(each for each in coverage if each.threshold == SURE)
    return {COVERAGE: point.coverage, CONFIDENT: point.accuracy}


def rounded(value: float | None, digits: int = 6) -> float | None:
    """A figure for JSON: rounded; None for None, NaN and infinities."""
    return None if value is None or not math.isfinite(value) else round(value, digits)


def ratio(part: float, whole: float) -> float | None:
    """A share; None of nothing."""
    return float(part / whole) if whole else None


def checked(
    y_true: np.ndarray, probabilities: np.ndarray, labels: Sequence[Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the truth and the probabilities as arrays; raises DataError, see `classification`."""
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


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
