"""The log of a command for people: all that tools below it print goes to a file, not to the screen.

Works on the process's two output descriptors, so it also catches child processes, native code and
log handlers that hold on to a stream. Knows nothing of who prints what.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from matchloop.errors import HomeError
from matchloop.home import home
from matchloop.refusals import telling

KEPT = 20
"""So many logs of a command are kept; older ones go when a new one begins."""


@dataclass(frozen=True)
class RunLog:
    """The log's file, and the two streams that still reach the person."""

    path: Path
    out: TextIO
    err: TextIO

    @property
    def where(self) -> str:
        """The path as a person at this place would write it."""
        here = Path.cwd()
        return str(self.path.relative_to(here) if self.path.is_relative_to(here) else self.path)


@contextmanager
def taken(command: str) -> Iterator[RunLog]:
    """Lead what this process and its children print into `logs/<command>-<time>.log` of the home.

    Call it once in a process, from a command's main: the descriptors stay with the file for good,
    because Prefect says its farewells when the interpreter ends. Python's own `sys.stdout` and
    `sys.stderr` are the person's again afterwards. Raises HomeError if there can be no file.
    """
    log = _begin(home() / "logs", command)
    streams = sys.stdout, sys.stderr
    screens = [_copy(stream) for stream in streams]
    with log.open("ab") as file:
        for stream in streams:
            stream.flush()
            os.dup2(file.fileno(), stream.fileno())
    # Two streams share the file: whole lines keep what they say apart.
    for stream in streams:
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    try:
        yield RunLog(log, *screens)
    finally:
        for stream in streams:
            stream.flush()
        sys.stdout, sys.stderr = screens


def _begin(folder: Path, command: str) -> Path:
    """Make an empty log, and room for it."""
    path = folder / f"{command}-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
    with telling(HomeError, path, "written", "Nothing has run."):
        folder.mkdir(parents=True, exist_ok=True)
        path.touch()
        for old in sorted(folder.glob(f"{command}-*.log"))[:-KEPT]:
            old.unlink(missing_ok=True)
    return path


def _copy(stream: TextIO) -> TextIO:
    # A letter that the terminal cannot show must not end a training.
    return open(
        os.dup(stream.fileno()), "w", buffering=1, encoding=stream.encoding, errors="replace"
    )
