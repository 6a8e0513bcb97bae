"""The one list of model families. To add one, see docs/architecture.md."""

from matchloop.column_mapping.family import COLUMN_MAPPING
from matchloop.column_types.family import COLUMN_TYPES
from matchloop.errors import UnknownFamilyError
from matchloop.family import Family

FAMILIES: tuple[Family, ...] = (COLUMN_TYPES, COLUMN_MAPPING)


def names() -> tuple[str, ...]:
    """The names of all families, in the order of the list."""
    return tuple(family.name for family in FAMILIES)


def get(name: str) -> Family:
    """The family of a name. Raises UnknownFamilyError with the choices."""
    for family in FAMILIES:
        if family.name == name:
            return family
    raise UnknownFamilyError(name, names())
