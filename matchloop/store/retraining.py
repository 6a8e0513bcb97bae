"""The durable table of retraining requests: asked once, served once, never lost.

A family has at most one request that waits and one that is being served; the database itself
holds to that, so it is true across processes and machines. Knows nothing of what retraining is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from matchloop.errors import StoreError
from matchloop.store.engine import Store
from matchloop.store.moments import micros, moment, now
from matchloop.store.records import storable
from matchloop.store.tables import retrain_requests

_r = retrain_requests.c
_MOST_REASONS = 20


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


FINAL = frozenset({State.DONE, State.REFUSED, State.FAILED})


@dataclass(frozen=True)
class Request:
    """A request to retrain a family.

    reason: one line for each different reason. merged: how many later requests it took in.
    claimed_by, claimed_at, finished, outcome: None until then.
    """

    id: int
    family: str
    reason: str
    created: datetime
    state: State
    claimed_by: str | None
    claimed_at: datetime | None
    finished: datetime | None
    outcome: str | None
    merged: int


def ask(store: Store, family: str, reason: str) -> Request:
    """Ask for a retraining; taken into the family's open request if there is one."""
    reason = storable(" ".join(reason.split()))
    if not reason:
        raise StoreError(f"A request to retrain {family} needs a reason; it was empty.")
    with store.writing() as connection:
        while True:
            waiting = _open(connection, family)
            if waiting is not None:
                merged = waiting.merged + 1
                return _set(
                    connection, waiting.id, merged=merged, reason=_joined(waiting.reason, reason)
                )
            values = {"family": family, "reason": reason, "merged": 0, "state": State.OPEN}
            # Somebody else's request can appear between the look and the insert: look again.
            insert = _insert_quietly(connection, {**values, "created": micros(now())})
            if row := connection.execute(insert).first():
                return _request(row)


def claim(store: Store, by: str, family: str | None = None) -> Request | None:
    """Take the oldest open request (of a family) to serve it; nobody else is given it.

    None when nothing is open, or only for families whose retraining is under way.
    """
    busy = retrain_requests.alias("busy")
    under_way = sa.exists().where(busy.c.family == _r.family, busy.c.state == State.CLAIMED)
    first = sa.select(_r.id).where(_r.state == State.OPEN, ~under_way)
    if family is not None:
        first = first.where(_r.family == family)
    first = first.order_by(_r.created, _r.id).limit(1).with_for_update(skip_locked=True)
    try:
        with store.writing() as connection:
            found = connection.scalar(first)
            if found is None:
                return None
            return _set(
                connection, found, state=State.CLAIMED, claimed_by=by, claimed_at=micros(now())
            )
    except StoreError as error:
        # Another process claimed a request of the family at the same moment.
        if isinstance(error.__cause__, IntegrityError):
            return None
        raise


def renew(store: Store, request: int, by: str) -> Request:
    """Say that a claimed request is still being served. Raises StoreError if it is no more."""
    return _while_claimed(store, request, by, {"claimed_at": micros(now())})


def finish(store: Store, request: int, by: str, state: State, outcome: str) -> Request:
    """Close a claimed request as done, refused or failed, with the outcome in words.

    Raises StoreError when `by` does not hold it any more.
    """
    if state not in FINAL:
        raise StoreError(f"A request ends as {', '.join(sorted(FINAL))}, not as {state!r}.")
    values = {"state": state, "outcome": outcome, "finished": micros(now())}
    return _while_claimed(store, request, by, values)


def reopen_lost(store: Store, older_than: timedelta) -> list[Request]:
    """Open lost requests again and return them, to be served once more.

    One whose family has a new open request already is closed as failed and merged into that,
    which is what is returned for it.
    """
    with store.writing() as connection:
        found = connection.execute(_lost(older_than).with_for_update()).all()
        return [_reopened(connection, _request(row)) for row in found]


def requests(
    store: Store,
    family: str | None = None,
    states: Collection[State] | None = None,
    limit: int = 100,
) -> list[Request]:
    """The requests, the newest first."""
    statement = sa.select(retrain_requests).order_by(_r.created.desc(), _r.id.desc()).limit(limit)
    if family is not None:
        statement = statement.where(_r.family == family)
    if states is not None:
        statement = statement.where(_r.state.in_(list(states)))
    with store.reading() as connection:
        return [_request(row) for row in connection.execute(statement)]


def last_finished(store: Store, family: str) -> Request | None:
    """The request of a family that was finished last; its moment is where a cool-down begins."""
    statement = sa.select(retrain_requests).where(_r.family == family, _r.finished.is_not(None))
    with store.reading() as connection:
        row = connection.execute(statement.order_by(_r.finished.desc()).limit(1)).first()
    return None if row is None else _request(row)


def _open(connection: sa.Connection, family: str) -> Request | None:
    where = (_r.family == family) & (_r.state == State.OPEN)
    row = connection.execute(sa.select(retrain_requests).where(where).with_for_update()).first()
    return None if row is None else _request(row)


def _insert_quietly(connection: sa.Connection, values: dict[str, Any]) -> Any:
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(retrain_requests).values(**values)
    return insert.on_conflict_do_nothing().returning(retrain_requests)


def _joined(reasons: str, more: str) -> str:
    """Reasons, a line for each, with those of `more` that are new."""
    lines = [*reasons.split("\n"), *more.split("\n")]
    return "\n".join(list(dict.fromkeys(lines))[:_MOST_REASONS])


def _set(connection: sa.Connection, request: int, **values: Any) -> Request:
    update = sa.update(retrain_requests).where(_r.id == request).values(**values)
    return _request(connection.execute(update.returning(retrain_requests)).one())


def _while_claimed(store: Store, request: int, by: str, values: dict[str, Any]) -> Request:
    mine = (_r.id == request) & (_r.state == State.CLAIMED) & (_r.claimed_by == by)
    update = sa.update(retrain_requests).where(mine).values(**values).returning(retrain_requests)
    with store.writing() as connection:
        row = connection.execute(update).first()
        if row is not None:
            return _request(row)
        found = connection.execute(
            sa.select(_r.state, _r.claimed_by).where(_r.id == request)
        ).first()
    stands = f"it is {found.state}, claimed by {found.claimed_by}" if found else "there is none"
    raise StoreError(
        f"Request {request} is not being served by {by!r}: {stands}. A claim that is not renewed "
        "in time is opened again for others; what was done under it must not be counted."
    )


def _lost(older_than: timedelta) -> sa.Select[Any]:
    before = micros(now() - older_than)
    where = (_r.state == State.CLAIMED) & (_r.claimed_at < before)
    return sa.select(retrain_requests).where(where).order_by(_r.created, _r.id)


def _reopened(connection: sa.Connection, request: Request) -> Request:
    waiting = _open(connection, request.family)
    if waiting is None:
        return _set(connection, request.id, state=State.OPEN, claimed_by=None, claimed_at=None)
    outcome = f"Its server {request.claimed_by} was lost; merged into request {waiting.id}."
    _set(connection, request.id, state=State.FAILED, outcome=outcome, finished=micros(now()))
    merged = waiting.merged + request.merged + 1
    reason = _joined(waiting.reason, request.reason)
    return _set(connection, waiting.id, merged=merged, reason=reason)


def _request(row: sa.Row[Any]) -> Request:
    values = dict(row._mapping)
    for name in ("created", "claimed_at", "finished"):
        values[name] = None if values[name] is None else moment(values[name])
    return Request(**{**values, "state": State(values["state"])})
