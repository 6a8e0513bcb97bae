"""Small vocabularies for categorical columns, from words/vocabularies.yaml."""

import functools
from typing import Annotated, Any

from pydantic import BeforeValidator

from matchloop.column_types.generate.word_files import Texts, Words, read


def _pair(entry: Any) -> Any:
    """Take "concept: values" apart; the same concept may have several vocabularies."""
    if not isinstance(entry, dict) or len(entry) != 1:
        raise ValueError("expected one concept with its values")
    return next(iter(entry.items()))


Vocabulary = Annotated[tuple[str, Texts], BeforeValidator(_pair)]
"""Concept of the header, and the values in the order of their levels, where they have one."""


class Vocabularies(Words):
    """Values of categories.

    common: of every table; of_domain, of_language: of some; surveys: answers, as whole phrases;
    place_adjectives, place_nouns: what names of many values are made of; payload_keys: of
    serialized objects; list_items: of lists within a value.
    """

    common: tuple[Vocabulary, ...]
    of_domain: dict[str, tuple[Vocabulary, ...]]
    of_language: dict[str, tuple[Vocabulary, ...]]
    surveys: tuple[Texts, ...]
    place_adjectives: Texts
    place_nouns: Texts
    payload_keys: Texts
    list_items: Texts


@functools.cache
def vocabularies() -> Vocabularies:
    """Return the vocabularies."""
    return read("vocabularies", Vocabularies)
