"""A user's own labelled columns: the files in data/labelled/column_types/.

Two layouts, described in docs/labelled-data.md: a table with one labelled column in each row, and
a folder for each class with tables all of whose columns are of that class. Reads and checks;
knows nothing of features or of how the columns are used.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, ValidationError

from matchloop.column_types.labels import LABELS, ColumnType
from matchloop.labels.files import Problem, chosen, collected, read_table, visible
from matchloop.tables.texts import as_text

METADATA = "metadata.json"
HELD_OUT_FOLDERS = ("validation", "test")
"""Folders of columns that are never learned from, each laid out like the folder they lie in."""
_LABELLED_COLUMNS = ("header", "label", "values")
_OPTIONAL = ("domain", "locale", "table")


@dataclass(frozen=True)
class LabelledColumn:
    """A column somebody has labelled.

    header: "" when it has none. values: all rows, None where missing. label: one of `LABELS`.
    source: "user:" and the file's path inside the folder. domain, locale: "" when not given. table:
    the table it is of, "" when not known: columns of one table stay in one split.
    """

    header: str
    values: list[str | None]
    label: str
    source: str
    domain: str = ""
    locale: str = ""
    table: str = ""


class Metadata(BaseModel):
    """metadata.json of a folder: where its files come from and what they are about."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    source: str = ""
    licence: str = ""
    domain: str = ""
    locale: str = ""
    note: str = ""


def read_labelled(folder: Path) -> list[LabelledColumn]:
    """Read all labelled columns of a folder, in order of path, row and column.

    A folder that is not there or is empty gives no columns; `HELD_OUT_FOLDERS` are passed over,
    read each by itself. Raises `DataError` naming every
    problem of the folder (the first ten in full).
    """
    return collected(Path(folder), _items(Path(folder)))


Item = LabelledColumn | Problem


def _items(folder: Path) -> Iterator[Item]:
    but = () if folder.name in HELD_OUT_FOLDERS else HELD_OUT_FOLDERS
    for path in visible(folder, but=(METADATA, *but)):
        if path.is_dir() and path.name in LABELS:
            yield from _class_folder(path)
        elif path.is_dir():
            yield Problem(f"{path.name}/: not a class. Name the folder one of: {', '.join(LABELS)}")
        else:
            yield from _guarded(path, path.name, _metadata(folder), _labelled_rows)


def _class_folder(folder: Path) -> Iterator[Item]:
    for path in visible(folder, but=(METADATA,)):
        place = f"{folder.name}/{path.name}"
        if path.is_dir():
            yield Problem(f"{place}/: a folder inside a class is not read. Move its files up")
        else:
            yield from _guarded(path, place, _metadata(folder), _all_columns)


def _guarded(path: Path, place: str, metadata: Metadata | Problem, read: Any) -> Iterator[Item]:
    """Read one file, turning what makes the whole of it unreadable into a problem."""
    if isinstance(metadata, Problem):
        yield metadata
        return
    try:
        for item in read(read_table(path, place), place):
            if isinstance(item, LabelledColumn):
                domain, locale = item.domain or metadata.domain, item.locale or metadata.locale
                item = replace(item, domain=domain, locale=locale)
            yield item
    except Problem as problem:
        yield problem


def _metadata(folder: Path) -> Metadata | Problem:
    path = folder / METADATA
    if not path.is_file():
        return Metadata()
    try:
        return Metadata.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        known = ", ".join(Metadata.model_fields)
        return Problem(
            f"{folder.name}/{METADATA}: {where}: {first['msg']}. Write a JSON object of texts "
            f"with any of: {known}"
        )


def _all_columns(table: pa.Table, place: str) -> Iterator[Item]:
    """Take every column of a file in a class folder as an example of the class."""
    label = place.split("/")[0]
    for number, header in enumerate(table.column_names, start=1):
        values = as_text(table.column(number - 1)).to_pylist()
        where = f"{place}, column {number} ({header!r})"
        try:
            yield _column(header, values, label, f"user:{place}", where)
        except Problem as problem:
            yield problem


def _labelled_rows(table: pa.Table, place: str) -> Iterator[Item]:
    """Take every row of a file with columns header, label and values as a labelled column."""
    remedy = "A plain table belongs into the folder of its class"
    table = chosen(table, _LABELLED_COLUMNS, place, remedy, optional=_OPTIONAL)
    for number, row in enumerate(table.to_pylist(), start=1):
        where = f"{place}, row {number}"
        try:
            values = _values(row["values"], where)
            column = _column(row["header"], values, row["label"], f"user:{place}", where)
            domain, locale, of = (str(row.get(name) or "") for name in _OPTIONAL)
            yield replace(column, domain=domain, locale=locale, table=of)
        except Problem as problem:
            yield problem


def _values(cell: Any, where: str) -> list[str | None]:
    """Return the texts of a cell: a JSON array in CSV, a list in Parquet."""
    if isinstance(cell, str):
        try:
            # Numbers keep the spelling they have in the file.
            cell = json.loads(cell, parse_float=str, parse_int=str, parse_constant=str)
        except json.JSONDecodeError as error:
            raise Problem(
                f"{where}, column values: not JSON ({error.msg} at character {error.pos + 1}). "
                'Write an array such as ["a", "b", null]'
            ) from error
    if not isinstance(cell, list):
        raise Problem(
            f"{where}, column values: got {str(cell)[:40]!r}, expected an array such as "
            '["a", "b", null]'
        )
    if any(isinstance(value, list | dict) for value in cell):
        raise Problem(
            f"{where}, column values: an array inside the array. Each value must be a text, a "
            "number, true, false or null"
        )
    return as_text(cell).to_pylist() if cell else []


def _column(
    header: Any, values: list[str | None], label: Any, source: str, where: str
) -> LabelledColumn:
    if label not in LABELS:
        raise Problem(
            f"{where}, column label: got {label!r}, which is not a class. Use one of: "
            f"{', '.join(LABELS)}"
        )
    if not values:
        raise Problem(f"{where}: no values. Give some or delete it")
    # A column of nothing but missing values is an honest example of one class only.
    if label != ColumnType.UNKNOWN and not any(value and value.strip() for value in values):
        raise Problem(f"{where}: all values are missing. Label it unknown or delete it")
    return LabelledColumn("" if header is None else str(header), values, label, source)
