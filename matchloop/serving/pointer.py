"""The files of the local serving copy: where they lie, what is in them, and how they are read.

Knows nothing of bundles; what may be written when is decided in `matchloop.serving`.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matchloop.errors import BundleError, RegistryError
from matchloop.files import write_json
from matchloop.home import home
from matchloop.version_names import version_name


@dataclass(frozen=True)
class Untold:
    """A rollback on this machine that the registry has not been told of.

    champion: the registry's champion when it happened. at: the moment, ISO 8601 in UTC.
    """

    champion: int
    reason: str
    at: str


@dataclass(frozen=True)
class Pointer:
    """Which version serves; `previous` is None when there is none to go back to.

    untold: None when the registry knows of it.
    """

    version: int
    previous: int | None
    manifest_sha256: str
    untold: Untold | None = None

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
    """The pointer, None without one. Raises BundleError when it is damaged."""
    try:
        value = json.loads(pointer_path(family).read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise _damaged_pointer(family, str(error)) from error
    return _pointer(family, value)


def write_pointer(family: str, pointer: Pointer) -> None:
    """Put a pointer in the place of the one that is there, in one atomic step."""
    write_json(pointer_path(family), asdict(pointer))


def read_shadow(family: str) -> Shadow | None:
    """Which version is the shadow, None without one. Raises BundleError when it is damaged."""
    try:
        value = json.loads(shadow_path(family).read_bytes())
        found = Shadow(**value)
        datetime.fromisoformat(found.since)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise _damaged_shadow(family, str(error)) from error
    if type(found.version) is not int or not isinstance(found.manifest_sha256, str):
        raise _damaged_shadow(family, f"got {value!r}")
    return found


def write_shadow(family: str, shadow: Shadow) -> None:
    """Note which version is the shadow, in one atomic step."""
    write_json(shadow_path(family), asdict(shadow))


def moment() -> str:
    """The present moment as these files keep it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _pointer(family: str, value: Any) -> Pointer:
    try:
        untold = value.get("untold")
        pointer = Pointer(**{**value, "untold": Untold(**untold) if untold else None})
    except (TypeError, AttributeError) as error:
        raise _damaged_pointer(family, f"got {value!r}") from error
    right = (
        type(pointer.version) is int
        and (pointer.previous is None or type(pointer.previous) is int)
        and isinstance(pointer.manifest_sha256, str)
        and (pointer.untold is None or type(pointer.untold.champion) is int)
    )
    if not right:
        raise _damaged_pointer(family, f"got {value!r}")
    return pointer


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
