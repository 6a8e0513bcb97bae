"""Reads pair tables as those of SMAT: candidate pairs of columns of two schemas, some right.

A row is a pair: the column of a target and that of a source, both as `table-column`, sentences on
either, and a label of 0 or 1. Headers and the order of the columns are not known, so each column is
told by what it holds: the label holds only 0 and 1; of those that hold names the first is the
target's; a sentence belongs to the side whose name determines it, and is one on the table where
the table alone determines it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matchloop.column_mapping.words.names import words
from matchloop.errors import DataError
from matchloop.tables import open_table

_NAME = 0.95  # share of values that are written as table-column
_LONGEST_NAME = 4  # blanks in a name, at most
_BROKEN = 0.05  # share of rows in which a sentence may differ from that of the same name


@dataclass(frozen=True)
class Member:
    """A column of one side; description: "" where the file has none."""

    table: str
    column: str
    description: str = ""

    @property
    def name(self) -> str:
        """The column with its table."""
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, eq=False)
class Pairs:
    """targets, sources: by their first row; right: bool [sources, targets]."""

    targets: tuple[Member, ...]
    sources: tuple[Member, ...]
    right: np.ndarray


def read_pairs(path: Path) -> Pairs:
    """Read a pair table. Raises DataError when its columns cannot be told apart."""
    headers, columns = _columns(path)
    labels = [i for i, values in enumerate(columns) if _is_label(values)]
    named = [i for i, values in enumerate(columns) if _are_names(values)]
    if not labels or len(named) < 2:
        raise DataError(
            f"{path} has the columns {', '.join(headers)}; expected one with 0 and 1 alone, and "
            f"two with names like table-column. Of the first kind there are {len(labels)}, of the "
            f"second {len(named)}."
        )
    label, (target, source) = labels[-1], named[:2]
    rest = [i for i in range(len(columns)) if i not in (label, target, source)]
    told: dict[int, list[int]] = {target: [], source: []}
    for i in rest:
        side = _side(columns[i], columns[target], columns[source])
        if side is not None and not _is_label(columns[i]):
            told[(target, source)[side]].append(i)
    targets, sources = (
        _members(columns[side], [columns[i] for i in told[side]]) for side in (target, source)
    )
    right = np.zeros((len(sources), len(targets)), bool)
    rows, places = ({name: i for i, name in enumerate(each)} for each in (sources, targets))
    for theirs, mine, value in zip(columns[target], columns[source], columns[label], strict=True):
        right[rows[mine], places[theirs]] |= _number(value) == 1
    return Pairs(tuple(targets.values()), tuple(sources.values()), right)


def _columns(path: Path) -> tuple[tuple[str, ...], list[list[str]]]:
    with open_table(path) as table:
        chunks = list(table.chunks())
        headers = table.columns
    columns = [
        [(value or "").strip() for chunk in chunks for value in chunk[i].to_pylist()]
        for i in range(len(headers))
    ]
    # Rows that are empty but for a note are no pairs.
    full = [any(values) for values in zip(*columns, strict=True)]
    return headers, [[v for v, kept in zip(c, full, strict=True) if kept] for c in columns]


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _is_label(values: Sequence[str]) -> bool:
    return {_number(value) for value in set(values)} == {0.0, 1.0}


def _are_names(values: Sequence[str]) -> bool:
    different = set(values)
    written = [
        bool(words(table)) and bool(words(column)) and value.count(" ") <= _LONGEST_NAME
        for value in different
        for table, _, column in [value.partition("-")]
    ]
    return sum(written) >= _NAME * len(different)


def _side(values: Sequence[str], target: Sequence[str], source: Sequence[str]) -> int | None:
    """Return 0 or 1 for the side whose name determines the values, None for neither or nothing."""
    if len(set(values)) < 2:
        return None
    sides = (target, source)
    broken = [_broken(values, names) for names in sides]
    if min(broken) > _BROKEN * len(values):
        return None
    if broken[0] == broken[1]:  # few pairs: the side with about as many names as there are values
        apart = [abs(len(set(names)) - len(set(values))) for names in sides]
        return apart.index(min(apart))
    return broken.index(min(broken))


def _broken(values: Sequence[str], names: Sequence[str]) -> int:
    """Return in how many rows the value is not the most frequent one of its name."""
    counts: dict[str, dict[str, int]] = {}
    for value, name in zip(values, names, strict=True):
        if value:
            mine = counts.setdefault(name, {})
            mine[value] = mine.get(value, 0) + 1
    return sum(sum(mine.values()) - max(mine.values()) for mine in counts.values())


def _members(names: Sequence[str], texts: Sequence[Sequence[str]]) -> dict[str, Member]:
    """Return the columns of a side by name; what is said of the whole table is left out."""
    own = [values for values in texts if not _of_table(values, names)] or list(texts)
    found: dict[str, dict[int, str]] = {}
    for row, name in enumerate(names):
        said = found.setdefault(name, {})
        for i, values in enumerate(own):
            if values[row]:
                said.setdefault(i, values[row])
    members = {}
    for name, said in found.items():
        table, _, column = name.partition("-")
        sentences = dict.fromkeys(said[i] for i in sorted(said))
        members[name] = Member(table.strip(), column.strip(), " ".join(sentences))
    return members


def _of_table(values: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the table alone determines the values, and tables have several columns."""
    tables = [name.partition("-")[0] for name in names]
    several = len(set(names)) > len(set(tables))
    return several and _broken(values, tables) == 0
