"""Bringing sources to this machine: kept if there, copied from a mirror, else downloaded.

A file is installed whole and with the right checksum, or not at all. What cannot be reached is
reported and left out; what has the wrong bytes is an error, after the others have been tried.
"""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from matchloop.errors import SourceError
from matchloop.files import replacing
from matchloop.sources.catalogue import GITHUB, Source, SourceFile
from matchloop.sources.fetch import OnBytes, Unreachable, download
from matchloop.sources.manifest import (
    FILENAME,
    available,
    check,
    expected,
    read_manifest,
    write_manifest,
)

Progress = Callable[[str, int], None]
"""Told a source's name and the number of its bytes that have just arrived."""


class State(StrEnum):
    """What became of a source."""

    PRESENT = "present"
    COPIED = "copied from the mirror"
    DOWNLOADED = "downloaded"
    UNREACHABLE = "unreachable, skipped"


@dataclass(frozen=True)
class PullResult:
    """One source after a pull.

    files: its files on this machine; none when unreachable. reason: why it was unreachable.
    """

    source: Source
    state: State
    files: tuple[Path, ...] = ()
    reason: str = ""


def pull(
    sources: Sequence[Source],
    destination: Path,
    mirror: Path | None = None,
    progress: Progress | None = None,
    *,
    catalogue: Sequence[Source] | None = None,
    base: str = GITHUB,
) -> list[PullResult]:
    """Bring `sources` to `destination` and write its manifest.

    mirror: folder laid out `owner__name/path` that is looked at before the network. catalogue:
    all sources the manifest is to speak of; None means `sources`. base: start of all addresses.
    Raises `SourceError`, after all sources have been tried, for files with wrong bytes; those
    are not installed.
    """
    if mirror is not None and not mirror.is_dir():
        raise SourceError(
            f"the mirror {mirror} is not a folder. Set MATCHLOOP_MIRROR or --mirror to a folder "
            "laid out owner__name/path, or leave it unset to download."
        )
    puller = _Puller(destination, mirror, progress or (lambda name, count: None), base)
    results, errors = [], []
    try:
        for source in sources:
            try:
                results.append(puller.pull(source))
            except SourceError as error:
                errors.append(str(error))
    finally:
        write_manifest(sources if catalogue is None else catalogue, destination)
    if errors:
        raise SourceError("\n".join(errors))
    return results


class _Puller:
    """Where a pull takes its files from and puts them."""

    def __init__(self, destination: Path, mirror: Path | None, progress: Progress, base: str):
        self._destination = destination
        self._mirror = mirror
        self._progress = progress
        self._base = base
        self._known = read_manifest(destination / FILENAME).checksums

    def pull(self, source: Source) -> PullResult:
        states = []
        for file in source.files:
            try:
                states.append(self._install(source, file))
            except Unreachable as unreachable:
                return self._left_out(source, file, str(unreachable))
        state = next((state for state in states if state is not State.PRESENT), State.PRESENT)
        return PullResult(source, state, available(source, self._destination))

    def _left_out(self, source: Source, file: SourceFile, reason: str) -> PullResult:
        target = source.installed(file, self._destination)
        if target.is_file():
            # It has other bytes than expected, or nobody would have gone to fetch it.
            check(target, expected(source, file, self._destination, self._known))
        return PullResult(source, State.UNREACHABLE, reason=reason)

    def _install(self, source: Source, file: SourceFile) -> State:
        target = source.installed(file, self._destination)
        sha256 = expected(source, file, self._destination, self._known)
        _sweep(target)
        if target.is_file() and _is(target, sha256):
            return State.PRESENT
        with replacing(target) as temporary:
            state, origin = self._bring(source, file, temporary)
            check(temporary, sha256, shown=origin)
        return state

    def _bring(self, source: Source, file: SourceFile, temporary: Path) -> tuple[State, object]:
        def on_bytes(count: int) -> None:
            self._progress(source.name, count)

        if self._mirror is not None:
            copy = source.in_mirror(file, self._mirror)
            if copy.is_file():
                return _copy(copy, temporary, on_bytes), copy
        url = source.address(file, self._base)
        download(url, temporary, file.bytes, on_bytes)
        return State.DOWNLOADED, url


def _copy(origin: Path, target: Path, on_bytes: OnBytes) -> State:
    shutil.copyfile(origin, target)
    on_bytes(target.stat().st_size)
    return State.COPIED


def _is(path: Path, sha256: str | None) -> bool:
    try:
        check(path, sha256)
    except SourceError:
        return False
    return True


def _sweep(target: Path) -> None:
    """Remove what a killed pull left beside the target; a running one's file is left alone."""
    for part in target.parent.glob(f".{target.name}.*.part"):
        owner = re.search(r"\.(\d+)\.part$", part.name)
        if owner and not _runs(int(owner[1])):
            part.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
