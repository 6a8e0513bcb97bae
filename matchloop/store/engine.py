"""A connection to the store, and every database error as a StoreError with the remedy.

Knows the two databases, SQLite and PostgreSQL, and nothing of what is kept in them.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from matchloop.errors import MissingExtraError, StoreError
from matchloop.refusals import in_words
from matchloop.store import settings

_WRITES = "matchloop_writes"
_EXPECTED = (
    f"Set {settings.URL} to an address like postgresql://user:password@host/database or "
    "sqlite:////folder/store.db, or unset it to use SQLite in the home folder."
)


@dataclass(frozen=True)
class Store:
    """An open store. `shown` is its address without password, fit to be printed."""

    engine: sa.Engine
    shown: str
    file: Path | None = None
    _inode: int = field(default=0, repr=False)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one state of the store."""
        with self._store_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield a connection whose changes are kept together, or not at all on an exception."""
        with self._store_errors(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    @property
    def is_gone(self) -> bool:
        """Whether the SQLite file was removed or replaced: what is written now would be lost."""
        return self.file is not None and _inode(self.file) != self._inode

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def _store_errors(self) -> Iterator[None]:
        driver: Any = self.engine.dialect.loaded_dbapi  # reading uses its cursors directly
        try:
            yield
        except (DBAPIError, PoolTimeout, driver.Error) as error:
            raise StoreError(_in_words(self.shown, error)) from error


def connect(address: str, patience: float) -> Store:
    """Open a database without looking at its schema; see `matchloop.store.open`."""
    url = _checked(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, patience)
    return _postgresql(url, patience)


def _checked(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # Without the text itself: what cannot be parsed may have a password anywhere.
        raise StoreError(f"The address of the store cannot be read. {_EXPECTED}") from None
    kind = url.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite":
        return url.set(drivername="sqlite")
    raise StoreError(f"The store cannot be on {kind!r}, only SQLite or PostgreSQL. {_EXPECTED}")


def _sqlite(url: URL, patience: float) -> Store:
    if not url.database or url.database == ":memory:":
        raise StoreError(f"The store cannot be in memory: it must outlive the process. {_EXPECTED}")
    file = Path(url.database).expanduser().absolute()
    shown = f"sqlite:///{file}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(
            URL.create("sqlite", database=str(file)), connect_args={"timeout": patience}
        )
        sa.event.listen(engine, "connect", lambda raw, _: _prepare_sqlite(raw, patience))
        sa.event.listen(engine, "begin", _begin_sqlite)
        with engine.connect():
            pass
    except (OSError, DBAPIError) as error:
        raise StoreError(_in_words(shown, error)) from error
    return Store(engine, shown, file, _inode(file))


def _prepare_sqlite(connection: Any, patience: float) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, so that DDL is inside too
    cursor = connection.cursor()
    deadline = time.monotonic() + patience
    while True:
        try:
            # Only when it is not so already: switching needs the file for itself.
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:  # SQLite does not wait by itself here
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later could not wait for its turn.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL, patience: float) -> Store:
    shown = url.set(query={}).render_as_string(hide_password=True)
    waits: dict[str, Any] = (
        {} if "connect_timeout" in url.query else {"connect_timeout": max(2, round(patience))}
    )
    try:
        engine = sa.create_engine(url, connect_args=waits, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise MissingExtraError("psycopg", "postgresql", f"The store at {shown}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"The address {shown} cannot be used. {_EXPECTED}") from error
    return Store(engine, shown)


def _inode(file: Path) -> int:
    try:
        return file.stat().st_ino
    except OSError:
        return 0


def _in_words(shown: str, error: Exception) -> str:
    if isinstance(error, OSError):
        return f"The store at {shown} failed: {in_words(error)}"
    reason = str(getattr(error, "orig", None) or error)
    return f"The store at {shown} failed: {' '.join(reason.split())[:300]}. {_remedy(reason)}"


def _remedy(reason: str) -> str:
    if "locked" in reason:
        return "Another process holds it: wait until it is done, or end it, and try again."
    if "readonly" in reason or "unable to open" in reason:
        return (
            "Answers need no store: set MATCHLOOP_LOG=off to go without a log, or let its folder "
            "be written."
        )
    if "full" in reason:
        return "Free some disk space and try again."
    if "not a database" in reason or "malformed" in reason:
        return "The file is damaged: move it away, and an empty store is made in its place."
    return f"See that the database runs and can be written, or change the address. {_EXPECTED}"
