"""Headers of generated columns: a phrase of the concept, translated, abbreviated and styled.

Some columns have no header, a generic one, or one that misleads; those whose values alone do not
decide the label never do (`Draft.clear`).
"""

import re
from collections.abc import Callable

from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.header_words import header_words

MISSING, NAMELESS, MISLEADING = 0.04, 0.085, 0.03
"""Shares among the columns whose values decide the label alone."""


def header_for(c: Context, draft: Draft) -> str:
    """Draw the header of a column that holds `draft`."""
    if draft.header is not None:
        return draft.header
    if not draft.clear:
        trouble = c.rng.random()
        if trouble < MISSING:
            return ""
        if trouble < MISSING + NAMELESS:
            return c.one(header_words().nameless).format(n=c.between(0, 60))
        if trouble < MISSING + NAMELESS + MISLEADING:
            return styled(c, phrase(c, c.one(tuple(header_words().english))), clear=False)
    translated = header_words().translations.get(c.language, {}).get(draft.concept)
    if translated and c.chance(0.5):
        return _local(c, c.one(translated))
    return styled(c, phrase(c, draft.concept), clear=draft.clear)


def phrase(c: Context, concept: str) -> str:
    """Draw an English phrase of a concept, the domain's own more often."""
    own = header_words().of_domain[c.domain].get(concept)
    usual = header_words().english.get(concept, (concept,))
    words = c.one(own) if own and c.chance(0.6) else c.one(usual)
    return words.replace("{n}", str(c.between(1, 40))).replace("{axis}", c.one("XYZ"))


def _local(c: Context, words: str) -> str:
    style = c.weighted({"plain": 6, "upper": 1, "lower": 2, "snake": 2})
    forms: dict[str, Callable[[str], str]] = {"plain": str, "upper": str.upper, "lower": str.lower}
    return forms[style](words) if style in forms else words.lower().replace(" ", "_")


def styled(c: Context, words: str, *, clear: bool) -> str:
    """Shorten some words, add system prefixes, and write the phrase in one of the usual styles."""
    known = header_words()
    parts = words.split()
    if c.chance(0.2):
        parts = [known.abbreviations.get(part, part) for part in parts]
    elif not clear and c.chance(0.05):
        parts = [_bare(part) for part in parts]
    if c.chance(0.07):
        parts = [c.one(known.prefixes), *parts]
    if c.chance(0.05):
        parts = [*parts, c.one(known.suffixes)]
    if c.chance(0.05):
        parts = [c.one(known.topics).lower(), *parts]
    return _joined(c, parts)


def _bare(word: str) -> str:
    """Drop the vowels after the first letter, as old systems do: "quantity" to "qntty"."""
    return word[:1] + re.sub("[aeiou]", "", word[1:]) if len(word) > 4 else word


def _joined(c: Context, parts: list[str]) -> str:
    style = c.weighted(
        {
            "snake": 6,
            "title": 4,
            "camel": 2,
            "pascal": 2.5,
            "upper": 2,
            "lower": 2,
            "dots": 0.8,
            "kebab": 0.4,
            "sentence": 2,
            "glued": 0.8,
            "upper space": 0.7,
            "pascal snake": 1,
        }
    )
    titled = [part[:1].upper() + part[1:] for part in parts]
    return {
        "snake": "_".join(parts),
        "title": " ".join(titled),
        "camel": parts[0] + "".join(titled[1:]),
        "pascal": "".join(titled),
        "upper": "_".join(parts).upper(),
        "lower": " ".join(parts),
        "dots": ".".join(parts),
        "kebab": "-".join(parts),
        "sentence": " ".join([titled[0], *parts[1:]]),
        "glued": "".join(parts),
        "upper space": " ".join(parts).upper(),
        "pascal snake": "_".join(titled),
    }[style]
