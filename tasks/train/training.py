"""A training from its request to its results: the steps one after another, each in a process.

Knows how steps are started and what is told of them; what they do is the family's affair.
"""

import importlib
import os
import shlex
import shutil
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import typer
from filelock import Timeout
from rich.console import Console

from matchloop import families
from matchloop.errors import InputError, MatchloopError
from matchloop.files import replacing
from tasks.family import load
from tasks.pipeline import process
from tasks.steps import Pipeline, Step
from tasks.train import config, defaults, extra
from tasks.train.place import SOURCES, Place, Progress

_TAIL_LINES = 15
console = Console(soft_wrap=True, highlight=False, markup=False)


class TrainingError(MatchloopError):
    """A step failed; what it printed last is in the message."""


@dataclass(frozen=True)
class Request:
    """What the user asks for; None for what was not given."""

    family: str
    config: Path | None
    data: Path | None
    output: Path
    model: str | None

    @property
    def command(self) -> str:
        """The command line that asks for the same."""
        options = {"config": self.config, "data": self.data, "model": self.model}
        given = [word for name, value in options.items() if value for word in (f"--{name}", value)]
        return shlex.join(["matchloop", "train", self.family, *map(str, given)])


@dataclass(frozen=True)
class Run:
    """One step with its arguments, as `python -m WORDS` runs it."""

    name: str
    words: tuple[str, ...]


def carry_out(request: Request) -> None:
    """Train, and leave bundle, report and card in the output folder.

    Raises MatchloopError for a request that cannot be carried out, before anything is written,
    and TrainingError for a step that failed.
    """
    family = families.get(request.family)
    extra.check()
    pipeline = _pipeline(family.name)
    params = config.params_of(family, request.config, request.model, pipeline.models)
    if request.data is not None and not request.data.is_dir():
        raise InputError(f"{request.data} is no folder. Give one with labelled files to --data.")
    place = Place(request.output, family.name)
    place.check()
    place.folder.mkdir(parents=True, exist_ok=True)
    try:
        with place.lock:
            progress = place.lay(params, request.data, SOURCES)
            _tell_data(place, request.data)
            runs = [*_runs(family.name, pipeline.steps), _card(request)]
            _run_all(place, runs, progress)
            _leave_results(place)
    except Timeout as error:
        raise InputError(
            f"Another `matchloop train` works in {place.folder}. Wait for it."
        ) from error
    except KeyboardInterrupt:
        console.print("\nStopped. Give the same command again, and it goes on from here.")
        raise typer.Exit(130) from None
    _tell_results(place, pipeline.command)


def _pipeline(family: str) -> Pipeline:
    return cast(Pipeline, importlib.import_module(f"tasks.{family}.__main__").PIPELINE)


def _runs(family: str, steps: Sequence[Step]) -> Iterator[Run]:
    """Every step in order, one with models once for each of them."""
    yield Run("inputs", ("tasks.inputs", family))
    for step in steps:
        for model in step.models or (None,):
            words = (step.name,) if model is None else (step.name, model)
            yield Run(" ".join(words), (f"tasks.{family}", *words))


def _card(request: Request) -> Run:
    return Run("card", ("tasks.train.card", request.family, request.command))


def _run_all(place: Place, runs: Sequence[Run], progress: Progress) -> None:
    """Run what is not finished, a line each."""
    finished = list(progress.finished)
    for number, run in enumerate(runs, start=1):
        console.print(f"[{number:2}/{len(runs)}] {run.name:18} ", end="")
        if run.name in finished:
            console.print("done before")
            continue
        started = time.monotonic()
        code, tail = _run(place, run)
        seconds = time.monotonic() - started
        console.print(f"{'failed' if code else 'done'} {seconds:8.1f} s")
        if code:
            raise TrainingError(_failure(place, run, code, tail))
        finished.append(run.name)
        place.note(progress.model_copy(update={"finished": tuple(finished)}))


def _run(place: Place, run: Run) -> tuple[int, Sequence[str]]:
    """Run one step in the workspace, its output to the log; exit code and the last lines."""
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    with place.log.open("a", encoding="utf-8") as log:

        def read(line: str) -> None:
            tail.append(line)
            log.write(f"{line}\n")
            log.flush()

        log.write(f"\n== {run.name}\n")
        command = (sys.executable, "-m", *run.words)
        return process.stream(command, place.work, _environment(), read), tail


def _environment() -> dict[str, str]:
    """This process's environment; code that was not installed is found where it lies."""
    root = defaults.checkout()
    paths = [*([str(root)] if root else []), *filter(None, [os.environ.get("PYTHONPATH")])]
    more = {"PYTHONPATH": os.pathsep.join(paths)} if paths else {}
    return {**os.environ, **more, "PYTHONUNBUFFERED": "1"}


def _failure(place: Place, run: Run, code: int, tail: Sequence[str]) -> str:
    last = "\n".join(f"    {line}" for line in tail) or "    (no output)"
    return (
        f"The step {run.name!r} ended with exit code {code}.\n{last}\n"
        f"All that was printed: {place.log}. data/labelled/ stands for the folder of --data. "
        "Repair the cause and give the same command again: finished steps are kept."
    )


def _leave_results(place: Place) -> None:
    """Copy bundle, report and card out of the workspace, each whole or not at all."""
    proposal = load(place.family)
    assert proposal is not None  # the card could not have been made
    partial, bundle = place.folder / ".bundle.part", place.folder / "bundle"
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(
        place.work / proposal.candidate(place.work), partial, ignore=shutil.ignore_patterns(".*")
    )
    shutil.rmtree(bundle, ignore_errors=True)
    partial.rename(bundle)
    reports = place.work / "reports" / place.family
    for page in (*sorted(reports.glob("*.html")), reports / "model_card.md"):
        name = "report.html" if page.name == "evaluation.html" else page.name
        with replacing(place.folder / name) as temporary:
            shutil.copyfile(page, temporary)


def _tell_data(place: Place, data: Path | None) -> None:
    sources, yours = place.used_sources(), f"your labelled files in {data}" if data else ""
    public = f"the public sources {', '.join(sources)}" if sources else ""
    learned = [part for part in ("generated data", public, yours) if part]
    console.print(f"{place.family} in {place.folder}: from {' and '.join(learned)}.")
    if not sources:
        console.print(
            f"No public sources lie in {SOURCES}, so it is trained, and measured, without them."
        )


def _tell_results(place: Place, command: str) -> None:
    console.print(f"bundle:     {place.folder / 'bundle'}")
    console.print(f"report:     {place.folder / 'report.html'}")
    console.print(f"model card: {place.folder / 'model_card.md'}")
    console.print("Nothing has been promoted. What the gate would say stands in the card.")
    console.print(f"Use it: matchloop {command} FILE --model {place.folder / 'bundle'}")
