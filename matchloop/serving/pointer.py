"""The files of the local serving copy: where they lie, what is in them, and how they are read.

Knows nothing of bundles; what may be written when is decided in `matchloop.serving`.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from matchloop.documents import read_json
from matchloop.errors import BundleError, DocumentError, HomeError, RegistryError
from matchloop.files import write_json
from matchloop.home import home
from matchloop.refusals import telling
from matchloop.version_names import version_name

T = TypeVar("T")
MOST_BYTES = 2**20
"""More than any of these files has, with the longest reason that a command line takes."""


@dataclass(frozen=True)
class Untold:
    """A rollback on this machine that the registry has not been told of.

    champion: the registry's champion when it happened. at: the moment, ISO 8601 in UTC.
    """

    champion: int
    reason: str
    at: str


@dataclass(frozen=True)
class TakenBack:
    """The version that a rollback left, why, and when (ISO 8601 in UTC)."""

    version: int
    reason: str
    at: str


@dataclass(frozen=True)
class Pointer:
    """Which version serves; `previous` is None when there is none to go back to.

    untold: None when the registry knows of it. taken_back: the version after whose rollback this
    one serves; None when it serves by a promotion.
    """

    version: int
    previous: int | None
    manifest_sha256: str
    untold: Untold | None = None
    taken_back: TakenBack | None = None

    @property
    def name(self) -> str:
        """The version's name, see `version_names`."""
        return version_name(self.version)


@dataclass(frozen=True)
class Shadow:
    """Which version answers beside the champion, unseen; `since` is ISO 8601 in UTC."""

    version: int
    manifest_sha256: str
    since: str

    @property
    def name(self) -> str:
        """The version's name, see `version_names`."""
        return version_name(self.version)


def root(family: str) -> Path:
    """The folder of a family's serving copies. Raises RegistryError for what names no family."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", family):  # it becomes the name of a folder
        raise RegistryError(
            f"{family!r} is no name of a family; expected one like 'column_types'. "
            "`matchloop models list` shows the registered ones."
        )
    return home() / "serving" / family


def version_folder(family: str, version: int) -> Path:
    """Where the bundle of a version lies."""
    return root(family) / "versions" / str(version)


def installed(family: str) -> list[int]:
    """The versions that have a folder on this machine, in ascending order."""
    folder = root(family) / "versions"
    if not folder.is_dir():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())


def pointer_path(family: str) -> Path:
    """Where the pointer lies."""
    return root(family) / "champion.json"


def shadow_path(family: str) -> Path:
    """Where it lies which version is the shadow."""
    return root(family) / "shadow.json"


def read_pointer(family: str) -> Pointer | None:
    """The pointer, None without one.

    Raises BundleError when it is damaged, HomeError when it cannot be read.
    """
    path = pointer_path(family)
    try:
        return _pointer(_read(path))
    except FileNotFoundError:
        return None
    except (DocumentError, ValueError) as error:
        raise _damaged_pointer(family, _problem(path, error)) from error


def write_pointer(family: str, pointer: Pointer) -> None:
    """Put a pointer in the place of the one that is there, in one atomic step.

    Raises HomeError, with the old one as it was, when it cannot be written.
    """
    value = asdict(pointer)
    if pointer.taken_back is None:
        del value["taken_back"]  # matchloop before 0.5 knows no such key
    with telling(HomeError, pointer_path(family), "written", "What served goes on."):
        write_json(pointer_path(family), value)


def read_shadow(family: str) -> Shadow | None:
    """Which version is the shadow, None without one.

    Raises BundleError when the file is damaged, HomeError when it cannot be read.
    """
    path = shadow_path(family)
    try:
        found = _made(Shadow, _read(path))
        _check(found)
        moment_of(found.since)
        return found
    except FileNotFoundError:
        return None
    except (DocumentError, ValueError) as error:
        raise _damaged_shadow(family, _problem(path, error)) from error


def write_shadow(family: str, shadow: Shadow) -> None:
    """Note which version is the shadow, in one atomic step.

    Raises HomeError, with the old one as it was, when it cannot be written.
    """
    with telling(HomeError, shadow_path(family), "written", "No other version became the shadow."):
        write_json(shadow_path(family), asdict(shadow))


def remove_shadow(family: str) -> bool:
    """Forget which version is the shadow; False if none was. Raises HomeError."""
    path = shadow_path(family)
    with telling(HomeError, path, "removed", "The shadow goes on."):
        present = path.exists()
        path.unlink(missing_ok=True)
        return present


def moment() -> str:
    """The present moment as these files keep it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read(path: Path) -> Any:
    try:
        return read_json(path, MOST_BYTES)
    except DocumentError as error:
        if isinstance(error.__cause__, OSError):  # what it holds nobody knows
            raise HomeError(str(error)) from error
        raise


def _made(kind: type[T], value: Any) -> T:
    try:
        return kind(**value)
    except TypeError:
        raise ValueError(f"got {value!r}") from None


def _pointer(value: Any) -> Pointer:
    pointer = _made(Pointer, value)
    if pointer.untold is not None:
        pointer = replace(pointer, untold=_made(Untold, pointer.untold))
    if pointer.taken_back is not None:
        pointer = replace(pointer, taken_back=_made(TakenBack, pointer.taken_back))
    _check(pointer)
    if pointer.previous is not None:
        _check_number(pointer.previous)
    if pointer.untold:
        _check_number(pointer.untold.champion)
    if pointer.taken_back:
        _check_number(pointer.taken_back.version)
    for rollback in (pointer.untold, pointer.taken_back):
        if rollback and not isinstance(rollback.reason, str):
            raise ValueError(f"the reason is {rollback.reason!r}")
        if rollback:
            moment_of(rollback.at)
    return pointer


def _check(named: Pointer | Shadow) -> None:
    _check_number(named.version)
    if not isinstance(named.manifest_sha256, str):
        raise ValueError(f"manifest_sha256 is {named.manifest_sha256!r}")


def _check_number(version: Any) -> None:
    if type(version) is not int or version < 0:
        raise ValueError(f"{version!r} is no number of a version")


def moment_of(text: Any) -> datetime:
    """The moment that a text names. Raises ValueError where it names none, or no time zone."""
    if not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(f"{text!r} is no moment with a time zone, such as {moment()}")
    return datetime.fromisoformat(text)


def _problem(path: Path, error: Exception) -> str:
    return str(error).removeprefix(f"{path}: ").removeprefix(f"{path} ")[:200]


def _damaged_pointer(family: str, problem: str) -> BundleError:
    versions = installed(family)
    return BundleError(
        f"{pointer_path(family)} is damaged ({problem}); expected version, previous and "
        f"manifest_sha256. Point at a version again: `matchloop models promote {family} "
        f'{versions[-1] if versions else "VERSION"} --reason "…"`.'
    )


def _damaged_shadow(family: str, problem: str) -> BundleError:
    return BundleError(
        f"{shadow_path(family)} is damaged ({problem}); expected version, manifest_sha256 and "
        f"since. Remove it with `matchloop shadow stop {family}`, or start a shadow again."
    )
