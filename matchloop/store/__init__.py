"""The loop's memory: predictions, feedback, retraining requests, verdicts and promotions.

One database: SQLite at `<home>/store.db`, or what MATCHLOOP_DATABASE_URL names. `opened()` lends
a `Store` for a block, `open()` one for longer. What can be done with it is in the modules beside,
one for each table: `predictions`, `feedback`, `retraining`, `verdicts`, `promotions`. The answering
path uses `log` alone. Importing this package loads no database library.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from matchloop.store import settings

if TYPE_CHECKING:
    from matchloop.store.engine import Store


def open(url: str | None = None, patience: float = 10.0) -> "Store":
    """Connect, with the schema brought up to date; by default where this machine's store is.

    patience: seconds to wait for a lock or a server. Raises StoreError when the database is out
    of reach, was written by a newer matchloop, or the address is no good.
    """
    from matchloop.store import engine, migrate

    store = engine.connect(url or settings.database_url(), patience)
    try:
        migrate.bring_up_to_date(store)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def opened(url: str | None = None, patience: float = 10.0) -> Iterator["Store"]:
    """Lend the store for the time of a block; arguments and errors are those of `open`."""
    store = open(url, patience)
    try:
        yield store
    finally:
        store.close()


def exists() -> bool:
    """Whether something may be stored; False only where the default SQLite file is not there."""
    return settings.is_configured() or settings.default_path().is_file()
