"""All kinds of columns: importing this module registers them.

The order of the imports is the order of the registry, on which the random draws depend.
"""

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
    unknowns,
)
from matchloop.column_types.generate.registry import KINDS

__all__ = ["KINDS"]

MODULES = (
    booleans,
    categories,
    contacts,
    datetimes,
    formatted_numbers,
    identifiers,
    long_texts,
    numerics,
    short_texts,
    unknowns,
)
"""The modules that hold kinds."""
