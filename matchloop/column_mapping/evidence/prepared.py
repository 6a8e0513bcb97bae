"""A schema as the second look reads it: words, how its examples are written, its domains."""

from dataclasses import dataclass

import numpy as np

from matchloop.column_mapping.evidence import formats
from matchloop.column_mapping.evidence.texts import SchemaTexts
from matchloop.column_mapping.evidence.wording import parts_of
from matchloop.column_mapping.schema.schema import Schema

UNKNOWN = -1.0
"""Stands for a figure that cannot be had; trees split it off."""
THINGS = {
    "key": "id key uuid number reference symbol",
    "name": "name title subject brand",
    "code": "code abbreviation",
    "moment": "date time timestamp at year",
    "money": "amount price cost total value balance fee salary spend revenue",
    "kind": "type status category stage level tier segment method priority class",
    "count": "count quantity points days hours age",
    "share": "rate percent score rating",
    "place": "address city state province country county district location region street",
}
"""What sort of thing a column holds, by the last words of its name."""


@dataclass(frozen=True, eq=False)
class PreparedSchema:
    """n standard columns, ready to be compared with raw ones.

    formats: float [n, f], of the examples. magnitudes: float [n], `UNKNOWN` without numbers.
    lengths: float [n], signs of an example, 0 without any. examples, patterns: of each column,
    folded. things: float [n, len(THINGS)], 1 for what it holds. domain: int [n], number of the
    domain, -1 without one. domain_words: for each domain its words.
    """

    schema: Schema
    texts: SchemaTexts
    formats: np.ndarray
    magnitudes: np.ndarray
    lengths: np.ndarray
    examples: tuple[frozenset[str], ...]
    patterns: tuple[frozenset[str], ...]
    things: np.ndarray
    domain: np.ndarray
    domain_words: tuple[tuple[str, ...], ...]


def prepared(schema: Schema) -> PreparedSchema:
    """Read a schema once."""
    domains = sorted({column.domain for column in schema.columns} - {""})
    number = {domain: i for i, domain in enumerate(domains)}
    found = [formats.magnitude(column.examples) for column in schema.columns]
    return PreparedSchema(
        schema=schema,
        texts=SchemaTexts(schema),
        formats=np.stack(
            [formats.shares(c.examples, np.ones(len(c.examples))) for c in schema.columns]
        ),
        magnitudes=np.array([UNKNOWN if m is None else m for m in found]),
        lengths=np.array(
            [sum(map(len, c.examples)) / max(len(c.examples), 1) for c in schema.columns]
        ),
        examples=tuple(
            frozenset(text.strip().casefold() for text in c.examples) for c in schema.columns
        ),
        patterns=tuple(frozenset(formats.pattern(t) for t in c.examples) for c in schema.columns),
        things=np.stack([_things(column.name) for column in schema.columns]),
        domain=np.array([number.get(c.domain, -1) for c in schema.columns], np.intp),
        domain_words=tuple(parts_of(domain) for domain in domains),
    )


def _things(name: str) -> np.ndarray:
    last = parts_of(name)[-1:]
    return np.array([float(bool(last) and last[0] in words.split()) for words in THINGS.values()])
