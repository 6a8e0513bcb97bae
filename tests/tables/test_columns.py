import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from matchloop.errors import InputError
from matchloop.tables import columns_of

TABLE = pa.table([[1, 2], ["x", "y"]], names=["a", "a"])


class Stream:
    """Nothing but the Arrow stream interface, over a table or a single column."""

    def __init__(self, data):
        self.data = data

    def __arrow_c_stream__(self, schema=None):
        return self.data.__arrow_c_stream__(schema)


@pytest.mark.parametrize(
    "source",
    [
        TABLE,
        TABLE.to_batches()[0],
        TABLE.to_reader(),
        Stream(TABLE),
        pd.DataFrame([[1, "x"], [2, "y"]], columns=["a", "a"]),
    ],
    ids=lambda source: type(source).__name__,
)
def test_names_may_come_twice(source):
    found = columns_of(source)
    assert [(name, pa.array(values).to_pylist()) for name, values in found] == [
        ("a", [1, 2]),
        ("a", ["x", "y"]),
    ]


def test_names_of_a_dict_may_be_anything():
    assert columns_of({1: ["x"], None: (2,)}) == [(1, ["x"]), (None, (2,))]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, "has no columns"),
        ({"a": 1}, r"Column 'a' is int and no list of values"),
        ({"a": None}, r"Column 'a' is NoneType and no list"),
        ({"a": "abc"}, r"Column 'a' is str and no list"),
        ({"a": {0: "x"}}, r"Column 'a' is dict and no list"),
        ({"a": (n for n in [1])}, r"Column 'a' is generator and no list"),
        ({"a": np.array(3)}, r"Column 'a' is ndarray and no list"),
        ({"a": [1], "b": [1, 2]}, r"not equally long: \{'a': 1, 'b': 2\}"),
        ({"x" * 1_000: 1}, r"Column 'x{60}'… \(1,000 characters\) is int"),
    ],
)
def test_what_is_no_column_is_named(source, message):
    with pytest.raises(InputError, match=message):
        columns_of(source)


def test_whatever_a_stranger_raises_is_an_error_of_the_table():
    class Broken:
        def __arrow_c_stream__(self, schema=None):
            raise ZeroDivisionError("surprise")

    with pytest.raises(
        InputError, match=r"the Broken cannot be read \(ZeroDivisionError: surprise"
    ):
        columns_of(Broken())


@pytest.mark.parametrize(
    "source", [7, ["a"], "a", pd.Series([1]), Stream(pa.chunked_array([["x"]])), None]
)
def test_what_is_no_table(source):
    assert columns_of(source) is None
