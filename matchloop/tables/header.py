"""Tells whether a table's first row names its columns, from the first rows as texts.

Used by every reader whose format has no header of its own (delimited text, Excel).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

_MAX_PREAMBLE = 20
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s?\d[\d.,' ]*(e[-+]?\d+)?\s?[%)]?$", re.IGNORECASE)
_KEY = re.compile(
    r"(?i:(^|[\W_])(id|key|code|no|nr|num|number|name|index|row|date|time|day|month|year|sku|uuid"
    r"|guid|e-?mail))$|[a-z](ID|Id|Key|Code|No|Nr|Number|Name|Date)$"
)
_R_NUMBERS = frozenset(("NA", "NaN", "Inf", "-Inf"))
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?([ap]m|z|[-+]\d.*)?)?$"
    r"|\d{1,2}:\d{2}(:\d{2})?$",
    re.IGNORECASE,
)


class RowNames(Enum):
    """Whether rows may begin with a name that the header has no column for, as R writes them.

    NO is for a sheet, which knows the position of each value: its header stays as it is.
    """

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


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


def find_layout(rows: Sequence[Sequence[str]], *, row_names: RowNames = RowNames.MAYBE) -> Layout:
    """Find the layout from the first rows of a table (at least one, each with its own width).

    row_names: what is known of a first column that the header leaves out.
    """
    preamble = _preamble(rows)
    first, below = [cell.strip() for cell in rows[preamble]], rows[preamble + 1 :]
    notes = []
    if preamble:
        notes.append(f"{preamble} line(s) before the header are not part of the table")
    if below and _looks_like_data(first, below):
        width = max(_common_width(rows[preamble:]), len(first))
        names = tuple(map(given_name, range(width)))
        notes.append("no header: the first row looks like data, so columns are numbered")
        return Layout(preamble, False, names, tuple(notes))
    names, note = _fitted(first, below, row_names)
    if note:
        notes.append(note)
    return Layout(preamble, True, names, tuple(notes))


def given_name(place: int) -> str:
    """Return the name that a column without one is given, by its position from 0."""
    return f"column_{place + 1}"


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
    first: Sequence[str], below: Sequence[Sequence[str]], row_names: RowNames
) -> tuple[tuple[str, ...], str | None]:
    """Make the header as wide as most rows are."""
    width = _common_width(below) if below else len(first)
    wide = [row for row in below if len(row) == width]
    missing = width - len(first)
    if missing <= 0 or len(wide) < 0.5 * len(below) or row_names is RowNames.NO:
        return tuple(first), None
    if missing == 1 and _has_row_names(first, wide, row_names):
        return ("", *first), "rows have one field more than the header: the first holds row names"
    note = f"rows have {width} fields and the header {len(first)}: the last columns have no name"
    places = range(len(first), width)
    filled = [any(row[place].strip() for row in wide) for place in places]
    # What holds values has to be called something; what a delimiter too many made has not.
    given = [given_name(place) if is_ else "" for place, is_ in zip(places, filled, strict=True)]
    if any(given):
        note += f" and are called {', '.join(filter(None, given))}"
    return (*first, *given), note


def _has_row_names(
    first: Sequence[str], wide: Sequence[Sequence[str]], row_names: RowNames
) -> bool:
    """Tell row names before the header's columns (as R writes them) from a column after them.

    Both leave the header one name short. Row names are never missing and never come twice; of the
    tables that fit, those count whose names look like it: 1, 2, 3 …, or texts before numbers only.
    """
    keys = [row[0].strip() for row in wide]
    if not (all(first) and all(keys) and len(set(keys)) == len(keys)):
        return False
    if row_names is not RowNames.MAYBE:
        return row_names is RowNames.YES
    if _KEY.search(first[0]) or not all(row[-1].strip() for row in wide):
        return False
    if keys == [str(number) for number in range(1, len(keys) + 1)]:
        return len(keys) > 1
    values = {kind_of_cell(cell) for row in wide for cell in row[1:] if cell not in _R_NUMBERS}
    return "text" in set(map(kind_of_cell, keys)) and values <= {"number", "date", "empty"}
