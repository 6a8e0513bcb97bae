"""What of the public sources is on this machine: data/sources/manifest.json.

The model card and the evaluation read it to say what a model was made from and what was missing.
Also the memory of files whose checksum nobody knew: what came first is what is expected later.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from matchloop import files
from matchloop.errors import SourceError
from matchloop.sources.catalogue import Families, Role, Source, SourceFile

FILENAME = "manifest.json"


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True
    )


class ManifestFile(_Frozen):
    """A file that is there.

    file: its path from the sources folder. verified: its sha256 is the one of the catalogue;
    False for a file the catalogue knows no checksum of.
    """

    file: str
    sha256: str
    bytes: int
    verified: bool


class ManifestSource(_Frozen):
    """A source and those of its files that are there; `complete` when all are."""

    name: str
    families: Families
    role: Role
    licence: str
    description: str
    repository: str
    commit: str
    complete: bool
    files: tuple[ManifestFile, ...]


class Manifest(_Frozen):
    """All sources of the catalogue, in its order."""

    format: Literal[1] = 1
    sources: tuple[ManifestSource, ...] = ()

    @property
    def present(self) -> tuple[ManifestSource, ...]:
        """Sources of which every file is there."""
        return tuple(source for source in self.sources if source.complete)

    @property
    def missing(self) -> tuple[ManifestSource, ...]:
        """Sources that a run does without."""
        return tuple(source for source in self.sources if not source.complete)

    @property
    def checksums(self) -> dict[str, str]:
        """The sha256 of every file, by its path from the sources folder."""
        return {file.file: file.sha256 for source in self.sources for file in source.files}


def read_manifest(path: Path) -> Manifest:
    """Read manifest.json; an empty manifest when there is none yet. Raises `SourceError`."""
    if not Path(path).exists():
        return Manifest()
    try:
        return Manifest.model_validate_json(Path(path).read_bytes())
    except (OSError, ValidationError) as error:
        raise SourceError(
            f"{path} is damaged or of another version. Delete it and run: matchloop sources pull"
        ) from error


def write_manifest(sources: Iterable[Source], destination: Path) -> Manifest:
    """Look at what is there now and write it down; the same files give the same bytes."""
    known = read_manifest(destination / FILENAME).checksums
    manifest = Manifest(sources=tuple(_entry(source, destination, known) for source in sources))
    content = manifest.model_dump(mode="json", by_alias=True)
    files.write_json(destination / FILENAME, content)
    return manifest


def available(source: Source, destination: Path) -> tuple[Path, ...]:
    """Return the files of a source if all are there, else nothing; checks every checksum.

    Raises `SourceError` for a file that is there with other bytes than expected.
    """
    known = read_manifest(destination / FILENAME).checksums
    paths = []
    for file in source.files:
        path = source.installed(file, destination)
        if not path.is_file():
            return ()
        check(path, expected(source, file, destination, known))
        paths.append(path)
    return tuple(paths)


def expected(
    source: Source, file: SourceFile, destination: Path, known: dict[str, str]
) -> str | None:
    """Return the sha256 the file must have; None when it has never been seen."""
    return file.sha256 or known.get(_relative(source, file, destination))


def check(path: Path, sha256: str | None, shown: object = None) -> None:
    """Raise `SourceError` when the file's bytes are not the ones expected.

    shown: what the message calls the file, when not by its path.
    """
    if sha256 is None or (got := files.sha256(path)) == sha256:
        return
    raise SourceError(
        f"{shown or path} has sha256 {got}, expected {sha256}; it is not used. Someone changed it "
        "or it arrived damaged: delete it and pull again. If the file has changed on purpose, put "
        "its commit, size and sha256 into data/sources.yaml."
    )


def _relative(source: Source, file: SourceFile, destination: Path) -> str:
    return source.installed(file, destination).relative_to(destination).as_posix()


def _entry(source: Source, destination: Path, known: dict[str, str]) -> ManifestSource:
    there = [
        entry
        for file in source.files
        if (entry := _file(source, file, destination, known)) is not None
    ]
    return ManifestSource(
        **source.model_dump(exclude={"files", "unverified"}),
        complete=len(there) == len(source.files),
        files=tuple(there),
    )


def _file(
    source: Source, file: SourceFile, destination: Path, known: dict[str, str]
) -> ManifestFile | None:
    path = source.installed(file, destination)
    if not path.is_file():
        return None
    got = files.sha256(path)
    if got != (expected(source, file, destination, known) or got):
        return None
    return ManifestFile(
        file=_relative(source, file, destination),
        sha256=got,
        bytes=path.stat().st_size,
        verified=file.sha256 is not None,
    )
