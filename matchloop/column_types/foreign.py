"""Columns of other people's tables, labelled with their types by reading them.

data/foreign/types.yaml says which sets are for learning, for calibrating or for measuring alone; a
set is a folder with tables/ and truth.csv. This module reads; it does not know what is learned.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from matchloop.column_types.dataset import LabelledSummary
from matchloop.column_types.labels import LABELS
from matchloop.column_types.profile import summarize_table
from matchloop.column_types.split import Part
from matchloop.errors import DataError
from matchloop.tables import open_table

PARTS = "types.yaml"
_TRUTH = "truth.csv"
_FIELDS = ("table", "column", "type", "also_type")


@dataclass(frozen=True)
class ForeignColumns:
    """The labelled columns that are here, and the sets that are named but not here."""

    columns: tuple[LabelledSummary, ...] = ()
    missing: tuple[str, ...] = ()

    def of(self, *parts: Part) -> list[LabelledSummary]:
        """Return the columns of these parts."""
        return [column for column in self.columns if column.source in parts]


def foreign_columns(folder: Path) -> ForeignColumns:
    """Read every set that types.yaml gives a part; without that file there are none.

    A column's source is its part, its kind `set/table`. Columns without a type are passed over.
    Raises DataError naming the file of what cannot be used.
    """
    if not (folder / PARTS).is_file():
        return ForeignColumns()
    columns: list[LabelledSummary] = []
    missing = []
    for part, sets in _parts(folder / PARTS).items():
        for name in sets:
            if (folder / name / _TRUTH).is_file():
                columns.extend(_set(folder / name, part))
            else:
                missing.append(name)
    return ForeignColumns(tuple(columns), tuple(missing))


def _parts(path: Path) -> Mapping[Part, list[str]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DataError(f"{path} cannot be read: {error}. It says what sets are for.") from error
    keys = {part.name.lower(): part for part in Part}
    if not isinstance(content, dict) or not set(content) <= set(keys):
        raise DataError(f"{path}: expected the keys {', '.join(keys)} with lists of sets.")
    parts = {part: list(content.get(key) or []) for key, part in keys.items()}
    sets = [name for listed in parts.values() for name in listed]
    if twice := sorted({name for name in sets if sets.count(name) > 1}):
        raise DataError(f"{path}: {', '.join(twice)} named twice; a set belongs to one part.")
    return parts


def _set(folder: Path, part: Part) -> Iterator[LabelledSummary]:
    for table, rows in _truth(folder / _TRUTH).items():
        path = folder / "tables" / table
        summaries = summarize_table(open_table(path))
        headers = [summary.header.strip() for summary in summaries]
        if headers != [row["column"].strip() for row in rows]:
            raise DataError(
                f"{folder / _TRUTH}: the columns of {table} are not those of {path}, which has "
                f"{len(headers)}: {', '.join(headers)}. Each needs its line, in the table's order."
            )
        for summary, row in zip(summaries, rows, strict=True):
            if row["type"]:
                others = tuple(filter(None, row["also_type"].split("|")))
                kind = f"{folder.name}/{table}"
                yield LabelledSummary(summary, row["type"], part, kind, also=others)


def _truth(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return the lines of each table, in their order."""
    found: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in _FIELDS if name not in (rows.fieldnames or ())]:
            raise DataError(
                f"{path}: expected {', '.join(_FIELDS)}; missing: {', '.join(missing)}."
            )
        for row in rows:
            for label in filter(None, (row["type"], *(row["also_type"] or "").split("|"))):
                if label not in LABELS:
                    raise DataError(
                        f"{path}, line {rows.line_num}: got the type {label!r}, expected one of "
                        f"{', '.join(LABELS)}. Mend the line."
                    )
            found.setdefault(row["table"], []).append(row)
    return found
