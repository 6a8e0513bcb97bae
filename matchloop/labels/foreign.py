"""Labelled tables of other people: what each system is for, and the rows of its labels.

data/foreign/parts.yaml gives each system a part, whole; labels are CSV files. What a family takes
from a row, and where the tables are, is the family's business.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from matchloop.documents import read_yaml
from matchloop.errors import DataError, DocumentError

PARTS = "parts.yaml"
_UNRELATED = "unrelated"


class Part(StrEnum):
    """What a system's tables are for."""

    LEARN = "learn"
    CALIBRATE = "calibrate"
    MEASURE = "measure"


@dataclass(frozen=True)
class Parts:
    """The systems of each part. unrelated: those of which each table is a world of its own."""

    systems: Mapping[Part, Sequence[str]] = field(default_factory=dict)
    unrelated: frozenset[str] = frozenset()


def read_parts(folder: Path) -> Parts:
    """Read what the systems are for; without parts.yaml there are none.

    Raises DataError when it cannot be read, has other keys, or names a system twice.
    """
    path = folder / PARTS
    if not path.is_file():
        return Parts()
    try:
        content = read_yaml(path)
    except DocumentError as error:
        raise DataError(f"{error}. It says what systems are for: mend it.") from error
    known = (*Part, _UNRELATED)
    if not isinstance(content, dict) or not set(content) <= set(known):
        raise DataError(f"{path}: expected the keys {', '.join(known)} with lists.")
    parts = {part: list(content.get(part) or []) for part in Part}
    systems = [system for listed in parts.values() for system in listed]
    if twice := sorted({system for system in systems if systems.count(system) > 1}):
        raise DataError(f"{path}: {', '.join(twice)} named twice; a system belongs to one part.")
    return Parts(parts, frozenset(content.get(_UNRELATED) or []))


def read_rows(path: Path, fields: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row after its file and line, for errors. Raises DataError without the fields."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in fields if name not in (rows.fieldnames or ())]:
            raise DataError(f"{path}: expected {', '.join(fields)}; missing: {', '.join(missing)}.")
        for row in rows:
            yield f"{path}, line {rows.line_num}", row
