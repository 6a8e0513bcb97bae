"""The local serving copy: the verified bundles that answers come from.

    <home>/serving/<family>/
        champion.json        the pointer: which version serves, which one a rollback returns to
        versions/<n>/        a bundle, byte for byte as it was registered
        lock                 held by whoever promotes

The pointer is replaced atomically and a version's folder is complete before anything names it,
so a reader sees the old champion or the new one, whole. This module knows nothing of the
registry: with the registry out of reach the last good copy goes on answering.
"""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from matchloop.bundle import REBUILD, Bundle, copy_bundle
from matchloop.errors import BundleError, NoChampionError, RegistryError
from matchloop.files import write_json
from matchloop.home import home

KEPT_BESIDES = 3  # versions kept besides the champion and the previous one
LOCK_SECONDS = 120.0


@dataclass(frozen=True)
class Pointer:
    """Which version serves; `previous` is None when there is none to go back to."""

    version: int
    previous: int | None
    manifest_sha256: str


def champion(family: str) -> Bundle:
    """The bundle that serves, verified.

    Raises NoChampionError if none was promoted on this machine, BundleError if the copy is
    damaged.
    """
    pointer = current(family)
    if pointer is None:
        raise NoChampionError(
            f"There is no champion of {family} in {_root(family)} yet. Train and promote one "
            f"with `make run`, or promote a registered version with "
            f'`matchloop models promote {family} VERSION --reason "…"`.'
        )
    return verified(family, pointer)


def verified(family: str, pointer: Pointer) -> Bundle:
    """The bundle that a pointer names, verified. Raises BundleError with the remedy."""
    folder = version_folder(family, pointer.version)
    try:
        bundle = Bundle.read(folder, family)
    except BundleError as error:
        problem = str(error).removesuffix(REBUILD).rstrip()
        raise BundleError(f"{problem} {_remedy(family, pointer)}") from error
    if bundle.sha256 != pointer.manifest_sha256:
        raise BundleError(
            f"{folder} holds another bundle than version {pointer.version}: its manifest's "
            f"SHA-256 is {bundle.sha256[:16]}…, expected {pointer.manifest_sha256[:16]}…. "
            f"{_remedy(family, pointer)}"
        )
    return bundle


def current(family: str) -> Pointer | None:
    """The pointer of a family, None if nothing was promoted on this machine."""
    path = _pointer_path(family)
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise _damaged_pointer(family, str(error)) from error
    return _parsed(family, value)


def install(family: str, version: int, bundle_folder: Path) -> Bundle:
    """Copy a bundle to the serving folder as `version` and verify it; nothing serves it yet.

    A copy that is already there and whole is left alone; a damaged one is replaced.
    """
    source = Bundle.read(bundle_folder, family)
    folder = version_folder(family, version)
    try:
        present = Bundle.read(folder, family)
    except BundleError:
        return copy_bundle(source, folder)  # not there, or damaged
    return present if present.sha256 == source.sha256 else copy_bundle(source, folder)


def point(family: str, version: int, previous: int | None = None) -> Pointer:
    """Make an installed version the one that serves, in one atomic step; tidy up old versions."""
    bundle = Bundle.read(version_folder(family, version), family)
    pointer = Pointer(version, previous, bundle.sha256)
    write_json(_pointer_path(family), asdict(pointer))
    _tidy(family, pointer)
    return pointer


def installed(family: str) -> list[int]:
    """The versions that have a folder on this machine, in ascending order."""
    folder = _root(family) / "versions"
    if not folder.is_dir():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())


def version_folder(family: str, version: int) -> Path:
    """Where the bundle of a version lies."""
    return _root(family) / "versions" / str(version)


@contextmanager
def lock(family: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold a family's promotion lock; processes on this machine take turns.

    The lock falls when its holder dies. Raises RegistryError if it is not free in time.
    """
    import fcntl  # POSIX only; reading a champion must not need it

    path = _root(family) / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + seconds
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise RegistryError(
                        f"Another process has held {path} for {seconds:g} seconds. Wait until "
                        f"its promotion of {family} is done, or end it, and try again."
                    ) from error
                time.sleep(0.05)
        yield


def _root(family: str) -> Path:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", family):  # it becomes the name of a folder
        raise RegistryError(
            f"{family!r} is no name of a family; expected one like 'column_types'. "
            "`matchloop models list` shows the registered ones."
        )
    return home() / "serving" / family


def _pointer_path(family: str) -> Path:
    return _root(family) / "champion.json"


def _parsed(family: str, value: Any) -> Pointer:
    try:
        pointer = Pointer(**value)
    except TypeError as error:
        raise _damaged_pointer(family, f"got {value!r}") from error
    right = (
        type(pointer.version) is int
        and (pointer.previous is None or type(pointer.previous) is int)
        and isinstance(pointer.manifest_sha256, str)
    )
    if not right:
        raise _damaged_pointer(family, f"got {value!r}")
    return pointer


def _damaged_pointer(family: str, problem: str) -> BundleError:
    versions = installed(family)
    return BundleError(
        f"{_pointer_path(family)} is damaged ({problem}); expected version, previous and "
        f"manifest_sha256. Point at a version again: `matchloop models promote {family} "
        f'{versions[-1] if versions else "VERSION"} --reason "…"`.'
    )


def _remedy(family: str, pointer: Pointer) -> str:
    again = f'`matchloop models promote {family} {pointer.version} --reason "damaged copy"`'
    remedy = f"This is the champion's serving copy: fetch it again with {again}"
    if pointer.previous is None:
        return f"{remedy}."
    return (
        f"{remedy}, or go back to version {pointer.previous} with "
        f'`matchloop models rollback {family} --reason "damaged copy"`.'
    )


def _tidy(family: str, pointer: Pointer) -> None:
    """Remove all but the newest versions; never one that the pointer names."""
    others = [n for n in installed(family) if n not in (pointer.version, pointer.previous)]
    for version in others[:-KEPT_BESIDES]:
        shutil.rmtree(version_folder(family, version), ignore_errors=True)
    for unfinished in (_root(family) / "versions").glob(".*.part"):  # of an install that was killed
        shutil.rmtree(unfinished, ignore_errors=True)
