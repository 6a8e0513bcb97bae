"""Reads the first sheet with content of an Excel (or OpenDocument) workbook."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from matchloop.errors import InputError
from matchloop.tables import arrow
from matchloop.tables.header import find_layout
from matchloop.tables.table import Table

_SNIFFED_ROWS = 200
_ROWS = 16_384


class ExcelTable(Table):
    """One sheet of a workbook; numbers and dates as a person would write them."""

    def __init__(self, name: str, file: BinaryIO, size: int):
        sheet, notes = _first_sheet(file, name)
        self._rows = iter(sheet.iter_rows())
        head = [_texts(row) for row, _ in zip(self._rows, range(_SNIFFED_ROWS), strict=False)]
        full = [row for row in head if any(row)]
        layout = find_layout([_trimmed(row) for row in full])
        super().__init__(name, file, size, layout.names)
        self._head = full[layout.skipped :]
        self._notes = [*notes, *layout.notes]

    def _read(self) -> Iterator[list[pa.Array]]:
        rows = self._head
        for row in self._rows:
            texts = _texts(row)
            if any(texts):
                rows.append(texts)
            if len(rows) >= _ROWS:
                yield self._chunk(rows)
                rows = []
        if rows:
            yield self._chunk(rows)

    def _chunk(self, rows: list[list[str]]) -> list[pa.Array]:
        places = range(len(self._columns))
        return [
            arrow.texts([row[place] if place < len(row) else None for row in rows])
            for place in places
        ]


def _first_sheet(file: BinaryIO, name: str) -> tuple[Any, list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(file)
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            if sheet.height and sheet.width:
                return sheet, _sheet_notes(sheet_name, book.sheet_names)
    except PasswordError as error:
        raise InputError(
            f"{name} is protected by a password. Save a copy without one and give that."
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(
            f"{name} looks like an Excel workbook and cannot be read as one ({error}). It is "
            "damaged or cut short: save it again, or export the sheet as CSV."
        ) from error
    raise InputError(f"{name} is an Excel workbook whose sheets are all empty. Give one with rows.")


def _sheet_notes(name: str, names: list[str]) -> list[str]:
    others = [other for other in names if other != name]
    if not others:
        return []
    return [f"sheet {name!r} was read; not looked at: {', '.join(map(repr, others))}"]


def _texts(row: list[Any]) -> list[str]:
    return [_text(value) for value in row]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        whole_day = value.time() == dt.time()
        return value.date().isoformat() if whole_day else value.isoformat(" ")
    return str(value)


def _trimmed(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]
