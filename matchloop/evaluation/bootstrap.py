"""How far two models differ on the same examples, with a paired bootstrap interval.

Resampling n examples with replacement is drawing, for each kind of outcome, how often it occurs:
a multinomial draw. So a resample costs a few numbers instead of n of them, and the result has
exactly the distribution of the row-by-row bootstrap (Efron & Tibshirani 1993, chapter 16). Knows
nothing of gates or models.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_NUMBERS = 4_000_000  # drawn at a time, so that many kinds of outcome fit into memory


@dataclass(frozen=True)
class Resampling:
    """How intervals are found: so many resamples, of this confidence; the same seed, the same."""

    resamples: int
    confidence: float
    seed: int


@dataclass(frozen=True)
class Difference:
    """First minus second, with the ends of its percentile interval; all in shares (-1 to 1)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ClassDifference:
    """Of one class, or of several taken as one; a share of nothing counts as 0."""

    recall: Difference
    precision: Difference
    false_positive_rate: Difference


def score_difference(first: np.ndarray, second: np.ndarray, ways: Resampling) -> Difference:
    """Difference between the mean scores of the same examples.

    `first` and `second` are scores between 0 and 1, shape (n,), n > 0; right or wrong (bool) is
    the special case. Half an example is added at both ends of what was seen and a whole one at no
    difference (Agresti & Min 2005, Statistics in Medicine 24): without it, four wins to none would
    already look certain.
    """
    found, counts = np.unique(np.asarray(first, float) - second, return_counts=True)
    end = float(np.abs(found).max()) or 1.0
    kinds = np.array([end, -end, 0.0, *found[(found != end) & (found != -end) & (found != 0)]])
    seen = dict(zip(found.tolist(), counts.tolist(), strict=True))
    weights = np.array([seen.get(kind, 0) for kind in kinds.tolist()], float)
    weights[:3] += (0.5, 0.5, 1.0)
    total = len(first)
    value = float(found @ counts) / total
    return _difference(value, weights, total, ways, lambda draws: draws @ kinds / total)


def class_differences(
    truth: np.ndarray, first: np.ndarray, second: np.ndarray, ways: Resampling
) -> ClassDifference:
    """Difference in recall, precision and false positive rate of one class.

    Boolean arrays of shape (n,): is the example of the class, does each model say so.
    """
    kind = truth * 4 + first * 2 + second * 1  # one of eight kinds of outcome
    counts = np.bincount(kind, minlength=8)
    measured = zip(_rates(counts[None, :]), _rates(_draws(counts, len(kind), ways)), strict=True)
    return ClassDifference(*(_interval(float(x[0]), xs, ways.confidence) for x, xs in measured))


def macro_f1_difference(
    truth: np.ndarray, first: np.ndarray, second: np.ndarray, classes: int, ways: Resampling
) -> Difference:
    """Difference in macro-F1, over the classes that occur in the (resampled) truth.

    Integer arrays of shape (n,), label numbers below `classes`; an answer below 0 is outside the
    labels. As in `classification`, a label that is never answered counts 0.
    """
    numbers = np.stack([truth, np.maximum(first, -1), np.maximum(second, -1)])
    kinds, counts = np.unique(numbers, axis=1, return_counts=True)
    true, ours, theirs = (row[:, None] == np.arange(classes) for row in kinds)

    def macro(draws: np.ndarray, said: np.ndarray) -> np.ndarray:
        support, whole = draws @ true, draws @ (true.astype(float) + said)
        f1 = 2 * (draws @ (true & said)) / np.maximum(whole, 1)
        return f1.sum(axis=1) / (support > 0).sum(axis=1)

    def difference(draws: np.ndarray) -> np.ndarray:
        return macro(draws, ours) - macro(draws, theirs)

    value = float(difference(counts[None, :].astype(float))[0])
    return _difference(value, counts, len(truth), ways, difference)


def _rates(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Differences in recall, precision and false positive rate for rows of eight counts."""
    kinds = np.arange(8)
    of_class, first, second = kinds >= 4, (kinds & 2) > 0, (kinds & 1) > 0

    def count(kinds_counted: np.ndarray) -> np.ndarray:
        return counts[:, kinds_counted].sum(axis=1)

    def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
        return part / np.maximum(whole, 1)

    hits, hits_before = count(of_class & first), count(of_class & second)
    false, false_before = count(~of_class & first), count(~of_class & second)
    recall = share(hits - hits_before, count(of_class))
    precision = share(hits, count(first)) - share(hits_before, count(second))
    return recall, precision, share(false - false_before, count(~of_class))


def _difference(
    value: float,
    weights: np.ndarray,
    total: int,
    ways: Resampling,
    statistic: Callable[[np.ndarray], np.ndarray],
) -> Difference:
    """The interval of a statistic of the outcomes' counts, float64 (resamples, outcomes)."""
    rng = np.random.default_rng(ways.seed)
    share, block = weights / weights.sum(), max(1, _NUMBERS // len(weights))
    found = []
    for start in range(0, ways.resamples, block):
        size = min(block, ways.resamples - start)
        found.append(statistic(rng.multinomial(total, share, size=size).astype(float)))
    return _interval(value, np.concatenate(found), ways.confidence)


def _draws(weights: np.ndarray, total: int, ways: Resampling) -> np.ndarray:
    """How often each outcome occurs in resamples of `total` examples, (resamples, outcomes)."""
    rng = np.random.default_rng(ways.seed)
    return rng.multinomial(total, weights / weights.sum(), size=ways.resamples)


def _interval(value: float, resampled: np.ndarray, confidence: float) -> Difference:
    tail = (1 - confidence) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Difference(value, float(low), float(high))
