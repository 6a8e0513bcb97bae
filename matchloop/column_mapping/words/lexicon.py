"""The lexicon: synonyms, abbreviations and translations of English words, from lexicon.yaml.

Entries are written by hand; it knows single words and set phrases, no grammar.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

from matchloop.column_mapping.words.inflect import singular
from matchloop.errors import DataError

LANGUAGES = ("es", "fr", "de", "pt", "it")
_KEYS = frozenset(("abbr", "also", *LANGUAGES))

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Translation:
    """A word in another language; `joint` is its form inside a compound (German)."""

    words: Phrase
    joint: str


@dataclass(frozen=True)
class Entry:
    """What is written instead of a word or phrase; all phrases are tuples of words."""

    abbreviations: tuple[Phrase, ...] = ()
    synonyms: tuple[Phrase, ...] = ()
    translations: Mapping[str, tuple[Translation, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Lexicon:
    """All entries: of English words and phrases, and abbreviations of translated words."""

    entries: Mapping[Phrase, Entry]
    foreign: Mapping[str, Mapping[str, tuple[Phrase, ...]]]
    longest: int

    def find(self, words: Phrase) -> Entry | None:
        """Return the entry of a word or phrase, of its singular when the plural has none."""
        entry = self.entries.get(words)
        if entry is None and words:
            entry = self.entries.get((*words[:-1], singular(words[-1])))
        return entry

    def abbreviations(self, word: str, language: str) -> tuple[Phrase, ...]:
        """Return the usual abbreviations of one word; () when it has none."""
        if language != "en":
            return self.foreign[language].get(word, ())
        entry = self.find((word,))
        return entry.abbreviations if entry else ()


@functools.cache
def lexicon() -> Lexicon:
    """Return the lexicon of the package. Raises DataError when its file breaks the layout."""
    text = resources.files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # answering waits for it
    return parse(yaml.load(text, loader))


def parse(content: Mapping[str, Any]) -> Lexicon:
    """Build a lexicon from the content of its YAML file. Raises DataError naming the entry."""
    entries = {
        tuple(name.split()): _entry(name, fields) for name, fields in content["words"].items()
    }
    foreign = {
        language: {
            word: _phrases(texts)
            for word, texts in content["abbreviations"].get(language, {}).items()
        }
        for language in LANGUAGES
    }
    return Lexicon(entries, foreign, max(map(len, entries), default=0))


def _entry(name: str, fields: Mapping[str, str]) -> Entry:
    for key, text in fields.items():
        # YAML reads a bare "no" or "on" as a boolean.
        if key not in _KEYS or not isinstance(text, str):
            raise DataError(
                f"lexicon.yaml, entry {name!r}: {key}: {text!r} is not a text under one of "
                f"{', '.join(sorted(_KEYS))}. Put quotes around words like no, on, yes."
            )
    translations = {
        language: tuple(_translation(text) for text in fields[language].split())
        for language in LANGUAGES
        if language in fields
    }
    return Entry(_phrases(fields.get("abbr", "")), _phrases(fields.get("also", "")), translations)


def _phrases(texts: str) -> tuple[Phrase, ...]:
    return tuple(tuple(text.split("_")) for text in texts.split())


def _translation(text: str) -> Translation:
    word, _, joint = text.partition("/")
    return Translation(tuple(word.split("_")), joint or word.replace("_", ""))
