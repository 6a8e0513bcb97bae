"""How far the cells of OpenDocument and binary Excel sheets reach, before they are laid out.

Both are only looked at: a sheet that spans too much is refused (`sheet_span` can compact XML of
.xlsx, which is what nearly all workbooks are).
"""

import re
import zipfile

from matchloop.tables.sheet_span import Span, too_far

_ODS_TAG = re.compile(
    rb"<(?:[\w.-]+:)?(table|table-row|table-cell|covered-table-cell)((?:[\s/][^<>]*)?)>"
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d+)")
_BLOCK = 1 << 20
_ROW_HEADER = 0
_CELLS = range(2, 12)


def check_ods(archive: zipfile.ZipFile, name: str) -> None:
    """Raise InputError where a table of an OpenDocument sheet spans too much.

    Cells and rows may be repeated by a number, so a few bytes can stand for millions.
    """
    height = width = cells = repeats = column = 0
    empty_rows = row_width = 0

    def row_ends() -> None:
        nonlocal height, width, cells, empty_rows, row_width
        if row_width:
            height, empty_rows = height + empty_rows + repeats, 0
            width, cells = max(width, row_width), cells + repeats
        else:
            empty_rows += repeats
        row_width = 0
        if height * width > Span(cells=cells).most_cells:
            raise too_far(name, height, width, cells)

    with archive.open("content.xml") as stream:
        rest = b""
        while block := stream.read(_BLOCK):
            text = rest + block
            end = max(text.rfind(b"<"), 0)
            rest = text[end:]
            for tag in _ODS_TAG.finditer(text, 0, end):
                found = _REPEATED.search(tag[2])
                times = int(found[1]) if found else 1
                if tag[1] == b"table":
                    row_ends()
                    height = width = cells = repeats = empty_rows = 0
                elif tag[1] == b"table-row":
                    row_ends()
                    repeats, column = times, 0
                else:
                    column += times
                    if not tag[2].endswith(b"/") or b"value" in tag[2]:
                        row_width = column
    row_ends()


def check_xlsb(archive: zipfile.ZipFile, name: str) -> None:
    """Raise InputError where a sheet of a binary workbook spans too much."""
    for member in archive.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.bin", member, re.IGNORECASE):
            span = _xlsb_span(archive.read(member))
            if span.height * span.width > span.most_cells:
                raise too_far(name, span.height, span.width, span.cells)


def _xlsb_span(content: bytes) -> Span:
    """Walk the records of a sheet (MS-XLSB 2.1.4): a kind, a length and that many bytes."""
    span = Span()
    place = row = 0
    while place < len(content):
        kind, place = _packed(content, place, 2)
        length, place = _packed(content, place, 4)
        if kind == _ROW_HEADER or kind in _CELLS:
            number = int.from_bytes(content[place : place + 4], "little") + 1
            if kind == _ROW_HEADER:
                row = number
            else:
                span.add(row, number)
        place += length
    return span


def _packed(content: bytes, place: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, and return the place after it."""
    number = 0
    for shift in range(most):
        if place >= len(content):
            break
        byte = content[place]
        place += 1
        number |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return number, place
