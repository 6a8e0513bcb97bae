"""The training flow: a family's DVC graph, then the gate, the promotion and what there is to see.

`python -m flows.train [FAMILY]...` runs it by hand; the deployment `train/<family>` runs it from
Prefect. Both give the bytes that `dvc repro` gives, because DVC runs the stages.
"""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from prefect import flow
from pydantic import Field
from rich.console import Console

from matchloop import families
from matchloop.errors import MatchloopError
from tasks import plain_logs, publish
from tasks.pipeline.dvc import stages
from tasks.pipeline.stages import run_graph
from tasks.release import Decision, ReleaseResult, release_run


@flow(name="train", flow_run_name="{family}: {reason}")
def train(
    family: str,
    parallel: Annotated[int, Field(ge=1, le=64)] = 1,
    reason: str = "by hand",
) -> ReleaseResult | None:
    """Bring a family's models up to date and promote the new one if the gate agrees.

    Run it from the project's root folder. `parallel` is the largest number of stages side by
    side; `reason` is shown with the run. Returns None for a family that is not released.
    """
    plain_logs.install()
    families.get(family).check()
    root = Path.cwd()
    pipeline = run_graph(root, stages(root, family), parallel)
    publish.pipeline(family, pipeline, reason)
    pipeline.check()
    result = release_run(family, root)
    if result is not None:
        publish.release(result, root)
    return result


def main(
    chosen: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FAMILY]...", help="Families of models to train; all without any."),
    ] = None,
    parallel: Annotated[int, typer.Option(help="Stages side by side at most.", min=1)] = 1,
    reason: Annotated[str, typer.Option(help="Why; shown with the run.")] = "by hand",
) -> None:
    """Train families one after the other, and promote what is new if the gate agrees."""
    console = Console()
    # Without a handler of ours Prefect ends the process on the spot and leaves its server running.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        for family in [families.get(name) for name in chosen or families.names()]:
            _tell(train(family.name, parallel, reason), console)
    except MatchloopError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


def _tell(result: ReleaseResult | None, console: Console) -> None:
    if result is None:
        return
    refused = result.decision is Decision.REFUSED
    console.print(result.title, style="bold yellow" if refused else "bold green")
    for line in result.reasons:
        console.print(f"  • {line}", markup=False)


if __name__ == "__main__":
    typer.run(main)
