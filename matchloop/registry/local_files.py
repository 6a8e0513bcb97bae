"""Where the local registry keeps its files: in the home, wherever the home lies now.

MLflow writes absolute addresses into its database. What we read is looked up from the home by the
number of its run, and the addresses, which MLflow's own UI and its writing go by, are brought up to
date when the registry is opened: a home may be moved, copied or restored anywhere. Knows the few
columns of MLflow's database that hold addresses, and nothing of MLflow itself.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

PREFIX = "matchloop."
_ADDRESSES = (
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
    ("logged_models", "artifact_location"),
)


@dataclass(frozen=True)
class Registered:
    """A version in the local registry. manifest_sha256: of its bundle, "" where nobody noted it."""

    family: str
    version: int
    run_id: str
    manifest_sha256: str


def database(home: Path) -> Path:
    """The database of the local registry."""
    return home / "mlflow.db"


def artifacts(home: Path) -> Path:
    """The folder of the files of all runs."""
    return home / "artifacts"


def of_run(home: Path, run_id: str, path: str) -> Path:
    """Where a file or folder of a run lies."""
    return artifacts(home) / run_id / "artifacts" / path


def copied(home: Path, run_id: str, path: str, folder: Path) -> Path | None:
    """Copy a file or folder of a run into `folder`; None where the home has none of that name."""
    source, target = of_run(home, run_id, path), folder / path
    if source.is_dir():
        return Path(shutil.copytree(source, target))
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(source, target))
    return None


def elsewhere(home: Path) -> tuple[str, ...]:
    """Addresses of other homes under which this one's files stand in its database.

    Raises sqlite3.Error when the database cannot be read.
    """
    path, here = database(home), artifacts(home).as_uri()
    if not path.is_file() or not artifacts(home).is_dir():
        return ()
    with closing(_reading(path)) as connection:
        if not _columns(connection, "experiments"):
            return ()
        query = "SELECT DISTINCT artifact_location FROM experiments WHERE name LIKE ?"
        found = [row[0] or "" for row in connection.execute(query, (f"{PREFIX}%",))]
    return tuple(
        each
        for each in found
        if each.startswith("file://") and each.endswith("/artifacts") and each != here
    )


def bring_up_to_date(home: Path, root: Path | None = None) -> int:
    """Have the addresses in a home's database lead to where its files lie; return how many did not.

    root: where the home is going to lie, if not where it does. All of them change, or none. Raises
    sqlite3.Error when the database cannot be written.
    """
    old, new, changed = elsewhere(home), artifacts(root or home).as_uri(), 0
    if root is not None and root != home:
        old = (*old, artifacts(home).as_uri())
    if not old or not database(home).is_file():
        return 0
    with closing(sqlite3.connect(database(home), timeout=20, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for table, column in _ADDRESSES:
            if column not in _columns(connection, table):
                continue
            for each in old:
                length = len(each)
                changed += connection.execute(
                    f"UPDATE {table} SET {column} = ? || substr({column}, ?) "
                    f"WHERE {column} = ? OR substr({column}, 1, ?) = ?",
                    (new, length + 1, each, length + 1, f"{each}/"),
                ).rowcount
        connection.execute("COMMIT")
    return changed


def registered(home: Path) -> Iterator[Registered]:
    """The versions in the local registry, by family. Raises sqlite3.Error."""
    query = (
        "SELECT v.name, v.version, v.run_id, coalesce(t.value, '') FROM model_versions v "
        "LEFT JOIN model_version_tags t ON t.name = v.name AND t.version = v.version "
        "AND t.key = 'manifest_sha256' WHERE v.name LIKE ? "
        "AND v.current_stage IS NOT 'Deleted_Internal' ORDER BY v.name, v.version"
    )
    with closing(_reading(database(home))) as connection:
        if _columns(connection, "model_versions"):
            for name, version, run_id, digest in connection.execute(query, (f"{PREFIX}%",)):
                yield Registered(name.removeprefix(PREFIX), int(version), run_id or "", digest)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=20)


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
