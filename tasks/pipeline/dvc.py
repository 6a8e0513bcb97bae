"""The DVC graph of one family, and one stage of it run by DVC.

`dvc.yaml` names its stages `<family>-<step>`; a family's stages are those, plus everything
they depend on. Knows nothing of Prefect, and nothing of what a stage does.
"""

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from matchloop.errors import MatchloopError
from tasks.pipeline import process
from tasks.telemetry import SWITCHES

LOCK_DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0, *([15.0] * 19))
"""Seconds between attempts while another DVC process holds what a stage needs; 5 minutes in all."""

_BUSY = ("Unable to acquire lock", "it is being blocked by")
_TAIL_LINES = 25
# What DVC tells a person at a shell, which is no part of the stage's story.
_HINTS = ("To track the changes with git", "\tgit add", "To enable auto staging", "\tdvc config")


class PipelineError(MatchloopError):
    """The DVC graph cannot be read, or has no stage of the family."""


class StageFailedError(MatchloopError):
    """A stage's command failed, or DVC could not run it."""


class Outcome(StrEnum):
    """What became of a stage."""

    RAN = "ran"
    CACHED = "cached"
    FAILED = "failed"
    NOT_STARTED = "not started"


@dataclass(frozen=True)
class Stage:
    """One stage of the graph.

    `needs` are the stages it depends on directly, by name; `current` means that its inputs,
    command and outputs, and those of all it depends on, are as DVC recorded them.
    """

    name: str
    needs: tuple[str, ...]
    current: bool = False


@dataclass(frozen=True)
class StageRun:
    """What became of a stage, and the seconds it took; `message` says why it failed."""

    name: str
    outcome: Outcome
    seconds: float = 0.0
    message: str = field(default="", repr=False)


def stages(root: Path, family: str) -> tuple[Stage, ...]:
    """Return the family's stages with all they depend on, each after its needs.

    Raises PipelineError when `root` is no DVC repository, dvc.yaml is invalid, or no stage's
    name starts with `<family>-`.
    """
    from dvc.exceptions import DvcException
    from dvc.repo import Repo

    try:
        with Repo(str(root)) as repo:
            return _read(repo, family)
    except DvcException as error:
        raise PipelineError(
            f"The pipeline in {root} cannot be read: {error}. Expected a DVC repository with a "
            "valid dvc.yaml; `dvc dag` in that folder shows the same problem in full."
        ) from error


def run_stage(
    root: Path,
    name: str,
    on_line: Callable[[str], None],
    *,
    delays: Iterable[float] = LOCK_DELAYS,
) -> StageRun:
    """Run one stage with `dvc repro --single-item`, its output going to `on_line` line by line.

    While another DVC process holds the stage's files it tries again after each of `delays`
    (seconds). Raises StageFailedError with the last lines of the output.
    """
    started = time.monotonic()
    waits = iter(delays)
    while True:
        code, outcome, tail = _repro(root, name, on_line)
        if code == 0:
            return StageRun(name, outcome, time.monotonic() - started)
        if not any(sign in line for sign in _BUSY for line in tail):
            raise StageFailedError(_failure(name, code, tail))
        wait = next(waits, None)
        if wait is None:
            raise StageFailedError(_blocked(name, tail))
        on_line(f"another DVC process holds files of {name}; trying again in {wait:g} s")
        time.sleep(wait)


def _read(repo: Any, family: str) -> tuple[Stage, ...]:
    import networkx as nx

    graph = repo.index.graph  # edges lead from a stage to what it depends on
    names = {stage: _name(stage) for stage in repo.index.stages}
    own = [s for s, name in names.items() if name.split(":")[-1].startswith(f"{family}-")]
    if not own:
        raise PipelineError(
            f"{repo.root_dir}/dvc.yaml has no stage of the family {family!r}: expected names "
            f"like '{family}-train', found {', '.join(sorted(names.values())) or 'no stage'}."
        )
    members = set(own).union(*(nx.descendants(graph, stage) for stage in own))
    order = {stage: position for position, stage in enumerate(names)}
    changed = _changed(repo, members)
    found: dict[Any, Stage] = {}
    part = graph.subgraph(members).reverse()
    for stage in nx.lexicographical_topological_sort(part, key=order.__getitem__):
        needs = sorted(graph.successors(stage), key=order.__getitem__)
        current = names[stage] not in changed and all(found[need].current for need in needs)
        found[stage] = Stage(names[stage], tuple(names[need] for need in needs), current)
    return tuple(found.values())


def _name(stage: Any) -> str:
    # Not `stage.addressing`: that one depends on the process's working directory.
    path, name = stage.path_in_repo, getattr(stage, "name", None)
    if name is None:
        return str(path)
    return str(name) if path == "dvc.yaml" else f"{path}:{name}"


def _changed(repo: Any, members: set[Any]) -> set[str]:
    """Names of the stages that `dvc status` would list; all of them while DVC is busy."""
    from dvc.lock import LockError
    from dvc.repo import lock_repo

    try:
        with lock_repo(repo):
            return {_name(stage) for stage in members if stage.status()}
    except LockError:  # then each stage asks DVC itself, and waits for it
        return {_name(stage) for stage in members}


def _repro(
    root: Path, name: str, on_line: Callable[[str], None]
) -> tuple[int, Outcome, tuple[str, ...]]:
    """Run `dvc repro` once; its exit code, what it did, and the last lines it printed."""
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    ran = False

    def read(line: str) -> None:
        nonlocal ran
        ran = ran or line == f"Running stage '{name}':"
        if not line.startswith(_HINTS):
            tail.append(line)
            on_line(line)

    # DVC gives its repository lock back while a stage's command runs and takes it again for
    # saving; without waiting, a finished command's work would be lost to a neighbour's save.
    command = ("dvc", "--wait-for-lock", "repro", "--single-item", name)
    code = process.stream((sys.executable, "-m", *command), root, _environment(), read)
    return code, Outcome.RAN if ran else Outcome.CACHED, tuple(tail)


def _environment() -> dict[str, str]:
    """This process's environment, with this Python first and no usage reports."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return {**SWITCHES, **os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}


def _failure(name: str, code: int, tail: tuple[str, ...]) -> str:
    last = "\n".join(f"    {line}" for line in tail) or "    (no output)"
    return (
        f"Stage {name!r} failed: `dvc repro` ended with exit code {code}.\n{last}\n"
        f"Repair the cause and start the run again: finished stages are kept. "
        f"`dvc repro --single-item {name}` runs this stage alone."
    )


def _blocked(name: str, tail: tuple[str, ...]) -> str:
    last = "\n".join(f"    {line}" for line in tail)
    return (
        f"Stage {name!r} did not get its files: another DVC process went on holding them.\n{last}\n"
        "Wait for that process or end it, then start the run again. If no such process exists, "
        "remove .dvc/tmp/rwlock."
    )
