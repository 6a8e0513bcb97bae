import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matchloop.column_types.labelled import LabelledColumn, read_labelled
from matchloop.errors import DataError


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_a_row_is_a_labelled_column_and_numbers_keep_their_spelling(tmp_path):
    write(
        tmp_path / "mine.csv",
        "header,label,values\n"
        'price,numeric,"[1.50, 2, null, ""3,10"", 1e3]"\n'
        ',boolean,"[true, false]"\n',
    )
    assert read_labelled(tmp_path) == [
        LabelledColumn("price", ["1.50", "2", None, "3,10", "1e3"], "numeric", "user:mine.csv"),
        LabelledColumn("", ["true", "false"], "boolean", "user:mine.csv"),
    ]


def test_parquet_gives_the_same_as_csv(tmp_path):
    rows = [{"header": "n", "label": "numeric", "values": ["1", None, "2"], "domain": "finance"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "mine.parquet")
    assert read_labelled(tmp_path) == [
        LabelledColumn("n", ["1", None, "2"], "numeric", "user:mine.parquet", "finance")
    ]


def test_every_column_in_a_class_folder_is_an_example_with_the_folder_s_metadata(tmp_path):
    write(tmp_path / "numeric" / "b.csv", 't,t\n21.4,007\n,"4\n0"\n')
    write(tmp_path / "numeric" / "metadata.json", '{"domain": "logistics", "locale": "de_DE"}')
    write(tmp_path / "numeric" / ".hidden", "x")
    write(tmp_path / "README.md", "about")
    pq.write_table(pa.table({"p": [1, None]}), tmp_path / "numeric" / "a.parquet")
    columns = read_labelled(tmp_path)
    assert [(c.header, c.values, c.source) for c in columns] == [
        ("p", ["1", None], "user:numeric/a.parquet"),
        ("t", ["21.4", None], "user:numeric/b.csv"),
        ("t", ["007", "4\n0"], "user:numeric/b.csv"),
    ]
    assert {(c.label, c.domain, c.locale) for c in columns} == {("numeric", "logistics", "de_DE")}


def test_an_empty_line_of_a_single_column_is_a_missing_value(tmp_path):
    write(tmp_path / "numeric" / "a.csv", "x\n1\n\n2\n")
    assert read_labelled(tmp_path)[0].values == ["1", None, "2"]


def test_no_folder_and_an_empty_folder_give_nothing(tmp_path):
    (tmp_path / ".gitignore").write_text("*")
    assert read_labelled(tmp_path) == []
    assert read_labelled(tmp_path / "absent") == []


def test_a_column_without_values_is_unknown_or_wrong(tmp_path):
    write(tmp_path / "unknown" / "a.csv", "x,y\n,1\n,2\n")
    assert [c.values for c in read_labelled(tmp_path)] == [[None, None], ["1", "2"]]
    write(tmp_path / "numeric" / "a.csv", "x,y\n,1\n,2\n")
    with pytest.raises(
        DataError, match=r"numeric/a.csv, column 1 \('x'\): all values are missing. Label it"
    ):
        read_labelled(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", 'header,label,values\nx,bool,"[1]"\n', "a.csv, row 1, column label: got 'bool'"),
        ("a.csv", 'header,label,values\nx,,"[1]"\n', "a.csv, row 1, column label: got None"),
        ("a.csv", "header,label,values\nx,numeric,[1\n", "row 1, column values: not JSON"),
        ("a.csv", "header,label,values\nx,numeric,1\n", "column values: got '1', expected an arr"),
        ("a.csv", "header,label,values\nx,numeric,[[1]]\n", "an array inside the array"),
        ("a.csv", "header,label,values\nx,numeric,[]\n", "a.csv, row 1: no values"),
        ("a.csv", "header,label,values\nx,numeric,\n", "column values: got 'None', expected an"),
        ("a.csv", "price,qty\n1,2\n", "columns are price, qty; expected once each: header, label"),
        ("a.csv", "domain,label,domain\n1,2,3\n", "expected once each: .*values, domain"),
        ("a.csv", "", "a.csv: empty file"),
        ("a.csv", b"\x80\xff\x00,\xfe\n\xff,\xff\n", "a.csv: cannot be read as a table"),
        ("numeric/a.csv", "x,y\n1\n", "numeric/a.csv: cannot be read as a table"),
        ("numeric/a.csv", "x,y\n", r"numeric/a.csv, column 1 \('x'\): no values"),
        ("numeric/sub/a.csv", "x\n1\n", "numeric/sub/: a folder inside a class is not read"),
        ("numeric/metadata.json", '{"licens": "MIT"}', "numeric/metadata.json: licens: .*licence"),
        ("numeric/metadata.json", "{", "numeric/metadata.json: the file: "),
        ("a.parquet", "PAR1 not really", "a.parquet: cannot be read as a table"),
        ("a.xlsx", "x", "a.xlsx: only .csv and .parquet are read"),
        ("texts/a.csv", "x\n1\n", "texts/: not a class. Name the folder one of: text_long"),
    ],
)
def test_a_problem_is_named_with_its_place_and_remedy(tmp_path, name, content, message):
    write(tmp_path / "numeric" / "good.csv", "x\n1\n")
    write(tmp_path / name, content)
    with pytest.raises(DataError, match=message):
        read_labelled(tmp_path)


def test_all_problems_are_reported_together_the_first_ten_in_full(tmp_path):
    rows = "".join(f"h{i},bool,[{i}]\n" for i in range(11))
    write(tmp_path / "a.csv", f"header,label,values\n{rows}")
    write(tmp_path / "zzz" / "a.csv", "x\n1\n")
    with pytest.raises(DataError, match="has 12 problems") as caught:
        read_labelled(tmp_path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 12
    assert lines[-1] == "  … and 2 more"


def test_the_examples_of_the_documentation_are_read(tmp_path):
    doc = (Path(__file__).parents[2] / "docs" / "labelled-data.md").read_text()
    folder, rows, *_ = (block.split("```")[0] for block in doc.split("```csv\n")[1:])
    metadata = doc.split("```json\n")[1].split("```")[0]
    write(tmp_path / "numeric" / "sensors.csv", folder)
    write(tmp_path / "numeric" / "metadata.json", metadata)
    write(tmp_path / "mine.csv", rows)
    got = [(c.header, c.label, c.domain) for c in read_labelled(tmp_path)]
    assert got == [
        ("ord_ts", "datetime", ""),
        ("is_gift", "boolean", ""),
        ("cust_no", "identifier", ""),
        ("temp_c", "numeric", "enterprise"),
        ("humidity", "numeric", "enterprise"),
    ]
    assert json.loads(metadata)["locale"] == "de_DE"
