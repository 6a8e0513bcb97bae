"""Feedback: what people said the right answers are; kept once each, conflicts shown.

A piece of feedback is about a subject: the input it names, or the example it brings. The same
answer to the same subject is kept once; different answers to one subject are a conflict, which
training leaves out until one of them replaces the others. What an example holds is the family's
business, not this module's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from matchloop.errors import FeedbackError
from matchloop.store.engine import Store
from matchloop.store.feedback_checks import Given, problem
from matchloop.store.moments import micros, moment, now
from matchloop.store.records import identity, storable
from matchloop.store.tables import feedback, predictions

_SHOWN = 10
_f = feedback.c
_STANDS = (_f.withdrawn.is_(None), _f.deleted.is_(None))


@dataclass(frozen=True)
class Feedback:
    """Feedback as it is kept; version and name are those of the prediction, if they were known.

    is_readable: False for an example of older days that no reader takes, such as one nested
    without end; its payload is empty.
    """

    id: int
    time: datetime
    family: str
    prediction: int | None
    input: str | None
    version: str | None
    name: str | None
    payload: dict[str, Any]
    given_answer: str | None
    right_answer: str
    source: str
    note: str
    subject: str
    is_readable: bool = True


@dataclass(frozen=True)
class Conflict:
    """Different right answers for one subject; `feedback` has one item for each."""

    subject: str
    feedback: list[Feedback]

    @property
    def answers(self) -> list[str]:
        """The answers that exclude one another."""
        return [each.right_answer for each in self.feedback]


@dataclass(frozen=True)
class Added:
    """What became of feedback: new ones, those known already, and the conflicts they are in."""

    new: int
    known: int
    conflicts: list[Conflict]


def add(store: Store, family: str, given: Sequence[Given], *, replacing: bool = False) -> Added:
    """Keep feedback, all of it or none. Raises FeedbackError naming the items that are wrong.

    replacing: the new answers take the place of other answers to the same subjects.
    """
    with store.writing() as connection:
        known = _predictions(connection, family, given)
        problems = [_problem_with(each, known, family) for each in given]
        if any(problems):
            raise FeedbackError(_report(problems))
        rows = [_row(family, each, known.get(each.prediction or 0)) for each in given]
        new = sum(_insert(connection, row) for row in rows)
        if replacing:
            for row in rows:
                _withdraw_others(connection, row)
        subjects = {row["subject"] for row in rows}
        found = [each for each in _conflicts(connection, family) if each.subject in subjects]
    return Added(new, len(rows) - new, found)


def stored(
    store: Store,
    family: str | None = None,
    *,
    since: datetime | None = None,
    limit: int | None = None,
) -> list[Feedback]:
    """Feedback that was neither withdrawn nor deleted, the newest first."""
    statement = _standing(family).order_by(_f.time.desc(), _f.id.desc()).limit(limit)
    if since is not None:
        statement = statement.where(_f.time >= micros(since))
    with store.reading() as connection:
        return [_feedback(row) for row in connection.execute(statement)]


def conflicts(store: Store, family: str) -> list[Conflict]:
    """The subjects of a family that were given different right answers."""
    with store.reading() as connection:
        return _conflicts(connection, family)


def examples(store: Store, family: str) -> list[Feedback]:
    """Feedback to learn from, oldest first: what stands and is in no conflict."""
    with store.reading() as connection:
        disputed = {each.subject for each in _conflicts(connection, family)}
        rows = connection.execute(_standing(family).order_by(_f.time, _f.id)).all()
    return [each for each in map(_feedback, rows) if each.subject not in disputed]


def _standing(family: str | None) -> sa.Select[Any]:
    statement = sa.select(feedback).where(*_STANDS)
    return statement if family is None else statement.where(_f.family == family)


def _conflicts(connection: sa.Connection, family: str) -> list[Conflict]:
    disputed = (
        sa.select(_f.subject)
        .where(_f.family == family, *_STANDS)
        .group_by(_f.subject)
        .having(sa.func.count() > 1)  # answers differ: the same one is kept once
    )
    rows = connection.execute(
        _standing(family).where(_f.subject.in_(disputed)).order_by(_f.subject, _f.time, _f.id)
    )
    grouped = groupby(map(_feedback, rows), key=lambda each: each.subject)
    return [Conflict(subject, list(items)) for subject, items in grouped]


def _predictions(
    connection: sa.Connection, family: str, given: Sequence[Given]
) -> dict[int, sa.Row[Any]]:
    ids = sorted({each.prediction for each in given if each.prediction is not None})
    p = predictions.c
    found: dict[int, sa.Row[Any]] = {}
    for start in range(0, len(ids), 500):
        some = p.id.in_(ids[start : start + 500]) & (p.family == family)
        statement = sa.select(p.id, p.input, p.version, p.name, p.answer).where(some)
        found.update({row.id: row for row in connection.execute(statement)})
    return found


def _problem_with(given: Given, known: dict[int, sa.Row[Any]], family: str) -> str:
    alone = given.prediction is not None and not given.input and not given.payload
    if alone and given.prediction not in known:
        return (
            f"there is no prediction {given.prediction} of {family} in the log (any more). Give "
            "the example itself"
        )
    return problem(given)


def _row(family: str, given: Given, prediction: sa.Row[Any] | None) -> dict[str, Any]:
    about = given.input or (prediction.input if prediction else None)
    example = json.dumps(given.payload, sort_keys=True, ensure_ascii=True)
    return {
        "time": micros(now()),
        "family": family,
        "prediction": given.prediction,
        "input": about,
        "version": prediction.version if prediction else None,
        "name": prediction.name if prediction else None,
        "payload": given.payload,
        "given_answer": given.given or (prediction.answer if prediction else None),
        "right_answer": storable(given.right.strip()),
        "source": storable(given.source),
        "note": storable(given.note),
        "subject": about or identity([example]),
    }


def _insert(connection: sa.Connection, row: dict[str, Any]) -> int:
    """Insert, or let a withdrawn or deleted one stand again; 1 if something changed."""
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(feedback).values(**row)
    fresh = {key: statement.excluded[key] for key in row if key not in ("family", "subject")}
    statement = statement.on_conflict_do_update(
        index_elements=[_f.family, _f.subject, _f.right_answer],
        set_={**fresh, "withdrawn": None, "deleted": None},
        where=sa.or_(_f.withdrawn.is_not(None), _f.deleted.is_not(None)),
    )
    return len(connection.execute(statement.returning(_f.id)).all())


def _withdraw_others(connection: sa.Connection, row: dict[str, Any]) -> None:
    others = sa.and_(
        _f.family == row["family"],
        _f.subject == row["subject"],
        _f.right_answer != row["right_answer"],
        _f.withdrawn.is_(None),
    )
    connection.execute(sa.update(feedback).where(others).values(withdrawn=row["time"]))


def _report(problems: Sequence[str]) -> str:
    lines = [f"  item {n}: {text}" for n, text in enumerate(problems, 1) if text]
    more = [f"  … and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "\n".join(["No feedback was added:", *lines[:_SHOWN], *more])


def _feedback(row: sa.Row[Any]) -> Feedback:
    values = dict(row._mapping)
    del values["withdrawn"], values["deleted"]
    if values["payload"] is None:
        values |= {"payload": {}, "is_readable": False}
    return Feedback(**{**values, "time": moment(values["time"])})
