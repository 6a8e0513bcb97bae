"""The training flow: a family's DVC graph, then the gate, the promotion and what there is to see.

`python -m flows.train [FAMILY]...` runs it by hand; the deployment `train/<family>` runs it from
Prefect. Both give the bytes that `dvc repro` gives, because DVC runs the stages.
"""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from prefect import flow
from prefect.logging.configuration import setup_logging
from pydantic import Field
from rich.console import Console

from matchloop import families
from matchloop.errors import MatchloopError
from matchloop.harmless import visible
from tasks import ctrl_c, plain_logs, publish, run_log
from tasks.pipeline import reporter
from tasks.pipeline.dvc import stages
from tasks.pipeline.screen import Screen
from tasks.pipeline.stages import run_graph
from tasks.release import Decision, ReleaseResult, release_run
from tasks.run_log import RunLog


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
    ctrl_c.heard()
    plain_logs.install()
    families.get(family).check()
    root = Path.cwd()
    pipeline = run_graph(root, stages(root, family), parallel)
    publish.pipeline(family, pipeline, reason)
    pipeline.check()
    with reporter.step(f"{family}-gate"):
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
    # Without a handler of ours Prefect ends the process on the spot and leaves its server running.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        wanted = [families.get(name).name for name in chosen or families.names()]
        with run_log.taken("train") as log:
            _shown(wanted, parallel, reason, log)
    except MatchloopError as error:
        Console(stderr=True, soft_wrap=True).print(visible(str(error)), style="red", markup=False)
        raise typer.Exit(1) from error


def _shown(wanted: Sequence[str], parallel: int, reason: str, log: RunLog) -> None:
    """Train the families before a person's eyes; what DVC and Prefect print goes to the log."""
    # Prefect looked at the terminal when it was imported, and would write its colours to the log.
    setup_logging(incremental=False)
    screen = Screen(Console(file=log.out, soft_wrap=True, highlight=False), log.where)
    try:
        with screen, reporter.listening(screen):
            for family in wanted:
                screen.begin(f"{family} ({reason})")
                with ctrl_c.held_back():
                    result = train(family, parallel, reason)
                _tell(result, screen)
    except KeyboardInterrupt:
        screen.tell("Stopped. Start it again and it goes on from here: finished stages are kept.")
        raise typer.Exit(130) from None
    finally:
        screen.tell(f"Everything that was printed: {log.where}", "dim")


def _tell(result: ReleaseResult | None, screen: Screen) -> None:
    """Show the gate's verdict: what it refused for, and what it was content with as a number."""
    if result is None:
        screen.tell("trained but not released: the family has no gate")
        return
    refused = result.decision is Decision.REFUSED
    screen.tell(result.title, "bold yellow" if refused else "bold green")
    met = [line for line in result.reasons if line.startswith("✓")]
    for line in result.reasons:
        if line not in met:
            screen.tell(f"  • {line}")
    if met:
        screen.tell(f"  {len(met)} of {len(result.reasons)} conditions of the gate are met")


if __name__ == "__main__":
    typer.run(main)
