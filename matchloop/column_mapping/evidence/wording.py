"""How strongly a word of a raw name stands for words of a schema, and from where that is known.

Strengths, which rank the kinds of evidence: the same word 1, an inflection of it 0.9, a listed
abbreviation 0.95 (0.8 where it abbreviates several words), a listed translation 0.9, a listed
synonym 0.75, and letters alone 0.6 at most. Knows the lexicon; a schema is a set of words to it.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from matchloop.column_mapping.words.inflect import STOP_WORDS, singular
from matchloop.column_mapping.words.lexicon import LANGUAGES, Phrase, lexicon
from matchloop.column_mapping.words.names import words

SAME, INFLECTED, ABBREVIATED, SHARED, TRANSLATED, SYNONYM = 1.0, 0.9, 0.95, 0.8, 0.9, 0.75
LISTED = 0.7
"""From this strength on a pair is known from a list and not from letters."""
_BY_LETTERS = ((5, 0.6), (4, 0.55), (3, 0.4), (2, 0.25), (1, 0.15))  # letters of the raw word
_BEGINNING, _IN_ORDER = 1.0, 0.8
_SHORT_HEADS = frozenset(("id", "no", "nr", "nm", "dt", "cd", "date", "name", "code", "amt", "num"))
_ENDINGS = frozenset(("ing", "ed", "er", "d", "al", "ly", "ion", "ment", "n", "e", "es", "r", "or"))


class Words:
    """The words of a schema, and how strongly any raw word stands for each of them.

    words: in alphabetical order; number: place of each. spelled: those that letters alone may
    stand for; the others are known by lists and only as they are written there.
    """

    def __init__(self, vocabulary: Iterable[str], spelled: Iterable[str]):
        self.words = tuple(sorted(set(vocabulary)))
        self.number = {word: i for i, word in enumerate(self.words)}
        self._by_letter: dict[str, list[int]] = defaultdict(list)
        for word in sorted(set(spelled)):
            self._by_letter[word[:1]].append(self.number[word])
        self._known: dict[str, np.ndarray] = {}

    def strengths(self, word: str) -> np.ndarray:
        """Return float32 [words + 1]: what the raw word says of each word; the last one is 0."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._strengths(word)
            if len(self._known) > 20_000:
                self._known.clear()
        return found

    def _strengths(self, word: str) -> np.ndarray:
        found = np.zeros(len(self.words) + 1, np.float32)
        listed = _listed(word)
        full = listed.get(word, 0) == SAME and word in english()
        for i in self._by_letter[word[:1]]:
            found[i] = _by_letters(word, self.words[i]) * (0.5 if full else 1)
        for said, strength in listed.items():
            i = self.number.get(said, -1)
            if i >= 0:
                found[i] = max(found[i], strength)
        return found


def parts_of(name: str) -> tuple[str, ...]:
    """Return the singular words of a name without small ones; what runs together is taken apart."""
    found = [part for word in words(name) for part in _apart(word)]
    kept = tuple(singular(word) for word in found if word not in STOP_WORDS)
    return kept or tuple(found)


@functools.lru_cache(maxsize=20_000)
def _apart(word: str) -> tuple[str, ...]:
    """Return two known words that run together ("zipcode", "custid"), else the word."""
    known = english()
    if len(word) < 6 or word in known or singular(word) in known or word in _meanings():
        return (word,)
    best: tuple[str, ...] = (word,)
    for cut in range(3, len(word) - 1):
        first, second = word[:cut], word[cut:]
        if first in known and (second in known or singular(second) in known) and len(second) > 2:
            return first, second
        if (first in known or first in _meanings()) and second in _SHORT_HEADS:
            best = (first, second)
    return best


@functools.cache
def english() -> frozenset[str]:
    """The English words of the lexicon, and those it gives as synonyms."""
    entries = lexicon().entries
    return frozenset(word for phrase in entries for word in phrase) | frozenset(
        word for entry in entries.values() for phrase in entry.synonyms for word in phrase
    )


@functools.lru_cache(maxsize=20_000)
def _listed(word: str) -> Mapping[str, float]:
    """Return what lists say a raw word stands for, by English word."""
    found: dict[str, float] = {word: SAME, singular(word): SAME}
    for said, strength in _meanings().get(word, {}).items():
        found[said] = max(found.get(said, 0), strength)
    for said, strength in list(found.items()):
        for other in _synonyms().get(said, ()):
            found[other] = max(found.get(other, 0), strength * SYNONYM)
    return found


@functools.cache
def _meanings() -> Mapping[str, Mapping[str, float]]:
    """Return the English words by abbreviation or foreign word, each with its strength."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    owners: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    lists = lexicon()
    for phrase, entry in lists.entries.items():
        for short in entry.abbreviations:
            owners["".join(short)].add(phrase)
    for written, phrases in owners.items():
        for phrase in phrases:
            _add(found, {written}, phrase, ABBREVIATED if len(phrases) == 1 else SHARED)
    for phrase, entry in lists.entries.items():
        for language in LANGUAGES:
            for said in entry.translations.get(language, ()):
                full = {"".join(words(" ".join(said.words))), "".join(words(said.joint))}
                shorts = lists.foreign[language].get("".join(said.words), ())
                _add(found, full, phrase, TRANSLATED)
                _add(found, {"".join(short) for short in shorts}, phrase, SHARED * TRANSLATED)
    return found


def _add(
    found: dict[str, dict[str, float]], written: Iterable[str], phrase: Phrase, strength: float
) -> None:
    """Note that each word of a phrase may be what is written."""
    for key in written:
        for word in phrase:
            known = found[key].get(singular(word), 0.0)
            found[key][singular(word)] = max(known, strength)


@functools.cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    """Return for each single word the single words used in its place, both ways."""
    found: dict[str, set[str]] = defaultdict(set)
    for phrase, entry in lexicon().entries.items():
        for other in entry.synonyms:
            if len(phrase) == len(other) == 1:
                found[phrase[0]].add(other[0])
                found[other[0]].add(phrase[0])
    return {word: frozenset(others) for word, others in found.items()}


def _by_letters(raw: str, word: str) -> float:
    """Return what letters alone say, 0 to `INFLECTED`; both begin with the same letter."""
    if raw == word:
        return SAME
    short, long = sorted((raw, word), key=len)
    if len(short) >= 4 and long.startswith(short) and long[len(short) :] in _ENDINGS:
        return INFLECTED
    if raw.isdecimal() or len(raw) >= len(word):
        return 0.5 if len(raw) >= 5 and _one_letter_off(raw, word) else 0.0
    weight = next((w for n, w in _BY_LETTERS if len(raw) >= n), 0.0)
    if word.startswith(raw):
        return weight * _BEGINNING
    letters = iter(word)
    if all(letter in letters for letter in raw):
        return weight * _IN_ORDER
    return 0.5 if len(raw) >= 5 and _one_letter_off(raw, word) else 0.0


def _one_letter_off(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1:2] + a[:1] + a[2:]) == b
