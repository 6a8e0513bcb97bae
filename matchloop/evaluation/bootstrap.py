"""How far two models differ on the same examples, with a paired bootstrap interval.

Resampling n examples with replacement is drawing, for each kind of outcome, how often it occurs:
a multinomial draw. So a resample costs a few numbers instead of n of them, and the result has
exactly the distribution of the row-by-row bootstrap. Knows nothing of gates or models.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Difference:
    """First minus second, with the ends of its percentile interval; all in shares (-1 to 1)."""

    value: float
    low: float
    high: float


def share_difference(
    first: np.ndarray, second: np.ndarray, resamples: int, confidence: float, seed: int
) -> Difference:
    """Difference between two shares of True among the same examples.

    `first` and `second` are boolean, shape (n,), n > 0; the same seed gives the same interval.
    Half an example is added to each of the four outcomes that are drawn from (Agresti & Min
    2005, Statistics in Medicine 24): without it, four wins to none would already look certain.
    """
    gained = int(np.count_nonzero(first & ~second))
    lost = int(np.count_nonzero(second & ~first))
    total = len(first)
    weights = np.array([gained + 0.5, lost + 0.5, total - gained - lost + 1])
    draws = _resample(weights, total, resamples, seed)
    return _difference((gained - lost) / total, (draws[:, 0] - draws[:, 1]) / total, confidence)


def class_differences(
    truth: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    resamples: int,
    confidence: float,
    seed: int,
) -> tuple[Difference, Difference]:
    """Difference in recall and in precision of one class.

    Boolean arrays of shape (n,): is the example of the class, does each model say so. A share
    of nothing counts as 0.
    """
    kind = truth * 4 + first * 2 + second * 1  # one of eight kinds of outcome
    counts = np.bincount(kind, minlength=8)
    draws = _resample(counts, len(kind), resamples, seed)
    recall, precision = _rates(counts[None, :])
    recalls, precisions = _rates(draws)
    return (
        _difference(float(recall[0]), recalls, confidence),
        _difference(float(precision[0]), precisions, confidence),
    )


def _rates(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Differences in recall and precision for rows of eight counts, each of shape (rows,)."""
    kinds = np.arange(8)
    of_class, first, second = kinds >= 4, (kinds & 2) > 0, (kinds & 1) > 0

    def count(kinds_counted: np.ndarray) -> np.ndarray:
        return counts[:, kinds_counted].sum(axis=1)

    def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
        return part / np.maximum(whole, 1)

    hits, hits_before = count(of_class & first), count(of_class & second)
    recall = share(hits - hits_before, count(of_class))
    precision = share(hits, count(first)) - share(hits_before, count(second))
    return recall, precision


def _resample(weights: np.ndarray, total: int, resamples: int, seed: int) -> np.ndarray:
    """How often each outcome occurs in resamples of `total` examples, (resamples, outcomes)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(total, weights / weights.sum(), size=resamples)


def _difference(value: float, resampled: np.ndarray, confidence: float) -> Difference:
    tail = (1 - confidence) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Difference(value, float(low), float(high))
