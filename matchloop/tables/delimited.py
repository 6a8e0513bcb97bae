"""Reads CSV, TSV and other delimited text: every column as text, as it stands in the file."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pacsv

from matchloop.errors import InputError
from matchloop.tables import arrow
from matchloop.tables.dialect import NO_DELIMITER, SNIFFED_CHARACTERS, Dialect, sniff
from matchloop.tables.encoding import Utf8Reader
from matchloop.tables.header import Layout, RowNames, find_layout
from matchloop.tables.kind import HEAD_BYTES
from matchloop.tables.open_quotes import OpenQuotes
from matchloop.tables.table import Table

_BLOCK = 4 << 20
_MAX_BLOCK = 32 << 20
_SNIFFED_ROWS = 200


class DelimitedTable(Table):
    """Delimited text as a stream of chunks.

    Rows that are shorter than the header are filled with missing values; of longer rows the
    fields past the last column are left out. Both are counted in the notes.
    """

    def __init__(
        self,
        name: str,
        file: BinaryIO,
        size: int,
        text: BinaryIO,
        head: bytes,
        position: Callable[[], int],
    ):
        self._reader = Utf8Reader(text, head, name)
        peeked = self._reader.peek(HEAD_BYTES).decode("utf-8", "ignore")
        self._dialect = sniff(peeked, name)
        layout, offset, row_bytes = _layout(peeked, self._dialect, name)
        super().__init__(name, file, size, layout.names)
        self._reader.read(offset)
        self._where = position
        self._rows_before = layout.skipped
        self._block = min(max(_BLOCK, 2_000 * row_bytes), _MAX_BLOCK)
        self._ragged = _Ragged(self._dialect, len(layout.names), layout.skipped)
        self._layout_notes = layout.notes
        self._open_quotes = OpenQuotes(self._dialect.delimiter, len(layout.names))
        self._refresh_notes()

    def _position(self) -> int:
        return self._where()

    def _refresh_notes(self) -> None:
        notes = self._reader.notes()
        if self._dialect.delimiter == NO_DELIMITER:
            notes.append("no delimiter found: read as one column")
        elif self._dialect.delimiter != ",":
            notes.append(f"delimiter {self._dialect.words}")
        notes += [*self._layout_notes, *self._ragged.notes()]
        if self._dialect.quote is None:
            notes.append("quotation marks do not come in pairs: read as they stand")
        self._notes = notes + ([suspect] if (suspect := self._open_quotes.note()) else [])

    def _read(self) -> Iterator[list[pa.Array]]:
        if not self._reader.peek(1):
            return
        try:
            for batch in self._batches():
                if batch.num_rows:
                    if self._dialect.quote is not None:
                        self._open_quotes.look(self._columns, batch.columns)
                    yield batch.columns
                if repaired := self._ragged.take():
                    yield repaired
            if repaired := self._ragged.take():
                yield repaired
        except pa.ArrowInvalid as error:
            raise self._unreadable(error) from error
        self._refresh_notes()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        names = [str(position) for position in range(len(self._columns))]
        # Wide tables are parsed on one thread as well: row numbers are known only then.
        return pacsv.open_csv(
            self._reader,
            read_options=pacsv.ReadOptions(
                use_threads=False, column_names=names, block_size=self._block
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self._dialect.delimiter,
                quote_char=self._dialect.quote or False,
                escape_char=self._dialect.escape or False,
                newlines_in_values=self._dialect.quote is not None,
                ignore_empty_lines=len(names) > 1,
                invalid_row_handler=self._ragged.keep,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[],
                strings_can_be_null=False,
                check_utf8=False,  # the reader gives nothing else
            ),
        )

    def _unreadable(self, error: pa.ArrowInvalid) -> InputError:
        if "straddling" in str(error):
            problem = (
                f"has a row longer than {self._block >> 20} MB, which usually means a quotation "
                "mark that is never closed. Close it, or save the table as Parquet."
            )
        else:
            problem = f"cannot be read as {self._dialect.words}-delimited text ({error})."
        return InputError(f"{self.name} {problem}")


def _layout(text: str, dialect: Dialect, name: str) -> tuple[Layout, int, int]:
    """Return the layout, the bytes before the first row of values, and the bytes of a row."""
    if text.startswith("sep=") and text[5:6] in "\r\n":
        end = text.index("\n") + 1
        layout, offset, size = _layout(text[end:], dialect, name)
        return layout, offset + end, size
    rows: list[list[str]] = []
    ends = [0]
    for row, end in dialect.rows(text):
        rows.append(row)
        ends.append(end)
        if len(rows) == _SNIFFED_ROWS:
            break
    if not rows:
        raise InputError(
            f"{name} has no first row that can be read: a quotation mark may be open, or the row "
            f"is longer than {HEAD_BYTES >> 20} MB. Correct the beginning of the file."
        )
    if len(rows) > 2 and len(text) >= HEAD_BYTES - 4 and len(rows) < _SNIFFED_ROWS:
        rows.pop()  # may be cut off
    layout = find_layout(rows, row_names=_row_names(text, dialect))
    return layout, ends[layout.skipped], max(ends) // len(rows)


def _row_names(text: str, dialect: Dialect) -> RowNames:
    """Tell R's way of writing: names in quotation marks, those of rows too, and numbers bare."""
    lines = [line for line in text[:SNIFFED_CHARACTERS].splitlines()[:_SNIFFED_ROWS] if line]
    cell = rf'"[^"]*"({re.escape(dialect.delimiter)}|$)'
    quoted = [re.fullmatch(f"({cell})+", line) for line in lines]
    opened = all(re.match(cell, line) for line in lines)
    return RowNames.YES if opened and quoted[0] and not all(quoted) else RowNames.MAYBE


class _Ragged:
    """Keeps the rows that do not have one field per column, and makes them fit."""

    def __init__(self, dialect: Dialect, width: int, rows_before: int):
        self._dialect = dialect
        self._width = width
        self._rows_before = rows_before
        self._texts: list[str] = []
        self._short = 0
        self._long = 0
        self._first: int | None = None

    def keep(self, row: pacsv.InvalidRow) -> str:
        if self._first is None and row.number is not None:
            self._first = row.number + self._rows_before
        if row.actual_columns < row.expected_columns:
            self._short += 1
        else:
            self._long += 1
        self._texts.append(row.text)
        return "skip"

    def take(self) -> list[pa.Array] | None:
        """Return the rows kept since the last time, filled or cut, by column."""
        if not self._texts:
            return None
        rows = [self._fields(text) for text in self._texts]
        self._texts = []
        return [arrow.texts(column) for column in zip(*rows, strict=True)]

    def _fields(self, text: str) -> list[str | None]:
        found = next(self._dialect.rows(text), None)
        # The csv module refuses very long fields; cut plainly, nothing is lost.
        fields = found[0] if found else text.split(self._dialect.delimiter)
        return [*fields[: self._width], *[None] * (self._width - len(fields))]

    def notes(self) -> list[str]:
        notes = []
        if self._short:
            notes.append(f"{self._short:,} row(s) too short: filled with missing values")
        if self._long:
            notes.append(f"{self._long:,} row(s) too long: fields past the last column left out")
        if notes and self._first is not None:
            notes[0] += f" (the first ragged row is row {self._first:,})"
        return notes
