"""What stands around a column: the table's name, prefixes that siblings share, paths.

`address.0.city` and "Billing City" are read with their first words as context where siblings begin
with them too. A table's name says what its `id` and `status` are of.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from matchloop.column_mapping.evidence.texts import Reading
from matchloop.column_mapping.evidence.wording import parts_of
from matchloop.column_mapping.views.dictionary import in_english

_JUNK = frozenset(
    "data datum export table raw csv tsv txt json jsonl xlsx xls parquet file list full extract "
    "extr dump sample test tmp stg stage dim fact fct src tbl name snapshot daily monthly weekly "
    "final new old copy report v q t en de fr".split()
)
_PATH = re.compile(r"[.\[\]/:]+")
_MOST_PREFIX = 3


def table_words(name: str) -> tuple[str, ...]:
    """Return what a table's name says: its words less endings, dates and words of any export.

    >>> table_words("sales_orders_export_2024-03.csv")
    ('sale', 'order')
    """
    stem = PurePath(name.removesuffix(".gz")).stem if "." in name else name
    return tuple(
        part for part in _both(stem) if not part.isdecimal() and part not in _JUNK and len(part) > 1
    )


def _both(name: str) -> tuple[str, ...]:
    english = in_english(name)
    return parts_of(english) if english else parts_of(name)


def readings(names: Sequence[str]) -> list[tuple[Reading, ...]]:
    """Return the readings of each name: as it stands, and in English where it has foreign words.

    Words that at least three names, or all steps of a path but the last, begin with are a prefix.
    """
    found = [parts_of(name) for name in names]
    begun = Counter(
        parts[:n] for parts in found for n in range(1, min(_MOST_PREFIX, len(parts) - 1) + 1)
    )
    out = []
    for name, parts in zip(names, found, strict=True):
        shared = max(
            (n for n in range(1, min(_MOST_PREFIX, len(parts) - 1) + 1) if begun[parts[:n]] > 2),
            default=0,
        )
        steps = [step for step in _PATH.split(name) if step.strip()]
        if len(steps) > 1:
            shared = max(shared, len(parts) - len(parts_of(steps[-1])))
        own = [Reading(parts, shared)] if parts else []
        if english := in_english(name):
            said = parts_of(english)
            own.append(Reading(said, max(min(shared, len(said) - 1), 0), foreign=True))
        out.append(tuple(own))
    return out
