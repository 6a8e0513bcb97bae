"""Moves a home to another folder: by one renaming where it can, else by a verified copy."""

import errno
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from matchloop.errors import HomeError
from matchloop.files import replacing_folder, sha256
from matchloop.home import home
from matchloop.refusals import telling
from matchloop.registry import local_files
from matchloop.upkeep.contents import DATABASES, copy_database, files, held
from matchloop.upkeep.restore import refuse_taken


@dataclass(frozen=True)
class Moved:
    """From where to where; addresses: of the registry's files that were brought up to date."""

    source: Path
    target: Path
    addresses: int


def move(target: Path) -> Moved:
    """Move the home to a folder that is empty or not there.

    On another disk it is copied, verified, and only then removed; what a process writes into the
    old one meanwhile is lost, so servers are to be ended first. Raises HomeError with the home as
    it was.
    """
    source, target = home(), Path(target).expanduser().resolve()
    if not source.is_dir() or not any(source.iterdir()):
        raise HomeError(f"There is nothing to move: {source} is no home or empty.")
    if target == source or target.is_relative_to(source) or source.is_relative_to(target):
        raise HomeError(f"{target} and the home {source} lie in each other. Name another folder.")
    if source.is_mount():
        raise HomeError(
            f"{source} is a disk of its own, which cannot be moved. Take `matchloop home backup`, "
            "and restore that where the home is to lie."
        )
    refuse_taken(target)
    with telling(HomeError, target, "moved to", f"The home is where it was, {source}."), held():
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            target.rmdir()
        try:
            os.rename(source, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _copied(source, target)
            shutil.rmtree(source)
    return Moved(source, target, _addresses(target))


def _copied(source: Path, target: Path) -> None:
    with replacing_folder(target) as fresh:
        for name in files(source):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, fresh / name)
            if sha256(source / name) != sha256(fresh / name):
                raise HomeError(
                    f"{source / name} was changed while it was copied; the home is where it was. "
                    "End what changes it and try again."
                )
        for name in DATABASES:
            if (source / name).is_file():
                copy_database(source / name, fresh / name)
        for folder in (path for path in fresh.rglob("*") if path.is_dir()):
            shutil.copymode(source / folder.relative_to(fresh), folder)


def _addresses(target: Path) -> int:
    try:
        return local_files.bring_up_to_date(target)
    except sqlite3.Error:  # opening the registry does it again
        return 0
