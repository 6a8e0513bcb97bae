"""One-to-one: every standard column is given to at most one raw column.

Takes candidate numbers and probabilities and returns choices. Knows nothing of names.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

NONE = -1
_LEAST = 1e-6  # stands for a threshold of 0, whose logarithm does not exist
_TIE = 1e-9  # among equal columns the first one is served


def one_to_one(candidates: np.ndarray, probabilities: np.ndarray, threshold: float) -> np.ndarray:
    """Choose so that the sum of log probabilities is greatest and no candidate comes twice.

    candidates: int [n, k], -1 where there are fewer. probabilities: float [n, k].
    threshold: abstaining counts as an answer of this probability, so a column abstains rather
        than take a candidate below it.

    Returns the chosen place among the k of each row, int [n]; `NONE` where it abstains. Among
    equals the first column is served. Columns that share no candidate, even by way of others, are
    assigned apart: a list of 10,000 names needs no matrix of all names and all standard columns.
    """
    possible = (candidates >= 0) & (probabilities >= threshold) & (probabilities > 0)
    choice = np.full(len(candidates), NONE)
    rows, places = np.nonzero(possible)
    if not len(rows):
        return choice
    gains = np.log(np.maximum(probabilities[rows, places], _LEAST)) - np.log(max(threshold, _LEAST))
    gains += _TIE * (2 - rows / len(candidates))
    standards, columns = np.unique(candidates[rows, places], return_inverse=True)
    parts = _parts(rows, columns, len(candidates), len(standards))
    order = np.argsort(parts, kind="stable")
    for edges in np.split(order, np.flatnonzero(np.diff(parts[order])) + 1):
        mine, best = _assigned(rows[edges], columns[edges], gains[edges])
        choice[mine] = places[edges[best]]
    return choice


def _parts(rows: np.ndarray, columns: np.ndarray, n: int, m: int) -> np.ndarray:
    """Return for each edge the number of its connected part."""
    edges = coo_array((np.ones(len(rows)), (rows, n + columns)), shape=(n + m, n + m))
    _, part = connected_components(edges, directed=False)
    return part[rows]


def _assigned(
    rows: np.ndarray, columns: np.ndarray, gains: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Solve one part; returns the rows that were served and which edge serves each."""
    raws, i = np.unique(rows, return_inverse=True)
    standards, j = np.unique(columns, return_inverse=True)
    matrix = np.zeros((len(raws), len(standards)))  # 0 is what abstaining gains
    edge = np.full(matrix.shape, NONE)
    matrix[i, j] = gains
    edge[i, j] = np.arange(len(rows))
    left, right = linear_sum_assignment(matrix, maximize=True)
    served = edge[left, right]
    return raws[left[served != NONE]], served[served != NONE]
