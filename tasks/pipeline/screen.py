"""What a person sees of a run: a line for each stage that has ended, and what runs now.

On a terminal the stages that run have a bar each at the bottom, with what they printed last; in a
pipe there are the lines alone. Knows the words of the pipeline and nothing of what stages do.
"""

import re
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from matchloop.harmless import one_line, visible
from tasks.pipeline.dvc import Outcome, StageRun

_WORDS = {Outcome.RAN: "done"}
_MARKS = {Outcome.RAN: "✓", Outcome.CACHED: "·", Outcome.FAILED: "✗", Outcome.NOT_STARTED: "-"}
_STYLES = {
    Outcome.RAN: "green",
    Outcome.CACHED: "dim",
    Outcome.FAILED: "bold red",
    Outcome.NOT_STARTED: "dim",
}
# How steps and libraries print how far they are: "fold 2 of 5", "epoch 3/60", "45%|████".
_PARTS = re.compile(r"\b(?:fold|epoch|step|batch|part)s? +(\d+) ?(?:/|of) ?(\d+)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\b(\d{1,3})%\|")


def share(line: str) -> float | None:
    """How much of a stage is done by what it prints, above 0 and below 1; None if it does not say.

    The end of a part is no end of the stage, so a part that is whole says nothing.
    """
    if found := _PARTS.search(line):
        done, of = int(found[1]), int(found[2])
    elif found := _PERCENT.search(line):
        done, of = int(found[1]), 100
    else:
        return None
    return done / of if 0 < done < of else None


def spell(seconds: float) -> str:
    """A duration for people: `0.4 s`, `12 min 03 s`."""
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"


class Screen:
    """Shows a run to a person; a `Reporter`. Use it as a context.

    where: the log's path, for the foot of the page.
    """

    def __init__(self, console: Console, where: str):
        self._console = console
        self._where = where
        self._lock = threading.RLock()
        self._rows: dict[str, TaskID] = {}
        self._names: tuple[str, ...] = ()
        self._ended = 0
        self._stopping = False
        self._began = time.monotonic()
        said = Column(ratio=1, no_wrap=True, overflow="ellipsis")
        self._running = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
            BarColumn(bar_width=16),
            TimeElapsedColumn(),
            TextColumn("{task.fields[said]}", style="dim", markup=False, table_column=said),
            console=console,
            expand=True,
        )
        self._live = Live(
            get_renderable=self._page,
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> "Screen":
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def begin(self, title: str) -> None:
        """Start a part of the run, such as a family."""
        with self._lock:
            self._names, self._ended, self._began = (), 0, time.monotonic()
        self.tell(title, "bold")

    def tell(self, line: str, style: str = "") -> None:
        """Print a line that stays."""
        self._console.print(Text(visible(line), style), soft_wrap=True)

    def planned(self, names: Sequence[str]) -> None:
        """These stages follow."""
        with self._lock:
            self._names = tuple(names)

    def started(self, name: str) -> None:
        """Give the stage a row."""
        with self._lock:
            shown = name.ljust(self._width)
            self._rows[name] = self._running.add_task(shown, total=None, said="")

    def printed(self, name: str, line: str) -> None:
        """Show the line beside the stage, and how far it is if the line says so."""
        with self._lock:
            if (row := self._rows.get(name)) is None:
                return
            part = share(line)
            total = None if part is None else 1.0
            self._running.update(row, total=total, completed=part or 0.0, said=one_line(line))

    def ended(self, run: StageRun) -> None:
        """Take the row away and leave a line."""
        with self._lock:
            if (row := self._rows.pop(run.name, None)) is not None:
                self._running.remove_task(row)
            self._ended += run.name in self._names
            word = _WORDS.get(run.outcome, str(run.outcome))
            took = spell(run.seconds) if run.seconds else ""
            line = f"{_MARKS[run.outcome]} {run.name:<{self._width}}  {word:<11} {took:>12}"
        self.tell(line.rstrip(), _STYLES[run.outcome])

    def stopping(self) -> None:
        """Say so; it takes a few seconds."""
        self._stopping = True

    @property
    def _width(self) -> int:
        return max(map(len, self._names), default=0)

    def _page(self) -> Group:
        with self._lock:
            done = f"{self._ended} of {len(self._names)} stages" if self._names else "what is new?"
            now = "stopping" if self._stopping else done
            clock = timedelta(seconds=int(time.monotonic() - self._began))
        foot = Text(f"  {now} · {clock} · log: {self._where}", "dim")
        # With room for the ^C that a terminal writes, which would break the line.
        foot.truncate(self._console.width - 4, overflow="ellipsis")
        return Group(self._running, foot)
