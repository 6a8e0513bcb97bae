"""How far the cells of a workbook's sheet reach, before a reader lays them out in memory.

A sheet is a grid of up to a million rows by 16,384 columns, and the workbook library keeps the
whole rectangle that its cells span: two cells in opposite corners are 550 GB. What a file declares
of its extent may be wrong, so the cells are looked at. Where they are few and far between, the rows
and columns without a value are taken out (`checked`). Knows nothing of values.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, BinaryIO, cast

from matchloop.errors import InputError

MOST_CELLS = 20_000_000
"""Cells of a rectangle that are laid out without a question: about 700 MB."""

_DENSE = 4
_BLOCK = 1 << 20
_MOST_BYTES = 8 << 30
_FAR_COLUMN = re.compile(rb'r="[A-Za-z]{2,3}\d')
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)((?:[\s/][^<>]*)?)>")
_REFERENCE = re.compile(rb"""(\s)r\s*=\s*["']([A-Za-z]*)(\d*)["']""")


@dataclass
class Span:
    """Rows and columns (from 1) in which a sheet has cells with content, and how many cells."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: int = 0

    def add(self, row: int, column: int) -> None:
        """Take in a cell."""
        self.rows.add(row)
        self.columns.add(column)
        self.cells += 1

    @property
    def height(self) -> int:
        """Rows from the first cell to the last."""
        return max(self.rows, default=0) - min(self.rows, default=1) + 1

    @property
    def width(self) -> int:
        """Columns from the first cell to the last."""
        return max(self.columns, default=0) - min(self.columns, default=1) + 1

    @property
    def most_cells(self) -> int:
        """The greatest rectangle that is laid out for this many cells."""
        return max(MOST_CELLS, _DENSE * self.cells)


def checked(file: BinaryIO, part: str, name: str) -> BinaryIO:
    """Return a workbook whose sheet can be laid out: the file itself, or a compacted copy.

    part: where the sheet stands in the archive, XML of an .xlsx. Raises InputError where it spans
    too much even without its empty rows and columns.
    """
    with zipfile.ZipFile(file) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
            raise InputError(
                f"{name} unpacks to more than {_MOST_BYTES >> 30} GB. Export the sheet as CSV."
            )
        if not _needs_look(archive, part):
            return file
        span = span_of(archive, part)
        if span.height * span.width <= span.most_cells:
            return file
        if len(span.rows) * len(span.columns) > span.most_cells:
            raise too_far(name, span.height, span.width, span.cells)
        return _compacted(archive, part, span)


def span_of(archive: zipfile.ZipFile, part: str) -> Span:
    """Find what the cells of a sheet in XML span."""
    span = Span()

    def look(tag: bytes, row: int, column: int) -> bytes:
        if column:
            span.add(row, column)
        return tag

    with archive.open(part) as stream:
        for _ in _walked(stream, look):
            pass
    return span


def too_far(name: str, height: int, width: int, cells: int) -> InputError:
    """Make the error for a sheet whose cells are too far apart."""
    return InputError(
        f"{name} has a sheet whose cells go over {height:,} rows and {width:,} columns, of which "
        f"{cells:,} hold something: too many to lay out. Delete what stands far from the table, or "
        "export the table as CSV."
    )


def _needs_look(archive: zipfile.ZipFile, part: str) -> bool:
    """Say whether a sheet may be far wider than it is filled; exact for small ones.

    Reading every cell's place takes as long as reading the sheet. A sheet of at most 26 columns
    is no danger however long it is, and most are told by that no cell's column has two letters.
    """
    with archive.open(part) as stream:
        block = stream.read(_BLOCK)
        plain = b'<c r="' in block and not re.search(rb"<c[ >/](?!r=\")|[\w]:c[ >/]", block)
        if len(block) < _BLOCK or not plain:
            return True
        while block:
            if _FAR_COLUMN.search(block) or b" r='" in block:
                return True
            block = block[-8:] + more if (more := stream.read(_BLOCK)) else b""
    return False


def _walked(stream: IO[bytes], change: Callable[[bytes, int, int], bytes]) -> Iterator[bytes]:
    """Yield a sheet's XML with each tag of a row or cell changed.

    change: is given the tag and its row and column from 1; column 0 for rows and empty cells.
    """
    row = column = 0

    def tag(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        reference = _REFERENCE.search(found[2])
        if found[1] == b"row":
            row, column = int(reference[3] or 0) if reference else row + 1, 0
            return change(found[0], row, 0)
        column += 1
        if reference and reference[2]:
            column = _number(reference[2])
            row = int(reference[3] or row)
        return change(found[0], row, 0 if found[2].endswith(b"/") else column)

    rest = b""
    while block := stream.read(_BLOCK):
        text = rest + block
        end = text.rfind(b"<")
        rest = text[end:] if end >= 0 else b""
        yield _TAG.sub(tag, text[:end] if end >= 0 else text)
    yield _TAG.sub(tag, rest)


def _compacted(archive: zipfile.ZipFile, part: str, span: Span) -> BinaryIO:
    """Copy a workbook, its sheet without the rows and columns that hold nothing."""
    rows = {row: place for place, row in enumerate(sorted(span.rows), start=1)}
    columns = {column: place for place, column in enumerate(sorted(span.columns), start=1)}

    def move(tag: bytes, row: int, column: int) -> bytes:
        bare = _REFERENCE.sub(rb"\1", tag, count=1)
        name = re.match(rb"<[\w.:-]+", bare)
        if name is None or tag.endswith(b"/>"):
            return b""
        place = b"%d" % rows[row] if row in rows else b""
        if column:
            place = _letters(columns[column]) + place
        attribute = b' r="' + place + b'"' if place else b""
        return name[0] + attribute + bare[name.end() :]

    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed by the table
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for member in archive.infolist():
            with archive.open(member) as source, target.open(member.filename, "w") as sink:
                if member.filename == part:
                    for block in _walked(source, move):
                        sink.write(block)
                else:
                    shutil.copyfileobj(source, sink)
    copy.seek(0)
    return copy


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _letters(number: int) -> bytes:
    letters = b""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = bytes([65 + letter]) + letters
    return letters
