"""Which split a column belongs to, decided by a hash of its own content or of its table.

New data moves no old column, so hold-outs stay frozen. Columns of one real table go together, and
so do tables that are alike: a test asks about tables that were never seen.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

import pyarrow as pa


class Part(StrEnum):
    """What a set of foreign tables is for; the value is the source of its columns."""

    LEARN = "foreign"
    CALIBRATE = "foreign_calibrate"
    MEASURE = "foreign_measure"


USER_VALIDATION, USER_TEST = "user_validation", "user_test"
HELD_OUT = (
    "real_tables",
    "sortinghat_test",
    USER_TEST,
    USER_VALIDATION,
    str(Part.CALIBRATE),
    str(Part.MEASURE),
)
"""Sources that are only ever measured on; their split has the source's name."""

ALIKE = 0.5
"""Share of the smaller table's headers, and at least two, that tables of one family share."""


def assign(columns: pa.Table, *, validation: float, test: float, seed: int) -> pa.Table:
    """Return a table `id`, `split` for a columns table; shares are of the hash space.

    Synthetic columns are on their own; real ones go with the family of their table. Foreign tables
    that are for learning are all trained on: others of their kind are set aside whole.
    """
    rows = columns.select(["id", "source", "kind", "header"]).to_pylist()
    families = _families(rows)
    splits = [_split(row, families, validation, test, seed) for row in rows]
    return pa.table({"id": columns["id"], "split": pa.array(splits)})


def _split(
    row: Mapping[str, str], families: Mapping[str, str], validation: float, test: float, seed: int
) -> str:
    if row["source"] in HELD_OUT:
        return row["source"]
    if row["source"] == Part.LEARN:
        return "train"
    place = _place(f"{seed}/{families.get(_table(row), row['id'])}")
    if place < test:
        return "test"
    return "validation" if place < test + validation else "train"


def _families(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Name the family of every real table: the first table of those that are alike."""
    headers: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["source"] not in ("synthetic", Part.LEARN, *HELD_OUT):
            headers[_table(row)].add(row["header"].strip().lower())
    first: dict[str, str] = {}
    for table in sorted(headers):
        like = (other for other in first if _alike(headers[table], headers[other]))
        alike = next(like, None)
        first[table] = first[alike] if alike else table
    return first


def _alike(one: set[str], other: set[str]) -> bool:
    shared = len(one & other)
    return shared >= 2 and shared >= ALIKE * min(len(one), len(other))


def _table(row: Mapping[str, str]) -> str:
    return f"{row['source']}/{row['kind']}"


def _place(text: str) -> float:
    """A number in 0..1 that a text always has."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
