"""Which names of a table or list can be ranked, and where their rankings belong."""

from collections.abc import Sequence

import numpy as np

from matchloop.column_mapping.evidence.features import Ranked
from matchloop.column_mapping.words.names import words
from matchloop.table_mapping.models import Ranking


def readable(names: Sequence[str]) -> list[int]:
    """Return the places of the names that have a letter or a digit."""
    return [i for i, name in enumerate(names) if words(name)]


def by_position(ranking: Ranking, rows: Sequence[int], n: int) -> Ranked:
    """Return a ranking of n columns from one of those that could be read."""
    width = ranking.candidates.shape[1]
    candidates, probabilities = np.full((n, width), -1), np.zeros((n, width))
    candidates[rows], probabilities[rows] = ranking.candidates, ranking.probabilities
    return Ranked(candidates, probabilities)
