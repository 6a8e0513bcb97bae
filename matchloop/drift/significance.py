"""Tests for one column, right for rows that come in clusters, and their correction for many.

Columns of a table are alike, so n rows tell less than n independent ones. Every sample is counted
as n / deff rows, where deff = 1 + (m - 1) * icc is the design effect (Kish 1965, Survey Sampling,
section 5.4), m the mean size of the cluster of a row, and icc the intraclass correlation by one-way
analysis of variance. Evidently's own tests are not used for this: its KS test takes every row as
independent, and its chi-square test takes the reference for exact instead of for a sample.
"""

import numpy as np
from scipy import stats

RARE = 5
"""Expected count under which answers are put together for the chi-square test (Cochran 1954)."""


def design_effect(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return how many times fewer independent rows there are, float64 [d], at least 1.

    values: [n, d]; group: int [n], 0..g-1, which cluster a row is of. With one cluster only, all
    rows count as one.
    """
    n, sizes = len(values), np.bincount(group).astype(float)
    g = len(sizes)
    if g == n:
        return np.ones(values.shape[1])
    if g == 1:
        return np.full(values.shape[1], float(n))
    sums = np.zeros((g, values.shape[1]))
    np.add.at(sums, group, values)
    means, grand = sums / sizes[:, None], values.mean(axis=0)
    between = (sizes[:, None] * (means - grand) ** 2).sum(axis=0) / (g - 1)
    within = ((values - means[group]) ** 2).sum(axis=0) / (n - g)
    mean_of_row = (sizes**2).sum() / n
    typical = (n - mean_of_row) / (g - 1)
    total = between + (typical - 1) * within
    icc = np.divide(between - within, total, out=np.zeros_like(total), where=total > 0)
    return 1 + (mean_of_row - 1) * np.clip(icc, 0, 1)


def ks(
    one: np.ndarray, other: np.ndarray, one_group: np.ndarray, other_group: np.ndarray
) -> np.ndarray:
    """Return p-values of the two-sample Kolmogorov-Smirnov test, one a column, float64 [d].

    one: [n, d]; other: [m, d]; groups: which cluster a row is of. The design effect is that of the
    ranks, since the statistic knows ranks only.
    """
    ranks = stats.rankdata(np.concatenate([one, other]), axis=0)
    n = len(one) / design_effect(ranks[: len(one)], one_group)
    m = len(other) / design_effect(ranks[len(one) :], other_group)
    statistic = np.array([gap(a, b) for a, b in zip(one.T, other.T, strict=True)])
    return stats.kstwo.sf(statistic, np.maximum(np.round(n * m / (n + m)), 1))


def gap(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference of two cumulative distributions, the KS statistic."""
    a, b = np.sort(one), np.sort(other)
    points = np.concatenate([a, b])
    below = np.searchsorted(a, points, "right") / len(a)
    return float(np.abs(below - np.searchsorted(b, points, "right") / len(b)).max())


def chi_square(
    one: np.ndarray, other: np.ndarray, one_group: np.ndarray, other_group: np.ndarray
) -> float:
    """Return the p-value of the chi-square test that two samples have the same categories.

    one, other: int [n], [m], positions of the answers. Counts are divided by their sample's design
    effect (Rao & Scott 1992, Biometrics 48); rare answers are put together.
    """
    width = int(max(one.max(), other.max())) + 1
    counts = np.stack([_counts(one, one_group, width), _counts(other, other_group, width)])
    counts = _without_rare(counts)
    if counts.shape[1] < 2:
        return 1.0
    return float(stats.chi2_contingency(counts, correction=False).pvalue)


def _counts(answers: np.ndarray, group: np.ndarray, width: int) -> np.ndarray:
    """Return the counts of the answers as of independent rows, [width]."""
    indicators = np.zeros((len(answers), width))
    indicators[np.arange(len(answers)), answers] = 1
    share = indicators.mean(axis=0)
    spread = share * (1 - share)
    if not spread.any():
        return share * len(answers)
    effect = (design_effect(indicators, group) * spread).sum() / spread.sum()
    return share * len(answers) / effect


def _without_rare(counts: np.ndarray) -> np.ndarray:
    """Put categories together whose expected count in the smaller sample is under `RARE`."""
    smaller = counts.sum(axis=1).min() / counts.sum()
    rare = counts.sum(axis=0) * smaller < RARE
    together = counts[:, rare].sum(axis=1, keepdims=True)
    kept = counts[:, ~rare]
    return np.concatenate([kept, together], axis=1) if together.any() else kept


def accuracy_drop(correct: np.ndarray, group: np.ndarray, at_promotion: float) -> float:
    """Return the p-value that recent answers are right as often as at promotion.

    correct: bool [n]. One-sided exact binomial test on as many answers as are independent.
    """
    n = int(len(correct) / design_effect(correct[:, None].astype(float), group)[0])
    right = round(float(correct.mean()) * n)
    return float(stats.binomtest(right, max(n, 1), at_promotion, alternative="less").pvalue)


def holm(p_values: np.ndarray) -> np.ndarray:
    """Correct p-values for their number (Holm 1979, Scand. J. Statist. 6).

    The chance of any false one among all is kept, whatever the columns have to do with each other.
    """
    order = np.argsort(p_values, kind="stable")
    factors = len(p_values) - np.arange(len(p_values))
    corrected = np.empty(len(p_values))
    corrected[order] = np.maximum.accumulate(np.minimum(p_values[order] * factors, 1))
    return corrected
