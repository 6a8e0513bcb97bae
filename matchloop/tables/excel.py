"""Reads the first sheet with content of an Excel (or OpenDocument) workbook."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa

from matchloop.tables import arrow
from matchloop.tables.header import RowNames, find_layout, given_name
from matchloop.tables.table import Table
from matchloop.tables.workbook import first_sheet

_SNIFFED_ROWS = 200
_ROWS = 16_384


class ExcelTable(Table):
    """One sheet of a workbook; numbers and dates as a person would write them.

    A sheet knows where each value stands, so values stay under their header. Columns are those
    positions that have a name or a value; one without a name that holds values past the header's
    end is given a name. A value that comes late makes a column of its own at the end.
    """

    def __init__(self, name: str, file: BinaryIO, size: int):
        sheet, notes = first_sheet(file, name)
        self._rows = (row for row in sheet.iter_rows() if row.count("") < len(row))
        head = list(islice(self._rows, _SNIFFED_ROWS))
        layout = find_layout([_trimmed(_texts(row)) for row in head], row_names=RowNames.NO)
        self._names = layout.names
        self._places: dict[int, None] = {}  # positions in the sheet, in the order of columns
        super().__init__(name, file, size, [])
        self._head = head[layout.skipped :]
        self._sheet_notes = [*notes, *layout.notes]
        self._given: list[str] = []
        named = {place for place, text in enumerate(layout.names) if text}
        self._take_in(sorted(named | _filled(self._head)))

    def _take_in(self, places: Sequence[int]) -> None:
        """Make columns of positions in the sheet."""
        for place in places:
            self._places[place] = None
            inside = place < len(self._names)
            self._columns.append(self._names[place] if inside else given_name(place))
            if not inside:
                self._given.append(self._columns[-1])
        self._notes = list(self._sheet_notes)
        if self._given:
            shown = ", ".join(self._given[:5]) + (" …" if len(self._given) > 5 else "")
            self._notes.append(
                f"{len(self._given):,} column(s) hold values and have no name in the header: "
                f"called {shown}"
            )

    def _read(self) -> Iterator[list[pa.Array]]:
        rows = self._head
        for row in self._rows:
            rows.append(row)
            if len(rows) >= _ROWS:
                yield self._chunk(rows)
                rows = []
        if rows:
            yield self._chunk(rows)

    def _chunk(self, rows: list[list[Any]]) -> list[pa.Array]:
        columns = list(zip(*rows, strict=True))
        late = [
            place
            for place, column in enumerate(columns)
            if place not in self._places and column.count("") < len(column)
        ]
        if late:
            self._take_in(late)
        return [
            arrow.texts(_texts(columns[place]) if place < len(columns) else [None] * len(rows))
            for place in self._places
        ]


def _filled(rows: list[list[Any]]) -> set[int]:
    columns = enumerate(zip(*rows, strict=True))
    return {place for place, column in columns if column.count("") < len(column)}


def _texts(values: Sequence[Any]) -> list[str]:
    return [value if type(value) is str else _text(value) for value in values]


def _text(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        whole_day = value.time() == dt.time()
        return value.date().isoformat() if whole_day else value.isoformat(" ")
    return str(value)


def _trimmed(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]
