"""Says in words how the letters of a raw name read as a standard column.

A fact of the two names ("cust = customer, addr = address; 'line1' left over"), not a look into the
model. Where letters do not show it, the model has learned it: a synonym or a translation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matchloop.column_mapping.schema.schema import StandardColumn
from matchloop.column_mapping.words.names import words

NO_LETTERS = "no letters show it"
LEARNED = "synonym or translation learned by the model"
_MOST_WORDS, _MOST_SYNONYMS = 24, 40  # that are looked at
_LONGEST_SPELLED = 30  # letters of a word that may run several words together
_SHOWN = 32

Words = Sequence[str]


@dataclass(frozen=True)
class Reading:
    """How a raw name reads as a name.

    pairs: (part of the raw name, words of the name), in the order of the raw name.
    left: words of the raw name that stand for nothing. missing: words that nothing stands for.
    """

    pairs: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def gaps(self) -> int:
        """How many words are left over or missing."""
        return len(self.left) + len(self.missing)


def why(raw: str, standard: StandardColumn, *, sure: bool = True) -> str:
    """Return what the letters of `raw` say for `standard`, on one line.

    sure: whether the model answers so; for a mere guess, words that letters do not explain are
    not said to be learned.

    >>> why("cust_addr_line1", StandardColumn("customer_address"))
    "cust = customer, addr = address; 'line1' left over"
    >>> why("cliente_id", StandardColumn("customer_id"))
    'cliente = customer (synonym or translation learned by the model), id'
    """
    mine = words(raw)[:_MOST_WORDS]
    if not mine:
        return "no letters or digits in the name"
    own = read(mine, words(standard.name))
    others = [(text, read(mine, words(text))) for text in standard.synonyms[:_MOST_SYNONYMS]]
    synonym, other = min(others, key=lambda pair: pair[1].gaps, default=("", own))
    if not other.pairs or other.gaps >= own.gaps:
        return _told(own, sure)
    if not other.gaps and all(part == word for part, word in other.pairs):
        return "a listed synonym"
    return f"{_told(other, sure)} (synonym {_cut(synonym)})"


def read(raw: Words, name: Words) -> Reading:
    """Match the words of a raw name with those of a name, so that few are left."""
    readings = [_read(raw, name, rules) for rules in (_WORD_BY_WORD, _RUN_TOGETHER)]
    return min(readings, key=lambda reading: reading.gaps)


Rule = Callable[[str, tuple[str, ...]], bool]
"""Whether a part of a raw name (one word, or several joined) stands for words of a name."""


def _read(raw: Words, name: Words, rules: Sequence[tuple[Rule, int, int]]) -> Reading:
    free_raw, free_name = [True] * len(raw), [True] * len(name)
    found: list[tuple[int, str, str]] = []
    for rule, parts, most in rules:
        for i in range(len(raw) - parts + 1):
            part = "".join(raw[i : i + parts])
            if all(free_raw[i : i + parts]) and (span := _span(part, name, free_name, rule, most)):
                first, last = span
                found.append((i, part, " ".join(name[first:last])))
                free_raw[i : i + parts] = [False] * parts
                free_name[first:last] = [False] * (last - first)
    return Reading(
        tuple((part, word) for _, part, word in sorted(found)),
        tuple(word for word, free in zip(raw, free_raw, strict=True) if free),
        tuple(word for word, free in zip(name, free_name, strict=True) if free),
    )


def _span(
    part: str, name: Words, free: Sequence[bool], rule: Rule, most: int
) -> tuple[int, int] | None:
    """Return the first and the longest run of free words that the part stands for."""
    for length in range(min(most, len(name)), 0, -1):
        for first in range(len(name) - length + 1):
            last = first + length
            if all(free[first:last]) and rule(part, tuple(name[first:last])):
                return first, last
    return None


def _equal(part: str, run: tuple[str, ...]) -> bool:
    return run == (part,)


def _abbreviates(part: str, run: tuple[str, ...]) -> bool:
    """Whether the part is the first letter of the word and others of it, in order."""
    (word,) = run
    if part[0] != word[0] or len(part) > len(word) or part.isdecimal():
        return False
    letters = iter(word)
    return all(letter in letters for letter in part)


@lru_cache(maxsize=65_536)
def _spelled(part: str, run: tuple[str, ...]) -> bool:
    """Whether the part is cut into abbreviations of the words, one by one (dob, custid)."""
    if len(run) == 1:
        return bool(part) and _abbreviates(part, run)
    if len(part) < len(run) or len(part) > _LONGEST_SPELLED or part[0] != run[0][0]:
        return False
    return any(
        _abbreviates(part[:end], run[:1]) and _spelled(part[end:], run[1:])
        for end in range(1, len(part) - len(run) + 2)
    )


def _misspelt(part: str, run: tuple[str, ...]) -> bool:
    """Whether one letter is wrong, missing, too many or changed places with the next."""
    (word,) = run
    if min(len(part), len(word)) < 4 or abs(len(part) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(part), len(word)) and part[start] == word[start]:
        start += 1
    a, b = part[start:], word[start:]
    swapped = a[1:2] + a[:1] + a[2:] == b
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]


# A rule, how many raw words it joins (e_mail), how many words of the name it may stand for.
_WORD_BY_WORD = (
    (_equal, 1, 1),
    (_equal, 2, 1),
    (_misspelt, 1, 1),
    (_abbreviates, 1, 1),
    (_spelled, 1, 6),
)
_RUN_TOGETHER = ((_equal, 1, 1), (_equal, 2, 1), (_misspelt, 1, 1), (_spelled, 1, 6))


def _told(reading: Reading, sure: bool) -> str:
    if not reading.gaps and all(part == word for part, word in reading.pairs):
        return "the same words"
    if not reading.pairs and not (sure and len(reading.left) == len(reading.missing) == 1):
        return f"{NO_LETTERS}: {LEARNED}" if sure else NO_LETTERS
    pairs = [_cut(a) if a == b else f"{_cut(a)} = {_cut(b)}" for a, b in reading.pairs]
    left, missing = reading.left, reading.missing
    if sure and len(left) == len(missing) == 1 and not left[0].isdecimal():
        pairs.insert(0, f"{_cut(left[0])} = {_cut(missing[0])} ({LEARNED})")
        left = missing = ()
    told = [", ".join(pairs)] if pairs else []
    told += [f"'{_cut(_joined(left))}' left over"] if left else []
    told += [f"'{_cut(_joined(missing))}' not in it"] if missing else []
    return "; ".join(told)


def _joined(left: Words) -> str:
    """Join words; a number stays with the word before it, as in line1."""
    text = ""
    for word in left:
        text += word if word.isdecimal() or not text else f" {word}"
    return text


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
