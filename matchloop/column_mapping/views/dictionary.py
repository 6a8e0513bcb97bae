"""Foreign words of a raw name in English, as far as the lexicon has them: "cliente_id", "kundennr".

A word counts as foreign when the lexicon has it in another language and not in English. What is
abbreviated is understood when it begins exactly one foreign word; a German compound is taken apart.
"""

import functools
from collections.abc import Sequence

from matchloop.column_mapping.words.lexicon import LANGUAGES, lexicon
from matchloop.column_mapping.words.names import words

_LINKS = frozenset("de da do das dos di del della du des la le les el en von der".split())
_SHORTEST = 5  # letters from which a beginning stands for the whole word
_MOST_WORDS = 3  # words of the longest foreign phrase


def in_english(name: str) -> str:
    """Return the name with its foreign words in English, "" when it has none that is known.

    >>> in_english("cliente_id"), in_english("bestelldatum"), in_english("order_id")
    ('customer id', 'order date', '')
    """
    parts, said, found = words(name), [], False
    at = 0
    while at < len(parts):
        size, english = _longest(parts[at : at + _MOST_WORDS])
        found = found or bool(english)
        said += english or [parts[at]]
        at += size
    if not found:
        return ""
    return " ".join(word for word in said if word not in _LINKS)


def _longest(parts: Sequence[str]) -> tuple[int, list[str]]:
    """Return how many of the words are one foreign phrase, and what it is in English."""
    known = _foreign()
    for size in range(len(parts), 1, -1):
        if english := known.get(" ".join(parts[:size])):
            return size, english.split()
    word = parts[0]
    english = known.get(word) or _beginning(word) or _compound(word)
    return 1, english.split()


@functools.cache
def _foreign() -> dict[str, str]:
    """Return English by foreign word or phrase, folded; the first entry of the lexicon wins."""
    entries = lexicon().entries
    english = {" ".join(phrase) for phrase in entries}
    english |= {word for phrase in entries for word in phrase}
    for entry in entries.values():
        english |= {" ".join(p) for p in (*entry.abbreviations, *entry.synonyms)}
    found: dict[str, str] = {}
    for place in range(3):  # the usual translation of any word before the second one of another
        for phrase, entry in entries.items():
            for language in LANGUAGES:
                for said in entry.translations.get(language, ())[place : place + 1]:
                    for text in (" ".join(said.words), said.joint):
                        folded = " ".join(words(text))
                        if len(folded) > 2 and folded not in english:
                            found.setdefault(folded, " ".join(phrase))
    return found


@functools.cache
def _beginnings() -> dict[str, str]:
    """Return English by beginning of a foreign word; "" where several meanings begin so."""
    entries = lexicon().entries
    english = {
        word[:n] for phrase in entries for word in phrase for n in range(_SHORTEST, len(word) + 1)
    }
    found: dict[str, str] = {}
    for text, meaning in _foreign().items():
        for n in range(_SHORTEST, len(text) if " " not in text else 0):
            if text[:n] in english:
                continue
            found[text[:n]] = meaning if found.get(text[:n], meaning) == meaning else ""
    return found


def _beginning(word: str) -> str:
    return _beginnings().get(word, "")


@functools.lru_cache(maxsize=4096)
def _compound(word: str) -> str:
    """Return both parts of a word that two foreign words make up, "" when none do."""
    known = _foreign()
    for cut in range(len(word) - 3, 2, -1):
        first, second = known.get(word[:cut]), known.get(word[cut:])
        if first and second:
            return f"{first} {second}"
    return ""
