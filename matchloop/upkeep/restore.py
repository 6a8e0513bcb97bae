"""Restores a home from an archive: the whole of it, verified, or nothing."""

import hashlib
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from matchloop import __version__
from matchloop.documents import parse_json
from matchloop.errors import DocumentError, HomeError
from matchloop.files import replacing_folder
from matchloop.home import home
from matchloop.refusals import telling
from matchloop.registry import local_files
from matchloop.upkeep.archive import FORMAT, LIST, MOST_LIST_BYTES, ArchivedFile, ArchiveList
from matchloop.upkeep.contents import held

_CHUNK = 2**20
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, UnicodeError)


def restore(archive: Path, *, replace: bool = False) -> ArchiveList:
    """Make the home what an archive holds, and return its list.

    replace: also where there is a home, which is then gone; it stays as it is until the archive has
    been unpacked and verified beside it. Raises HomeError with nothing changed when there is one
    and replace was not said, and when the archive is no whole backup.
    """
    archive, root = Path(archive).expanduser(), home()
    refuse_taken(root, replace)
    with telling(HomeError, archive, "restored", "The home is as it was."):
        try:
            with tarfile.open(archive, "r:gz") as tar, held(), replacing_folder(root) as fresh:
                listed = _list(tar, archive)
                _check_room(listed, root)
                _unpack(tar, listed, fresh, archive)
                if (fresh / "prefect").is_dir():
                    (fresh / "prefect").chmod(0o700)  # as Prefect itself makes it
                local_files.bring_up_to_date(fresh, root)
            return listed
        except _DAMAGED as error:
            raise _no_backup(archive, str(error) or type(error).__name__) from error


def refuse_taken(root: Path, replace: bool = False) -> None:
    """Raise HomeError where a home cannot be put, because something is there."""
    with telling(HomeError, root, "looked at"):
        if root.exists() and not root.is_dir():
            raise HomeError(f"{root} is a file; expected a folder or nothing. Move it away.")
        if root.is_dir() and any(root.iterdir()) and not replace:
            raise HomeError(
                f"{root} is not empty; nothing was changed. Say --replace to have what is there "
                "replaced, or name another folder by MATCHLOOP_HOME."
            )
        if root.is_mount():
            raise HomeError(
                f"{root} is a disk of its own, which no folder can take the place of. Name a "
                f"folder in it: MATCHLOOP_HOME={root / 'home'}."
            )


def _list(tar: tarfile.TarFile, archive: Path) -> ArchiveList:
    first = tar.next()
    if first is None or first.name != LIST or not first.isreg() or first.size > MOST_LIST_BYTES:
        raise _no_backup(archive, f"it does not begin with {LIST}")
    try:
        value = parse_json(_opened(tar, first).read())
        if (
            isinstance(value, dict)
            and type(value.get("format")) is int
            and value["format"] > FORMAT
        ):
            raise HomeError(
                f"{archive} was written by matchloop {value.get('written_by')!s:.20} in a newer "
                f"form; this is {__version__}. Restore it with that version or a newer one."
            )
        return ArchiveList.model_validate(value)
    except DocumentError as error:
        raise _no_backup(archive, f"{LIST} {error}") from error
    except ValidationError as error:
        raise _no_backup(archive, f"{LIST}: {error.errors()[0]['msg']}") from error


def _unpack(tar: tarfile.TarFile, listed: ArchiveList, folder: Path, archive: Path) -> None:
    missing = dict(listed.files)
    while member := tar.next():
        expected = missing.pop(member.name, None)
        if expected is None or not member.isreg() or member.size != expected.bytes:
            raise _no_backup(archive, f"{member.name!r} is not as its list says")
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _copied(_opened(tar, member), target, expected):
            raise _no_backup(archive, f"{member.name!r} has another SHA-256 than its list says")
    if missing:
        raise _no_backup(archive, f"{len(missing):,} files are missing, such as {min(missing)!r}")


def _copied(source: IO[bytes], target: Path, expected: ArchivedFile) -> bool:
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest() == expected.sha256


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:
        raise tarfile.ReadError(f"{member.name} is no file")
    return file


def _check_room(listed: ArchiveList, root: Path) -> None:
    needed = sum(each.bytes for each in listed.files.values())
    free = shutil.disk_usage(root.parent).free
    if needed > free:
        raise HomeError(
            f"{root.parent} has room for {free:,} bytes, the backup needs {needed:,}. Make room "
            "and try again; nothing was changed."
        )


def _no_backup(archive: Path, problem: str) -> HomeError:
    return HomeError(
        f"{archive} is no whole backup of a home: {problem}. Nothing was changed; take another one."
    )
