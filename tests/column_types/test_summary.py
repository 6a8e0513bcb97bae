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
    Moments,
    SummaryBuilder,
    _hashes,
    _merge,
    _systematic,
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
        ([], []),
    ],
)
def test_any_type_becomes_text(values, texts):
    assert as_text(values).to_pylist() == texts


def test_what_can_be_gone_through_once_becomes_text():
    assert as_text(i for i in range(2)).to_pylist() == ["0", "1"]


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


def plain_hash(text: str) -> int:
    """The hash as one would write it for one text at a time."""
    data, full = text.encode(), 2**64

    def mixed(h: int) -> int:
        h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCD % full
        h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53 % full
        return h ^ (h >> 33)

    found = mixed((len(data) + 0x9E3779B97F4A7C15) % full)
    for start in range(0, len(data), 8):
        found = mixed(found ^ int.from_bytes(data[start : start + 8], "little"))
    return found


def test_hashes_are_those_of_each_text_by_itself():
    texts = [
        "",
        "a",
        "seven77",
        "eight888",
        "nine99999",
        "sixteen616161616",
        "x" * 100,
        "Ä€日本語",
        "",
    ]
    array = pa.array(texts, pa.string())
    assert _hashes(array).tolist() == [plain_hash(text) for text in texts]
    assert _hashes(array.slice(2, 4)).tolist() == [plain_hash(text) for text in texts[2:6]]
    assert _hashes(array.slice(0, 0)).tolist() == []
    assert _hashes(pa.array([""])).tolist() == [plain_hash("")]


@pytest.mark.parametrize(
    ("weights", "rows", "chosen", "counts"),
    [
        ([], 3, [], []),
        ([2, 1], 3, [0, 1], [2, 1]),  # all there is
        ([2.0, 1.0], 3, [0, 1], [2, 1]),
        ([3, 1], 2, [0, 1], [1, 1]),  # rows 1 and 3 of 4
        ([2, 2], 1, [1], [1]),  # row 2 of 4
        ([1, 6, 1], 4, [0, 1, 2], [0, 3, 1]),
        ([0.5, 7.5], 4, [1], [4]),
    ],
)
def test_rows_are_sampled_evenly(weights, rows, chosen, counts):
    found, met = _systematic(np.array(weights), rows)
    kept = [(c, m) for c, m in zip(chosen, counts, strict=True) if m]
    assert list(zip(found.tolist(), met.tolist(), strict=True)) == kept
    assert met.dtype == np.int64


def test_values_are_merged_with_their_counts():
    values, counts = _merge(pa.array(["b", "a", "b", "c"]), np.array([1, 2, 3, 4]))
    assert dict(zip(values.to_pylist(), counts.tolist(), strict=True)) == {"b": 4, "a": 2, "c": 4}
    assert counts.dtype == np.int64


@pytest.mark.parametrize("spelled", ["NULL", " n/a ", "\u00a0-\t", "(None)", "1.#QNAN", "無"])
def test_what_spells_a_missing_value_is_none(spelled):
    summary = ColumnSummary.of("x", [spelled, "x", spelled, None])
    assert (summary.total, summary.nulls, summary.distinct) == (4, 3, 1)


def test_a_missing_value_with_much_space_around_it_is_a_value_and_others_beside_it_are_none():
    """What is longer than every spelling is not looked at."""
    at, over = "na" + " " * 22, "na" + " " * 23
    summary = ColumnSummary.of("x", ["long text that is no null at all", at, over, "b", "-", at])
    assert as_dict(summary) == {"long text that is no null at all": 1, over: 1, "b": 1}
    assert summary.nulls == 3


def many(different: int, times: int) -> np.ndarray:
    return np.tile(np.arange(different).astype(str), times)


def smallest(values: pa.StringArray | list[str], kept: int) -> tuple[np.ndarray, np.uint64]:
    hashes = _hashes(pa.array(values))
    return hashes, np.sort(hashes)[kept]


def test_past_the_limit_the_estimate_is_that_of_the_smallest_hashes():
    summary = ColumnSummary.of("x", many(20_000, 3))
    hashes, limit = smallest(np.arange(20_000).astype(str), SummaryBuilder.EXACT_DISTINCT // 2)
    kept = int((hashes <= limit).sum())
    assert summary.distinct == round((kept - 1) / (int(limit) / 2.0**64))


def test_past_the_limit_the_kept_values_have_exact_counts_whatever_the_chunks():
    rng = np.random.default_rng(5)
    rows = rng.permutation(np.concatenate([many(30_000, 2), np.full(900, "often"), many(50, 30)]))
    builder = SummaryBuilder("x")
    for part in np.array_split(rows, 7):
        builder.add(part)
    texts, numbers = np.unique(rows, return_counts=True)
    exact = dict(zip(texts.tolist(), numbers.tolist(), strict=True))
    kept = dict(zip(builder._values.to_pylist(), builder._counts.tolist(), strict=True))
    low = {
        t
        for t, h in zip(texts.tolist(), _hashes(pa.array(texts)), strict=True)
        if h <= builder._threshold
    }
    assert low <= kept.keys()
    assert len(low) > SummaryBuilder.EXACT_DISTINCT // 4
    assert {text: kept[text] for text in low} == {text: exact[text] for text in low}
    assert kept["often"] == 900
    assert len(kept) <= SummaryBuilder.EXACT_DISTINCT + 1


def test_frequent_values_are_kept_by_their_share_of_the_rows_that_hold_something():
    """Each as frequent as is just enough, one row fewer, and missing rows that do not count."""
    builder = SummaryBuilder("x")
    builder._total, builder._nulls = 11_000, 1_000
    values, counts = pa.array(many(9_000, 1)), np.ones(9_000, np.int64)
    high = np.argsort(_hashes(values))[-2:]
    counts[high] = 10, 9
    thinned, left = builder._thin(values, counts)
    kept = dict(zip(thinned.to_pylist(), left.tolist(), strict=True))
    assert kept[str(high[0])] == 10
    assert str(high[1]) not in kept


def test_rare_values_stand_for_those_that_were_dropped():
    builder = SummaryBuilder("x")
    builder._total, builder._nulls = 11_000, 1_000
    weights = builder._reweighted(
        np.array([4_000, 10, 9, 1, 5]), np.array([False, True, True, True, False])
    )
    # 5,990 rows are not of the two frequent values; 9 and 1 stand for them.
    assert weights.tolist() == [4_000, 10, 5_391, 599, 0]
    none = builder._reweighted(np.array([4_000, 5]), np.array([False, False]))
    assert none.tolist() == [4_000, 0]


def test_of_a_chunk_only_what_may_be_kept_goes_on():
    builder = SummaryBuilder("x")
    builder._total, builder._nulls = 11_000, 1_000
    texts = [str(n) for n in range(6)]
    by_hash = sorted(texts, key=plain_hash)
    builder._threshold = np.uint64(plain_hash(by_hash[1]))
    builder._values = pa.array([by_hash[5]])
    counts = dict.fromkeys(texts, 1) | {by_hash[3]: 10, by_hash[4]: 9}
    values, left = builder._promising(pa.array(texts), np.array([counts[text] for text in texts]))
    kept = dict(zip(values.to_pylist(), left.tolist(), strict=True))
    assert kept == {by_hash[0]: 1, by_hash[1]: 1, by_hash[3]: 10, by_hash[5]: 1}


def test_the_threshold_never_rises():
    builder = SummaryBuilder("x")
    builder.add(many(20_000, 1))
    first = builder._threshold
    builder._threshold = np.uint64(7)
    builder._thin(pa.array(many(9_000, 1)), np.ones(9_000, np.int64))
    assert (first > 7, builder._threshold) == (True, 7)


def test_published_statistics_keep_their_header_and_moments():
    moments = Moments(1.5, 0.5, 1.0, 2.0)
    summary = ColumnSummary.given(
        "price", (text for text in ("2", "1")), total=9, nulls=0, distinct=2, moments=moments
    )
    assert (summary.header, summary.moments) == ("price", moments)
    assert as_dict(summary) == {"1": 1, "2": 1}
    assert ColumnSummary.of("x", ["1"]).moments is None
