"""What is known of a column: exact counts, a bounded sample, any type of value."""

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchloop.column_types.summary import (
    SAMPLE_ROWS,
    ColumnSummary,
    SummaryBuilder,
)
from matchloop.tables.texts import MAX_CHARACTERS, as_text


class Hostile:
    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __ne__ = __eq__
    __hash__ = None

    def __str__(self):
        raise RuntimeError("no text")


def as_dict(summary: ColumnSummary) -> dict[str, int]:
    return dict(zip(summary.values.to_pylist(), summary.counts.tolist(), strict=True))


def test_counts_nulls_and_different_values():
    summary = ColumnSummary.of("x", ["b", "a", None, "b", "N/A", " - ", "", "nan", "None", "b "])
    assert (summary.total, summary.nulls, summary.distinct) == (10, 6, 3)
    assert as_dict(summary) == {"a": 1, "b": 2, "b ": 1}
    assert summary.values.to_pylist() == ["a", "b", "b "]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1, None, 3], ["1", None, "3"]),
        ([1.5, float("nan")], ["1.5", None]),
        ([True, False, None], ["true", "false", None]),
        ([True, "x"], ["true", "x"]),
        ([np.bool_(False), "x"], ["false", "x"]),
        ([b"a\xff", b"b"], ["a\ufffd", "b"]),
        ([dt.date(2024, 3, 1)], ["2024-03-01"]),
        ([decimal.Decimal("1.10")], ["1.10"]),
        ([decimal.Decimal("NaN"), "x"], [None, "x"]),
        ([[1, [2]], []], ["[1, [2]]", "[]"]),
        ([{"a": 1}, None], ['{"a": 1}', None]),
        ([{(1, 2): 3}, "x"], ["{(1, 2): 3}", "x"]),
        ([{1, 2}, "x"], ['["1", "2"]', "x"]),
        ([10**400, 1], ["1" + "0" * 400, "1"]),
        ([10**5000, "x"], [("1" + "0" * 5000)[:MAX_CHARACTERS], "x"]),
        (["\ud800x"], ["?x"]),
        ([pd.NA, 1, "x"], [None, "1", "x"]),
        ([pd.NaT, "x"], [None, "x"]),
        ([np.array([1, 2]), "x"], ["[1, 2]", "x"]),
        (np.ones((1, 2)), ["[1.0, 1.0]"]),
        ([Hostile(), "x"], ["<Hostile>", "x"]),
        (pa.array(["a", None]).dictionary_encode(), ["a", None]),
        (pa.array([1], pa.timestamp("s", "Atlantis/Capital")), ["1970-01-01 00:00:01"]),
        (pa.nulls(2), [None, None]),
        (pd.Series([1, None], dtype="Int64"), ["1", None]),
        (pd.Categorical(["a", "b"]), ["a", "b"]),
        ((i for i in range(2)), ["0", "1"]),
        ([], []),
    ],
)
def test_any_type_becomes_text(values, texts):
    assert as_text(values).to_pylist() == texts


def test_a_header_of_any_kind_is_text_and_none_is_no_name():
    assert ColumnSummary.of(None, [1]).header == ""
    assert ColumnSummary.of(7, [1]).header == "7"


def test_the_sample_is_bounded_and_counts_stay_exact():
    values = [f"v{i % 5000:04d}" for i in range(20_000)] + [None] * 77
    summary = ColumnSummary.of("x", values)
    assert (summary.total, summary.nulls, summary.distinct) == (20_077, 77, 5000)
    assert summary.counts.sum() == SAMPLE_ROWS
    assert len(summary.values) == SAMPLE_ROWS
    # Evenly spread over the byte order.
    assert summary.values[0].as_py() < "v0010"
    assert summary.values[-1].as_py() > "v4990"


def test_the_sample_keeps_the_weights_of_values():
    summary = ColumnSummary.of("x", ["a"] * 9000 + ["b"] * 900 + ["c"] * 100)
    assert as_dict(summary) == {"a": 900, "b": 90, "c": 10}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.none() | st.text(max_size=4), max_size=60), st.integers(1, 7), st.randoms())
def test_chunks_and_order_play_no_part(values, size, random):
    shuffled = random.sample(values, len(values))
    builder = SummaryBuilder("x")
    for start in range(0, len(values), size):
        builder.add(shuffled[start : start + size])
    parts, whole = builder.finish(), ColumnSummary.of("x", values)
    assert (parts.total, parts.nulls, parts.distinct) == (whole.total, whole.nulls, whole.distinct)
    assert parts.values.equals(whole.values)
    assert parts.counts.tolist() == whole.counts.tolist()


def test_up_to_the_limit_chunks_give_what_the_whole_gives():
    values = [f"{i * 7919 % 8192:05d}" for i in range(30_000)]
    builder = SummaryBuilder("x")
    for start in range(0, len(values), 999):
        builder.add(values[start : start + 999])
    parts, whole = builder.finish(), ColumnSummary.of("x", values)
    assert parts.distinct == whole.distinct == SummaryBuilder.EXACT_DISTINCT
    assert parts.values.equals(whole.values)
    assert parts.counts.tolist() == whole.counts.tolist()


@pytest.mark.parametrize("different", [8_193, 20_000, 150_000])
@pytest.mark.parametrize("chunk", [7_000, 200_000])
def test_past_the_limit_different_values_are_estimated_within_five_percent(different, chunk):
    values = pa.array(np.arange(different).astype(str))
    builder = SummaryBuilder("x")
    for start in range(0, different, chunk):
        builder.add(values.slice(start, chunk))
    builder.add(pa.nulls(10, pa.string()))
    summary = builder.finish()
    assert (summary.total, summary.nulls) == (different + 10, 10)
    assert summary.distinct == pytest.approx(different, rel=0.05)
    assert summary.counts.sum() == SAMPLE_ROWS


def test_there_are_never_more_different_values_than_rows():
    for rows in (9_000, 20_000, 40_000, 60_000):
        summary = ColumnSummary.of("x", [f"value {n}" for n in range(rows)])
        assert summary.distinct <= rows


def test_past_the_limit_frequent_values_keep_their_weight():
    rare = np.arange(30_000).astype(str)
    summary = ColumnSummary.of("x", np.concatenate([rare, np.full(30_000, "often")]))
    assert as_dict(summary)["often"] == pytest.approx(SAMPLE_ROWS / 2, abs=2)


def test_given_statistics_are_kept():
    summary = ColumnSummary.given(
        "x", ["1", "", "2", "1"], total=900, nulls=5, distinct=40, moments=None
    )
    assert (summary.total, summary.nulls, summary.distinct) == (900, 5, 40)
    assert as_dict(summary) == {"1": 2, "2": 1}
