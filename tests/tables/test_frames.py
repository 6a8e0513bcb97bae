"""Columns of pandas, polars, numpy and lists: told by what they mean, or refused by name."""

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import pytest

from matchloop.errors import InputError
from matchloop.tables.columns import columns_of
from matchloop.tables.frames import as_column
from matchloop.tables.texts import as_text


class Opaque:
    pass


def told(values):
    return as_text(as_column("c", values)).to_pylist()


@pytest.mark.parametrize(
    ("make", "texts"),
    [
        (lambda pl: pl.Series(["b", None], dtype=pl.Categorical), ["b", None]),
        (lambda pl: pl.Series(["x", "y"], dtype=pl.Enum(["y", "x"])), ["x", "y"]),
        (lambda pl: pl.Series([2**100, None], dtype=pl.Int128), [str(2**100), None]),
        (lambda pl: pl.Series([[2**100]], dtype=pl.List(pl.Int128)), [f"[{2**100}]"]),
        (lambda pl: pl.Series(["1", 2], dtype=pl.Object), ["1", "2"]),
        (lambda pl: pl.Series([dt.timedelta(1, 5), None]), ["1 days 00:00:05", None]),
        (lambda pl: pl.Series([decimal.Decimal("1.50")]), ["1.50"]),
        (lambda pl: pl.Series([["a"]], dtype=pl.List(pl.Categorical)), ['["a"]']),
    ],
)
def test_polars(make, texts):
    pl = pytest.importorskip("polars")
    assert told(make(pl)) == texts
    [(_, column)] = columns_of(pl.DataFrame({"c": make(pl)}))
    assert as_text(column).to_pylist() == texts


@pytest.mark.parametrize(
    ("series", "texts"),
    [
        (pd.Series(pd.PeriodIndex(["2024-01", None], freq="M")), ["2024-01", None]),
        (pd.Series(pd.to_timedelta(["1 days 02:00:00.5", None])), ["1 days 02:00:00.5", None]),
        (pd.Series(pd.interval_range(0, 2)), ["(0, 1]", "(1, 2]"]),
        (pd.Series(pd.cut([1, 9], [0, 5, 10])), ["(0, 5]", "(5, 10]"]),
        (pd.Series(pd.PeriodIndex(["2024Q1"], freq="Q")).astype("category"), ["2024Q1"]),
        (pd.Series(pd.arrays.SparseArray([0.0, np.nan, 2.0])), ["0", None, "2"]),
        (pd.Series([1, None], dtype="Int64"), ["1", None]),
        (pd.Series([True, None], dtype="boolean"), ["true", None]),
        (pd.Series(["a", None], dtype="category"), ["a", None]),
        (pd.Series([pd.Timedelta(1, "D"), None], dtype=object), ["1 days 00:00:00", None]),
    ],
    ids=lambda value: str(getattr(value, "dtype", "")),
)
def test_pandas(series, texts):
    assert told(series) == texts
    [(_, column)] = columns_of(pd.DataFrame({"c": series}))
    assert as_text(column).to_pylist() == texts


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (np.array([1, 2], "timedelta64[h]"), ["0 days 01:00:00", "0 days 02:00:00"]),
        ([dt.timedelta(days=-1), None], ["-1 days 00:00:00", None]),
        ([[1], {"a": (2,)}], ["[1]", '{"a": [2]}']),
        ([1, "a", None], ["1", "a", None]),
    ],
)
def test_lists_and_arrays(values, texts):
    assert told(values) == texts


def endless() -> list:
    values: list = []
    values.append(values)
    return values


def deep() -> list:
    values: list = []
    for _ in range(50_000):
        values = [values]
    return values


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (endless(), r"Column 'c' holds a list that contains itself or is nested deeper than 64"),
        ([{"a": endless()}], r"Column 'c' holds a dict that contains itself"),
        (deep(), r"nested deeper than 64 levels. Flatten it"),
        ([Opaque()], r"Column 'c' \(dtype object\) holds values of the type Opaque, whose text is"),
        ([[Opaque()]], r"of the type Opaque, whose text is an address in memory"),
        (pd.Series([Opaque(), 1]), r"of the type Opaque, whose text is an address in memory"),
    ],
    ids=["itself", "itself below", "deep", "opaque", "opaque below", "opaque in pandas"],
)
def test_what_cannot_be_told_is_refused_by_name(values, message):
    with pytest.raises(InputError, match=message):
        as_column("c", values)
