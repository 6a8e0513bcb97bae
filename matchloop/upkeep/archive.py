"""The archive that a home is backed up to: a gzipped tar, its list of files first.

    matchloop-home.json      format, who wrote it and when, and of each file SHA-256 and size
    store.db, serving/…      the files, in the order of the list

Nothing else is in it: no links, no folders, no rights. What is not in the list, or not as the list
says, makes it no backup.
"""

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

LIST = "matchloop-home.json"
FORMAT = 1
MOST_LIST_BYTES = 64 * 2**20


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    plain = path.as_posix() == name and not path.is_absolute() and ".." not in path.parts
    if not plain or name in ("", ".", LIST) or "\\" in name or not name.isprintable():
        raise ValueError(f"{name!r} is no path inside a home")
    return name


class ArchivedFile(BaseModel):
    """A file of the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]


class ArchiveList(BaseModel):
    """The list of an archive. created: ISO 8601 in UTC; written_by: the version of matchloop."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: int
    written_by: str
    created: str
    files: dict[Annotated[str, AfterValidator(_inside)], ArchivedFile]
