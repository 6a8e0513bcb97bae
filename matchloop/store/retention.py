"""Keeps the prediction log within an age and a number of rows for each family.

Deletes the oldest rows in small transactions and stops when its time is up; the next turn goes
on, so that writing never waits long.
"""

import time
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from matchloop.store.engine import Store
from matchloop.store.settings import Limits
from matchloop.store.tables import housekeeping, predictions

TASK = "trim predictions"
EVERY = timedelta(hours=1)
CHUNK = 5_000
_MICROSECOND = timedelta(microseconds=1)


def is_due(store: Store, now: int) -> bool:
    """Take the turn for trimming if it is an hour since anybody's last; True for one caller."""
    task = housekeeping.c.task == TASK
    with store.reading() as connection:
        last = connection.scalar(sa.select(housekeeping.c.time).where(task))
    if last is not None and now - last < EVERY // _MICROSECOND:
        return False
    with store.writing() as connection:
        if last is None:
            values = {"task": TASK, "time": now}
            statement = "INSERT INTO housekeeping VALUES (:task, :time) ON CONFLICT DO NOTHING"
            return connection.execute(sa.text(statement), values).rowcount == 1
        mine = task & (housekeeping.c.time == last)
        return (
            connection.execute(sa.update(housekeeping).where(mine).values(time=now)).rowcount == 1
        )


def trim(store: Store, limits: Limits, now: int, seconds: float) -> int:
    """Delete what is beyond the limits, for at most about `seconds`; return how many rows."""
    deadline, deleted = time.monotonic() + seconds, 0
    for family in _families(store):
        before = max(now - limits.age // _MICROSECOND, _full_since(store, family, limits.rows))
        while gone := _delete_some(store, family, before):
            deleted += gone
            if time.monotonic() > deadline:
                return deleted
    return deleted


def _families(store: Store) -> Iterator[str]:
    """Each family by one look into the index, however many rows there are."""
    family, last = predictions.c.family, ""
    while True:
        with store.reading() as connection:
            found = connection.scalar(sa.select(sa.func.min(family)).where(family > last))
        if found is None:
            return
        yield found
        last = found


def _full_since(store: Store, family: str, rows: int) -> int:
    """The moment from which on there are `rows` rows; 0 when there are fewer."""
    time = predictions.c.time
    newest_first = sa.select(time).where(predictions.c.family == family).order_by(time.desc())
    with store.reading() as connection:
        return connection.scalar(newest_first.limit(1).offset(rows - 1)) or 0


def _delete_some(store: Store, family: str, before: int) -> int:
    oldest = (
        sa.select(predictions.c.id)
        .where(predictions.c.family == family, predictions.c.time < before)
        .order_by(predictions.c.time)
        .limit(CHUNK)
    )
    with store.writing() as connection:
        statement = sa.delete(predictions).where(predictions.c.id.in_(oldest))
        return connection.execute(statement).rowcount
