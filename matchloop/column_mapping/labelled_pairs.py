"""A user's own pairs of raw names: files in data/labelled/column_mapping/ with other_raw_column.

Each row says how sure it is that two raw names mean the same column, whatever standard that is;
docs/labelled-data.md describes the layout. Reads and checks them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from matchloop.column_mapping.labelled import OTHER, RAW
from matchloop.column_mapping.words.names import fold
from matchloop.labels.files import Problem, chosen, collected, read_table, visible
from matchloop.tables.texts import as_text

CONFIDENCE = "confidence"
SCHEMA = pa.schema({RAW: pa.string(), OTHER: pa.string(), CONFIDENCE: pa.float32()})


class LabelledPair(NamedTuple):
    """Two raw names as they stand, and from 0 to 1 how sure it is that they mean the same."""

    raw: str
    other: str
    confidence: float

    @property
    def key(self) -> tuple[str, ...]:
        """What the pair is, however it is spelled and whichever name comes first."""
        return tuple(sorted((fold(self.raw), fold(self.other))))


def read_pairs(folder: Path) -> pa.Table:
    """Read the pairs of all files of a folder as `SCHEMA`, in order of file and row.

    A pair that is there again counts once. A folder that is not there gives none. Raises
    `DataError` naming every problem (the first ten in full).
    """
    pairs: dict[tuple[str, ...], LabelledPair] = {}
    for pair in collected(folder, _items(folder)):
        pairs.setdefault(pair.key, pair)
    columns = list(zip(*pairs.values(), strict=True)) or [(), (), ()]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], SCHEMA)


def _items(folder: Path) -> Iterator[LabelledPair | Problem]:
    for path in visible(folder):
        if path.is_dir():
            continue  # a problem that `labelled` names
        try:
            table = read_table(path, path.name)
            if OTHER in table.column_names:
                yield from _consistent(_pairs(table, path.name), path.name)
        except Problem as problem:
            yield problem


def _pairs(table: pa.Table, place: str) -> Iterator[tuple[str, LabelledPair | Problem]]:
    """Take every row as a pair; with each comes its place."""
    remedy = f"{RAW} and {OTHER} are names as they stand in tables, {CONFIDENCE} is from 0 to 1"
    table = chosen(table, SCHEMA.names, place, remedy)
    if not table.num_rows:
        raise Problem(f"{place}: a header and no rows. Delete it or fill it")
    columns = [as_text(table[name]).to_pylist() for name in SCHEMA.names]
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        where = f"{place}, row {number}"
        try:
            yield where, _pair(where, *row)
        except Problem as problem:
            yield where, problem


def _pair(where: str, raw: str | None, other: str | None, confidence: str | None) -> LabelledPair:
    for column, text in ((RAW, raw), (OTHER, other)):
        if not fold(text or ""):
            got = "no name" if not (text or "").strip() else f"no letters or digits in {text!r}"
            raise Problem(f"{where}, column {column}: {got}. Write one or delete the row")
    pair = LabelledPair(raw or "", other or "", _confidence(confidence, where))
    if len(set(pair.key)) == 1:
        raise Problem(
            f"{where}: {raw!r} and {other!r} are one name, which teaches nothing. Delete the row"
        )
    return pair


def _confidence(text: str | None, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise Problem(
            f"{where}, column {CONFIDENCE}: got {text or 'nothing'!r}, expected a number from 0 "
            "(surely different) to 1 (surely the same). Write one or delete the row"
        )
    return value


def _consistent(
    items: Iterator[tuple[str, LabelledPair | Problem]], place: str
) -> Iterator[LabelledPair | Problem]:
    """Pass on the items of one file; a pair with a second confidence becomes a problem."""
    met: dict[tuple[str, ...], tuple[str, float]] = {}
    for where, item in items:
        if isinstance(item, LabelledPair):
            first, confidence = met.setdefault(item.key, (where, item.confidence))
            if confidence != item.confidence:
                item = Problem(
                    f"{where}, column {CONFIDENCE}: {item.confidence:g} for {item.raw!r} and "
                    f"{item.other!r}, and {confidence:g} in {first.removeprefix(place + ', ')}. "
                    "Mend one of the rows"
                )
        yield item
