"""Writes batches of the prediction log, and keeps the log within its limits.

Runs in the log's own thread; whoever loads this module loads SQLAlchemy.
"""

import logging
import time
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError

from matchloop import store as stores
from matchloop.errors import MissingExtraError, StoreError
from matchloop.store import retention, settings
from matchloop.store.engine import Store
from matchloop.store.rows import COLUMNS, Logged, rows

LOCK_SECONDS = 1.0  # the log itself tries again, and must be able to stop in between
ROWS_BETWEEN_TRIMS = 50_000
_log = logging.getLogger(__name__)


class Writer:
    """Writes to one store, which it opens at the first batch and again when it went away."""

    def __init__(self, url: str | None):
        self._url = url
        self._store: Store | None = None
        self._since_trim = 0

    def write(self, batch: list[Logged]) -> int:
        """Write a batch in one transaction and return how many rows are stored.

        A row whose id is there already is left out, so that a batch whose fate is unknown can be
        written again. Raises StoreError.
        """
        store = self._opened()
        values = list(chain.from_iterable(map(rows, batch)))
        with store.writing() as connection:
            stored = connection.exec_driver_sql(_insert(connection), values).rowcount
        self._since_trim += len(values)
        self._tidy(store)
        return stored

    @staticmethod
    def may_pass(error: Exception) -> bool:
        """Whether trying again later can help."""
        if isinstance(error, MissingExtraError):
            return False
        cause = error.__cause__
        if isinstance(cause, OSError) or "readonly" in str(cause):
            return False  # a folder that cannot be written stays so
        lasting = isinstance(cause, sa.exc.DBAPIError) and not isinstance(
            cause, OperationalError | InterfaceError
        )
        return isinstance(error, StoreError) and not lasting

    @staticmethod
    def is_busy(error: Exception) -> bool:
        """Whether others hold the database, for as long as they write."""
        return isinstance(error, StoreError) and "locked" in str(error.__cause__)

    def close(self) -> None:
        """Give the connection back."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _opened(self) -> Store:
        if self._store is not None and self._store.is_gone:
            self.close()
        if self._store is None:
            self._store = stores.open(self._url, patience=LOCK_SECONDS)
        return self._store

    def _tidy(self, store: Store) -> None:
        """Trim when many rows have come, or when nobody has for an hour; the log is written."""
        try:
            now = time.time_ns() // 1000
            if self._since_trim >= ROWS_BETWEEN_TRIMS or retention.is_due(store, now):
                limits = settings.limits()
                self._since_trim = 0
                retention.trim(store, limits, now, seconds=0.5)
        except StoreError as error:
            _log.warning("The prediction log could not be trimmed: %s", error)


def _insert(connection: sa.Connection) -> str:
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(COLUMNS))
    names = ", ".join(COLUMNS)
    return f"INSERT INTO predictions ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"
