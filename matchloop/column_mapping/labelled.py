"""A user's own labelled names: the files in data/labelled/column_mapping/.

Each row says which standard column a raw name is; docs/labelled-data.md describes the layout.
Reads and checks them, and adds them to what is learned from. Files of pairs of raw names are
`labelled_pairs`'s.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from matchloop.column_mapping.generate.negatives import Negatives
from matchloop.column_mapping.generate.pairs import SCHEMA as PAIRS
from matchloop.column_mapping.standards import split_of
from matchloop.column_mapping.words.names import fold
from matchloop.labels.files import Problem, chosen, collected, read_table, visible
from matchloop.tables.texts import as_text

RAW, STANDARD, LABEL = "raw_column", "standard_column", "label"
OTHER = "other_raw_column"
"""A file with this column holds pairs of two raw names."""
KIND = "user"
"""Kind of distortion of a user's own name."""
_RIGHT = (None, "1")
_WRONG = (3, 4)  # wrong standards of a name, in turns


class LabelledName(NamedTuple):
    """A raw name and the standard column it is.

    raw: as it stands. standard: folded (`names.fold`). source: "user:" and the file's name.
    """

    raw: str
    standard: str
    source: str


Item = LabelledName | Problem


def read_labelled(folder: Path) -> list[LabelledName]:
    """Read all labelled names of a folder, in order of file and row; repeats are left out.

    A folder that is not there or is empty gives none. Raises `DataError` naming every problem of
    the folder (the first ten in full).
    """
    names: dict[tuple[str, str], LabelledName] = {}
    for name in collected(Path(folder), _items(Path(folder))):
        names.setdefault((name.raw, name.standard), name)
    return list(names.values())


def with_labelled(
    standards: pa.Table, pairs: pa.Table, folder: Path, seed: int
) -> tuple[pa.Table, pa.Table]:
    """Return both tables with the labelled names of a folder: new standards and pairs at the end.

    Each name has a right pair and three or four wrong ones of its standard's split, fewer where
    the split is too small for that. Raises `DataError` as `read_labelled` does.
    """
    names = read_labelled(folder)
    if not names:
        return standards, pairs
    known = frozenset(standards["standard"].to_pylist())
    sources = {name.standard: name.source for name in reversed(names)}
    new = [
        {"standard": name, "source": source, "domain": "", "split": split_of(name, seed)}
        for name, source in reversed(sources.items())
        if name not in known
    ]
    every = pa.concat_tables([standards, pa.Table.from_pylist(new, standards.schema)])
    rows = [dict(zip(PAIRS.names, row, strict=True)) for row in _pairs(every, names, seed)]
    return every, pa.concat_tables([pairs, pa.Table.from_pylist(rows, pairs.schema)])


def _pairs(
    standards: pa.Table, names: Sequence[LabelledName], seed: int
) -> Iterator[tuple[str, str, int, str, str]]:
    by_split: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    place: dict[str, tuple[str, int]] = {}
    for row in standards.to_pylist():
        place[row["standard"]] = row["split"], len(by_split[row["split"]])
        by_split[row["split"]].append((row["standard"], row["domain"]))
    finders = {
        split: Negatives(*map(list, zip(*rows, strict=True))) for split, rows in by_split.items()
    }
    rng = random.Random(f"{seed}/labelled")
    for number, name in enumerate(names):
        split, at = place[name.standard]
        yield name.raw, name.standard, 1, KIND, split
        # A user's name may have a word more or less than its standard, so draw as for those.
        wanted = _WRONG[number % len(_WRONG)]
        for other, kind in finders[split].draw(at, wanted, loose=True, rng=rng):
            yield name.raw, by_split[split][other][0], 0, kind, split


def _items(folder: Path) -> Iterator[Item]:
    for path in visible(folder):
        if path.is_dir():
            yield Problem(f"{path.name}/: a folder in here is not read. Move its files up")
            continue
        try:
            table = read_table(path, path.name)
            if OTHER not in table.column_names:
                yield from _consistent(_names(table, path.name), path.name)
        except Problem as problem:
            yield problem


def _names(table: pa.Table, place: str) -> Iterator[tuple[int, Item]]:
    """Take every row as a labelled name; with each comes its number."""
    remedy = f"{RAW} is a name as it stands in a table, {STANDARD} the standard column it is"
    table = chosen(table, (RAW, STANDARD), place, remedy, optional=(LABEL,))
    if not table.num_rows:
        raise Problem(f"{place}: a header and no rows. Delete it or fill it")
    columns = {name: as_text(table[name]).to_pylist() for name in table.column_names}
    labels = columns.get(LABEL, [None] * table.num_rows)
    rows = zip(columns[RAW], columns[STANDARD], labels, strict=True)
    for number, (raw, standard, label) in enumerate(rows, start=1):
        where = f"{place}, row {number}"
        try:
            yield number, _name(raw, standard, label, where, f"user:{place}")
        except Problem as problem:
            yield number, problem


def _name(
    raw: str | None, standard: str | None, label: str | None, where: str, source: str
) -> LabelledName:
    for column, text in ((RAW, raw), (STANDARD, standard)):
        if not fold(text or ""):
            got = "no name" if not (text or "").strip() else f"no letters or digits in {text!r}"
            raise Problem(f"{where}, column {column}: {got}. Write one or delete the row")
    if label not in _RIGHT:
        raise Problem(
            f"{where}, column {LABEL}: got {label!r}, expected 1: wrong pairs are made by the "
            "generator. Delete the row"
        )
    return LabelledName(raw or "", fold(standard or ""), source)


def _consistent(items: Iterator[tuple[int, Item]], place: str) -> Iterator[Item]:
    """Pass on the items of one file; a name with a second standard becomes a problem."""
    met: dict[str, tuple[int, LabelledName]] = {}
    for number, item in items:
        if isinstance(item, LabelledName):
            # Two spellings of one name, such as ID and id, mean the same in one file.
            row, first = met.setdefault(fold(item.raw), (number, item))
            if first.standard != item.standard:
                item = Problem(
                    f"{place}, row {number}, column {STANDARD}: {item.raw!r} is {item.standard!r} "
                    f"here, and {first.raw!r} is {first.standard!r} in row {row}. A name has one "
                    "standard in a file: mend one of the rows, or put them into two files"
                )
        yield item
