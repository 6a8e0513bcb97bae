"""Looks at the store, wherever it is, and changes nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from matchloop.errors import MatchloopError
from matchloop.store import engine, migrate, settings
from matchloop.upkeep.contents import reading
from matchloop.upkeep.findings import Finding, fault, note, ok

_AWAY = "Move it away, and an empty store is made in its place; or restore the home from a backup."


def store_findings(_home: Path) -> Iterator[Finding]:
    """Whether the store can be read, is whole, and of which schema it is."""
    try:
        url = make_url(settings.database_url())
        if url.get_backend_name() == "sqlite":
            yield _of_file(Path(url.database or "").expanduser())
        else:
            store = engine.connect(settings.database_url(), patience=5.0)
            with closing(store), store.reading() as connection:
                yield _of_schema(store.shown, migrate.version(connection))
    except (ArgumentError, ValueError):
        yield fault("store", "its address cannot be read", f"Mend or unset {settings.URL}.")
    except MatchloopError as error:
        text, _, remedy = str(error).partition(". ")
        yield fault("store", text, remedy)


def _of_file(path: Path) -> Finding:
    if not path.exists():
        return note("store", "there is none yet", "The first answer makes it.")
    try:
        with closing(reading(path)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                return fault("store", f"{path} is damaged: {said}", _AWAY)
            named = "SELECT 1 FROM sqlite_master WHERE name = ?"
            schema = None
            if connection.execute(named, (migrate.VERSION_TABLE,)).fetchone():
                row = connection.execute(f"SELECT version_num FROM {migrate.VERSION_TABLE}")
                schema = (row.fetchone() or (None,))[0]
        return _of_schema(str(path), schema)
    except sqlite3.OperationalError as error:
        remedy = "See that nothing holds it and that it can be read, and check again."
        return fault("store", f"{path} cannot be read: {error}", remedy)
    except sqlite3.Error as error:
        return fault("store", f"{path} is damaged: {error}", _AWAY)


def _of_schema(shown: str, found: str | None) -> Finding:
    if found == migrate.HEAD:
        return ok("store", f"{shown} is whole, its schema is {found}")
    if found is None or found < migrate.HEAD:
        text = f"{shown} has the schema {found}, the newest is {migrate.HEAD}"
        return note("store", text, "The next answer brings it up to date.")
    text = f"{shown} has the schema {found}; this matchloop knows up to {migrate.HEAD}"
    return fault("store", text, "Update matchloop, or point it at another database.")
