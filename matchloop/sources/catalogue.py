"""data/sources.yaml: the public files matchloop may use, each with checksum, licence and role.

An entry stands under its name, so that a stage can depend on that entry and on no other.
Describes only; touches neither the network nor the files it speaks of.
"""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from matchloop.documents import read_yaml
from matchloop.errors import DocumentError, SourceError

GITHUB = "https://raw.githubusercontent.com"


class Role(StrEnum):
    """What a source may be used for; `evaluate` never reaches training."""

    TRAIN = "train"
    EVALUATE = "evaluate"
    EXAMPLE = "example"


class _Strict(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True
    )


def _listed(families: str | Iterable[str]) -> tuple[str, ...]:
    return (families,) if isinstance(families, str) else tuple(families)


Families = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z_]+$")], ...],
    BeforeValidator(_listed),
    Field(alias="family", min_length=1),
]
"""Names of the families that use a source; written as `family`, one name or a list."""


class SourceFile(_Strict):
    """One file of a repository.

    sha256: of its bytes; None when nobody has seen the file yet (only with `unverified` on the
        source).
    bytes: its size; None when unknown.
    """

    path: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None
    bytes: Annotated[int, Field(gt=0)] | None

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path:
            raise ValueError("expected a path inside the repository, such as data/file.csv")
        return path

    @property
    def filename(self) -> str:
        """Last part of the path: the file's name on this machine."""
        return PurePosixPath(self.path).name


class Source(_Strict):
    """Files of one public repository at one commit, with one licence and one role.

    families: those whose stages read it.
    unverified: why the checksum of a file is not known; such a file is taken as it first
        comes, held to that from then on, and only ever evaluated on.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    families: Families
    role: Role
    licence: Annotated[str, Field(min_length=1)]
    description: Annotated[str, Field(min_length=1)]
    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
    files: Annotated[tuple[SourceFile, ...], Field(min_length=1)]
    unverified: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "Source":
        unknown = [file.path for file in self.files if file.sha256 is None]
        if unknown and not self.unverified:
            raise ValueError(f"{unknown[0]} has no sha256: give it, or say why in `unverified`")
        if unknown and self.role is not Role.EVALUATE:
            raise ValueError(
                f"{unknown[0]} has no sha256: only a source of role evaluate may lack it"
            )
        names = [file.filename for file in self.files]
        if len(set(names)) < len(names):
            raise ValueError("two files have the same name: put them into two sources")
        return self

    def address(self, file: SourceFile, base: str = GITHUB) -> str:
        """Return where the file is downloaded from."""
        return f"{base}/{self.repository}/{self.commit}/{file.path}"

    def in_mirror(self, file: SourceFile, mirror: Path) -> Path:
        """Return where a local mirror, laid out `owner__name/path`, holds the file."""
        return mirror / self.repository.replace("/", "__") / file.path

    def installed(self, file: SourceFile, destination: Path) -> Path:
        """Return where the file is put: `<destination>/<role>/<name>/<filename>`."""
        return destination / self.role / self.name / file.filename


class _Catalogue(_Strict):
    sources: dict[str, Source]


def read_catalogue(path: Path) -> tuple[Source, ...]:
    """Read data/sources.yaml. Raises `SourceError` listing everything that is wrong with it."""
    try:
        content = read_yaml(path)
    except FileNotFoundError as error:
        raise SourceError(f"{path} cannot be read: No such file. Restore it from git.") from error
    except DocumentError as error:
        raise SourceError(f"{error}. Mend it, or restore it from git.") from error
    try:
        # Through JSON, so that strict models take lists as tuples and texts as enums.
        named = json.dumps(_with_names(path, content), default=str)
    except TypeError as error:
        raise SourceError(f"{path}: {error}. Write each key as text.") from error
    try:
        catalogue = _Catalogue.model_validate_json(named)
    except ValidationError as error:
        raise SourceError(_explain(path, error)) from error
    return tuple(catalogue.sources.values())


def of_family(sources: Iterable[Source], family: str) -> tuple[Source, ...]:
    """Return the sources that a family uses."""
    return tuple(source for source in sources if family in source.families)


def _with_names(path: Path, content: Any) -> Any:
    """Give each entry the name that it stands under."""
    sources = content.get("sources") if isinstance(content, dict) else None
    if not isinstance(sources, dict):
        raise SourceError(
            f"{path} is not a list of sources: expected `sources:` and under it an entry for each "
            "source, by its name."
        )
    for name, entry in sources.items():
        if isinstance(entry, dict) and "name" in entry:
            raise SourceError(
                f"{path}, source {name}: its name stands over the entry; delete the line `name`."
            )
    named = {n: {**entry, "name": n} for n, entry in sources.items() if isinstance(entry, dict)}
    return {**content, "sources": {**sources, **named}}


def _explain(path: Path, error: ValidationError) -> str:
    lines = [f"{path} is not a list of sources; {error.error_count()} to mend:"]
    for problem in error.errors():
        where = _place(problem["loc"])
        got = problem["input"]
        seen = f" (got {got!r})" if isinstance(got, str | int | float) or got is None else ""
        lines.append(f"  {where}: {problem['msg'].removeprefix('Value error, ')}{seen}")
    return "\n".join(lines)


def _place(location: tuple[int | str, ...]) -> str:
    """Name the place of an error, the source by its name."""
    parts = [str(part) for part in location]
    if len(parts) > 1 and parts[0] == "sources":
        parts = [f"source {parts[1]}", *parts[2:]]
    return ", ".join(parts) or "the file"
