"""Notices values that have swallowed rows, because a quotation mark before them is never closed.

Such a value runs on over the rows that follow, up to the next mark, and what it holds has the form
of rows: so many delimiters a line as the table has columns. Knows nothing of files.
"""

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from matchloop.tables.header import kind_of_cell
from matchloop.tables.reading import shown

_NEWLINE = re.compile(b"\n")
_LONG = 100
"""A value of more lines than this is worth a note whatever its lines look like."""
_CONVINCING = 3
_LOOKED_AT = 1_000
_TYPED = 0.8


class OpenQuotes:
    """Looks at chunks of a table of `width` columns; `note` says what was found."""

    def __init__(self, delimiter: str, width: int):
        self._delimiter = delimiter
        self._width = width
        self._rows = 0
        self._values = 0
        self._lines = 0
        self._first = ""

    def look(self, names: Sequence[str], columns: Sequence[pa.StringArray]) -> None:
        """Take in a chunk."""
        self._rows += len(columns[0])
        for place, column in enumerate(columns):
            content = column.buffers()[2]
            if content is None or not _NEWLINE.search(content):  # without a copy
                continue
            values = column.filter(pc.match_substring(column, "\n")).slice(0, _LOOKED_AT)
            swallowed = [
                text.count("\n")
                for text in values.to_pylist()
                if self._holds_rows(text, place, columns)
            ]
            if swallowed and not self._values:
                self._first = f"{shown(names[place])} among the first {self._rows:,} rows"
            self._values += len(swallowed)
            self._lines += sum(swallowed)

    def note(self) -> str | None:
        """Say what was found; None when nothing was."""
        if not self._values:
            return None
        return (
            f"{self._values:,} value(s), the first in column {self._first}, go over several lines "
            f"({self._lines:,} in all) that look like rows: if a quotation mark is not closed "
            "there, rows are missing"
        )

    def _holds_rows(self, text: str, place: int, columns: Sequence[pa.StringArray]) -> bool:
        first, *middle, last = text.split("\n")
        if len(middle) + 1 > _LONG:
            return True
        delimiter, after = self._delimiter, self._width - 1 - place
        if self._width == 1 or first.count(delimiter) != after or last.count(delimiter) != place:
            return False
        if any(line.count(delimiter) != self._width - 1 for line in middle):
            return False
        fields = last.split(delimiter)[:place]
        compared = [
            kind_of_cell(field) != "text"
            for field, column in zip(fields, columns, strict=False)
            if _is_typed(column)
        ]
        return all(compared) if compared else len(middle) + 1 >= _CONVINCING


def _is_typed(column: pa.StringArray) -> bool:
    """Say whether the most values are numbers or dates, by the first of them."""
    kinds = [kind_of_cell(text) for text in column.slice(0, 200).to_pylist() if text]
    return sum(kind != "text" for kind in kinds) > _TYPED * len(kinds)
