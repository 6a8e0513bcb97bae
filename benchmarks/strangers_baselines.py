"""Other ways to map tables by other hands, for `benchmarks.strangers`.

matchloop's own answers to the names alone, and two that never abstain: valentine's COMA on names,
and MiniLM as it comes, on names and descriptions.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.mapping_baselines import Scores, minilm, valentine
from matchloop import map_columns
from matchloop.column_mapping.schema.schema import Schema, load_schema
from matchloop.table_mapping.inputs import given

Answer = tuple[str | None, float]
"""A standard column, None where none is given, and how sure that is."""
Way = Callable[[Sequence[str]], list[Answer]]
"""Answers the headers of one table."""


def ways() -> dict[str, Way]:
    """The other ways by name."""
    schema = load_schema(None)
    texts = [f"{c.name.replace('_', ' ')}: {c.description}" for c in schema.columns]
    return {
        "names only": names_only,
        "valentine COMA, names": best_of(schema, valentine(schema.names)),
        "MiniLM, names and descriptions": best_of(schema, minilm(texts)),
    }


def names_only(headers: Sequence[str]) -> list[Answer]:
    """What matchloop answers to a list of names."""
    return [(column.standard, column.confidence) for column in map_columns(list(headers)).columns]


def best_of(schema: Schema, score: Scores) -> Way:
    """The standard column of the highest score; none where every score is 0."""

    def way(headers: Sequence[str]) -> list[Answer]:
        scores = score(headers)
        found = [(int(np.argmax(row)), float(np.max(row))) for row in scores]
        return [(schema.names[place] if top > 0 else None, top) for place, top in found]

    return way


def headers_of(folder: Path, tables: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The headers of each table of a folder, as matchloop reads them."""
    for name in tables:
        yield name, given(folder / "tables" / name).names
