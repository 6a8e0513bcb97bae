"""The kinds of columns that have a type; columns of no type are mixed of them."""

from collections.abc import Mapping

from matchloop.column_types.generate import (
    booleans,
    categories,
    contacts,
    datetimes,
    formatted_numbers,
    identifiers,
    long_texts,
    numerics,
    short_texts,
)
from matchloop.column_types.generate.kind import Kind

TYPED_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "boolean": booleans.KINDS,
    "categorical": categories.KINDS,
    "datetime": datetimes.KINDS,
    "identifier": (*identifiers.KINDS, *contacts.KINDS),
    "numeric": (*formatted_numbers.KINDS, *numerics.KINDS),
    "text_long": long_texts.KINDS,
    "text_short": short_texts.KINDS,
}
"""Kinds of each label, in an order on which the random draws depend."""
