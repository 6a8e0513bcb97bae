"""The whole name in another language, word by word, in that language's order.

A name is translated only when the lexicon knows every word of it. Romance languages put the head
first ("order date" to "fecha pedido"), German builds compounds ("bestelldatum").
"""

import functools

from matchloop.column_mapping.generate.distortion import Distortion, Stage
from matchloop.column_mapping.generate.draft import Draft, Random, Word
from matchloop.column_mapping.words.lexicon import LANGUAGES, Phrase, Translation, lexicon

_TRAILING = frozenset(("id", "code", "number", "name", "date", "key"))
"""Heads that often stay last, as in "cliente_id": many systems keep the English order."""
_OF = {"es": "de", "fr": "de", "pt": "de", "it": "di"}
Segment = Phrase
"""Words between two "of": the words of the standard that the lexicon translates together."""


def translation(draft: Draft, rng: Random) -> Draft | None:
    """Say the name in Spanish, French, German, Portuguese or Italian."""
    languages = languages_of(draft.texts)
    if not languages:
        return None
    language = rng.choice(languages)
    german = language == "de"
    said = _german(draft.texts, rng) if german else _romance(draft.texts, language, rng)
    glued = german and len(said) == 2 and rng.random() < 0.5 and all(map(str.isalpha, said))
    words = [
        Word(text, not text.isdigit(), language, glued and at > 0) for at, text in enumerate(said)
    ]
    return draft.changed(words, f"translation:{language}")


@functools.lru_cache(maxsize=65_536)
def languages_of(words: Phrase) -> tuple[str, ...]:
    """Return the languages in which the lexicon has every word."""
    parts = [part for section in _sections(words) for part in section]
    return tuple(
        language
        for language in LANGUAGES
        if any(not part[0].isdigit() for part in parts)
        and all(part[0].isdigit() or _translations(part, language) for part in parts)
    )


@functools.lru_cache(maxsize=65_536)
def _sections(words: Phrase) -> tuple[tuple[Segment, ...], ...]:
    """Split at "of", and each part into the longest phrases the lexicon has."""
    entries, longest = lexicon(), lexicon().longest
    sections: list[list[Segment]] = [[]]
    at = 0
    while at < len(words):
        size = next((s for s in range(longest, 1, -1) if words[at : at + s] in entries.entries), 1)
        if size == 1 and words[at] == "of" and sections[-1]:
            sections.append([])
        else:
            sections[-1].append(words[at : at + size])
        at += size
    return tuple(tuple(section) for section in sections if section)


def _translations(part: Segment, language: str) -> tuple[Translation, ...]:
    entry = lexicon().find(part)
    return entry.translations.get(language, ()) if entry else ()


def _pick(part: Segment, language: str, rng: Random) -> Translation:
    if part[0].isdigit():
        return Translation(part, part[0])
    choices = _translations(part, language)
    # The first translation is the usual one.
    return choices[0] if rng.random() < 0.7 else rng.choice(choices)


def _romance(words: Phrase, language: str, rng: Random) -> list[str]:
    """Head first, "of" kept or left out; sometimes in the English order, as systems have it."""
    said: list[str] = []
    of = rng.random() < 0.35
    english = rng.random() < (0.4 if words[-1] in _TRAILING else 0.1)
    for section in _sections(words):
        parts = [part for part in section if not part[0].isdigit()]
        numbers = [part[0] for part in section if part[0].isdigit()]
        ordered = parts if english else parts[::-1]
        for part in ordered:
            if said and of and not english:
                said.append(_OF[language])
            said.extend(_pick(part, language, rng).words)
        said.extend(numbers)
    return said


def _german(words: Phrase, rng: Random) -> list[str]:
    """The members of a compound, each but the last in its joint form: "kunden" "nummer"."""
    sections = _sections(words)
    parts = [part for section in sections[::-1] for part in section]
    chosen = [_pick(part, "de", rng) for part in parts]
    joints = [(one.joint,) if len(one.words) == 1 else one.words for one in chosen[:-1]] + [
        chosen[-1].words
    ]
    return [text for words_ in joints for text in words_]


DISTORTIONS = (Distortion("translation", Stage.LANGUAGE, 0.2, translation),)
