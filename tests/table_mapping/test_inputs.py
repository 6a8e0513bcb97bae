import itertools

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matchloop.errors import InputError
from matchloop.table_mapping.inputs import given, looks_like_path
from matchloop.tables import opening


class Stream:
    """Like a polars frame: names, and the Arrow stream interface."""

    columns = ("a", "b")

    def __arrow_c_stream__(self, schema=None):
        return pa.table({"a": [1], "b": ["x"]}).__arrow_c_stream__(schema)


@pytest.mark.parametrize(
    "source",
    [
        {"a": [1], "b": ["x"]},
        {"a": np.array([1]), "b": ("x",)},
        pd.DataFrame({"a": [1], "b": ["x"]}),
        pa.table({"a": [1], "b": ["x"]}),
        pa.record_batch({"a": [1], "b": ["x"]}),
        Stream(),
    ],
)
def test_frames_have_names_and_values(source):
    table = given(source)
    assert (table.table, table.names) == ("table", ("a", "b"))
    assert [summary.values.to_pylist() for summary in table.summaries] == [["1"], ["x"]]


@pytest.mark.parametrize(
    "source",
    [
        ["a", None, 7],
        ("a", "", "7"),
        pd.Index(["a", None, "7"]),
        iter(["a", "", 7]),
        pa.chunked_array([["a", "", "7"]]),
    ],
)
def test_lists_have_names_only(source):
    table = given(source)
    assert (table.table, table.names, table.summaries) == ("names", ("a", "", "7"), ())


def test_files(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text("id,id,\n1,2,3\n4,5,6\n")
    for source in (path, str(path)):
        table = given(source)
        assert (table.table, table.names) == ("shop.csv", ("id", "id", ""))
        assert [summary.total for summary in table.summaries] == [2, 2, 2]


def test_duplicate_names_of_a_frame():
    frame = pd.DataFrame([[1, "x"]], columns=["id", "id"])
    assert [s.values.to_pylist() for s in given(frame).summaries] == [["1"], ["x"]]


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [("a.csv", "id;name;\n", ("id", "name", "")), ("a.tsv", "id\tid\n", ("id", "id"))],
)
def test_a_file_without_rows_is_its_names(tmp_path, name, text, names):
    (tmp_path / name).write_text(text)
    table = given(tmp_path / name)
    assert (table.names, table.summaries) == (names, ())
    assert "there are no rows, so the names alone decided" in table.notes


def test_a_parquet_file_without_rows_is_its_names(tmp_path):
    pq.write_table(pa.table({"id": pa.array([], "int64")}), tmp_path / "a.parquet")
    assert given(tmp_path / "a.parquet").names == ("id",)


def test_a_table_without_rows_is_its_names():
    assert given({"a": [], "b": []}).summaries == ()
    assert given(pd.DataFrame(columns=["a"])).names == ("a",)


def test_names_become_whole_characters():
    assert given(["a\udcff"]).names == ("a?",)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ([], "list of names is empty"),
        ({}, "has no columns"),
        ({"a": [1], "b": [1, 2]}, "not equally long: {'a': 1, 'b': 2}"),
        ({"a": "customer"}, "Column 'a' is str and no list"),
        (["a", ["b"]], "Name 2 of the list is list, expected text"),
        ([{"a": 1}], "Name 1 of the list is dict"),
        (b"a", "Got bytes"),
        (7, "Got int"),
        ("cust_addr", r"'cust_addr' is neither a file .* Give names as a list: \['cust_addr'\]"),
        ("gone.csv", "gone.csv does not exist"),
    ],
)
def test_clear_errors(source, message):
    with pytest.raises(InputError, match=message):
        given(source)


def test_paths_are_told_from_names():
    assert all(map(looks_like_path, ("a.csv", "A.CSV", "x/y", "./name", "b.jsonl.gz", "c\\d")))
    assert not any(map(looks_like_path, ("cust_addr", "order.id", "csv", "Größe (cm)", "")))


def test_every_table_that_is_read_has_an_ending_of_a_path():
    assert all(looks_like_path(f"x{suffix}") for suffix in opening._SUFFIXES)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (np.array(3), r"the ndarray of names cannot be read \(TypeError: iteration over a 0-d"),
        (itertools.count(), r"More than 1,000,000 names were given. Give them in parts"),
        ({"a": 1}, r"Column 'a' is int and no list of values"),
    ],
)
def test_what_is_no_list_of_names(source, message):
    with pytest.raises(InputError, match=message):
        given(source)
