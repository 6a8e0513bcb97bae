"""Samples of a fixed size, and which of their rows belong together.

Repeated inputs stay in the sample: leaving them out would change the mix of a log with its length
(what comes often would count the less the longer one looks), and a long log would be an alarm by
itself. They are put into one cluster instead, and clusters are what the tests count.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

RARE = 0.01
OTHERS = "(rare ones)"


def sample(rows: int, size: int, seed: int) -> np.ndarray:
    """Return the positions of at most `size` of `rows` rows, in order, the same every time."""
    if rows <= size:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, size, replace=False))


def clusters(identity: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Number the groups of rows that are not independent, int64 [n].

    Two rows are in one group when they share a cluster or an input, or are linked by such rows.
    """
    n = len(identity)
    inputs, together = codes(identity), codes(cluster)
    rows, width = np.arange(n), int(inputs.max(initial=-1)) + 1
    # A graph of rows, inputs and clusters: every row is linked to its input and its cluster.
    starts = np.concatenate([rows, rows])
    ends = np.concatenate([n + inputs, n + width + together])
    size = n + width + int(together.max(initial=-1)) + 1
    graph = coo_array((np.ones(2 * n, np.int8), (starts, ends)), shape=(size, size))
    return codes(connected_components(graph, directed=False)[1][:n])


def without_rare(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put answers together that are under 1 % of both samples, as `OTHERS`.

    A distance between samples grows with the number of answers they can have, by chance alone.
    """
    labels, found = np.unique(np.concatenate([one, other]), return_inverse=True)
    sides = np.split(found, [len(one)])
    shares = [np.bincount(side, minlength=len(labels)) / max(len(side), 1) for side in sides]
    named = np.where(np.maximum(*shares) < RARE, OTHERS, labels)
    return named[sides[0]], named[sides[1]]


def codes(values: np.ndarray) -> np.ndarray:
    """Number the different values, int64 [n]."""
    return np.unique(values, return_inverse=True)[1].reshape(-1)
