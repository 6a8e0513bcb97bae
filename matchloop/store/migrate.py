"""Brings a database's schema up to date with the migrations that ship beside this module.

Two processes that open a store at once take turns: the second finds the work done. Alembic is
loaded only when there is something to do.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matchloop.errors import StoreError
from matchloop.store.engine import Store

HEAD = "0004"  # the newest migration; a test holds it against the folder
VERSION_TABLE = "matchloop_schema"  # a database shared with MLflow has an alembic_version already
_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6D61746368  # any number that nobody else takes for a lock


def bring_up_to_date(store: Store) -> None:
    """Apply the migrations that are missing, all or none of them.

    Raises StoreError when the schema is newer than this matchloop.
    """
    with store.reading() as connection:
        if version(connection) == HEAD:
            return
    with store.writing() as connection:  # on SQLite this alone makes the others wait
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        found = version(connection)
        if found != HEAD:
            _upgrade(connection, found, store.shown)


def alembic_config(connection: sa.Connection) -> Any:
    """Alembic's configuration for a connection; there is no alembic.ini to find."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def version(connection: sa.Connection) -> str | None:
    """The schema of a database; None for one that has none yet."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}"))


def _upgrade(connection: sa.Connection, found: str | None, shown: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"The store at {shown} was written by a newer matchloop: its schema is {found!r}, "
            f"this one knows up to {HEAD!r}. Update matchloop, or point it at another database."
        )
    command.upgrade(config, "head")
