"""Backs a home up to one archive that is whole and consistent, or not there at all."""

import io
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from matchloop import __version__
from matchloop.errors import HomeError
from matchloop.files import replacing, sha256
from matchloop.home import home
from matchloop.refusals import telling
from matchloop.store import settings
from matchloop.upkeep.archive import FORMAT, LIST, ArchivedFile, ArchiveList
from matchloop.upkeep.contents import DATABASES, REBUILT, copy_database, files, held


@dataclass(frozen=True)
class Backup:
    """What was backed up, and what was not: in `elsewhere`, in words."""

    archive: Path
    files: int
    bytes: int
    elsewhere: tuple[str, ...]


def back_up(archive: Path) -> Backup:
    """Write all of the home but what is made anew to a new file.

    Answers and the log go on meanwhile; promotions and rollbacks wait. Raises HomeError when there
    is nothing to back up, the file is there already, or it cannot be written whole.
    """
    root, archive = home(), Path(archive).expanduser().absolute()
    if not root.is_dir() or not any(root.iterdir()):
        raise HomeError(f"There is nothing to back up: {root} is no home or empty.")
    if archive.exists():
        raise HomeError(f"{archive} is there already. Give the backup a new name.")
    if archive.resolve().is_relative_to(root):
        raise HomeError(f"{archive} lies in the home itself. Put the backup somewhere else.")
    with telling(HomeError, archive, "written", "There is no backup."):
        archive.parent.mkdir(parents=True, exist_ok=True)
        with held(), TemporaryDirectory(dir=archive.parent, prefix=".home.") as temporary:
            return _written(root, archive, Path(temporary))


def _written(root: Path, archive: Path, temporary: Path) -> Backup:
    sources = {name: root / name for name in files(root, without=REBUILT)}
    for name in DATABASES:
        if (root / name).is_file():
            copy_database(root / name, temporary / name)
            sources[name] = temporary / name
    listed = ArchiveList(
        format=FORMAT,
        written_by=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        files={name: _entry(path) for name, path in sorted(sources.items())},
    )
    with replacing(archive) as part:
        part.touch(mode=0o600)  # feedback is nobody else's business
        _pack(part, listed, sources)
    size = sum(each.bytes for each in listed.files.values())
    return Backup(archive, len(listed.files), size, tuple(_elsewhere()))


def _entry(path: Path) -> ArchivedFile:
    return ArchivedFile(sha256=sha256(path), bytes=path.stat().st_size)


def _pack(part: Path, listed: ArchiveList, sources: Mapping[str, Path]) -> None:
    text = json.dumps(listed.model_dump(), indent=1).encode()
    with tarfile.open(part, "w:gz", compresslevel=3) as tar:
        tar.addfile(_header(LIST, len(text)), io.BytesIO(text))
        for name, entry in listed.files.items():
            with sources[name].open("rb") as file:
                tar.addfile(_header(name, entry.bytes), file)
            if _entry(sources[name]) != entry:
                raise HomeError(
                    f"{sources[name]} was changed while it was backed up; there is no backup. End "
                    "what changes it and try again."
                )


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


def _elsewhere() -> list[str]:
    found = []
    if settings.is_configured():
        found.append(f"the store that {settings.URL} names")
    if os.environ.get("MLFLOW_TRACKING_URI"):
        found.append("the registry that MLFLOW_TRACKING_URI names")
    return found
