"""Says in words what speaks for a column's type, from its summary alone.

Every sentence is a fact of the sample ("98 % are dates, e.g. 03/11/2024"), not a look into the
model: the model may have weighed other things, but what is said here is true of the column.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchloop.column_types.labels import ColumnType
from matchloop.column_types.summary import ColumnSummary, SummaryBuilder

_SHOWN = 40
_NUMBER = re.compile(
    r"[-+−(]?\s?[$€£¥₹₽]?\s?[-+]?(\d{1,3}([,. ' ]\d{3})+|\d+|(?=[.,]\d))([.,]\d+)?"
    r"(e[-+]?\d+)?(\s?[%)$€£¥₹₽]|\s?(usd|eur|gbp|jpy|chf|inr|cny))?",
    re.IGNORECASE,
)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([ap]\.?m\.?)?"
_DAY = (
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}[ -]{_MONTH}[ ,-]+(\d{{4}}|\d{{2}})|{_MONTH}\s\d{{1,2}},?\s\d{{4}}"
    rf"|{_MONTH}[ -]\d{{4}}"
    r"|\d{4}年\d{1,2}月\d{1,2}日"
)
_DATE = re.compile(
    rf"([a-z]{{3,9}},?\s)?({_DAY})([ T,]+{_CLOCK})?(\s?(z|utc|gmt|[-+]\d{{2}}:?\d{{2}}))?|{_CLOCK}",
    re.IGNORECASE,
)
_COMPACT_DATE = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_EPOCH = re.compile(r"1\d{9}(\d{3})?(\.\d+)?")
_YEAR = re.compile(r"(1[89]|20)\d{2}")

_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("UUIDs", re.compile(r"\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)),
    ("web addresses", re.compile(r"(https?|ftp)://\S+|www\.\S+", re.IGNORECASE)),
    ("e-mail addresses", re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)),
    ("hexadecimal hashes", re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{16,}", re.IGNORECASE)),
    ("JSON", re.compile(r"\{.*\}|\[.*\]", re.DOTALL)),
)


def why(summary: ColumnSummary, label: str) -> str:
    """Return the strongest evidence for `label` in one line of words.

    Falls back on a plain description of the values where nothing speaks for the label.
    """
    facts = _Facts(summary)
    if not facts.rows:
        return f"no value in {summary.total:,} rows"
    evidence = _EVIDENCE.get(label, _unknown)(facts)
    return evidence or _described(facts)


@dataclass(frozen=True)
class _Facts:
    """The sample's texts with their rows, and what is counted on them."""

    summary: ColumnSummary

    @cached_property
    def texts(self) -> list[str]:
        return [text.strip() for text in self.summary.values.to_pylist()]

    @cached_property
    def rows(self) -> int:
        """Rows of the sample."""
        return int(self.summary.counts.sum())

    @property
    def filled(self) -> int:
        return self.summary.total - self.summary.nulls

    @property
    def all_differ(self) -> bool:
        exact = self.summary.distinct <= SummaryBuilder.EXACT_DISTINCT
        return exact and self.filled > 1 and self.summary.distinct == self.filled

    def share(self, test: Callable[[str], object]) -> tuple[float, str]:
        """Return the share of sampled rows that pass, and the most frequent text that does."""
        passed = np.array([bool(test(text)) for text in self.texts])
        if not passed.any():
            return 0.0, ""
        best = int(np.argmax(np.where(passed, self.summary.counts, -1)))
        return float(self.summary.counts[passed].sum() / self.rows), self.texts[best]

    def words(self) -> float:
        """Average number of words of a sampled row."""
        lengths = np.array([len(text.split()) for text in self.texts])
        return float(lengths @ self.summary.counts / self.rows)

    def part(self, share: float) -> str:
        """Put a share of the rows into words, saying so when it is that of a sample."""
        sampled = self.filled > self.rows
        of = f" of {self.rows:,} sampled values" if sampled else ""
        if share == 1.0:
            return f"all {self.rows:,} sampled values" if sampled else f"all {self.filled:,} values"
        percent = min(max(round(100 * share), 1), 99)
        return f"{percent} %{of}" if sampled else f"{percent} % of {self.filled:,} values"

    def different(self) -> str:
        """Say how many different values there are in how many rows."""
        distinct = self.summary.distinct
        about = "about " if distinct > SummaryBuilder.EXACT_DISTINCT else ""
        values = "value" if distinct == 1 else "different values"
        return f"{about}{distinct:,} {values} in {self.filled:,} rows"


def _numeric(facts: _Facts) -> str | None:
    share, example = facts.share(_NUMBER.fullmatch)
    if share < 0.5:
        return None
    plain = [text for text in facts.texts if re.fullmatch(r"[-+]?\d+(\.\d+)?", text)]
    if share == 1.0 and len(plain) == len(facts.texts) and len(plain) > 1:
        bounds = f"from {shown(min(plain, key=float))} to {shown(max(plain, key=float))}"
        return f"{facts.part(share)} are numbers, {bounds}"
    return f"{facts.part(share)} {_read_as(share, 'numbers')}, e.g. {shown(example)}"


def _datetime(facts: _Facts) -> str | None:
    for pattern, noun in (
        (_DATE, "dates or times"),
        (_COMPACT_DATE, "dates without separators"),
        (_EPOCH, "seconds or milliseconds since 1970"),
        (_YEAR, "years"),
    ):
        share, example = facts.share(pattern.fullmatch)
        if share >= 0.5:
            return f"{facts.part(share)} {_read_as(share, noun)}, e.g. {shown(example)}"
    return None


def _boolean(facts: _Facts) -> str | None:
    if facts.summary.distinct > 4 or len(facts.texts) != facts.summary.distinct:
        return None
    return _listed(facts)


def _categorical(facts: _Facts) -> str | None:
    if facts.summary.distinct <= 4 and len(facts.texts) == facts.summary.distinct:
        return _listed(facts)
    if facts.summary.distinct > 0.8 * facts.filled:
        return None
    return f"{facts.different()}, e.g. {_examples(facts)}"


def _identifier(facts: _Facts) -> str | None:
    lead = f"all {facts.filled:,} values differ" if facts.all_differ else facts.different()
    for noun, pattern in _SHAPES[:4]:
        share, example = facts.share(pattern.fullmatch)
        if share >= 0.5:
            return f"{lead}; {_read(facts, share, noun)}, e.g. {shown(example)}"
    share, pattern_text = _common_mask(facts)
    if share >= 0.5 and len(pattern_text) <= 32:
        return f"{lead}, pattern {pattern_text}{'' if share == 1.0 else ' mostly'}"
    return f"{lead}, e.g. {_examples(facts)}" if facts.filled > 1 else None


def _text(facts: _Facts) -> str | None:
    words = facts.words()
    if words < 1.5:
        return None
    example = max(facts.texts, key=lambda text: (len(text) <= _SHOWN, len(text)))
    average = f"{words:.1f}".removesuffix(".0") if words < 10 else f"{words:.0f}"
    return f"average {average} words, e.g. {shown(example)}"


def _unknown(facts: _Facts) -> str | None:
    if facts.filled < 0.2 * facts.summary.total:
        only = "value" if facts.filled == 1 else "values"
        return f"only {facts.filled:,} {only} in {facts.summary.total:,} rows"
    if facts.summary.distinct == 1:
        return f"a single value in all {facts.filled:,} rows: {shown(facts.texts[0])}"
    for noun, pattern in _SHAPES:
        share, example = facts.share(pattern.fullmatch)
        if share >= 0.5:
            return f"{_read(facts, share, noun)}, e.g. {shown(example)}"
    numbers, _ = facts.share(_NUMBER.fullmatch)
    if 0.1 < numbers < 0.9:
        return f"mixed: {facts.part(numbers)} {_read_as(numbers, 'numbers')}, the others not"
    return None


_EVIDENCE: dict[str, Callable[[_Facts], str | None]] = {
    ColumnType.NUMERIC: _numeric,
    ColumnType.DATETIME: _datetime,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.CATEGORICAL: _categorical,
    ColumnType.IDENTIFIER: _identifier,
    ColumnType.TEXT_LONG: _text,
    ColumnType.TEXT_SHORT: _text,
}


def _described(facts: _Facts) -> str:
    if facts.filled == 1:
        return f"one value: {shown(facts.texts[0])}"
    lead = f"all {facts.filled:,} values differ" if facts.all_differ else facts.different()
    return f"{lead}, e.g. {_examples(facts)}"


def _listed(facts: _Facts) -> str:
    ordered = [facts.texts[index] for index in np.argsort(-facts.summary.counts, kind="stable")]
    count = "1 value" if len(ordered) == 1 else f"{len(ordered)} values"
    return f"{count}: {', '.join(map(shown, ordered))}"


def _examples(facts: _Facts) -> str:
    ordered = np.argsort(-facts.summary.counts, kind="stable")[:3]
    return ", ".join(shown(facts.texts[index]) for index in ordered)


def _read(facts: _Facts, share: float, noun: str) -> str:
    return f"{facts.part(share)} {_read_as(share, noun)}"


def _read_as(share: float, noun: str) -> str:
    return f"are {noun}" if share == 1.0 else f"parse as {noun}"


def _common_mask(facts: _Facts) -> tuple[float, str]:
    """Return the most frequent pattern (9 a digit, A a capital, a a small letter) and its share."""
    rows: dict[str, int] = {}
    for text, count in zip(facts.texts, facts.summary.counts, strict=True):
        pattern = mask(text)
        rows[pattern] = rows.get(pattern, 0) + int(count)
    best = max(rows, key=lambda pattern: rows[pattern])
    return rows[best] / facts.rows, best


def mask(text: str) -> str:
    """Replace digits by 9, capitals by A and other letters by a; the rest stays."""
    return "".join(
        "9" if sign.isdigit() else "A" if sign.isupper() else "a" if sign.isalpha() else sign
        for sign in text
    )


def shown(text: str) -> str:
    """Return a text on one line, cut to 40 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "…"
