"""What is known of one column: exact counts and a bounded sample of its values.

Everything downstream (features, explanations, the training data) reads a `ColumnSummary`, never
the column itself. It can come from full values, from a stream of chunks, or from statistics
published with a few samples (SortingHat). It knows nothing of features or labels.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.tables import arrow
from matchloop.tables.texts import as_text

SAMPLE_ROWS = 1_000
"""Rows of a column that are looked at; counts are of all rows."""

_SPELLED = (
    "|na|n/a|n.a.|#n/a|#na|#null!|nan|-nan|null|none|nil|nat|<na>|\\n|-|--|---|?|.|missing"
    "|not available|not_available|undefined|(null)|(none)|[null]|k.a.|s/o|нет данных|無|なし|无"
    "|null null|1.#qnan|-1.#ind|#n/a n/a|n/d|nd|"
)
NULL_SPELLINGS = frozenset(_SPELLED.split("|"))
"""Texts that mean "no value", lower case and stripped; the empty text is one of them."""


@dataclass(frozen=True)
class Moments:
    """Mean, standard deviation, least and greatest value of the column read as numbers."""

    mean: float
    std: float
    minimum: float
    maximum: float


@dataclass(frozen=True)
class ColumnSummary:
    """One column, reduced.

    header: the column's name; "" when it has none.
    total: rows, missing ones included.
    nulls: rows that are missing or spell a missing value (`NULL_SPELLINGS`).
    distinct: different values among the others; above `SummaryBuilder.EXACT_DISTINCT` of them
        an estimate (standard error 1.6 %), never more than those rows.
    values: different texts of the sample, in byte order, no nulls.
    counts: int64, same length: rows of the sample with that text; sums to <= `SAMPLE_ROWS`.
    moments: statistics given by whoever published the column; None when to be computed from
        `values`.
    """

    header: str
    total: int
    nulls: int
    distinct: int
    values: pa.StringArray
    counts: np.ndarray = field(repr=False)
    moments: Moments | None = None

    @classmethod
    def of(cls, header: Any, values: Any) -> "ColumnSummary":
        """Summarize a whole column: a list, numpy or arrow array, or pandas Series of any type.

        The order of the rows does not matter. Never raises on what the values are.
        """
        builder = SummaryBuilder(header)
        builder.add(values)
        return builder.finish()

    @classmethod
    def given(
        cls,
        header: str,
        samples: Iterable[str],
        *,
        total: int,
        nulls: int,
        distinct: int,
        moments: Moments | None,
    ) -> "ColumnSummary":
        """Make a summary from published statistics and a few sample values."""
        values, counts, _ = _count_present(as_text(list(samples)))
        return cls(header, total, nulls, distinct, values, counts, moments)


class SummaryBuilder:
    """Builds a `ColumnSummary` from chunks of a column in bounded memory.

    While a column has at most `EXACT_DISTINCT` different values, counts and the sample are those
    of the whole column and the order of rows plays no part. Past that, the value counts are thinned
    to the values with the smallest hashes (whose counts stay exact) and those frequent enough to
    matter; the number of different values is then estimated from the kept hashes (k minimum
    values: Bar-Yossef et al., "Counting distinct elements in a data stream", 2002).
    """

    EXACT_DISTINCT = 8_192
    _KEPT = EXACT_DISTINCT // 2

    def __init__(self, header: Any):
        self._header = "" if header is None else str(header)
        self._total = 0
        self._nulls = 0
        self._values: pa.StringArray = arrow.texts([])
        self._counts = np.zeros(0, np.int64)
        self._threshold: np.uint64 | None = None

    def add(self, chunk: Any) -> None:
        """Take in more rows of the column."""
        texts = as_text(chunk)
        self._total += len(texts)
        values, counts, nulls = _count_present(texts)
        self._nulls += nulls
        if self._threshold is not None:
            values, counts = self._promising(values, counts)
        if len(self._values):
            values = pa.concat_arrays([self._values, values])
            values, counts = _merge(values, np.concatenate([self._counts, counts]))
        if len(values) > self.EXACT_DISTINCT:
            values, counts = self._thin(values, counts)
        self._values, self._counts = values, counts

    def finish(self) -> ColumnSummary:
        """Return the summary of all rows so far."""
        values, weights, distinct = self._values, self._counts, len(self._values)
        if self._threshold is not None:
            by_hash = _hashes(values) <= self._threshold
            estimate = round((by_hash.sum() - 1) / (int(self._threshold) / 2.0**64))
            distinct = min(max(estimate, distinct), self._total - self._nulls)
            weights = self._reweighted(weights, by_hash)
        order = pc.sort_indices(values)
        values, weights = values.take(order), weights[arrow.numbers(order)]
        chosen, counts = _systematic(weights, SAMPLE_ROWS)
        return ColumnSummary(
            self._header,
            self._total,
            self._nulls,
            distinct,
            values.take(arrow.indices(chosen)),
            counts,
        )

    def _promising(
        self, values: pa.StringArray, counts: np.ndarray
    ) -> tuple[pa.StringArray, np.ndarray]:
        """Leave out what the next thinning would drop; most of a chunk of different values."""
        heavy = counts * SAMPLE_ROWS >= self._total - self._nulls
        known = arrow.numbers(pc.is_in(values, self._values))
        keep = known | heavy | (_hashes(values) <= self._threshold)
        return values.filter(arrow.mask(keep)), counts[keep]

    def _thin(
        self, values: pa.StringArray, counts: np.ndarray
    ) -> tuple[pa.StringArray, np.ndarray]:
        hashes = _hashes(values)
        threshold = np.partition(hashes, self._KEPT)[self._KEPT]
        if self._threshold is not None:
            threshold = min(threshold, self._threshold)
        self._threshold = threshold
        heavy = counts * SAMPLE_ROWS >= self._total - self._nulls
        keep = (hashes <= threshold) | heavy
        return values.filter(arrow.mask(keep)), counts[keep]

    def _reweighted(self, counts: np.ndarray, by_hash: np.ndarray) -> np.ndarray:
        """Let the rare values of the sample stand for the rare values that were dropped."""
        rows = self._total - self._nulls
        heavy = counts * SAMPLE_ROWS >= rows
        rare = by_hash & ~heavy
        weights = np.where(heavy, counts, 0).astype(np.float64)
        if rare.any():
            weights[rare] = counts[rare] * (rows - weights.sum()) / counts[rare].sum()
        return weights


def _count_present(texts: pa.StringArray) -> tuple[pa.StringArray, np.ndarray, int]:
    """Return the different texts that say something, their counts, and the rows that do not."""
    counted = pc.value_counts(texts.drop_null() if texts.null_count else texts)
    values, counts = counted.field("values"), arrow.numbers(counted.field("counts"))
    short = arrow.numbers(pc.binary_length(values)) <= _LONGEST_NULL
    folded = pc.utf8_lower(pc.utf8_trim_whitespace(values.filter(arrow.mask(short))))
    spelled = arrow.numbers(pc.is_in(folded, _NULL_SET))
    if spelled.any():
        keep = np.ones(len(values), bool)
        keep[short] = ~spelled
        values, counts = values.filter(arrow.mask(keep)), counts[keep]
    return values, counts, len(texts) - int(counts.sum())


_LONGEST_NULL = 24
_NULL_SET = arrow.texts(sorted(NULL_SPELLINGS))


def _merge(values: pa.StringArray, counts: np.ndarray) -> tuple[pa.StringArray, np.ndarray]:
    encoded = values.dictionary_encode()
    sums = np.bincount(
        arrow.numbers(encoded.indices), weights=counts, minlength=len(encoded.dictionary)
    )
    return encoded.dictionary, sums.astype(np.int64)


def _systematic(weights: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Systematic sampling: evenly spaced rows of the values laid end to end.

    weights: rows each value stands for, in the values' order. Returns the indices of the values
    that were met, ascending, and how many of the `rows` sampled rows each has. With no more rows
    than asked for, all are kept as they are.
    """
    ends = np.cumsum(weights)
    total = ends[-1] if len(ends) else 0
    if total <= rows:
        return np.arange(len(weights)), np.asarray(weights, np.int64)
    positions = (np.arange(rows) + 0.5) * (total / rows)
    met = np.searchsorted(ends, positions, side="right").clip(max=len(weights) - 1)
    return np.unique(met, return_counts=True)


def _hashes(texts: pa.StringArray) -> np.ndarray:
    """Return one uint64 a text, the same on every machine; mixes eight bytes at a time.

    The finalizer is that of MurmurHash3 (Appleby, public domain).
    """
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    starts = starts.astype(np.int64)
    lengths = np.diff(starts)
    size = int(starts[-1])
    bytes_ = np.zeros(size + 8, np.uint8)
    if size:
        bytes_[:size] = np.frombuffer(data, np.uint8, size)
    words = np.lib.stride_tricks.sliding_window_view(bytes_, 8)
    hashes = _mixed(lengths.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15))
    active = np.arange(len(texts))
    for start in range(0, int(lengths.max(initial=0)), 8):
        active = active[lengths[active] > start]
        word = np.ascontiguousarray(words[starts[active] + start]).view("<u8").ravel()
        left = np.minimum(lengths[active] - start, 8).astype(np.uint64)
        word = word & (np.uint64(2**64 - 1) >> (np.uint64(64) - np.uint64(8) * left))
        hashes[active] = _mixed(hashes[active] ^ word)
    return hashes


def _mixed(h: np.ndarray) -> np.ndarray:
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))
