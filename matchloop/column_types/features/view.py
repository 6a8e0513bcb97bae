"""One column's sample, laid out once for all feature groups.

Knows nothing of any single feature: it holds the texts, their weights, and a bounded subsample
with its characters in one flat array, so that groups work on arrays instead of on strings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from matchloop.column_types.summary import ColumnSummary
from matchloop.tables import arrow

INSPECTED = 128
"""Different values whose characters are looked at one by one."""

PREFIX = 96
"""Characters of each inspected value that are looked at."""


MASKED = 64
"""Characters of a mask: longer than any number or date."""


@dataclass(frozen=True)
class SampleView:
    """The values of a summary as arrays.

    summary: where they come from.
    lengths: int64, characters of each distinct sampled value.
    weights: float64, share of the sampled rows with that value; sums to 1 unless empty.
    texts: at most `INSPECTED` values, stripped, evenly spaced over the byte order.
    shares: float64, weights of `texts`; sums to 1 unless empty.
    """

    summary: ColumnSummary
    lengths: np.ndarray
    weights: np.ndarray
    raw: list[str]
    texts: list[str]
    shares: np.ndarray

    @classmethod
    def of(cls, summary: ColumnSummary) -> "SampleView":
        """Lay out a summary's sample."""
        counts = summary.counts.astype(np.float64)
        weights = counts / counts.sum() if len(counts) else counts
        chosen = _evenly(len(counts))
        shares = weights[chosen]
        raw = summary.values.take(arrow.indices(chosen)).to_pylist() if len(chosen) else []
        return cls(
            summary,
            arrow.numbers(pc.utf8_length(summary.values)).astype(np.int64),
            weights,
            raw,
            [text.strip() for text in raw],
            shares / shares.sum() if len(shares) else shares,
        )

    def share(self, flags: np.ndarray | list[bool]) -> float:
        """Weighted share of the inspected values for which a flag holds; 0 when there are none."""
        return float(np.dot(flags, self.shares)) if len(self.shares) else 0.0

    def share_of_each(self, forms: Sequence[str | None], names: Iterable[str]) -> list[float]:
        """Weighted share of the inspected values with each form, in the order of `names`."""
        totals: dict[str | None, float] = dict.fromkeys(names, 0.0)
        found = len(totals)
        for form, share in zip(forms, self.shares.tolist(), strict=True):
            totals[form] = totals.get(form, 0.0) + share
        return list(totals.values())[:found]

    @cached_property
    def prefixes(self) -> list[str]:
        """The inspected values, cut to `PREFIX` characters."""
        return [text[:PREFIX] for text in self.texts]

    @cached_property
    def masks(self) -> list[str]:
        """The inspected values, cut to `MASKED`, every digit as 9: few where forms are few."""
        return [text[:MASKED].translate(_DIGITS) for text in self.texts]

    @cached_property
    def codes(self) -> np.ndarray:
        """Uint32 code points of all prefixes, one after the other."""
        joined = "".join(self.prefixes).encode("utf-32-le", "replace")
        return np.frombuffer(joined, np.uint32)

    @cached_property
    def owners(self) -> np.ndarray:
        """For each of `codes`, the index of its value in `texts`."""
        return np.repeat(np.arange(len(self.texts)), [len(text) for text in self.prefixes])


_DIGITS = str.maketrans("0123456789", "9" * 10)


def _evenly(size: int) -> np.ndarray:
    if size <= INSPECTED:
        return np.arange(size)
    return ((np.arange(INSPECTED) + 0.5) * (size / INSPECTED)).astype(np.int64)
