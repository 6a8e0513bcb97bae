"""What belongs to a home, file by file, and consistent copies of its databases."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from matchloop import serving
from matchloop.errors import HomeError, RegistryError
from matchloop.home import home

DATABASES = ("store.db", "mlflow.db", "prefect/prefect.db")
"""SQLite databases of a home; the store's and the registry's may be elsewhere altogether."""

REBUILT = ("cache", "logs")
"""Folders that a backup does without: what is in them is made anew, or was only to be read."""

LOCKS = ("lock", "mlflow.lock")
_BESIDE_DATABASES = ("-wal", "-shm", "-journal")


def files(folder: Path, without: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the path of each file from `folder`, in order; no databases, no locks, no left-overs.

    without: folders at the top that are left out. Raises HomeError for a link, for what it leads to
    is not in the home.
    """
    for place, folders, names in os.walk(folder, onerror=_refuse):
        at = Path(place).relative_to(folder)
        top = at == Path(".")
        folders[:] = sorted(
            name for name in folders if not is_left_over(name) and not (top and name in without)
        )
        for name in sorted([*names, *folders]):
            path = at / name
            if (folder / path).is_symlink():
                raise HomeError(
                    f"{folder / path} is a link; a home holds its files itself. Put what it leads "
                    "to in its place and try again."
                )
            if name in names and _is_kept(path):
                yield path.as_posix()


def is_left_over(name: str) -> bool:
    """Whether a name is one of those under which something is written before it is whole."""
    return name.startswith(".") and name.endswith((".part", ".old"))


def _is_kept(path: Path) -> bool:
    text = path.as_posix()
    beside = tuple(f"{name}{end}" for name in DATABASES for end in ("", *_BESIDE_DATABASES))
    return path.name not in LOCKS and not is_left_over(path.name) and text not in beside


@contextmanager
def held() -> Iterator[None]:
    """Hold the lock of every family on this machine: nobody promotes, registers or rolls back.

    Where no lock can be written nobody can do so either.
    """
    folder = home() / "serving"
    with ExitStack() as locks:
        inside = sorted(folder.iterdir()) if folder.is_dir() else []
        for name in (path.name for path in inside if _can_be_locked(path)):
            try:
                locks.enter_context(serving.lock(name))
            except RegistryError as error:
                if "no name of a family" not in str(error):  # the check tells of such a folder
                    raise
        yield


def _can_be_locked(family: Path) -> bool:
    return family.is_dir() and not family.is_symlink() and os.access(family, os.W_OK)


def reading(path: Path) -> sqlite3.Connection:
    """Open a SQLite database to read it, also in a folder that cannot be written."""
    log = path.with_name(f"{path.name}-wal")
    still = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    how = "mode=ro&immutable=1" if still else "mode=ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=20)


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database as it stands between two transactions, whoever writes meanwhile.

    Raises HomeError naming the database when it cannot be read or is damaged.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(reading(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise HomeError(
            f"{source} cannot be copied: {error}. `matchloop home check` says what is wrong."
        ) from error


def _refuse(error: OSError) -> None:
    raise error
