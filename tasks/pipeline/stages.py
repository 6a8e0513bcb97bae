"""The stages of a DVC graph as Prefect task runs, independent ones side by side.

Knows how to show a stage in Prefect (its name, its log, `Cached`) and in which order to start
them; what a stage does, and whether it has to run at all, is DVC's affair.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed, State

from tasks.pipeline import process, reporter
from tasks.pipeline.dvc import Outcome, Stage, StageFailedError, StageRun, run_stage


@dataclass(frozen=True)
class PipelineRun:
    """What became of every stage, in the order of the graph."""

    stages: tuple[StageRun, ...]

    @property
    def failed(self) -> tuple[StageRun, ...]:
        """The stages whose command failed; those that could not start for it are not among them."""
        return tuple(run for run in self.stages if run.outcome is Outcome.FAILED)

    def count(self, outcome: Outcome) -> int:
        """How many stages ended so."""
        return sum(run.outcome is outcome for run in self.stages)

    def __str__(self) -> str:
        counted = [f"{self.count(o)} {o}" for o in Outcome if self.count(o)]
        return f"{len(self.stages)} stages: {', '.join(counted)}"

    def check(self) -> None:
        """Raise StageFailedError if a stage failed, with what each one printed last."""
        if self.failed:
            raise StageFailedError("\n\n".join(run.message for run in self.failed))


def run_graph(root: Path, stages: Sequence[Stage], parallel: int) -> PipelineRun:
    """Run the stages, at most `parallel` at a time, each after its needs.

    Call it inside a flow. A stage whose need failed is not started; stages that do not depend
    on the failed one go on. When the flow is stopped, so are the stages that run. What happens is
    told to the `reporter` of the moment.
    """
    told = reporter.current()
    told.planned([stage.name for stage in stages])
    futures: dict[str, PrefectFuture[Any]] = {}
    done: SimpleQueue[str] = SimpleQueue()
    finished: dict[str, StageRun] = {}
    waiting = list(stages)
    try:
        while len(finished) < len(stages):
            free = parallel - (len(futures) - len(finished))
            ready = [stage for stage in waiting if finished.keys() >= set(stage.needs)][:free]
            for stage in ready:
                waiting.remove(stage)
                needs = [futures[need] for need in stage.needs]
                future = stage_run.submit(root, stage, return_state=False, wait_for=needs)
                futures[stage.name] = future
                future.add_done_callback(partial(_put, done, stage.name))
            name = done.get()
            finished[name] = _outcome(name, futures[name])
            told.ended(finished[name])
    except BaseException:  # Ctrl-C or Prefect's cancellation: nothing may go on behind our back
        told.stopping()
        process.stop_all()
        raise
    return PipelineRun(tuple(finished[stage.name] for stage in stages))


@task(name="stage", task_run_name="{stage.name}", cache_policy=NO_CACHE, persist_result=False)
def stage_run(root: Path, stage: Stage) -> State[Any]:
    """Run one stage; the state is Completed, Cached or Failed (no retries: it would fail again)."""
    if stage.current:
        message = "Nothing it depends on has changed."
        return Completed(name="Cached", message=message, data=StageRun(stage.name, Outcome.CACHED))
    log, told = get_run_logger(), reporter.current()

    def on_line(line: str) -> None:
        log.info(line)
        told.printed(stage.name, line)

    told.started(stage.name)
    started = time.monotonic()
    try:
        run = run_stage(root, stage.name, on_line)
    except StageFailedError as error:
        failure = str(error)
        run = StageRun(stage.name, Outcome.FAILED, time.monotonic() - started, failure)
        return Failed(message=failure.partition("\n")[0], data=run)
    name = "Cached" if run.outcome is Outcome.CACHED else "Completed"
    return Completed(name=name, message=f"{run.outcome} in {run.seconds:.1f} s", data=run)


def _put(done: SimpleQueue[str], name: str, _: PrefectFuture[Any]) -> None:
    done.put(name)


def _outcome(name: str, future: PrefectFuture[Any]) -> StageRun:
    future.wait()  # without it, `state` asks the server, which learns of the end a moment later
    state = future.state
    if state.is_pending():  # Prefect's NotReady
        return StageRun(name, Outcome.NOT_STARTED)
    result = state.result(raise_on_failure=False)
    if isinstance(result, StageRun):
        return result
    message = f"Stage {name!r} crashed: {state.message or result}"
    return StageRun(name, Outcome.FAILED, message=message)
