"""What the watch found about each family, and when. Knows nothing of how it was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchloop.drift.findings import DriftVerdict
from matchloop.store.engine import Store
from matchloop.store.moments import micros, moment, now
from matchloop.store.tables import watch_verdicts

_v = watch_verdicts.c


@dataclass(frozen=True)
class WatchVerdict:
    """The verdict on a version at a time.

    window_from, window_to: None when the window was empty. report: path of the HTML report.
    """

    id: int
    family: str
    time: datetime
    version: str
    verdict: DriftVerdict
    reasons: list[str]
    window_from: datetime | None
    window_to: datetime | None
    window_size: int
    report: str | None


def record(
    store: Store,
    family: str,
    version: str,
    verdict: DriftVerdict,
    reasons: Sequence[str],
    *,
    window: tuple[datetime, datetime] | None,
    window_size: int,
    report: str | None = None,
) -> WatchVerdict:
    """Keep a verdict; `window` is from the first prediction to the last."""
    first, last = (None, None) if window is None else map(micros, window)
    values = {
        "family": family,
        "time": micros(now()),
        "version": version,
        "verdict": verdict,
        "reasons": list(reasons),
        "window_from": first,
        "window_to": last,
        "window_size": window_size,
        "report": report,
    }
    insert = sa.insert(watch_verdicts).values(**values).returning(watch_verdicts)
    with store.writing() as connection:
        return _verdict(connection.execute(insert).one())


def latest(store: Store, family: str) -> WatchVerdict | None:
    """The newest verdict on a family, None if it was never watched."""
    return next(iter(history(store, family, limit=1)), None)


def history(store: Store, family: str | None = None, limit: int = 100) -> list[WatchVerdict]:
    """The verdicts, the newest first."""
    statement = sa.select(watch_verdicts).order_by(_v.time.desc(), _v.id.desc()).limit(limit)
    if family is not None:
        statement = statement.where(_v.family == family)
    with store.reading() as connection:
        return [_verdict(row) for row in connection.execute(statement)]


def _verdict(row: sa.Row[Any]) -> WatchVerdict:
    values = dict(row._mapping)
    for name in ("time", "window_from", "window_to"):
        values[name] = None if values[name] is None else moment(values[name])
    return WatchVerdict(**{**values, "verdict": DriftVerdict(values["verdict"])})
