from pathlib import Path

import pytest

from matchloop.column_mapping.labelled import read_labelled
from matchloop.column_mapping.labelled_pairs import SCHEMA, read_pairs
from matchloop.errors import DataError

HEADER = "raw_column,other_raw_column,confidence\n"


def write(folder: Path, rows: str, name: str = "pairs.csv") -> None:
    (folder / name).write_text(rows)


def test_files_of_pairs_lie_beside_files_of_names(tmp_path):
    write(tmp_path, HEADER + "KUNNR,cust_no,1\nplz,zip,0.9\n")
    write(tmp_path, "raw_column,standard_column\nKUNNR,customer_id\n", "names.csv")
    found = read_pairs(tmp_path)
    assert found.schema == SCHEMA
    assert found.to_pylist()[0] == {
        "raw_column": "KUNNR", "other_raw_column": "cust_no", "confidence": 1.0,
    }  # fmt: skip
    assert found.num_rows == 2
    assert [name.raw for name in read_labelled(tmp_path)] == ["KUNNR"]


def test_nothing_gives_no_pairs(tmp_path):
    write(tmp_path, "raw_column,standard_column\nKUNNR,customer_id\n", "names.csv")
    for folder in (tmp_path, tmp_path / "absent"):
        assert read_pairs(folder).num_rows == 0
        assert read_pairs(folder).schema == SCHEMA


def test_a_pair_the_other_way_round_is_the_same_pair(tmp_path):
    write(tmp_path, HEADER + "a x,b,1\nB,A_X,1\n")
    write(tmp_path, HEADER + "b,a x,0\n", "z.csv")
    assert read_pairs(tmp_path)["confidence"].to_pylist() == [1.0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,b,2", "pairs.csv, row 1, column confidence: got '2', expected a number from 0"),
        ("a,b,", "column confidence: got 'nothing'"),
        ("a,b,nan", "got 'nan'"),
        ("a,,1", "column other_raw_column: no name"),
        ("__,b,1", "column raw_column: no letters or digits in '__'"),
        ("A b,a_B,1", "'A b' and 'a_B' are one name, which teaches nothing"),
        ("a,b,1\nb,a,0.5", "row 2, column confidence: 0.5 for 'b' and 'a', and 1 in row 1"),
    ],
)
def test_a_row_that_says_nothing_or_two_things_is_named(tmp_path, row, words):
    write(tmp_path, HEADER + row + "\n")
    with pytest.raises(DataError) as raised:
        read_pairs(tmp_path)
    assert words in str(raised.value)


def test_a_missing_column_and_an_empty_file_are_named(tmp_path):
    write(tmp_path, "raw_column,other_raw_column\na,b\n")
    write(tmp_path, HEADER, "empty.csv")
    with pytest.raises(
        DataError, match=r"(?s)has 2 problems.*header and no rows.*expected once each"
    ):
        read_pairs(tmp_path)


def test_the_example_of_the_documentation_is_read(tmp_path):
    doc = (Path(__file__).parents[2] / "docs" / "labelled-data.md").read_text()
    (example,) = (part for part in doc.split("```csv\n") if part.startswith(HEADER))
    write(tmp_path, example.split("```")[0])
    found = read_pairs(tmp_path)
    assert found["raw_column"].to_pylist() == ["KUNNR", "plz", "kz_aktiv"]
    assert found["confidence"].to_pylist() == pytest.approx([1, 0.9, 0])
