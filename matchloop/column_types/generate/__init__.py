"""Synthetic labelled columns: what strangers' tables hold, with the type of each column known.

`generate` makes them. Needs the extra "train" (Faker); the answering path never imports it.
"""

from matchloop.column_types.generate.column import CLASS_MINIMUMS, GeneratedColumn
from matchloop.column_types.generate.engine import DOMAINS, generate
from matchloop.column_types.generate.locales import LOCALES

__all__ = ["CLASS_MINIMUMS", "GeneratedColumn", "domains", "generate", "locales"]


def domains() -> tuple[str, ...]:
    """Return the domains that words and formats are taken from."""
    return DOMAINS


def locales() -> tuple[str, ...]:
    """Return the names of the locales, e.g. "de_DE"."""
    return tuple(LOCALES)
