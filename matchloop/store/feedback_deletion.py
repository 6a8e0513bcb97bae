"""Deleting feedback, and taking that back.

What is deleted stays in the table with the moment of its deletion: it is neither listed nor
exported nor learned from, and it can be restored, or given again.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matchloop.errors import StoreError
from matchloop.harmless import visible
from matchloop.store.engine import Store
from matchloop.store.moments import micros, now
from matchloop.store.tables import feedback

_f = feedback.c
_SHOWN = 10


def source_of(file: Path) -> str:
    """What the source of feedback from a file begins with; the place in it follows."""
    return f"file {visible(file.name)}, "


def delete(
    store: Store, family: str, ids: Sequence[int] = (), file: Path | None = None
) -> list[int]:
    """Delete pieces of feedback by their ids or by the file they came from; return their ids.

    All of them or none: raises StoreError naming the ids that there are not.
    """
    return _mark(store, family, ids, file, _f.deleted.is_(None), micros(now()))


def restore(
    store: Store, family: str, ids: Sequence[int] = (), file: Path | None = None
) -> list[int]:
    """Let deleted feedback stand again; arguments and errors are those of `delete`."""
    return _mark(store, family, ids, file, _f.deleted.is_not(None), None)


def _mark(
    store: Store,
    family: str,
    ids: Sequence[int],
    file: Path | None,
    state: sa.ColumnElement[bool],
    moment: int | None,
) -> list[int]:
    chosen = _f.id.in_(ids) if file is None else _from_file(file)
    which = sa.and_(_f.family == family, _f.withdrawn.is_(None), state, chosen)
    with store.writing() as connection:
        marked = sa.update(feedback).where(which).values(deleted=moment).returning(_f.id)
        found = sorted(connection.scalars(marked))
        if missing := sorted(set(ids) - set(found)):
            raise StoreError(_unknown(missing, family, restoring=moment is None))
    return found


def _from_file(file: Path) -> sa.ColumnElement[Any]:
    return _f.source.startswith(source_of(file), autoescape=True)


def _unknown(missing: Sequence[int], family: str, *, restoring: bool) -> str:
    listed = ", ".join(map(str, missing[:_SHOWN])) + (", …" if len(missing) > _SHOWN else "")
    what = "deleted feedback" if restoring else "feedback"
    return (
        f"There is no {what} {listed} of {family}; nothing has been changed. "
        f"`matchloop feedback list {family}` shows the numbers of what stands."
    )
