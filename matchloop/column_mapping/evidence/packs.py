"""Packs: what columns are called in other people's files, by trade and language.

A pack names a column by any name or synonym that a schema may have, so it serves every schema
that has such a column, and says nothing to one that has not. The files are packs/*.yaml.
"""

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

from matchloop.column_mapping.schema.schema import Schema, StandardColumn
from matchloop.column_mapping.words.names import fold
from matchloop.errors import DataError


def headers_of(schema: Schema) -> list[tuple[str, ...]]:
    """Return the folded headers that the packs know for each column of a schema, () for none."""
    return [listed_for(column) for column in schema.columns]


@functools.lru_cache(maxsize=4096)
def listed_for(column: StandardColumn) -> tuple[str, ...]:
    """Return the folded headers that the packs know for a column."""
    known = packs()
    return tuple(
        dict.fromkeys(
            header
            for text in (column.name, *column.synonyms)
            for header in known.get(fold(text), ())
        )
    )


@functools.cache
def packs() -> Mapping[str, tuple[str, ...]]:
    """Return the folded headers by folded name. Raises DataError when a file breaks the layout."""
    found: dict[str, list[str]] = {}
    folder = resources.files(__package__).joinpath("packs")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # answering waits for it
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            content = yaml.load(file.read_text(encoding="utf-8"), loader)
            for name, headers in parse(content, file.name).items():
                found.setdefault(name, []).extend(headers)
    return {name: tuple(dict.fromkeys(headers)) for name, headers in found.items()}


def parse(content: Any, file: str) -> dict[str, list[str]]:
    """Return folded headers by folded name from the content of one file. Raises DataError."""
    if not isinstance(content, dict) or set(content) != {"about", "headers"}:
        raise DataError(f"{file}: expected the keys `about` and `headers` and no others.")
    found: dict[str, list[str]] = {}
    for name, headers in content["headers"].items():
        listed = headers if isinstance(headers, list) else [None]
        folded = [fold(header) if isinstance(header, str) else "" for header in listed]
        if not all(folded):
            raise DataError(
                f"{file}, {name}: expected a list of headers, each with a letter or digit. Put "
                "quotes around words like no, on, yes."
            )
        found[fold(name)] = folded
    return found
