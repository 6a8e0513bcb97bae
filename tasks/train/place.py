"""The folder a training leaves its results in, and the workspace inside it.

    OUTPUT/
        bundle/  report.html  model_card.md     the results
        train.log                               what the steps printed
        .work/                                  a project's folders, in which the steps run
        .train.json                             what has been done: the mark that the folder is ours

A run that was stopped goes on after its last finished step, as long as parameters, labelled files,
sources and matchloop are what they were; if one of them has changed, it starts from the start.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from matchloop import __version__
from matchloop.errors import InputError
from matchloop.files import sha256, write_text
from matchloop.sources import available, of_family, read_catalogue
from matchloop.sources.manifest import FILENAME, write_manifest
from tasks.train import defaults

SOURCES = Path("data") / "sources"


class Progress(BaseModel):
    """What has been done in an output folder, in .train.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: str
    made_from: str
    finished: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """An output folder of a family."""

    folder: Path
    family: str

    @property
    def work(self) -> Path:
        """The workspace."""
        return self.folder / ".work"

    @property
    def log(self) -> Path:
        """What the steps printed."""
        return self.folder / "train.log"

    @property
    def lock(self) -> FileLock:
        """Held while a run works here; a second run is refused at once."""
        return FileLock(self.folder / ".train.lock", timeout=0)

    @property
    def _state(self) -> Path:
        return self.folder / ".train.json"

    def check(self) -> None:
        """Raise InputError unless the folder is empty, not there yet, or ours."""
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{self.folder} is a file; expected a folder. Give another --output.")
        there = list(self.folder.iterdir()) if self.folder.is_dir() else []
        known = self.progress()
        if known is None and there:
            raise InputError(
                f"{self.folder} is not empty and was not made by `matchloop train`. Give another "
                "--output, or empty it."
            )
        if known is not None and known.family != self.family:
            raise InputError(
                f"{self.folder} holds a training of {known.family}, not of {self.family}. Give "
                "another --output."
            )

    def progress(self) -> Progress | None:
        """What has been done here; None if nothing was ever begun."""
        try:
            return Progress.model_validate_json(self._state.read_bytes())
        except (OSError, ValidationError):
            return None

    def note(self, progress: Progress) -> None:
        """Keep what has been done."""
        write_text(self._state, progress.model_dump_json(indent=2) + "\n")

    def lay(self, params: Mapping[str, Any], data: Path | None, pulled: Path) -> Progress:
        """Make the workspace ready, or leave it as it is where a run goes on; what is done so far.

        data: the user's labelled files; pulled: where public sources lie that are used as well.
        """
        text = yaml.safe_dump(dict(params), sort_keys=False, allow_unicode=True)
        sources = dict(self._sources(pulled))
        labelled = {p.relative_to(data).as_posix(): p for p in _files(data)} if data else {}
        made_from = _digest(text, {**labelled, **{str(p): f for p, f in sources.items()}})
        known = self.progress()
        if known is not None and known.made_from == made_from and self.work.is_dir():
            return known
        self.note(Progress(family=self.family, made_from=""))
        shutil.rmtree(self.work, ignore_errors=True)
        self.log.unlink(missing_ok=True)
        for name in defaults.FILES:
            _copy(defaults.path_of(name), self.work / name)
        write_text(self.work / "params.yaml", text)
        for name, file in labelled.items():
            _copy(file, self.work / "data" / "labelled" / self.family / name)
        if (pulled / FILENAME).is_file():
            _copy(pulled / FILENAME, self.work / SOURCES / FILENAME)
        for path, file in sources.items():
            _copy(file, self.work / SOURCES / path)
        write_manifest(self._catalogue(), self.work / SOURCES)
        begun = Progress(family=self.family, made_from=made_from)
        self.note(begun)
        return begun

    def used_sources(self) -> tuple[str, ...]:
        """Names of the public sources that the workspace has."""
        here = self.work / SOURCES
        found = of_family(self._catalogue(), self.family)
        return tuple(source.name for source in found if available(source, here))

    def _catalogue(self) -> tuple[Any, ...]:
        return read_catalogue(defaults.path_of("data/sources.yaml"))

    def _sources(self, pulled: Path) -> Iterator[tuple[Path, Path]]:
        """The files of the family's sources that are there whole, by path from the sources."""
        for source in of_family(self._catalogue(), self.family):
            for path in available(source, pulled):
                yield path.relative_to(pulled), path


def _files(folder: Path) -> list[Path]:
    hidden = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [p for p in hidden if not any(x.startswith(".") for x in p.relative_to(folder).parts)]


def _digest(params: str, files: Mapping[str, Path]) -> str:
    """Stands for all that a training is made from."""
    lines = [__version__, params, *(f"{name} {sha256(files[name])}" for name in sorted(files))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _copy(original: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(original, copy)
