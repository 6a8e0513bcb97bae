"""JSON Lines, Parquet, Excel, folders and standard input."""

import datetime as dt
import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matchloop.errors import InputError
from matchloop.tables import find_tables, open_table
from tests.tables.test_delimited import read


@pytest.fixture
def file(tmp_path):
    def write(content: bytes | str, name: str):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """Make a minimal xlsx: texts inline, numbers as numbers."""
    buffer = io.BytesIO()
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    base = "http://schemas.openxmlformats.org"
    head = '<?xml version="1.0" encoding="UTF-8"?>'

    def cell(value: object) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if value else "<c/>"
        return f"<c><v>{value}</v></c>"

    with zipfile.ZipFile(buffer, "w") as book:
        sheet_parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{kinds}.worksheet+xml"/>'
            for n, _ in enumerate(sheets, 1)
        )
        book.writestr(
            "[Content_Types].xml",
            f'{head}<Types xmlns="{base}/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f"{sheet_parts}</Types>",
        )
        rel = f"{base}/officeDocument/2006/relationships"
        book.writestr(
            "_rels/.rels",
            f'{head}<Relationships xmlns="{base}/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{head}<Relationships xmlns="{base}/package/2006/relationships">'
            + "".join(
                f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n, _ in enumerate(sheets, 1)
            )
            + "</Relationships>",
        )
        main = f'xmlns="{base}/spreadsheetml/2006/main" xmlns:r="{rel}"'
        book.writestr(
            "xl/workbook.xml",
            f"{head}<workbook {main}><sheets>"
            + "".join(
                f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>'
                for n, name in enumerate(sheets, 1)
            )
            + "</sheets></workbook>",
        )
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            book.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f"{head}<worksheet {main}><sheetData>{body}</sheetData></worksheet>",
            )
    return buffer.getvalue()


def test_json_lines_keep_what_stands_there(file):
    lines = '{"a": 1, "b": "x"}\n\n{"a": 2.50, "b": null, "c": {"k": [1, "é"]}}\n{"a": true}\n'
    names, columns, _ = read(file(lines, "rows.jsonl"))
    assert names == ("a", "b", "c")
    assert columns == [["1", "2.5", "true"], ["x", None, None], [None, '{"k": [1, "é"]}', None]]


def test_json_lines_are_found_without_a_suffix_and_in_gzip(file):
    names, columns, _ = read(file(gzip.compress(b'{"a": "x"}\n{"a": "y"}'), "rows.gz"))
    assert (names, columns) == (("a",), [["x", "y"]])


def test_a_key_that_comes_late_becomes_a_column(file):
    lines = '{"a": 1}\n' * 40_000 + '{"b": 2}\n'
    names, columns, _ = read(file(lines, "rows.jsonl"))
    assert names == ("a", "b")
    assert columns[1][-1] == "2"
    assert len(columns[0]) == len(columns[1]) == 40_001


def test_half_a_character_in_json_is_replaced(file):
    names, columns, _ = read(file('{"a\\ud800": "x\\udfff"}\n', "rows.jsonl"))
    assert (names, columns) == (("a?",), [["x?"]])


def test_a_key_that_comes_twice_in_an_object_is_noted(file):
    _, columns, notes = read(file('{"a": 1, "a": 2}\n{"a": 3}\n', "rows.jsonl"))
    assert columns == [["2", "3"]]
    assert notes == ("1 object(s) have a key twice: the last value of it was read",)


def test_json_is_told_by_its_suffix_where_it_has_no_objects(file):
    with pytest.raises(InputError, match=r"rows.json, line 1: \"x\" is not an object"):
        read(file('"x"', "rows.json"))


def test_json_list_of_objects(file):
    names, columns, _ = read(file('[{"a": 1},\n {"a": "z"}]', "rows.json"))
    assert (names, columns) == (("a",), [["1", "z"]])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '{"a": 1}\n{"a": \n{"a": 2}\n',
            r"rows.jsonl, line 2: not valid JSON .* correct or remove",
        ),
        ('{"a": 1}\n[1, 2]\n', r"line 2: \[1, 2\] is not an object. Each row must be one"),
        ("{}\n{}\n", "holds only empty objects"),
        ('[{"a": 1}, 3]', "item 2: 3 is not an object"),
        ('[{"a": 1', "is not valid JSON"),
        ("[1, 2, 3]", "item 1: 1 is not an object. Each row must be one"),
        ('["a",\n"b"]', 'item 1: "a" is not an object'),
        ("[]", "is an empty JSON list"),
        ('{\n "a": 1\n}', r"line 1: not valid JSON .* several lines are made so by: jq -c"),
        ('{"a": 1}\n{"a": ' + "[" * 5_000 + "]" * 5_000 + "}", "line 2: values are nested deeper"),
        ('[{"a": ' + "[" * 5_000 + "]" * 5_000 + "}]", "rows.jsonl: values are nested deeper"),
    ],
)
def test_bad_json_names_the_line(file, content, message):
    with pytest.raises(InputError, match=message):
        read(file(content, "rows.jsonl"))


def test_parquet_keeps_its_types(tmp_path):
    days = [dt.date(2024, 1, 2), None]
    path = tmp_path / "table"
    pq.write_table(pa.table({"n": [1, 2], "d": days, "l": [["x"], []]}), path)
    names, columns, _ = read(path)
    assert names == ("n", "d", "l")
    assert columns == [[1, 2], days, [["x"], []]]


@pytest.mark.parametrize("cut", [slice(0, -20), slice(0, 40)])
def test_damaged_parquet(tmp_path, cut):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"n": list(range(100))}), path)
    path.write_bytes(path.read_bytes()[cut])
    with pytest.raises(InputError, match=r"table.parquet begins like a Parquet .* damaged or cut"):
        read(path)


def test_parquet_with_damaged_pages(tmp_path):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"n": [f"text {i}" for i in range(1000)]}), path)
    content = bytearray(path.read_bytes())
    content[4:3000] = b"\xff" * 2996
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"cannot be read as one"):
        read(path)


def test_parquet_with_texts_that_are_no_utf8(tmp_path):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"n": ["caf\u00e9 x", "b"]}), path, compression="none")
    path.write_bytes(path.read_bytes().replace("caf\u00e9 x".encode(), b"caf\xe9\xe9 x"))
    _, columns, notes = read(path)
    assert columns == [["caf\ufffd\ufffd x", "b"]]
    assert notes == ("column 'n' holds bytes that are not valid UTF-8: read as \ufffd",)


def test_parquet_tells_periods_of_pandas_without_pandas(tmp_path):
    about = {"ARROW:extension:name": "pandas.period", "ARROW:extension:metadata": '{"freq": "M"}'}
    schema = pa.schema([pa.field("p", pa.int64(), metadata=about)])
    pq.write_table(pa.table([pa.array([648])], schema=schema), tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet")[1] == [["2024-01"]]


def test_parquet_without_rows(tmp_path):
    pq.write_table(pa.table({"n": pa.array([], pa.int64())}), tmp_path / "t.parquet")
    with pytest.raises(InputError, match=r"has a header \(1 column\) and no rows"):
        read(tmp_path / "t.parquet")


def test_excel_reads_the_first_sheet_with_rows_and_names_the_others(file):
    book = workbook({"Empty": [], "Data": [["n", "word"], [1, "x"], [2.5, ""]], "More": [["z"]]})
    names, columns, notes = read(file(book, "book.xlsx"))
    assert names == ("n", "word")
    assert columns == [["1", "2.5"], ["x", ""]]
    assert notes == ("sheet 'Data' was read; not looked at: 'Empty', 'More'",)


def test_excel_with_a_title_above_the_header(file):
    rows = [["Report of May"], [], ["a", "b", "c"], [1, 2, 3], [4, 5, 6]]
    names, columns, notes = read(file(workbook({"S": rows}), "book.xlsx"))
    assert names == ("a", "b", "c")
    assert columns[0] == ["1", "4"]
    assert "1 line(s) before the header" in notes[0]


@pytest.mark.parametrize("remarks", [["late", "", "paid"], ["", "", "paid"]])
def test_excel_keeps_values_under_their_header_when_the_last_has_no_name(file, remarks):
    rows = [["id", "email"], *([n, f"u{n}@x", text] for n, text in enumerate(remarks))]
    names, columns, notes = read(file(workbook({"S": rows}), "book.xlsx"))
    assert names == ("id", "email", "column_3")
    assert columns == [["0", "1", "2"], ["u0@x", "u1@x", "u2@x"], remarks]
    assert notes == ("1 column(s) hold values and have no name in the header: called column_3",)


def test_excel_takes_in_a_column_whose_first_value_comes_late(file):
    rows = [["id"], *([n] for n in range(20_000)), [7, "late"]]
    names, columns, _ = read(file(workbook({"S": rows}), "book.xlsx"))
    assert names == ("id", "column_2")
    assert columns[1][-1] == "late"


def test_excel_reads_every_row_of_a_long_sheet(file):
    rows = [["id"], *([n] for n in range(450))]
    _, columns, _ = read(file(workbook({"S": rows}), "book.xlsx"))
    assert columns == [[str(n) for n in range(450)]]


def test_excel_that_is_locked_or_another_document(file):
    directory = 512 * b"\0" + "EncryptedPackage".encode("utf-16-le")
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    header[30:32], header[48:52] = (9).to_bytes(2, "little"), (1).to_bytes(4, "little")
    with pytest.raises(InputError, match=r"is protected by a password. Save a copy without one"):
        read(file(bytes(header) + directory + bytes(512), "book.xlsx"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as document:
        document.writestr("[Content_Types].xml", "")
        document.writestr("word/document.xml", "")
    with pytest.raises(InputError, match=r"is a Word document: export the table in it as CSV"):
        read(file(buffer.getvalue(), "book.docx"))


def test_bad_workbooks(file):
    with pytest.raises(InputError, match=r"sheets are all empty"):
        read(file(workbook({"S": []}), "book.xlsx"))
    with pytest.raises(InputError, match=r"cannot be read as one .* save it again"):
        read(file(workbook({"S": [["a"], [1]]})[:-200], "book.xlsx"))


def test_folder_lists_its_tables_in_order(tmp_path):
    for name in ("b.csv", "a.jsonl.gz", "notes.md", ".hidden.csv"):
        (tmp_path / name).write_text("a\n1\n")
    (tmp_path / "sub").mkdir()
    assert [path.name for path in find_tables(tmp_path)] == ["a.jsonl.gz", "b.csv"]
    with pytest.raises(InputError, match=r"sub is a folder without a table in it"):
        find_tables(tmp_path / "sub")


def test_standard_input_is_read_like_a_file(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b"a;b\n1;2\n")

    monkeypatch.setattr("sys.stdin", Stdin)
    table = open_table("-")
    assert table.name == "standard input"
    assert [[c.to_pylist() for c in chunk] for chunk in table.chunks()] == [[["1"], ["2"]]]
