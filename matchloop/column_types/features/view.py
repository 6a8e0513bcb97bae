"""One column's sample, laid out once for all feature groups.

Knows nothing of any single feature: it holds the texts, their weights, and a bounded subsample
with its characters in one flat array, so that groups work on arrays instead of on strings.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from matchloop.column_types.features import exact
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

    summary: where they come from; its counts weigh the values.
    lengths: int64, characters of each distinct sampled value.
    raw: at most `INSPECTED` of the values, evenly spaced over the byte order.
    texts: the same, stripped; numbers written in other digits are in ASCII ones.
    rows: int64, sampled rows with each of `texts`.
    """

    summary: ColumnSummary
    lengths: np.ndarray
    raw: list[str]
    texts: list[str]
    rows: np.ndarray

    @classmethod
    def of(cls, summary: ColumnSummary) -> "SampleView":
        """Lay out a summary's sample."""
        chosen = _evenly(len(summary.counts))
        raw = summary.values.take(arrow.indices(chosen)).to_pylist() if len(chosen) else []
        return cls(
            summary,
            arrow.numbers(pc.utf8_length(summary.values)).astype(np.int64),
            raw,
            [_stripped(text) for text in raw],
            summary.counts[chosen],
        )

    @cached_property
    def size(self) -> int:
        """Sampled rows whose values are inspected."""
        return int(self.rows.sum())

    def share(self, flags: np.ndarray | list[bool]) -> float:
        """Weighted share of the inspected values for which a flag holds; 0 when there are none."""
        return int(np.dot(flags, self.rows)) / self.size if len(self.rows) else 0.0

    def mean(self, numbers: np.ndarray) -> np.ndarray:
        """Weighted mean over the inspected values, of which there are some.

        numbers: bool, int64 or float64 [n, …], floats at most 8 in size; returns float64 […].
        """
        return exact.total(self.rows, numbers) / self.size

    def share_of_each(self, forms: Sequence[str | None], names: Iterable[str]) -> list[float]:
        """Weighted share of the inspected values with each form, in the order of `names`."""
        totals: dict[str | None, int] = dict.fromkeys(names, 0)
        found = len(totals)
        for form, rows in zip(forms, self.rows.tolist(), strict=True):
            totals[form] = totals.get(form, 0) + rows
        return [rows / max(self.size, 1) for rows in list(totals.values())[:found]]

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


def _stripped(text: str) -> str:
    text = text.strip()
    # Full-width commas also stand between words: only beside such digits they are a number's.
    if text.isascii() or not _OTHER_DIGIT.search(text):
        return text
    return text.translate(_AS_ASCII)


# Arabic-Indic, Persian, Devanagari, Bengali, Thai, full-width.
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10)
_OTHER_DIGIT = re.compile("[" + "".join(f"{chr(z)}-{chr(z + 9)}" for z in _ZEROS) + "]")
_AS_ASCII = {z + i: str(i) for z in _ZEROS for i in range(10)} | str.maketrans(
    "٫٬％￥＄，．－＋（）：／", ".,%¥$,.-+():/"
)
_DIGITS = str.maketrans("0123456789", "9" * 10)


def _evenly(size: int) -> np.ndarray:
    if size <= INSPECTED:
        return np.arange(size)
    return ((np.arange(INSPECTED) + 0.5) * (size / INSPECTED)).astype(np.int64)
