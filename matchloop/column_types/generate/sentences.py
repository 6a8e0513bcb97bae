"""Parts of sentences by genre and language, from words/sentences.yaml."""

import functools
from typing import Self

from pydantic import model_validator

from matchloop.column_types.generate.word_files import Texts, Words, read

NO_PART = ("",)


class Grammar(Words):
    """Parts of sentences.

    Any opener, subject, predicate and ending in a row make a sentence; `ready` are whole ones.
    joint goes between parts, stop ends a sentence, after goes between sentences.
    """

    openers: Texts = NO_PART
    subjects: Texts = NO_PART
    predicates: Texts = NO_PART
    endings: Texts = NO_PART
    ready: Texts = NO_PART
    joint: str = " "
    stop: str = "."
    after: str = " "


Use = tuple[str, str]
"""The concept of the header, and the genre of the texts under it."""


class Sentences(Words):
    """Grammars: English ones by genre, and one of each other language.

    of_domain: what the tables of a domain hold; anywhere: what those of any domain do.
    """

    genres: dict[str, Grammar]
    of_domain: dict[str, tuple[Use, ...]]
    anywhere: tuple[Use, ...]
    languages: dict[str, Grammar]

    @model_validator(mode="after")
    def _genres_are_there(self) -> Self:
        for uses in (*self.of_domain.values(), self.anywhere):
            for concept, genre in uses:
                if genre not in self.genres:
                    raise ValueError(f"{concept} is of genre {genre}, which is not among genres")
        return self


@functools.cache
def sentence_parts() -> Sentences:
    """Return the parts of sentences."""
    return read("sentences", Sentences)
