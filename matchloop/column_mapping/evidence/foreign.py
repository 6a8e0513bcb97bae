"""Columns of other people's tables, labelled by hand against the default schema.

data/foreign/parts.yaml says which systems are for learning, for calibrating or for measuring alone;
labels are business/<system>.csv, or <system>/truth.csv beside the system's own tables. This module
reads labels; it does not know where the tables of business systems are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from matchloop.column_mapping.evidence.facts import TableFacts
from matchloop.errors import DataError
from matchloop.labels.foreign import PARTS, Part, read_parts, read_rows

NONE = "none"
"""The label of a column that the schema has no standard column for."""
_FIELDS = ("table", "column", "standard", "also_standard")


@dataclass(frozen=True)
class Label:
    """What one column is. answers: the right standard columns; `NONE` where no answer is right.

    description: a sentence on what it holds by those whose table it is, "" when there is none.
    """

    column: str
    standard: str
    answers: frozenset[str]
    description: str = ""

    @property
    def absent(self) -> bool:
        """Whether every answer would be wrong."""
        return self.answers == {NONE}


@dataclass(frozen=True, eq=False)
class LabelledTable:
    """A table with the labels of some of its columns, by position.

    world: what has nothing to do with other worlds: a system, or a table where those of its system
    are unrelated.
    """

    part: Part
    world: str
    facts: TableFacts
    labels: Mapping[int, Label]


@dataclass(frozen=True)
class TableLabels:
    """The labels of one table of a system, in their order; world: see `LabelledTable`."""

    part: Part
    system: str
    world: str
    table: str
    labels: tuple[Label, ...]


def read_labels(folder: Path) -> list[TableLabels]:
    """Return the labels of each table of the systems that have a part.

    Raises DataError naming file and line of what cannot be used, or what is missing.
    """
    parts = read_parts(folder)
    return [
        TableLabels(part, system, f"{system}/{name}" if alone else system, name, rows)
        for part, systems in parts.systems.items()
        for system, alone in ((each, each in parts.unrelated) for each in systems)
        for name, rows in _read(_file_of(folder, system)).items()
    ]


def _file_of(folder: Path, system: str) -> Path:
    own = folder / system / "truth.csv"
    return own if own.is_file() else folder / "business" / f"{system}.csv"


def _read(path: Path) -> dict[str, tuple[Label, ...]]:
    if not path.is_file():
        raise DataError(f"{path} is not there, although {PARTS} names its system.")
    found: dict[str, tuple[Label, ...]] = {}
    for where, row in read_rows(path, _FIELDS):
        found[row["table"]] = (*found.get(row["table"], ()), _label(row, where))
    return found


def matched(labels: Iterable[Label], headers: Iterable[str], where: str) -> dict[int, Label]:
    """Return labels by position of their columns; equal headers are served in order.

    Raises DataError when a label's column is not in the table.
    """
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        places.setdefault(header.strip().casefold(), []).append(place)
    found = {}
    for label in labels:
        free = places.get(label.column.strip().casefold())
        if not free:
            raise DataError(
                f"{where} has no column {label.column!r} left, which is labelled. Is it the table "
                "that was labelled?"
            )
        found[free.pop(0)] = label
    return found


def _label(row: Mapping[str, str], where: str) -> Label:
    standard = (row["standard"] or "").strip()
    if not standard:
        raise DataError(f"{where}: standard is empty; expected a standard column, or {NONE!r}.")
    others = (text.strip() for text in (row["also_standard"] or "").split("|"))
    answers = frozenset((standard, *filter(None, others)))
    return Label(row["column"], standard, answers, (row.get("description") or "").strip())
