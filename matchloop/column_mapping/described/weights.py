"""What each figure of a pair counts: a raw column's chance of each standard column.

Two linear scores under a softmax, the second with what the first says of the whole table.
"""

import numpy as np

from matchloop.column_mapping.described.figures import (
    OF_PAIR,
    OF_TABLE,
    of_pairs,
    of_tables,
    softmax,
)
from matchloop.column_mapping.described.sides import Side
from matchloop.evaluation.records import Record

WEIGHTS = "descriptions.json"


class Weights(Record):
    """alone: of `OF_PAIR`; together: of `OF_PAIR` and `OF_TABLE`."""

    alone: tuple[float, ...]
    together: tuple[float, ...]

    def figures(self, raw: Side, standard: Side) -> np.ndarray:
        """Return float64 [n, m, len(OF_PAIR) + len(OF_TABLE)]."""
        pairs = of_pairs(raw, standard)
        return np.concatenate([pairs, of_tables(raw, standard, pairs @ self.alone)], axis=2)

    def chances(self, figures: np.ndarray) -> np.ndarray:
        """Return float64 [n, m]: the chance of each standard column, if one of them is right."""
        return softmax(figures @ np.array(self.together))


FIGURES = (*OF_PAIR, *OF_TABLE)
