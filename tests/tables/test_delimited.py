"""Delimited text: delimiters, headers, ragged rows, and what is wrong with a file."""

import gzip

import pytest

from matchloop.errors import InputError
from matchloop.tables import open_table


def read(path):
    """Return names, columns as lists, and notes of a table."""
    table = open_table(path)
    columns: list[list] = []
    rows = 0
    for chunk in table.chunks():
        columns += [[None] * rows for _ in range(len(chunk) - len(columns))]
        for column, values in zip(columns, chunk, strict=True):
            column += values.to_pylist()
        rows += len(chunk[0])
    return table.columns, columns, table.notes


@pytest.fixture
def file(tmp_path):
    def write(content: bytes | str, name: str = "table.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


ROWS = [["id", "price", "note"], ["1", "2.5", "a, b"], ["2", "3", ""], ["3", "4.25", "x"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "^", "~", "\x1f"])
def test_every_delimiter_is_found(file, delimiter):
    text = "\n".join(
        delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in ROWS
    )
    names, columns, _ = read(file(text + "\n"))
    assert names == ("id", "price", "note")
    assert columns == [["1", "2", "3"], ["2.5", "3", "4.25"], ["a, b", "", "x"]]


def test_decimal_commas_do_not_make_the_delimiter(file):
    names, columns, notes = read(file("preis;menge\n1,5;2,3\n2,5;3,1\n7,5;4,1\n"))
    assert names == ("preis", "menge")
    assert columns[0] == ["1,5", "2,5", "7,5"]
    assert "delimiter semicolon" in notes


def test_sep_line_of_excel_declares_the_delimiter(file):
    names, columns, _ = read(file("sep=;\r\na;b\r\n1;2\r\n"))
    assert (names, columns) == (("a", "b"), [["1"], ["2"]])


def test_one_column_of_sentences_stays_one_column(file):
    text = "comment\nHello, you there.\nNo.\nWell, well, well, what now?\n\nYes, no\n"
    names, columns, notes = read(file(text))
    assert names == ("comment",)
    assert columns == [["Hello, you there.", "No.", "Well, well, well, what now?", "", "Yes, no"]]
    assert "no delimiter found: read as one column" in notes


def test_quotes_newlines_and_doubled_quotes_are_kept(file):
    _, columns, notes = read(file('a,b\n"x\ny","say ""hi"""\n"","z"\n'))
    assert columns == [["x\ny", ""], ['say "hi"', "z"]]
    assert notes == ()


def test_escaped_quotes(file):
    _, columns, _ = read(file('a,b\n"say \\"hi\\", you",2\n"x",3\n'))
    assert columns == [['say "hi", you', "x"], ["2", "3"]]


def test_single_quotes(file):
    text = "'name','n'\n" + "".join(f"'a, {i}','{i}'\n" for i in range(5))
    names, columns, _ = read(file(text))
    assert names == ("name", "n")
    assert columns[0][0] == "a, 0"


def test_a_quote_that_is_no_quote_does_not_swallow_rows(file):
    rows = "".join(f"{i}\t{'' if i % 40 else chr(34)}screw {i}\n" for i in range(1, 100))
    _, columns, _ = read(file("no\tname\n" + rows, "parts.tsv"))
    assert len(columns[0]) == 99


def test_an_open_quote_far_in_the_file_is_noted(file):
    rows = [f"{i},word {i}\n" for i in range(20_000)]
    rows[15_000] = '15000,"word\n'
    _, columns, notes = read(file("n,w\n" + "".join(rows)))
    assert len(columns[0]) < 20_000
    assert any("if a quotation mark is not closed there, rows are missing" in n for n in notes)


INCHES = "".join(
    f"{n},{chr(34) if n in (20, 27, 60, 77) else ''}{n} in,ok\n" for n in range(1, 100)
)


def test_stray_quotes_are_read_as_they_stand_where_rows_are_even_then(file):
    _, columns, notes = read(file("id,size,note\n" + INCHES))
    assert columns[0] == [str(n) for n in range(1, 100)]
    assert columns[1][19] == '"20 in'
    assert notes == ("quotation marks do not come in pairs: read as they stand",)


def test_an_open_quote_near_the_end_swallows_nothing(file):
    rows = "".join(f"{n},x\n" for n in range(50)) + '50,"y\n' + "51,x\n" * 9
    assert len(read(file("id,v\n" + rows))[1][0]) == 60


def test_a_stray_quote_in_a_single_column(file):
    text = "size\n" + "".join(f"{chr(34) if n in (3, 7) else ''}{n} in\n" for n in range(40))
    assert len(read(file(text))[1][0]) == 40


def test_rows_swallowed_far_in_the_file_are_noted(file):
    start = "".join(f"{n},word {n},ok\n" for n in range(10_000))
    _, columns, notes = read(file("id,size,note\n" + start + INCHES))
    assert len(columns[0]) < 10_099
    assert any("2 value(s), the first in column 'size'" in note for note in notes)
    assert any("if a quotation mark is not closed there, rows are missing" in n for n in notes)


def test_texts_of_several_lines_are_no_swallowed_rows(file):
    text = "id,text\n" + "".join(f'{n},"line one {n}\nline, two"\n' for n in range(9_000))
    _, columns, notes = read(file(text))
    assert len(columns[0]) == 9_000
    assert notes == ()


def test_ragged_rows_are_made_to_fit_and_counted(file):
    names, columns, notes = read(file('a,b,c\n1,2,3\n4,5\n6,7,8\n"9,9",8,7,6\n1,2,3\n5,6,7\n'))
    assert names == ("a", "b", "c")
    assert sorted(columns[0]) == ["1", "1", "4", "5", "6", "9,9"]
    assert columns[2].count(None) == 1
    assert notes == (
        "1 row(s) too short: filled with missing values (the first ragged row is row 3)",
        "1 row(s) too long: fields past the last column left out",
    )


def test_ragged_rows_in_the_last_block_are_not_lost(file):
    text = "a,b\n" + "1,2\n" * 3_000_000 + "3\n"
    _, columns, _ = read(file(text))
    assert len(columns[0]) == 3_000_001


def test_row_names_of_r(file):
    names, columns, notes = read(file("mpg,cyl\nMazda,21,6\nFiat,22,4\nFord,15,8\n"))
    assert names == ("", "mpg", "cyl")
    assert columns[0] == ["Mazda", "Fiat", "Ford"]
    assert "the first holds row names" in notes[0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("customer_id,email\n1,a@x,new\n2,b@x,old\n3,c@x,new\n", ("customer_id", "email")),
        ("id,name\n1,a,x\n2,b,y\n", ("id", "name")),
        ("city,paid\nRome,3,late\nBonn,4,x\nRome,5,y\n", ("city", "paid")),
        ("city,paid\nRome,3,late\nBonn,4,\nParis,5,y\n", ("city", "paid")),
    ],
)
def test_values_stay_under_their_header_when_the_last_column_has_no_name(file, text, names):
    found, columns, notes = read(file(text))
    assert found == (*names, "column_3")
    assert columns[0][0] == text.split("\n")[1].split(",")[0]
    assert "the last columns have no name and are called column_3" in notes[0]


@pytest.mark.parametrize(
    "text",
    [
        '"id","x"\n"1",7,"a"\n"2",8,"b"\n',
        "height,weight\n1,1.7,NA\n2,1.8,77\n3,1.9,80\n",
        "s1\ts2\nTP53\t1.5\t2\nBRCA1\t0.1\t3\n",
    ],
)
def test_row_names_as_r_writes_them(file, text):
    assert read(file(text))[0][0] == ""


def test_trailing_delimiters_make_a_nameless_column(file):
    names, columns, _ = read(file("a,b\n1,2,\n3,4,\n"))
    assert names == ("a", "b", "")
    assert columns[:2] == [["1", "3"], ["2", "4"]]


def test_without_a_header_columns_are_numbered(file):
    names, columns, notes = read(file("1,2020-01-05,x\n2,2020-02-01,y\n3,2020-03-07,x\n"))
    assert names == ("column_1", "column_2", "column_3")
    assert columns[0] == ["1", "2", "3"]
    assert any("no header" in note for note in notes)


def test_texts_that_come_again_are_no_header(file):
    names, _, _ = read(file("red,yes\nblue,no\nred,no\nblue,yes\nred,yes\n"))
    assert names == ("column_1", "column_2")


@pytest.mark.parametrize("header", ["year,2019,2020", "0,1,2", ",a,b"])
def test_headers_with_numbers_or_gaps_are_headers(file, header):
    names, columns, _ = read(file(header + "\nx,10,20\ny,30,40\n"))
    assert names == tuple(header.split(","))
    assert len(columns[0]) == 2


def test_lines_before_the_header_are_left_out_and_noted(file):
    names, columns, notes = read(file("# export\n# of today\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n"))
    assert names == ("a", "b", "c")
    assert columns[0] == ["1", "4", "7"]
    assert "2 line(s) before the header are not part of the table" in notes


def test_repeated_headers_are_kept_apart_and_noted(file):
    names, columns, notes = read(file("a,a,b\n1,2,3\n"))
    assert (names, columns) == (("a", "a", "b"), [["1"], ["2"], ["3"]])
    assert "1 header repeated" in notes[0]


def test_header_with_a_newline_inside(file):
    names, columns, _ = read(file('"first\nname",b\nx,1\n'))
    assert (names, columns) == (("first\nname", "b"), [["x"], ["1"]])


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends(file, end):
    _, columns, _ = read(file(end.join(["a,b", "1,2", "3,4"])))
    assert columns == [["1", "3"], ["2", "4"]]


def test_gzip_is_found_by_content(file):
    _, columns, _ = read(file(gzip.compress(b"a,b\n1,2\n"), "table.dat"))
    assert columns == [["1"], ["2"]]


def test_ten_thousand_columns(file):
    header = ",".join(f"c{i}" for i in range(10_000))
    row = ",".join(["1"] * 10_000)
    names, columns, _ = read(file("\n".join([header, row, row])))
    assert len(names) == len(columns) == 10_000


def test_progress_ends_at_the_size(file):
    path = file("a,b\n1,2\n")
    table = open_table(path)
    assert list(table.chunks())
    assert table.progress() == (8, 8)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"table.csv is empty. Give a file with a header"),
        (b"\n \n", "is empty"),
        (b"a,b\n", r"has a header \(2 columns\) and no rows. Give a file with at least one row"),
        (b"a,b\n1,2\n3,\x004\n", "NUL byte in line 3; a text table holds none"),
        (b"<!-- x -->\n<HTML><head>", "is an HTML page, perhaps the page of an error or a login"),
        (b"<?xml version='1.0'?><rows/>", "is an XML document, which matchloop does not read"),
        (b"a,b\n" + b"1,\0\n" * 99, "NUL byte in line 2"),
        (b"%PDF-1.4 x", "is a PDF document, .* export the table in it as CSV"),
        (b"PK\x03\x04some.csv", "is a zip archive and not an Excel workbook. Unpack it"),
        (bytes(range(256)) * 20, "is a binary file .* begins with the bytes 00 01"),
        (
            b"a,b\n" + b"1,2\n" * 20_000 + b'3,"' + b"x\n" * 6_000_000,
            "row longer than 4 MB, .* quotation mark",
        ),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-6], "gzip file that ends before its end mark"),
        (b"\x1f\x8b\x08\x00" + b"\x99" * 40, "gzip file that is damaged"),
        (gzip.compress(b"PAR1", mtime=0), "gzip of a file that is packed already"),
    ],
)
def test_bad_files_say_what_and_where(file, content, message):
    with pytest.raises(InputError, match=message):
        read(file(content))


def test_missing_file_folder_and_forbidden_file(tmp_path):
    with pytest.raises(InputError, match=r"nowhere.csv does not exist. Check the path"):
        open_table(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match=r"is a folder. Give one of the files in it"):
        open_table(tmp_path)


def test_permission_denied_names_the_remedy(file, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = file("a\n1\n")
    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(InputError, match=r"may not be read by you. Give yourself the right"):
        open_table(path)
