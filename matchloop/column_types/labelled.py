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
import pyarrow.csv
import pyarrow.parquet
from pydantic import BaseModel, ConfigDict, ValidationError

from matchloop.column_types.labels import LABELS, ColumnType
from matchloop.errors import DataError
from matchloop.texts import as_text

METADATA = "metadata.json"
_SHOWN = 10
_TABLES = (".csv", ".parquet")
_NOT_DATA = ("readme.md", "readme.txt", METADATA)
_LABELLED_COLUMNS = ("header", "label", "values")


@dataclass(frozen=True)
class LabelledColumn:
    """A column somebody has labelled.

    header: "" when it has none. values: all rows, None where missing. label: one of `LABELS`.
    source: "user:" and the file's path inside the folder. domain, locale: "" when not given.
    """

    header: str
    values: list[str | None]
    label: str
    source: str
    domain: str = ""
    locale: str = ""


class Metadata(BaseModel):
    """metadata.json of a folder: where its files come from and what they are about."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    source: str = ""
    licence: str = ""
    domain: str = ""
    locale: str = ""
    note: str = ""


class _Trouble(Exception):  # noqa: N818 - collected, then raised as one DataError
    """One thing wrong with the folder: the place, what was got, and what to do."""


def read_labelled(folder: Path) -> list[LabelledColumn]:
    """Read all labelled columns of a folder, in order of path, row and column.

    A folder that is not there or is empty gives no columns. Raises `DataError` naming every
    problem of the folder (the first ten in full).
    """
    columns: list[LabelledColumn] = []
    problems: list[str] = []
    for item in _items(Path(folder)):
        if isinstance(item, _Trouble):
            problems.append(str(item))
        else:
            columns.append(item)
    if problems:
        raise DataError(_report(Path(folder), problems))
    return columns


def _report(folder: Path, problems: list[str]) -> str:
    count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = [f"{folder} has {count}; no labelled file was used:"]
    lines += [f"  {problem}" for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  … and {len(problems) - _SHOWN} more")
    return "\n".join(lines)


Item = LabelledColumn | _Trouble


def _items(folder: Path) -> Iterator[Item]:
    for path in _visible(folder):
        if path.is_dir() and path.name in LABELS:
            yield from _class_folder(path)
        elif path.is_dir():
            yield _Trouble(
                f"{path.name}/: not a class. Name the folder one of: {', '.join(LABELS)}"
            )
        else:
            yield from _guarded(path, path.name, _metadata(folder), _labelled_rows)


def _class_folder(folder: Path) -> Iterator[Item]:
    for path in _visible(folder):
        place = f"{folder.name}/{path.name}"
        if path.is_dir():
            yield _Trouble(f"{place}/: a folder inside a class is not read. Move its files up")
        else:
            yield from _guarded(path, place, _metadata(folder), _all_columns)


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(".") and path.name.lower() not in _NOT_DATA
    )


def _guarded(path: Path, place: str, metadata: Metadata | _Trouble, read: Any) -> Iterator[Item]:
    """Read one file, turning what makes the whole of it unreadable into a problem."""
    if isinstance(metadata, _Trouble):
        yield metadata
        return
    try:
        for item in read(_table(path, place), place):
            if isinstance(item, LabelledColumn):
                domain, locale = item.domain or metadata.domain, item.locale or metadata.locale
                item = replace(item, domain=domain, locale=locale)
            yield item
    except _Trouble as trouble:
        yield trouble


def _metadata(folder: Path) -> Metadata | _Trouble:
    path = folder / METADATA
    if not path.is_file():
        return Metadata()
    try:
        return Metadata.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        known = ", ".join(Metadata.model_fields)
        return _Trouble(
            f"{folder.name}/{METADATA}: {where}: {first['msg']}. Write a JSON object of texts "
            f"with any of: {known}"
        )


def _table(path: Path, place: str) -> pa.Table:
    """Read a file as it stands, every CSV cell a text and every empty one missing."""
    if path.suffix.lower() not in _TABLES:
        raise _Trouble(f"{place}: only .csv and .parquet are read. Convert it or move it away")
    if path.stat().st_size == 0:
        raise _Trouble(f"{place}: empty file. Delete it or fill it")
    try:
        if path.suffix.lower() == ".parquet":
            return pyarrow.parquet.read_table(path)
        return _csv(path)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise _Trouble(
            f"{place}: cannot be read as a table ({reason}). Save it as comma-separated UTF-8 "
            "with one header row, or as Parquet"
        ) from error


def _csv(path: Path) -> pa.Table:
    # Without names of its own the reader takes any header, also one with a name twice.
    read = pyarrow.csv.ReadOptions(autogenerate_column_names=True)
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
    with pyarrow.csv.open_csv(path, read_options=read, parse_options=parse) as reader:
        names = reader.schema.names
    # In a file of one column an empty line is a missing value.
    parse.ignore_empty_lines = len(names) > 1
    convert = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    raw = pyarrow.csv.read_csv(
        path, read_options=read, parse_options=parse, convert_options=convert
    )
    header = [column[0].as_py() or "" for column in raw.columns]
    return pa.table([column[1:] for column in raw.columns], names=header)


def _all_columns(table: pa.Table, place: str) -> Iterator[Item]:
    """Take every column of a file in a class folder as an example of the class."""
    label = place.split("/")[0]
    for number, header in enumerate(table.column_names, start=1):
        values = as_text(table.column(number - 1)).to_pylist()
        where = f"{place}, column {number} ({header!r})"
        try:
            yield _column(header, values, label, f"user:{place}", where)
        except _Trouble as trouble:
            yield trouble


def _labelled_rows(table: pa.Table, place: str) -> Iterator[Item]:
    """Take every row of a file with columns header, label and values as a labelled column."""
    missing = [name for name in _LABELLED_COLUMNS if table.column_names.count(name) != 1]
    if missing:
        raise _Trouble(
            f"{place}: the columns are {', '.join(table.column_names)[:100]}; expected once each: "
            f"{', '.join(_LABELLED_COLUMNS)}. A plain table belongs into the folder of its class"
        )
    optional = [name for name in ("domain", "locale") if name in table.column_names]
    rows = table.select([*_LABELLED_COLUMNS, *optional]).to_pylist()
    for number, row in enumerate(rows, start=1):
        where = f"{place}, row {number}"
        try:
            values = _values(row["values"], where)
            column = _column(row["header"], values, row["label"], f"user:{place}", where)
            domain, locale = (str(row.get(name) or "") for name in ("domain", "locale"))
            yield replace(column, domain=domain, locale=locale)
        except _Trouble as trouble:
            yield trouble


def _values(cell: Any, where: str) -> list[str | None]:
    """Return the texts of a cell: a JSON array in CSV, a list in Parquet."""
    if isinstance(cell, str):
        try:
            # Numbers keep the spelling they have in the file.
            cell = json.loads(cell, parse_float=str, parse_int=str, parse_constant=str)
        except json.JSONDecodeError as error:
            raise _Trouble(
                f"{where}, column values: not JSON ({error.msg} at character {error.pos + 1}). "
                'Write an array such as ["a", "b", null]'
            ) from error
    if not isinstance(cell, list):
        raise _Trouble(
            f"{where}, column values: got {str(cell)[:40]!r}, expected an array such as "
            '["a", "b", null]'
        )
    if any(isinstance(value, list | dict) for value in cell):
        raise _Trouble(
            f"{where}, column values: an array inside the array. Each value must be a text, a "
            "number, true, false or null"
        )
    return as_text(cell).to_pylist() if cell else []


def _column(
    header: Any, values: list[str | None], label: Any, source: str, where: str
) -> LabelledColumn:
    if label not in LABELS:
        raise _Trouble(
            f"{where}, column label: got {label!r}, which is not a class. Use one of: "
            f"{', '.join(LABELS)}"
        )
    if not values:
        raise _Trouble(f"{where}: no values. Give some or delete it")
    # A column of nothing but missing values is an honest example of one class only.
    if label != ColumnType.UNKNOWN and not any(value and value.strip() for value in values):
        raise _Trouble(f"{where}: all values are missing. Label it unknown or delete it")
    return LabelledColumn("" if header is None else str(header), values, label, source)
