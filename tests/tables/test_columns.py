import pandas as pd
import pyarrow as pa
import pytest

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


def test_a_dict_is_taken_as_it_is():
    assert list(columns_of({1: "x", None: [2]})) == [(1, "x"), (None, [2])]


@pytest.mark.parametrize(
    "source", [7, ["a"], "a", pd.Series([1]), Stream(pa.chunked_array([["x"]])), None]
)
def test_what_is_no_table(source):
    assert columns_of(source) is None
