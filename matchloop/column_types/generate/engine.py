"""Makes the columns asked for: one at a time, or in chunks on several processes.

A column depends on the seed, its label and its number only, never on who makes it or when.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache

import numpy as np

from matchloop.column_types.generate.column import MINIMUM_ROWS, Draft, GeneratedColumn
from matchloop.column_types.generate.context import Context
from matchloop.column_types.generate.headers import header_for
from matchloop.column_types.generate.kind import Kind
from matchloop.column_types.generate.kinds import KINDS
from matchloop.column_types.generate.locales import LOCALES
from matchloop.column_types.generate.noise import spoil
from matchloop.column_types.labels import LABELS
from matchloop.errors import DataError

DOMAINS = ("commerce", "social", "finance", "health", "logistics", "enterprise")
_CHUNK = 50
_ATTEMPTS = 20
_MAY_BE_CONSTANT = ("boolean", "unknown")
_CONSTANT = ".constant"

Chunk = tuple[str, int, int, int, int, bool]
"""Label, first number, number after the last, seed, most rows, whether there is noise."""


def generate(
    counts: Mapping[str, int],
    *,
    seed: int,
    max_values: int = 2_000,
    processes: int = 1,
    noise: bool = True,
) -> Iterator[GeneratedColumn]:
    """Yield synthetic labelled columns, label after label.

    counts: columns wanted of each label (`ColumnType` values); a label left out has none.
    seed: the same seed gives the same columns, whatever `processes` is.
    max_values: rows of the longest columns, at least 5; sizes are spread evenly on a log scale.
    processes: 1 works in this process; more are spawned, so a script that asks for them needs
        the usual `if __name__ == "__main__"`.
    noise: whether values go missing or wrong, see `generate.noise`.
    Raises DataError when a label is unknown, a count negative, or a limit too small.
    """
    chunks = _plan(counts, seed, max_values, processes, noise)
    if processes == 1:
        return (column for chunk in chunks for column in _make_chunk(chunk))
    return _in_parallel(chunks, processes)


def _plan(
    counts: Mapping[str, int], seed: int, max_values: int, processes: int, noise: bool
) -> list[Chunk]:
    wrong = sorted(set(counts) - set(LABELS))
    if wrong:
        raise DataError(f"Unknown label {wrong[0]!r} in counts; known labels: {', '.join(LABELS)}.")
    negative = [label for label, count in counts.items() if count < 0]
    if negative:
        raise DataError(
            f"counts[{negative[0]!r}] is {counts[negative[0]]}; give 0 or more columns."
        )
    if max_values < MINIMUM_ROWS:
        raise DataError(f"max_values is {max_values}; columns have at least {MINIMUM_ROWS} rows.")
    if processes < 1:
        raise DataError(f"processes is {processes}; give 1 or more.")
    return [
        (str(label), start, min(start + _CHUNK, counts[label]), seed, max_values, noise)
        for label in LABELS
        if label in counts
        for start in range(0, counts[label], _CHUNK)
    ]


def _in_parallel(chunks: list[Chunk], processes: int) -> Iterator[GeneratedColumn]:
    """Yield the chunks' columns in order, with a bounded number of chunks under way."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as executor:
        waiting: deque[Future[list[GeneratedColumn]]] = deque()
        try:
            for chunk in chunks:
                waiting.append(executor.submit(_make_chunk, chunk))
                if len(waiting) > 3 * processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _make_chunk(chunk: Chunk) -> list[GeneratedColumn]:
    label, start, stop, seed, max_values, noise = chunk
    return [make_column(label, index, seed, max_values, noise) for index in range(start, stop)]


def make_column(
    label: str, index: int, seed: int, max_values: int = 2_000, noise: bool = True
) -> GeneratedColumn:
    """Make column number `index` of a label."""
    key = (LABELS.index(label), index)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
    c = _context(rng, seed, max_values)
    kind = _kind(c, label)
    draft = _draft(c, kind)
    values = tuple(spoil(c, draft) if noise else draft.values)
    return GeneratedColumn(header_for(c, draft), values, label, kind.name, c.domain, c.locale.name)


def _context(rng: np.random.Generator, seed: int, max_values: int) -> Context:
    size = np.exp(rng.uniform(np.log(MINIMUM_ROWS), np.log(max_values + 1)))
    shares = np.array([place.share for place in LOCALES.values()])
    place = list(LOCALES.values())[int(rng.choice(len(shares), p=shares / shares.sum()))]
    domain = DOMAINS[int(rng.integers(len(DOMAINS)))]
    return Context(rng, min(int(size), max_values), domain, place, seed)


def _kind(c: Context, label: str) -> Kind:
    kinds, shares = kinds_of(label)
    return kinds[int(c.rng.choice(len(kinds), p=shares))]


@cache
def kinds_of(label: str) -> tuple[tuple[Kind, ...], np.ndarray]:
    """Return the kinds of a label and their shares, which sum to 1."""
    weights = np.array([entry.weight for entry in KINDS[label]])
    return KINDS[label], weights / weights.sum()


def _draft(c: Context, kind: Kind) -> Draft:
    """Make the values; again when chance made them say nothing (one value in all rows)."""
    draft = kind.make(c)
    for _ in range(_ATTEMPTS):
        constant = kind.label in _MAY_BE_CONSTANT or kind.name.endswith(_CONSTANT)
        if constant or len(set(draft.values)) > 1:
            break
        draft = kind.make(c)
    return draft
