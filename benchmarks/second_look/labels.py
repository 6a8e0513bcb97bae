"""Columns of other people's tables, labelled by hand against the default schema.

The labels are data/foreign/business/<system>.csv and data/foreign/set_*/truth.csv. Whole systems
are for learning, for calibrating or for measuring alone. Knows where our own tables are, and those
of the business systems in a mirror of their repositories.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.second_look.facts import TableFacts
from matchloop.errors import DataError

NONE = "none"
"""The label of a column that the schema has no standard column for."""
_FIELDS = ("table", "column", "standard", "also_standard")
_OURS = ("set_a", "set_b")


class Part(StrEnum):
    """What a system's tables are for."""

    LEARN = "learn"
    CALIBRATE = "calibrate"
    MEASURE = "measure"


@dataclass(frozen=True)
class Label:
    """What one column is. answers: the right standard columns; `NONE` where no answer is right."""

    column: str
    standard: str
    answers: frozenset[str]

    @property
    def absent(self) -> bool:
        """Whether every answer would be wrong."""
        return self.answers == {NONE}


@dataclass(frozen=True, eq=False)
class LabelledTable:
    """A table with the labels of some of its columns, by position."""

    part: Part
    system: str
    facts: TableFacts
    labels: Mapping[int, Label]


CALIBRATED_ON = ("greenhouse", "set_b")
MEASURED_ON = ("jira", "shopify")


def part_of(system: str) -> Part:
    """Return what a system's tables are for; each of our own sets is one system."""
    if system in MEASURED_ON:
        return Part.MEASURE
    return Part.CALIBRATE if system in CALIBRATED_ON else Part.LEARN


def read_labels(folder: Path) -> dict[tuple[str, str], list[Label]]:
    """Return the labels by system and table, in the order of the files.

    Raises DataError naming file and line of what cannot be used, or a folder without labels.
    """
    found: dict[tuple[str, str], list[Label]] = {}
    files = [*sorted(folder.glob("business/*.csv")), *(folder / f"{s}/truth.csv" for s in _OURS)]
    for path in (path for path in files if path.is_file()):
        system = path.parent.name if path.name == "truth.csv" else path.stem
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in _FIELDS if name not in (rows.fieldnames or ())]
            if missing:
                raise DataError(
                    f"{path}: expected the columns {', '.join(_FIELDS)}; missing: "
                    f"{', '.join(missing)}."
                )
            for row in rows:
                label = _label(row, f"{path}, line {rows.line_num}")
                found.setdefault((system, row["table"]), []).append(label)
    if not found:
        raise DataError(f"{folder} holds no labels; expected business/<system>.csv, set_a, set_b.")
    return found


def table_of(folder: Path, mirror: Path, system: str, table: str) -> Path:
    """Return where a labelled table lies: our own, or in a mirror laid out owner__name/path."""
    if system in _OURS:
        return folder / system / "tables" / table
    if system == "fivethirtyeight":
        return mirror / "fivethirtyeight__data" / table
    name = f"fivetran__dbt_{system}{'' if system == 'workday' else '_source'}"
    return mirror / name / "integration_tests" / "seeds" / table


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
    return Label(row["column"], standard, frozenset((standard, *filter(None, others))))
