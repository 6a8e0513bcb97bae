"""How far cells of workbooks reach, and that nothing is laid out which spans too much."""

import io
import struct
import zipfile

import pytest

from matchloop.errors import InputError
from matchloop.tables.other_spans import check_ods, check_xlsb
from matchloop.tables.sheet_span import checked, span_of
from tests.tables.test_delimited import read
from tests.tables.test_formats import workbook

PART = "xl/worksheets/sheet1.xml"


def sheet(body: str, declared: str = "A1") -> bytes:
    """Make a workbook whose one sheet has this XML for its rows."""
    copy = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"S": [[1]]}))) as book,
        zipfile.ZipFile(copy, "w") as target,
    ):
        for name in book.namelist():
            content = book.read(name).decode()
            if name == PART:
                content = content.split("<sheetData>")[0]
                content += f'<dimension ref="{declared}"/><sheetData>{body}</sheetData></worksheet>'
            target.writestr(name, content)
    return copy.getvalue()


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def archive(name: str, content: bytes | str) -> zipfile.ZipFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr(name, content)
    return zipfile.ZipFile(buffer)


@pytest.mark.parametrize(
    ("body", "rows", "columns"),
    [
        ('<row r="2"><c r="B2"><v>1</v></c><c r="XFD2" s="1"/></row><row r="9"/>', {2}, {2}),
        (
            "<row><c><v>1</v></c><c/><c><v>1</v></c></row><row r='5'><c><v>3</v></c></row>",
            {1, 5},
            {1, 3},
        ),
        ('<x:row r="3"><x:c s="1" r="AA3"><v>1</v></x:c></x:row>', {3}, {27}),
    ],
)
def test_cells_with_content_are_found_however_they_are_written(body, rows, columns):
    span = span_of(archive(PART, body), PART)
    assert (span.rows, span.columns) == (rows, columns)


def test_two_cells_in_opposite_corners_are_read_sparsely(tmp_path):
    path = tmp_path / "book.xlsx"
    body = f'<row r="1">{cell("A1", "id")}{cell("XFD1", "far")}</row>'
    body += f'<row r="2">{cell("A2", "1")}</row><row r="1048576">{cell("A1048576", "2")}</row>'
    path.write_bytes(sheet(body))
    names, columns, _ = read(path)
    assert (names, columns) == (("id", "far"), [["1", "2"], ["", ""]])


def test_what_a_sheet_declares_does_not_matter(tmp_path):
    path = tmp_path / "book.xlsx"
    body = f'<row r="1">{cell("A1", "a")}</row><row r="2">{cell("A2", "1")}</row>'
    path.write_bytes(sheet(body, "A1:XFD1048576"))
    assert read(path)[1] == [["1"]]


def test_a_sheet_that_spans_too_much_even_without_its_gaps_is_refused():
    rows = range(1, 5_001)
    letters = [chr(65 + n // 676 % 26) + chr(65 + n // 26 % 26) + chr(65 + n % 26) for n in rows]
    body = "".join(f'<row r="{n}"><c r="{letters[n - 1]}{n}"><v>1</v></c></row>' for n in rows)
    with pytest.raises(InputError, match=r"go over 5,000 rows and 5,000 columns, of which 5,000"):
        checked(io.BytesIO(sheet(body)), PART, "book.xlsx")


ODS = (
    "<table:table><table:table-row {}><table:table-cell {}><p>x</p></table:table-cell>"
    "</table:table-row></table:table>"
)


def test_repeated_cells_of_opendocument_are_counted():
    rows, columns = 'number-rows-repeated="1048576"', 'number-columns-repeated="16384"'
    check_ods(archive("content.xml", ODS.format("", "")), "t.ods")
    empty = ODS.format("", "").replace(
        "</table:table>",
        f"<r:table-row {rows}><r:table-cell {columns}/></r:table-row></table:table>",
    )
    check_ods(archive("content.xml", empty), "t.ods")
    with pytest.raises(InputError, match=r"t.ods has a sheet .* 1,048,576 rows and 16,384 columns"):
        check_ods(archive("content.xml", ODS.format(rows, columns)), "t.ods")


def test_records_of_a_binary_workbook_are_walked():
    def record(kind: int, *numbers: int) -> bytes:
        content = struct.pack(f"<{len(numbers)}I", *numbers)
        return bytes([kind, len(content)]) + content

    near = record(0, 0, 0) + record(2, 0, 0) + record(2, 1, 0)
    far = near + record(0, 1_048_575, 0) + record(2, 16_383, 0)
    check_xlsb(archive("xl/worksheets/sheet1.bin", near), "t.xlsb")
    with pytest.raises(
        InputError, match=r"t.xlsb has a sheet .* 1,048,576 rows and 16,384 columns"
    ):
        check_xlsb(archive("xl/worksheets/sheet1.bin", far), "t.xlsb")
