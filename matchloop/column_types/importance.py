"""Which features a model's answers rest on, and which features say the same. Pure.

Permutation importance (Breiman, Random Forests, 2001, section 10) by groups of features: alone, a
feature whose twin stays in place would seem to count for nothing. Knows no model, only its answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import rankdata

ALIKE = 0.9
"""The least |Spearman| between any two features of a group."""

ROWS, REPEATS = 400, 2
_LEAST = 1e-7  # of a probability, before its logarithm

Predict = Callable[[np.ndarray], np.ndarray]
"""Probabilities [n, labels] for features [n, features]."""


@dataclass(frozen=True)
class GroupImportance:
    """What is lost when a group's values are shuffled among the columns.

    features: their numbers, ascending; loss: rise of the log loss in nats; accuracy: fall of it.
    """

    features: tuple[int, ...]
    loss: float
    accuracy: float


def correlated_groups(X: np.ndarray, least: float = ALIKE) -> tuple[tuple[int, ...], ...]:
    """Return groups of features any two of which have |Spearman| >= `least`; each in one group.

    X: float [n, features]. A feature that is the same everywhere stands alone. Groups are in the
    order of their first features.
    """
    ranks = rankdata(X, axis=0)
    ranks -= ranks.mean(0)
    size = np.sqrt((ranks**2).sum(0))
    scaled = np.divide(ranks, size, out=np.zeros_like(ranks), where=size > 0)
    distance = np.clip(1 - np.abs(scaled.T @ scaled), 0, 1).round(9)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "complete")
    number = fcluster(tree, 1 - least + 1e-9, "distance")
    found = [tuple(np.flatnonzero(number == each).tolist()) for each in np.unique(number)]
    return tuple(sorted(found))


def importance(
    predict: Predict,
    X: np.ndarray,
    y: np.ndarray,
    groups: Sequence[tuple[int, ...]],
    *,
    seed: int,
) -> tuple[GroupImportance, ...]:
    """Return the importance of each group, the greatest first; of many rows, on `ROWS` of them.

    X: float32 [n, features]; y: int [n], positions of the labels.
    """
    rng = np.random.default_rng(seed)
    some = np.sort(rng.permutation(len(X))[:ROWS])
    X, y = X[some], y[some]
    loss, accuracy = _measured(predict(X), y)
    found = []
    for group in groups:
        shuffled, columns = X.copy(), list(group)
        figures = []
        for _ in range(REPEATS):
            shuffled[:, columns] = X[rng.permutation(len(X))][:, columns]
            figures.append(_measured(predict(shuffled), y))
        worse, less = np.mean(figures, axis=0)
        found.append(GroupImportance(group, float(worse - loss), float(accuracy - less)))
    return tuple(sorted(found, key=lambda each: (-each.loss, each.features)))


def ordered(groups: Sequence[GroupImportance]) -> tuple[int, ...]:
    """Return all features, what to keep first: one of each group, then the others of each."""
    first = [group.features[0] for group in groups]
    return (*first, *(feature for group in groups for feature in group.features[1:]))


def _measured(probabilities: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    right = probabilities[np.arange(len(y)), y].astype(np.float64)
    loss = -np.log(np.clip(right, _LEAST, 1)).mean()
    return float(loss), float((probabilities.argmax(1) == y).mean())
