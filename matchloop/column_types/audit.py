"""A second opinion on a label: which labels a few plain rules find plausible for a column.

Validation asks it about synthetic columns, to catch a generator that makes something else than
it says. The rules are coarse on purpose, and share nothing with the features or the generator:
an error made there must not be made here too. They cannot tell which of several plausible
labels is right.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from matchloop.column_types.labels import ColumnType

LOOKED_AT = 24
"""Different values that are looked at, evenly spaced among those given."""

_CHARACTERS = 160
"""Characters of a value that are looked at."""

_SHORT = 64
"""Longest number or date."""

ENOUGH = 0.7
"""Share of the looked-at rows that must fit a rule."""

_NUMBER = re.compile(
    r"[(\[<>~≈]?\s*[-+−–±]?\s*(?:[^\W\d_]{0,4}\.?\s?[^\w\s.,-]?|[^\w\s.,])\s*[-+−–]?"
    r"(?:\d[\d.,'’ \u00a0\u202f٫٬_]*|[.,]\d+)(?:e[-+−]?\d+)?"
    r"\s*[^\w\s]{0,2}\s?(?:(?:[^\W\d_]\.?){1,7}[23²³]?(?:[/ ][^\W\d_]{1,4}[23²³]?)?)?"
    r"\s*[)\]]?[-+−]?",
    re.IGNORECASE,
)
_WORD = r"[^\d\s,./:-]{2,}"
_DATE_SHAPES = [
    r"\D{0,4}\d{1,4}([-/.\u2010 ])\s?\d{1,2}(\1\s?\d{1,4})?\.?(\D.*)?",  # 2024-03-11, 3/11
    r"(.*\D)?\d{1,2}[:.h]\d{2}([:.m]\d{2})?.*",  # 14:05, 2h05
    rf"([^\W\d]+\W+)*(\d{{1,2}}\D{{0,3}}\W*)?{_WORD}\W+('?\d{{1,4}}\D{{0,3}})(\W.*)?",  # March 3
    rf"(.*\D)?\d{{1,2}}\D{{0,3}}\W*{_WORD}(\W+('?\d{{2,4}}))?(\W.*)?",  # 3 Mar, 3-Mar-24
    r".*\d\s*[年月日년월일].*",
    r"(19|20)\d{2}([01]\d)?([0-3]\d)?([T_ ]?[0-2]\d[0-5]\d([0-5]\d)?)?Z?",  # 20240311
    r"[0-3]\d[01]\d(19|20)\d{2}",
    r"\d{2}[01]\d[0-3]\d",
    r"(/date\()?-?[012]?\d{9}(\d{3}){0,3}(\.\d+)?([-+]\d{4})?(\)/)?",  # seconds … since 1970
    r"[2-6]\d{4}(\.\d+)?",  # days since 1900
    r"(.*\W)?(q|t|kw|w|s|h)\W?\d{1,2}(\W+'?\d{2,4})?",  # Q1 2024
    r"(19|20)?\d{2}\W?(q|t|w|kw|s|h)\W?\d{1,2}(\W?\d)?",  # 2024-W11
    r"(fy|cy|ay)?\W?(19|20)?\d{2}(\W(19|20)?\d{2})?",
]
_DATE = re.compile("|".join(f"(?:{shape})" for shape in _DATE_SHAPES), re.IGNORECASE)
"""Shapes of dates and times; group 1 is the separator of the first."""

_TRUTH_WORDS = """
    0 1 1.0 0.0 -1 y n yes no true false t f on off x v ok nok pass fail ✓ ✔ ✗ ✘ ☑ ☐ ☒ ● ○ ◯ ×
    ja nein nee oui non si sí sì no vero falso sim não nao verdadero vrai faux wahr falsch да нет
    tak nie prawda fałsz evet hayır waar onwaar истина ложь はい いいえ 是 否 有 無 无
    네 아니요 예 نعم لا हाँ नहीं ναι όχι כן לא j s o д н
"""
_TRUTHS = frozenset(_TRUTH_WORDS.split())
"""Spellings of truth that tell on their own, whatever else is in the column."""

_ID_WORD = re.compile(
    r"(?:^|[^a-z]|(?<=[a-z])(?=[A-Z]))(?i:ids?|uid|guid|key|pk|fk|no|nr|num|number|code|ref|sku|mrn)"
    r"(?![a-z])"
)
_DECIMAL = re.compile(r"[^\d]*\d[\d\s]*[.,](?!0+$)\d{1,9}\D{0,4}")
_PLAIN_DATE = re.compile(
    r"(?:\d{1,2}|\d{4})([-/.])\d{1,2}\1(?:\d{2}|\d{4})([ T,].*)?|\d{1,2}:\d{2}(:\d{2})?"
)
_CODED = re.compile(r"[\d@/_\\#:]|[^\W\d_][-.][^\W\d_]|[a-z][A-Z]|^[A-Z]{2,8}$|^[a-z.]{5,24}$")
_NO_SPACES = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff\u0e00-\u0e7f\uff66-\uff9f]")
_LETTER = re.compile(r"[^\W\d_]|[\s\u0300-\U0010ffff]")
_BROKEN = re.compile(
    r"[\ufffd\x00-\x08]|[ÃÂâÐÑ][\u0080-\u00bf€™œ]"  # bytes of another encoding
    r"|[{\[<].*[}\]>]|^[\[{][\[{\"']|^\w* ?\(.*\d.*\)$"  # JSON, markup, coordinates
    r"|^[\W_]+$|^[xX*#•\W]{3,}$"  # nothing but signs, masks
    r"|^[^\s;,|/]+(?:(?:[;|/]|, )\s?[^\s;,|/]+){2,}$|;.*;|\|.*\|"  # lists
    r"|^[^\s/:]{3,}[A-Z]\S*\d\S{40,}$|^[!-~]{120,}$"  # encoded bytes
    r"|^[!-~]*\w[^\w\s.,:/@+'’%#°-][!-~]*\w[!-~]*$"  # signs strewn into a word
)
"""Marks of a value that is no plain value of any kind."""


@dataclass(frozen=True)
class _Look:
    """What the rules see: values with their rows, and the counts of the column."""

    header: str
    values: tuple[str, ...]
    weights: tuple[int, ...]
    filled: int
    nulls: int
    distinct: int

    def share(self, holds: Callable[[str], object]) -> float:
        """Share of the looked-at rows whose value fulfils a condition."""
        return self._share(map(holds, self.values))

    def _share(self, met: Iterable[object]) -> float:
        rows = sum(w for yes, w in zip(met, self.weights, strict=True) if yes)
        return rows / (sum(self.weights) or 1)

    @cached_property
    def _words(self) -> list[float]:
        return [_count_words(value) for value in self.values]

    @cached_property
    def _letters(self) -> list[float]:
        return [_letter_share(value) for value in self.values]

    @cached_property
    def words(self) -> float:
        """Words in a value, on average; scripts without spaces count two characters a word."""
        rows = sum(n * w for n, w in zip(self._words, self.weights, strict=True))
        return rows / (sum(self.weights) or 1)

    @cached_property
    def prose(self) -> float:
        """Share of rows with several words, mostly letters."""
        pairs = zip(self._words, self._letters, strict=True)
        return self._share(words >= 3 and letters >= 0.5 for words, letters in pairs)

    def lettered(self, least: float) -> float:
        """Share of rows of whose characters at least that share are letters."""
        return self._share(letters >= least for letters in self._letters)

    @cached_property
    def numbers(self) -> float:
        """Share of rows that are numbers, with currency or unit or without."""
        return self.share(lambda value: len(value) <= _SHORT and _NUMBER.fullmatch(value))

    @cached_property
    def dates(self) -> float:
        """Share of rows that have the shape of a date or time."""
        return self.share(lambda value: len(value) <= _SHORT and _DATE.fullmatch(value))

    @cached_property
    def codes(self) -> float:
        """Share of rows that look like a key, a code or an address rather than a word."""
        pairs = zip(self.values, self._words, strict=True)
        return self._share(words <= 6 and _is_code(value) for value, words in pairs)

    @property
    def repeats(self) -> float:
        """Rows for each different value."""
        return self.filled / max(self.distinct, 1)


def agreement(
    label: str,
    header: str,
    values: Sequence[str],
    counts: Sequence[int],
    total: int,
    nulls: int,
    distinct: int,
) -> bool:
    """Whether the label is plausible; the rest as for `plausible_labels`."""
    return label in plausible_labels(header, values, counts, total, nulls, distinct)


def plausible_labels(
    header: str,
    values: Sequence[str],
    counts: Sequence[int],
    total: int,
    nulls: int,
    distinct: int,
) -> set[str]:
    """Return the labels that a column may have; never empty.

    values, counts: different values of the column or of a sample, and their rows. total, nulls,
    distinct: of the whole column. A column that fits no rule is `unknown`.
    """
    # A spreadsheet writes ##### for what did not fit; it tells nothing.
    told = [i for i, value in enumerate(values) if value.strip("# ")] or range(len(values))
    step = max(len(told) / LOOKED_AT, 1)
    chosen = [told[int(i * step)] for i in range(min(len(told), LOOKED_AT))]
    look = _Look(
        header,
        tuple(values[i][:_CHARACTERS].strip(" '\"\t") for i in chosen),
        tuple(int(counts[i]) for i in chosen),
        total - nulls,
        nulls,
        distinct,
    )
    labels = {label.value for label, rule in _RULES.items() if rule(look)}
    return labels or {ColumnType.UNKNOWN.value}


def _count_words(value: str) -> float:
    return max(len(value.split()), len(_NO_SPACES.findall(value)) / 2)


def _letter_share(value: str) -> float:
    """Share of letters and spaces among the characters; all beyond Latin and Greek are letters."""
    return len(_LETTER.findall(value)) / (len(value) or 1)


def _is_text_long(look: _Look) -> bool:
    return look.words >= 5 and look.prose >= ENOUGH


def _is_text_short(look: _Look) -> bool:
    return 0.5 <= look.words <= 12 and look.lettered(0.5) >= ENOUGH


def _is_numeric(look: _Look) -> bool:
    return look.numbers >= ENOUGH


def _is_datetime(look: _Look) -> bool:
    return look.dates >= ENOUGH


def _is_boolean(look: _Look) -> bool:
    folded = {value.casefold() for value in look.values}
    if len(folded) <= 2:
        return all(len(value) <= 20 for value in folded)
    return len(folded) <= 6 and look.share(lambda v: v.casefold() in _TRUTHS) >= ENOUGH


def _is_categorical(look: _Look) -> bool:
    short = look.share(lambda value: len(value) <= 60) >= ENOUGH
    few = look.distinct <= 12 or look.repeats >= 3
    return short and few and look.repeats >= 1.2 and look.words <= 6


def _is_identifier(look: _Look) -> bool:
    many = look.repeats <= 5 or look.distinct >= 100
    return look.codes >= ENOUGH and (many or bool(_ID_WORD.search(look.header)))


def _is_code(value: str) -> bool:
    other = _DECIMAL.fullmatch(value) or _PLAIN_DATE.fullmatch(value)
    return bool(_CODED.search(value)) and not other


def _is_unknown(look: _Look) -> bool:
    rows = look.filled + look.nulls
    if look.filled < 5 or look.distinct <= 1 or look.filled < 0.1 * rows:
        return True
    if look.share(_BROKEN.search) >= 0.3:
        return True
    kinds: Counter[str] = Counter()
    for value, weight in zip(look.values, look.weights, strict=True):
        kinds[_kind(value)] += weight
    return max(kinds.values()) < 0.8 * kinds.total()


def _kind(value: str) -> str:
    """Sort a value into one of four, so that a column of several can be told."""
    if _PLAIN_DATE.match(value):
        return "date"
    if _letter_share(value) >= 0.75:
        return "words"
    return "number" if _NUMBER.fullmatch(value) else "code"


_RULES: dict[ColumnType, Callable[[_Look], bool]] = {
    ColumnType.TEXT_LONG: _is_text_long,
    ColumnType.TEXT_SHORT: _is_text_short,
    ColumnType.NUMERIC: _is_numeric,
    ColumnType.DATETIME: _is_datetime,
    ColumnType.BOOLEAN: _is_boolean,
    ColumnType.CATEGORICAL: _is_categorical,
    ColumnType.IDENTIFIER: _is_identifier,
    ColumnType.UNKNOWN: _is_unknown,
}
