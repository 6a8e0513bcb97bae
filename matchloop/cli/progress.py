"""A progress bar on standard error while a file is read, if a person is looking."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from matchloop.cli import terminal
from matchloop.harmless import one_line

_LONGEST = 60  # signs of a file's name
OnProgress = Callable[[int, int], None]
"""Called with the bytes read and the bytes there are."""


@contextmanager
def bar(name: str) -> Iterator[OnProgress | None]:
    """Give what is to be called with the progress; None when nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    console = terminal.console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as shown:
        task = shown.add_task(
            one_line(name, _LONGEST) if name != "-" else "standard input", total=None
        )
        yield lambda done, total: shown.update(task, completed=done, total=total)
