"""How truth is spelled, and what columns of states are called, from words/truth.yaml."""

import functools
from typing import Annotated

from pydantic import Field

from matchloop.column_types.generate.word_files import Texts, Words, read

Spelling = tuple[str, str]
"""True and false."""


class TruthWords(Words):
    """Spellings by language, and the concepts of headers that words of a state go with."""

    spellings: dict[str, Annotated[tuple[Spelling, ...], Field(min_length=1)]]
    states: dict[str, Texts]


@functools.cache
def truth_words() -> TruthWords:
    """Return the spellings of truth and the states."""
    return read("truth", TruthWords)


def spellings(language: str) -> tuple[Spelling, ...]:
    """Return the spellings of truth in a language of the locales."""
    return truth_words().spellings[language]
