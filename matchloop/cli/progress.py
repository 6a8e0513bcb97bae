"""A progress bar on standard error while a file is read, if a person is looking."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OnProgress = Callable[[int, int], None]
"""Called with the bytes read and the bytes there are."""


@contextmanager
def bar(name: str) -> Iterator[OnProgress | None]:
    """Give what is to be called with the progress; None when nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as shown:
        task = shown.add_task(name if name != "-" else "standard input", total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
