"""One test for all features together: can a classifier tell recent inputs from the reference?

The classifier two-sample test (Lopez-Paz & Oquab 2017, Revisiting Classifier Two-Sample Tests):
when recent inputs are like the reference, no classifier does better than chance on rows it has not
learned from. Here it is ridge regression on random Fourier features (Rahimi & Recht 2007) of the
ranks, so that it sees more than shifted means, and is trained in milliseconds; how it compares with
a linear one and with maximum mean discrepancy on the same features is in benchmarks/README.md.
Rows of one cluster are never learned from and judged at once, and the null distribution is that of
clusters changing sides.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import ndtri

FOLDS = 5
WAVES = 256
RIDGE = 0.03


@dataclass(frozen=True)
class Separation:
    """How well recent inputs are told from the reference.

    unlike: 2 AUC - 1, -1..1. When a share of recent inputs is like nothing in the reference and
    the rest is as before, it is at most that share. p_value: by permutation of clusters.
    """

    unlike: float
    p_value: float


def separation(
    reference: np.ndarray,
    window: np.ndarray,
    reference_group: np.ndarray,
    window_group: np.ndarray,
    *,
    permutations: int,
    seed: int,
) -> Separation:
    """Try to tell two samples apart.

    reference: [n, d]; window: [m, d]; groups: int, which cluster a row is of.
    """
    rng = np.random.default_rng(seed)
    features = waves(normal_scores(np.concatenate([reference, window])), rng)
    group = np.concatenate([reference_group, window_group + reference_group.max() + 1])
    side = (np.arange(len(group)) >= len(reference)).astype(np.float32)
    sides = permuted(side, group, permutations, rng)
    folds = deal(group, side, rng)
    found = areas(out_of_fold(features, sides, folds), sides)
    as_good = int((found[1:] >= found[0]).sum())
    return Separation(float(2 * found[0] - 1), (1 + as_good) / (1 + permutations))


def normal_scores(values: np.ndarray) -> np.ndarray:
    """Return normal scores of the ranks, float32 [n, d]; a constant column is zeros."""
    ranks = stats.rankdata(values, axis=0)
    scores = ndtri((ranks - 0.5) / len(values))
    scores -= scores.mean(axis=0)
    spread = scores.std(axis=0)
    return np.divide(scores, spread, out=np.zeros_like(scores), where=spread > 1e-6).astype("f4")


def waves(scores: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return random Fourier features of a Gaussian kernel as wide as rows are usually apart."""
    pairs = rng.integers(len(scores), size=(2, 1_000))
    apart = ((scores[pairs[0]] - scores[pairs[1]]) ** 2).sum(axis=1)
    width = float(np.sqrt(np.median(apart))) or 1.0
    directions = rng.normal(size=(scores.shape[1], WAVES)).astype("f4") / width
    phases = rng.uniform(0, 2 * np.pi, WAVES).astype("f4")
    return np.cos(scores @ directions + phases)


def permuted(
    side: np.ndarray, group: np.ndarray, permutations: int, rng: np.random.Generator
) -> np.ndarray:
    """Return the sides as they are, then with clusters exchanged, float32 [n, 1 + permutations]."""
    of_group = np.zeros(group.max() + 1, np.float32)
    of_group[group] = side
    return np.stack([side, *(rng.permutation(of_group)[group] for _ in range(permutations))], 1)


def deal(group: np.ndarray, side: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Deal the clusters of either side into folds, so that each fold has rows of both."""
    fold = np.zeros(group.max() + 1, int)
    for value in (0, 1):
        own = rng.permutation(np.unique(group[side == value]))
        fold[own] = np.arange(len(own)) % FOLDS
    return fold[group]


def out_of_fold(features: np.ndarray, sides: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return how much each row looks like the window to a model of the other folds, as `sides`."""
    judged = np.zeros_like(sides)
    for fold in range(FOLDS):
        learned = folds != fold
        mean = features[learned].mean(axis=0)
        centred = features[learned] - mean
        target = sides[learned] - sides[learned].mean(axis=0)
        # The floor is for features that are constant, where there is nothing to invert.
        ridge = len(centred) * max(RIDGE * centred.var(axis=0).mean(), 1e-6)
        gram = centred.T @ centred + ridge * np.eye(len(mean), dtype="f4")
        judged[~learned] = (features[~learned] - mean) @ np.linalg.solve(gram, centred.T @ target)
    return judged


def areas(judged: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """Return the area under the ROC curve of every column."""
    ranks = stats.rankdata(judged, axis=0)
    ones = sides.sum(axis=0, dtype=np.float64)
    won = (ranks * sides).sum(axis=0) - ones * (ones + 1) / 2
    return won / np.maximum(ones * (len(sides) - ones), 1)
