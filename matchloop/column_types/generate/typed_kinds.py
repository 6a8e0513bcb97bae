"""The kinds of columns that have a type; columns of no type are mixed of them."""

from collections.abc import Mapping
from dataclasses import replace

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
from matchloop.column_types.generate.column import Draft
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.kind import Kind

_IDENTIFIERS = (*identifiers.KINDS, *contacts.KINDS)
_NUMERICS = (*formatted_numbers.KINDS, *numerics.KINDS)


def _constant(label: str, weight: float, kinds: tuple[Kind, ...]) -> Kind:
    """The same value of another kind in every row, under a header that says what it is."""

    def make(c: Context) -> Draft:
        chosen = c.weighted({i: kind.weight for i, kind in enumerate(kinds)})
        draft = kinds[chosen].make(c)
        value = next((value for value in draft.values if value), "0")
        return replace(draft, values=[value] * c.rows, clear=True, tidy=True)

    return Kind(f"{label}.constant", weight, make)


TYPED_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "boolean": booleans.KINDS,
    "categorical": (*categories.KINDS, _constant("categorical", 2, categories.KINDS)),
    "datetime": (*datetimes.KINDS, _constant("datetime", 1.2, datetimes.KINDS)),
    "identifier": (*_IDENTIFIERS, _constant("identifier", 1.5, _IDENTIFIERS)),
    "numeric": (*_NUMERICS, _constant("numeric", 2, _NUMERICS)),
    "text_long": long_texts.KINDS,
    "text_short": short_texts.KINDS,
}
"""Kinds of each label, in an order on which the random draws depend."""
