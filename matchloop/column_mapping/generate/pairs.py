"""The dataset of pairs: raw name, standard, and whether they belong together.

A raw name depends on the seed and its standard only, never on which process makes it.
"""

import math
import multiprocessing
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import pyarrow as pa

from matchloop.column_mapping.generate.negatives import Negatives
from matchloop.column_mapping.generate.raw import RawName, raw_names
from matchloop.column_mapping.words.inflect import content
from matchloop.errors import DataError

SCHEMA = pa.schema(
    {
        "raw_column": pa.string(),
        "standard_column": pa.string(),
        "label": pa.int8(),
        "distortion": pa.string(),
        "split": pa.string(),
    }
)
NEEDED = ("standard", "source", "domain", "split")
TURNS = {"default": 4}
"""How many raw names a standard of a source has for one of any other source."""
NEGATIVES = 3.5
"""Wrong standards for each right one, on average; a raw name has 3 or 4."""
_CHUNK = 200
_LOOSE = frozenset(("dropped_word", "table", "tail", "prefix", "suffix", "hungarian"))

Row = tuple[str, str, int, str, str]
Group = list[Row]
"""A right pair and the wrong ones of the same raw name."""


def pairs(
    standards: pa.Table,
    count: int,
    seed: int,
    processes: int = 1,
    synonyms: Mapping[str, Sequence[str]] | None = None,
) -> pa.Table:
    """Return about `count` labelled pairs in the layout of `SCHEMA`, shuffled by raw name.

    standards: columns `standard`, `source`, `domain` and `split`, each standard once. Standards of
        some sources have more raw names (`TURNS`); negatives come from the standard's own split.
    count: pairs wanted; exactly as many come back unless a split is too small for its negatives.
    processes: 1 works here; more are spawned (the caller needs an `if __name__ == "__main__"`).
    synonyms: folded other names of some standards, as a schema gives them.
    Raises DataError when a column is missing, the table is empty or a number too small.
    """
    _check(standards, count, processes)
    groups: list[Group] = []
    for chunk in _chunks(_Order(standards, count, seed, dict(synonyms or {})), processes):
        groups.extend(chunk)
    random.Random(f"{seed}/order").shuffle(groups)
    columns = zip(*(row for group in groups for row in group), strict=True)
    return pa.table(dict(zip(SCHEMA.names, map(list, columns), strict=True)), schema=SCHEMA)


def _check(standards: pa.Table, count: int, processes: int) -> None:
    missing = [name for name in NEEDED if name not in standards.column_names]
    if missing:
        raise DataError(
            f"The table of standards has no column {missing[0]!r}, only "
            f"{', '.join(standards.column_names)}; it needs {', '.join(NEEDED)}."
        )
    if not standards.num_rows:
        raise DataError("The table of standards is empty; pairs need at least one standard.")
    if count < 1 or processes < 1:
        raise DataError(f"count is {count}, processes {processes}; give 1 or more of both.")


class _Order(NamedTuple):
    """What was ordered; a worker process gets it once."""

    table: pa.Table
    wanted: int
    seed: int
    synonyms: dict[str, Sequence[str]]


def _chunks(order: _Order, processes: int) -> Iterator[list[Group]]:
    """Yield the groups of pairs in the order of the standards."""
    starts = range(0, order.table.num_rows, _CHUNK)
    if processes == 1:
        plan = _Plan(order)
        yield from (_make_chunk(plan, start) for start in starts)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, _start, (order,)) as executor:
        yield from executor.map(_in_worker, starts)


class _Split(NamedTuple):
    """The standards of one split: their negatives, their places there, their rows in the table."""

    finder: Negatives
    places: dict[int, int]
    rows: list[int]


class _Plan:
    """How many raw names and negatives each standard has, and where its negatives come from."""

    def __init__(self, order: _Order):
        self.standards: list[str] = order.table["standard"].to_pylist()
        self.splits: list[str] = order.table["split"].to_pylist()
        self.seed, self.synonyms = order.seed, order.synonyms
        self.contents = frozenset(map(content, self.standards))
        self.positives = math.ceil(order.wanted / (1 + NEGATIVES))
        self.wrong = order.wanted - self.positives
        self._numbers = self._take_turns(order.table["source"].to_pylist())
        self.finders = self._finders(order.table["domain"].to_pylist())

    def _take_turns(self, sources: list[str]) -> dict[int, list[int]]:
        """Deal the numbers of all positives to the standards, round by round."""
        turns = [at for at, source in enumerate(sources) for _ in range(TURNS.get(source, 1))]
        random.Random(f"{self.seed}/turns").shuffle(turns)
        numbers: dict[int, list[int]] = {}
        for number in range(self.positives):
            numbers.setdefault(turns[number % len(turns)], []).append(number)
        return numbers

    def _finders(self, domains: list[str]) -> dict[str, "_Split"]:
        finders = {}
        for split in sorted(set(self.splits)):
            rows = [at for at, its in enumerate(self.splits) if its == split]
            finder = Negatives([self.standards[at] for at in rows], [domains[at] for at in rows])
            finders[split] = _Split(finder, {at: place for place, at in enumerate(rows)}, rows)
        return finders

    def numbers(self, at: int) -> list[int]:
        """Return the numbers of the positives of one standard, among all positives."""
        return self._numbers.get(at, [])

    def negatives_of(self, number: int) -> int:
        """Return how many negatives positive `number` has, so that they add up to `wrong`."""
        return (number + 1) * self.wrong // self.positives - number * self.wrong // self.positives


def _make_chunk(plan: _Plan, start: int) -> list[Group]:
    stop = min(start + _CHUNK, len(plan.standards))
    return [group for at in range(start, stop) for group in _groups(plan, at)]


def _groups(plan: _Plan, at: int) -> list[Group]:
    """Make all pairs of one standard."""
    numbers = plan.numbers(at)
    if not numbers:
        return []
    standard, split = plan.standards[at], plan.splits[at]
    rng = random.Random(f"{plan.seed}/{standard}")
    made = raw_names(
        standard,
        rng,
        len(numbers),
        avoid=plan.contents,
        synonyms=plan.synonyms.get(standard, ()),
    )
    return [
        [
            (raw.name, standard, 1, raw.distortion, split),
            *_wrong_rows(plan, at, raw, plan.negatives_of(number), rng),
        ]
        for number, raw in zip(numbers, made, strict=True)
    ]


def _wrong_rows(
    plan: _Plan, at: int, raw: RawName, wanted: int, rng: random.Random
) -> Iterator[Row]:
    split = plan.splits[at]
    finder, places, rows = plan.finders[split]
    loose = not _LOOSE.isdisjoint(raw.kinds)
    for place, kind in finder.draw(places[at], wanted, loose, rng):
        yield raw.name, plan.standards[rows[place]], 0, kind, split


_PLANS: list[_Plan] = []
"""The plan of a worker process, made once when it starts."""


def _start(order: _Order) -> None:
    _PLANS[:] = [_Plan(order)]


def _in_worker(start: int) -> list[Group]:
    return _make_chunk(_PLANS[0], start)
