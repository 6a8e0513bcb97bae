"""Windows of a prediction log for `benchmarks.drift`: everyday traffic, and traffic that shifts.

Everyday tables are dealt into two halves for every window: a reference is drawn from one, the log
from the other, so that no table is in both. A log is drawn table by table with replacement, since
the same tables come again; in a long one every table of the half comes many times.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from benchmarks.drift_traffic import Pool
from matchloop.column_types.labels import LABELS
from matchloop.drift.observations import Observations
from matchloop.drift.projection import Projection

REAL = 1 / 3
"""Share of everyday tables that are real ones."""
_MADE = 10_000
_UNSURE = 0.5
_ANSWERS = np.array([str(label) for label in LABELS])


class Shift(StrEnum):
    """What is new in a part of the traffic."""

    LOCALE = "new locale"
    NULLS = "new null spellings"
    NAMING = "new naming style"
    SOURCE = "new source: all three"
    MIX = "class mix"


@dataclass(frozen=True)
class Watched:
    """A pool as it is logged: its features projected, its columns grouped by table and source."""

    pool: Pool
    features: np.ndarray

    @classmethod
    def of(cls, pool: Pool, projection: Projection) -> "Watched":
        """Project a pool."""
        return cls(pool, projection.apply(pool.features))

    @cached_property
    def rows(self) -> dict[int, np.ndarray]:
        """The rows of each table."""
        order = np.argsort(self.pool.table, kind="stable")
        tables, starts = np.unique(self.pool.table[order], return_index=True)
        return dict(zip(tables.tolist(), np.split(order, starts[1:]), strict=True))


@dataclass(frozen=True)
class World:
    """Everyday traffic, what may come into it, and the names of what is watched."""

    names: tuple[str, ...]
    everyday: Watched
    unseen: Mapping[Shift, Watched]

    def halves(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Deal the everyday tables into two halves."""
        tables = rng.permutation(list(self.everyday.rows))
        return tables[::2], tables[1::2]

    def log(
        self,
        rng: np.random.Generator,
        tables: np.ndarray,
        rows: int,
        shift: Shift | None = None,
        share: float = 0.0,
    ) -> Observations:
        """Draw a log of `rows` predictions, the given share of them shifted."""
        new = round(rows * share)
        parts = [self._observed(self.everyday, self._everyday(rng, tables, rows - new))]
        if shift and new:
            parts.append(self._shifted(rng, tables, new, shift))
        return joined(parts)

    def _everyday(self, rng: np.random.Generator, tables: np.ndarray, rows: int) -> np.ndarray:
        real = tables < _MADE
        weights = np.where(real, REAL / max(real.sum(), 1), (1 - REAL) / max((~real).sum(), 1))
        return _by_table(rng, self.everyday, tables, rows, weights / weights.sum())

    def _shifted(
        self, rng: np.random.Generator, tables: np.ndarray, rows: int, shift: Shift
    ) -> Observations:
        if shift is Shift.MIX:
            two = rng.choice(len(LABELS), 2, replace=False)
            known = np.concatenate([self.everyday.rows[table] for table in tables.tolist()])
            known = known[np.isin(self.everyday.pool.label[known], two)]
            return self._observed(self.everyday, rng.choice(known, rows))
        watched = self.unseen[shift]
        source = rng.choice(np.unique(watched.pool.source))
        own = np.unique(watched.pool.table[watched.pool.source == source])
        return self._observed(watched, _by_table(rng, watched, own, rows, None))

    def _observed(self, watched: Watched, rows: np.ndarray) -> Observations:
        pool = watched.pool
        confidence = pool.confidence[rows]
        return Observations.of(
            self.names,
            watched.features[rows],
            confidence,
            _ANSWERS[pool.answer[rows]],
            abstained=confidence < _UNSURE,
            # Tables are numbered apart in all pools, so inputs are too.
            identity=pool.table[rows].astype(np.int64) * 1_000_000 + rows,
            cluster=pool.table[rows],
        )


def joined(parts: list[Observations]) -> Observations:
    """Put logs of the same features one after another."""
    if len(parts) == 1:
        return parts[0]
    names = parts[0].names
    arrays = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in vars(parts[0])
        if name != "names"
    }
    return Observations(names, **arrays)


def _by_table(
    rng: np.random.Generator,
    watched: Watched,
    tables: np.ndarray,
    rows: int,
    weights: np.ndarray | None,
) -> np.ndarray:
    """Draw whole tables until there are enough rows; the last one is cut."""
    found: list[np.ndarray] = []
    count = 0
    while count < rows:
        for table in rng.choice(tables, size=max(1, (rows - count) // 16), p=weights).tolist():
            found.append(watched.rows[table])
            count += len(found[-1])
    return np.concatenate(found)[:rows]
