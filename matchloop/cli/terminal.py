"""Where the commands print: consoles that show nothing of a stranger raw, on whatever is there.

Everything that is printed goes through `console`, which escapes what would steer a terminal; a view
that lays out a table shortens its names with `matchloop.harmless` first. Knows no command.
"""

import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO, cast

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.measure import Measurement
from rich.segment import Segment

from matchloop.harmless import visible

LEAST_WIDTH = 40
"""Signs in a line; on a terminal narrower than this lines are broken by the terminal."""


def console(*, stderr: bool = False, **options: Any) -> Console:
    """A console of rich that escapes what would steer the terminal."""
    made = Console(stderr=stderr, **options)
    if made.width < LEAST_WIDTH:
        made.width = LEAST_WIDTH
    made.push_render_hook(_Harmless())
    return made


def prepare() -> None:
    """Make standard streams fit to be used: closed ones, narrow ones, and any encoding."""
    _stand_in_for_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    width = os.environ.get("COLUMNS", "")
    if width.isdecimal() and int(width) < LEAST_WIDTH:
        # What draws the help looks here; 0 is how a shell says that it does not know.
        os.environ["COLUMNS"] = str(LEAST_WIDTH if int(width) else 80)


def silence() -> None:
    """Let nothing more be written: what is left in the buffers would fail again at the exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class _Harmless(RenderHook):
    """Wraps whatever is printed."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Shown(each) for each in renderables]


class _Shown:
    """A renderable whose own text is escaped; colours are rich's and stay."""

    def __init__(self, inner: ConsoleRenderable):
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self._inner, options):
            harmless = segment.control or segment.text.isprintable()
            yield segment if harmless else Segment(visible(segment.text), segment.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._inner)


class _Closed(io.TextIOBase):
    """Stands in for standard output where it was closed when the command began.

    Of standard input its readers tell by themselves.
    """

    def __init__(self, name: str):
        self._name = name

    def _refuse(self, *_: object) -> NoReturn:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), self._name)

    write = cast(Any, _refuse)


def _stand_in_for_closed() -> None:
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the next file must not become a standard stream
    if sys.stdout is None:
        sys.stdout = cast(TextIO, _Closed("standard output"))
    if sys.stderr is None:  # nobody can be told so
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
