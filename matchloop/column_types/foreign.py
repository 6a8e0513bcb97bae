"""Columns of other people's tables, labelled with their types by reading them.

A set is a system of data/foreign/parts.yaml that has a folder with tables/ and truth.csv. This
module reads; it does not know what is learned.
"""

from collections.abc import Iterator
from pathlib import Path

from matchloop.column_types.dataset import LabelledSummary
from matchloop.column_types.labels import LABELS
from matchloop.column_types.profile import summarize_table
from matchloop.column_types.split import Part
from matchloop.errors import DataError
from matchloop.labels.foreign import read_parts, read_rows
from matchloop.tables import open_table

_TRUTH = "truth.csv"
_FIELDS = ("table", "column", "type", "also_type")


def foreign_columns(folder: Path) -> list[LabelledSummary]:
    """Read the columns of every set that has a part; without parts.yaml there are none.

    A column's source is its part, its kind `set/table`. Columns without a type are passed over.
    Raises DataError naming the file of what cannot be used.
    """
    return [
        column
        for part, systems in read_parts(folder).systems.items()
        for name in systems
        if (folder / name / _TRUTH).is_file()
        for column in _set(folder / name, Part[part.name])
    ]


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
    for where, row in read_rows(path, _FIELDS):
        for label in filter(None, (row["type"], *(row["also_type"] or "").split("|"))):
            if label not in LABELS:
                raise DataError(
                    f"{where}: got the type {label!r}, expected one of {', '.join(LABELS)}. Mend "
                    "the line."
                )
        found.setdefault(row["table"], []).append(row)
    return found
