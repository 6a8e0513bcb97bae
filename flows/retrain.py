"""The retraining flow: a family's open request, served once, from its labels to the gate's answer.

`python -m flows.retrain FAMILY --reason "…"` runs it by hand; the deployment `retrain` is started
by Prefect's automation when the watch has found drift. What the new model has to beat, and what
happens without new labels, is in the section `retrain` of params.yaml.
"""

import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from prefect import flow
from pydantic import Field
from rich.console import Console

from matchloop import families
from matchloop import store as stores
from matchloop.errors import MatchloopError
from matchloop.params import Params, load_params
from matchloop.store import claims
from matchloop.store.engine import Store
from matchloop.store.retraining import Request
from tasks import plain_logs, publish
from tasks.loop import retrain as steps
from tasks.loop import retrain_result
from tasks.loop.retrain_result import Course, Ending, RetrainResult
from tasks.pipeline.dvc import stages
from tasks.pipeline.stages import run_graph
from tasks.release import release_run


@flow(name="retrain", flow_run_name="{family}: {reason}")
def retrain(
    family: str,
    reason: str = "by hand",
    request: int | None = None,
    parallel: Annotated[int, Field(ge=1, le=64)] = 1,
    now: bool = False,
) -> RetrainResult:
    """Serve a family's open request to retrain it.

    Run it from the project's root folder. `request` is the number of the request that an event
    tells of: if it was served meanwhile, nothing is done. Without a number a request is made with
    `reason`. `now` does not wait for the pause after the last retraining to end.
    """
    plain_logs.install()
    families.get(family).check()
    root = Path.cwd()
    params = load_params(root / "params.yaml")
    pause = timedelta(hours=params.retrain.cool_down_hours)
    with stores.opened() as store:
        taken = claims.take(store, family, reason, asked=request, cool_down=pause, at_once=now)
        if isinstance(taken, claims.NotNow):
            result = retrain_result.not_now(family, taken)
        else:
            result = _announced(store, taken, root, params, parallel)
    steps.show(result, root)
    return result


def _announced(
    store: Store, request: Request, root: Path, params: Params, parallel: int
) -> RetrainResult:
    """Serve the request and tell those who wait how it ended, also when it broke off."""
    try:
        with claims.keeping(store, request) as keeper:
            result = _served(store, keeper, root, params, parallel)
            steps.finish(keeper, result)
    except BaseException as error:
        steps.announce(retrain_result.failed(request.family, request, error))
        raise
    steps.announce(result)
    return result


def _served(
    store: Store, keeper: claims.Keeper, root: Path, params: Params, parallel: int
) -> RetrainResult:
    request, family = keeper.request, keeper.request.family
    labels, course = steps.gather(store, family, root, params)
    if course is Course.ASK:
        return steps.ask_for_labels(store, labels, family, root, params, request)
    steps.prepare(labels, course, family, root, request)
    pipeline = run_graph(root, stages(root, family), parallel)
    publish.pipeline(family, pipeline, request.reason.replace("\n", "; "))
    pipeline.check()
    keeper.check()  # what was trained under a lost claim must not be promoted
    released = release_run(family, root, steps.limits(params.retrain))
    if released is not None:
        publish.release(released, root)
    return retrain_result.released(released, family, course, request)


def main(
    family: Annotated[str, typer.Argument(help="Family of models to retrain.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the request.")] = "by hand",
    parallel: Annotated[int, typer.Option(help="Stages side by side at most.", min=1)] = 1,
    now: Annotated[
        bool, typer.Option("--now", help="Do not wait for the pause after the last retraining.")
    ] = False,
) -> None:
    """Retrain a family on its feedback, and promote the new model if the gate agrees."""
    # Without a handler of ours Prefect ends the process on the spot and leaves its server running.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        result = retrain(family, reason, None, parallel, now)
    except MatchloopError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    good = result.ending in (Ending.PROMOTED, Ending.UNCHANGED, Ending.TRAINED)
    console = Console(soft_wrap=True, highlight=False)
    style = "bold green" if good else "bold yellow"
    console.print(f"{family}: {result.outcome}", style=style, markup=False)
    for line in result.reasons:
        console.print(f"  • {line}", markup=False)


if __name__ == "__main__":
    typer.run(main)
