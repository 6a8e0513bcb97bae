"""Promotions and the probation that follows: what was promised, and how it ended.

A family has at most one version on probation. The registry decides what serves; this table only
remembers what the new version is to be compared with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from matchloop.errors import StoreError
from matchloop.store.engine import Store
from matchloop.store.moments import micros, moment, now
from matchloop.store.tables import promotions

_p = promotions.c


class Probation(StrEnum):
    """Where a promoted version stands."""

    PROBATION = "probation"
    KEPT = "kept"
    ROLLED_BACK = "rolled back"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Promotion:
    """A promotion: the version, the one before it, and the figures it is measured against.

    baseline: figures of the version before, by name. ended, reasons: None and [] on probation.
    """

    id: int
    family: str
    version: str
    previous: str | None
    time: datetime
    baseline: dict[str, float]
    state: Probation
    ended: datetime | None
    reasons: list[str]


def begin(
    store: Store,
    family: str,
    version: str,
    previous: str | None,
    baseline: Mapping[str, float],
    *,
    on_probation: bool = True,
) -> Promotion:
    """Record a promotion; it supersedes one that was still on probation.

    on_probation: False keeps the version at once, such as one that a rollback returned to.
    """
    time = micros(now())
    values: dict[str, Any] = {
        "family": family,
        "version": version,
        "previous": previous,
        "time": time,
        "baseline": dict(baseline),
        "state": Probation.PROBATION if on_probation else Probation.KEPT,
        "ended": None if on_probation else time,
        "reasons": [],
    }
    superseded = {
        "state": Probation.SUPERSEDED,
        "ended": time,
        "reasons": [f"Version {version} was promoted after it."],
    }
    with store.writing() as connection:
        connection.execute(sa.update(promotions).where(_watched(family)).values(**superseded))
        insert = sa.insert(promotions).values(**values).returning(promotions)
        return _promotion(connection.execute(insert).one())


def on_probation(store: Store, family: str) -> Promotion | None:
    """The promotion of a family whose probation has not ended, None if there is none."""
    with store.reading() as connection:
        row = connection.execute(sa.select(promotions).where(_watched(family))).first()
    return None if row is None else _promotion(row)


def end(store: Store, promotion: int, state: Probation, reasons: Sequence[str]) -> Promotion:
    """End a probation as kept or rolled back, with reasons. Raises StoreError if it has ended."""
    values = {"state": state, "ended": micros(now()), "reasons": list(reasons)}
    where = (_p.id == promotion) & (_p.state == Probation.PROBATION)
    update = sa.update(promotions).where(where).values(**values).returning(promotions)
    with store.writing() as connection:
        row = connection.execute(update).first()
        if row is not None:
            return _promotion(row)
        stands = connection.scalar(sa.select(_p.state).where(_p.id == promotion))
    found = f"it is {stands!r}" if stands else "there is none"
    raise StoreError(f"Promotion {promotion} is not on probation: {found}. Nothing was changed.")


def history(store: Store, family: str | None = None, limit: int = 100) -> list[Promotion]:
    """The promotions, the newest first."""
    statement = sa.select(promotions).order_by(_p.time.desc(), _p.id.desc()).limit(limit)
    if family is not None:
        statement = statement.where(_p.family == family)
    with store.reading() as connection:
        return [_promotion(row) for row in connection.execute(statement)]


def _watched(family: str) -> sa.ColumnElement[bool]:
    return (_p.family == family) & (_p.state == Probation.PROBATION)


def _promotion(row: sa.Row[Any]) -> Promotion:
    values = dict(row._mapping)
    for name in ("time", "ended"):
        values[name] = None if values[name] is None else moment(values[name])
    return Promotion(**{**values, "state": Probation(values["state"])})
