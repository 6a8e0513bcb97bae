"""What columns are called, from words/headers.yaml."""

import functools

from matchloop.column_types.generate.word_files import Texts, Words, read


class HeaderWords(Words):
    """Words of headers.

    english: phrases of each concept; of_domain: those that a domain prefers; translations: by
    language, of some concepts; abbreviations: of single words; prefixes, suffixes: what systems
    add; topics: words put before a phrase; nameless: headers that say nothing.
    """

    english: dict[str, Texts]
    of_domain: dict[str, dict[str, Texts]]
    translations: dict[str, dict[str, Texts]]
    abbreviations: dict[str, str]
    prefixes: Texts
    suffixes: Texts
    topics: Texts
    nameless: Texts


@functools.cache
def header_words() -> HeaderWords:
    """Return the words of headers."""
    return read("headers", HeaderWords)
