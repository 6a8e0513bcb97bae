"""The watch: is what comes in still like what the champions know, and is everything taken up?

The deployment `watch/watch` looks at every family each quarter of an hour, once its schedule is
switched on; `python -m flows.watch [FAMILY…]` does it by hand, also without a Prefect server.
"""

import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from prefect import flow
from prefect.runtime import flow_run
from prefect.states import State
from rich.console import Console

from matchloop import store as stores
from matchloop.errors import MatchloopError
from matchloop.monitoring.watch import WatchResult
from matchloop.params import load_params
from tasks import plain_logs
from tasks.loop import prefect_events
from tasks.loop.watch import (
    look_after,
    reconcile,
    reconcile_run,
    status_run,
    watch_run,
    watched_families,
)

PARAMS = Path("params.yaml")


def _run_name() -> str:
    return ", ".join(flow_run.parameters.get("family") or ["all families"])


@flow(name="watch", flow_run_name=_run_name)
def watch(family: list[str] | None = None, again: bool = False) -> list[WatchResult]:
    """Watch families (all without names), take up lost requests, and show how everything stands.

    Run it from the project's root folder. `again`: look also where nothing came in since the last
    verdict. A family that cannot be watched fails the run, after the others have been.
    """
    plain_logs.install()
    params, root = load_params(PARAMS), Path.cwd()
    states: list[State[Any]] = [
        watch_run(each, params, root, again, return_state=True)
        for each in family or watched_families()
    ]
    reconcile_run(params)
    status_run()
    found = [state.result() for state in states]
    return [each for each in found if each is not None]


def plainly(family: list[str] | None = None, again: bool = False) -> list[WatchResult]:
    """Do the same without Prefect: nothing is shown in its UI, and no event is sent."""
    params, root, console = load_params(PARAMS), Path.cwd(), Console(stderr=True)
    found, problems = [], []
    for each in family or watched_families():
        try:
            result = look_after(each, params, root, again)
        except MatchloopError as error:
            problems.append(f"{each}: {error}")
        else:
            found += [result] if result else []
    with stores.opened() as store:
        for line in reconcile(store, params):
            console.print(line, markup=False)
    if problems:
        raise MatchloopError("\n".join(problems))
    return found


def main(
    family: Annotated[
        list[str] | None, typer.Argument(help="Families to watch; all that serve without any.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Look also where nothing came in since the last time.")
    ] = False,
) -> None:
    """Watch families: compare what comes in with what their champions know."""
    console = Console(soft_wrap=True, highlight=False)
    # Without a handler of ours Prefect ends the process on the spot and leaves its server running.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        failure = prefect_events.unreachable()
        if failure:
            console.print(f"Prefect cannot be reached ({failure}); watching without it.")
        found = plainly(family, again) if failure else watch(family or None, again)
    except MatchloopError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if not found:
        console.print("No family serves yet. `make run` trains and promotes the first model.")
    for each in found:
        console.print(each.title, style="bold")
        for line in each.lines:
            console.print(f"  • {line}", markup=False)


if __name__ == "__main__":
    typer.run(main)
