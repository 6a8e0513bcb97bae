"""Tells whether a table's first row names its columns, from the first rows as texts.

Used by every reader whose format has no header of its own (delimited text, Excel).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_MAX_PREAMBLE = 20
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s?\d[\d.,' ]*(e[-+]?\d+)?\s?[%)]?$", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?([ap]m|z|[-+]\d.*)?)?$"
    r"|\d{1,2}:\d{2}(:\d{2})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """Where the values begin and what the columns are called.

    preamble: rows before the header (titles, comments) that are not part of the table.
    has_header: whether the row after them names the columns.
    names: one name a column; "" where the header has none.
    """

    preamble: int
    has_header: bool
    names: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def skipped(self) -> int:
        """Rows before the first row of values."""
        return self.preamble + self.has_header


def find_layout(rows: Sequence[Sequence[str]]) -> Layout:
    """Find the layout from the first rows of a table (at least one, each with its own width)."""
    preamble = _preamble(rows)
    first, below = [cell.strip() for cell in rows[preamble]], rows[preamble + 1 :]
    notes = []
    if preamble:
        notes.append(f"{preamble} line(s) before the header are not part of the table")
    if below and _looks_like_data(first, below):
        width = max(_common_width(rows[preamble:]), len(first))
        names = tuple(f"column_{number}" for number in range(1, width + 1))
        notes.append("no header: the first row looks like data, so columns are numbered")
        return Layout(preamble, False, names, tuple(notes))
    names, note = _fitted(first, below)
    if note:
        notes.append(note)
    return Layout(preamble, True, names, tuple(notes))


def kind_of_cell(cell: str) -> str:
    """Return "number", "date", "empty" or "text"."""
    cell = cell.strip()
    if not cell:
        return "empty"
    if _DATE.match(cell):
        return "date"
    return "number" if _NUMBER.match(cell) else "text"


def _common_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(map(len, rows))
    return max(widths, key=lambda width: (widths[width], width))


def _preamble(rows: Sequence[Sequence[str]]) -> int:
    """Count the narrow rows that stand before a table of three columns or more."""
    width = _common_width(rows)
    if width < 3 or len(rows[0]) > 1:
        return 0
    for number, row in enumerate(rows[: _MAX_PREAMBLE + 1]):
        if len(row) >= width - 1:
            return number
    return 0


def _looks_like_data(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    typed_here, typed_below, repeated, compared = 0, 0, 0, 0
    for index, cell in enumerate(first):
        column = [row[index].strip() for row in below if index < len(row)]
        values = [value for value in column if value]
        if not values or not cell:
            continue
        compared += 1
        repeated += cell in values
        kinds = Counter(map(kind_of_cell, values))
        typed = kinds["number"] + kinds["date"] > 0.8 * len(values)
        typed_here += typed and kind_of_cell(cell) != "text"
        typed_below += typed
    if not compared:
        return False
    if _is_numbered(first):
        return False
    if typed_below:
        return typed_here > 0.5 * typed_below
    return len(below) >= 3 and repeated > 0.5 * compared


def _is_numbered(first: Sequence[str]) -> bool:
    """Say whether the row is 0, 1, 2 … (a frame saved without names) or has years in a row."""
    cells = [cell for cell in first if cell]
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 6]
    runs = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    years = runs and numbers[0] >= 1900 and numbers[-1] <= 2100
    return years or (runs and len(numbers) == len(cells) and numbers[0] in (0, 1))


def _fitted(
    first: Sequence[str], below: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], str | None]:
    """Make the header as wide as most rows are."""
    width = _common_width(below) if below else len(first)
    wide = [row for row in below if len(row) == width]
    missing = width - len(first)
    if missing <= 0 or len(wide) < 0.5 * len(below):
        return tuple(first), None
    if missing == 1 and all(first) and any(row[-1].strip() for row in wide):
        return ("", *first), "rows have one field more than the header: the first holds row names"
    note = f"rows have {width} fields and the header {len(first)}: the last columns have no name"
    return (*first, *[""] * missing), note
