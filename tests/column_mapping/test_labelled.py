from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matchloop.column_mapping.generate.pairs import SCHEMA as PAIRS
from matchloop.column_mapping.labelled import LabelledName, read_labelled, with_labelled
from matchloop.column_mapping.standards import SCHEMA as STANDARDS
from matchloop.column_mapping.standards import split_of
from matchloop.errors import DataError

HEADER = "raw_column,standard_column\n"


def write(folder: Path, rows: str, name: str = "mine.csv") -> None:
    (folder / name).write_text(rows)


def test_each_row_is_a_name_with_its_folded_standard_and_its_file(tmp_path):
    write(tmp_path, HEADER + "CUST_NM,customer_name\n cust nm,Customer Name\n", "b.csv")
    write(tmp_path, "standard_column,who,raw_column\nÖrtlichkeit Größe,me,007\n", "a.csv")
    assert read_labelled(tmp_path) == [
        ("007", "ortlichkeit grosse", "user:a.csv"),
        LabelledName("CUST_NM", "customer name", "user:b.csv"),
        LabelledName(" cust nm", "customer name", "user:b.csv"),
    ]


def test_parquet_gives_the_same_as_csv(tmp_path):
    rows = pa.table({"raw_column": ["a"], "standard_column": ["b"], "label": pa.array([1], "int8")})
    pq.write_table(rows, tmp_path / "mine.parquet")
    assert read_labelled(tmp_path) == [("a", "b", "user:mine.parquet")]


def test_repeats_are_left_out_and_the_first_file_keeps_them(tmp_path):
    write(tmp_path, HEADER + "a,order id\na,order_id\n", "x.csv")
    write(tmp_path, HEADER + "a,order_id\nA,order_id\n", "y.csv")
    assert read_labelled(tmp_path) == [
        ("a", "order id", "user:x.csv"),
        ("A", "order id", "user:y.csv"),
    ]


def test_a_name_may_have_another_standard_in_another_file(tmp_path):
    write(tmp_path, HEADER + "id,order_id\n", "orders.csv")
    write(tmp_path, HEADER + "id,customer_id\n", "customers.csv")
    assert [name.standard for name in read_labelled(tmp_path)] == ["customer id", "order id"]


def test_no_folder_and_an_empty_folder_give_nothing(tmp_path):
    write(tmp_path, "*", ".gitignore")
    write(tmp_path, "about", "README.md")
    assert read_labelled(tmp_path) == []
    assert read_labelled(tmp_path / "absent") == []


TABLE = pa.Table.from_pylist(
    [
        {"standard": name, "source": "default", "domain": "", "split": split_of(name, 0)}
        for name in (f"{a} {b}" for a in ("order", "tax", "city", "bank") for b in "abcdefgh")
    ],
    STANDARDS,
)
NO_PAIRS = PAIRS.empty_table()


def test_labelled_names_are_added_with_wrong_standards_of_their_split(tmp_path):
    write(tmp_path, HEADER + "KUNNR,customer id\nO.A,order_a\nKd,customer id\n", "crm.csv")
    standards, pairs = with_labelled(TABLE, NO_PAIRS, tmp_path, 0)
    assert standards.schema.equals(STANDARDS)
    assert pairs.schema.equals(PAIRS)
    assert standards.slice(len(TABLE)).to_pylist() == [
        {
            "standard": "customer id",
            "source": "user:crm.csv",
            "domain": "",
            "split": split_of("customer id", 0),
        }
    ]
    splits = dict(zip(*(standards[c].to_pylist() for c in ("standard", "split")), strict=True))
    rows = pairs.to_pylist()
    right = [r["standard_column"] for r in rows if r["label"]]
    assert right == ["customer id", "order a", "customer id"]
    assert all(row["split"] == splits[row["standard_column"]] for row in rows)
    wrong = [r["standard_column"] for r in rows if r["raw_column"] == "O.A" and not r["label"]]
    assert len(set(wrong)) == 4
    assert "order a" not in wrong
    assert with_labelled(TABLE, NO_PAIRS, tmp_path, 0)[1].equals(pairs)


def test_without_labelled_names_nothing_is_added(tmp_path):
    assert with_labelled(TABLE, NO_PAIRS, tmp_path, 0) == (TABLE, NO_PAIRS)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            HEADER + "id,order_id\nx,y\nID,customer_id\n",
            r"mine.csv, row 3, column standard_column: 'ID' is 'customer id' here, and 'id' is "
            r"'order id' in row 1. A name has one standard in a file",
        ),
        (HEADER + "a,b\n,customer_id\n", "row 2, column raw_column: no name. Write one or delete"),
        (HEADER + "a,\n", "mine.csv, row 1, column standard_column: no name"),
        (HEADER + "a,😀\n", "row 1, column standard_column: no letters or digits in '😀'"),
        (HEADER + "--,b\n", "row 1, column raw_column: no letters or digits in '--'"),
        ("raw_column,standard_column,label\na,b,1\na,c,0\n", "row 2, column label: got '0'"),
        (HEADER, "mine.csv: a header and no rows"),
        ("raw;standard\na;b\n", "the columns are raw;standard; expected once each: raw_column, st"),
        ("raw_column,standard_column,raw_column\na,b,c\n", "expected once each: raw_column"),
        (HEADER + "a\n", "mine.csv: cannot be read as a table"),
        ("", "mine.csv: empty file"),
    ],
)
def test_a_problem_is_named_with_its_place_and_remedy(tmp_path, rows, message):
    write(tmp_path, HEADER + "good,name\n", "good.csv")
    write(tmp_path, rows)
    with pytest.raises(DataError, match=message):
        read_labelled(tmp_path)


def test_nothing_is_passed_over_silently(tmp_path):
    write(tmp_path, "x", "mine.xlsx")
    (tmp_path / "old").mkdir()
    with pytest.raises(DataError, match="has 2 problems") as caught:
        read_labelled(tmp_path)
    assert "mine.xlsx: only .csv and .parquet are read" in str(caught.value)
    assert "old/: a folder in here is not read" in str(caught.value)


def test_the_example_of_the_documentation_is_read(tmp_path):
    doc = (Path(__file__).parents[2] / "docs" / "labelled-data.md").read_text()
    (example,) = (part for part in doc.split("```csv\n") if part.startswith(HEADER))
    write(tmp_path, example.split("```")[0], "crm.csv")
    assert read_labelled(tmp_path) == [
        ("KUNNR", "customer id", "user:crm.csv"),
        ("dt_anlage", "created at", "user:crm.csv"),
        ("cust addr ln1", "customer address", "user:crm.csv"),
    ]
