"""A table as the second look sees it: its name, and of each column name and values.

Plain values: where they come from (a file, a frame, a list of names) is not known here.
"""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class ColumnFacts:
    """One column.

    name: the header as it stands. texts: different values, the most frequent first; counts: int64,
    how many rows of the sample hold each. rows: rows that were counted, 0 for a bare name; nulls:
    how many of them are empty; distinct: different values. description: a sentence on what the
    column holds, "" when nobody gave one.
    """

    name: str
    texts: tuple[str, ...] = ()
    counts: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: int = 0
    nulls: int = 0
    distinct: int = 0
    description: str = ""


@dataclass(frozen=True, eq=False)
class TableFacts:
    """The columns of a table by position, and its name ("" when it says nothing)."""

    name: str
    columns: tuple[ColumnFacts, ...]
