"""`matchloop rollback`: the version before serves again, at once.

The pointer on this machine moves first; the registry hears of it from a process that is left
behind, because loading its client alone takes longer than the whole rollback.
"""

from contextlib import suppress
from typing import Annotated

import typer

from matchloop import serving
from matchloop.cli import terminal
from matchloop.cli.arguments import FamilyName, Reason
from matchloop.errors import (
    BundleError,
    NoChampionError,
    OvertakenError,
    RegistryError,
    StoppedError,
)
from matchloop.monitoring import after_rollback
from matchloop.serving import Pointer


def rollback(
    family: FamilyName,
    reason: Reason,
    version: Annotated[
        int | None,
        typer.Option(
            "--version", min=0, help="The version that is to serve no more; the one that does."
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until the registry has been told.")
    ] = False,
) -> None:
    """Go back to the version that served before, in under a second.

    Of two who take back one version at once the second is told so, and nothing changes.
    """
    console = terminal.console(highlight=False, soft_wrap=True)
    with suppress(NoChampionError, BundleError):  # no copy here: the registry is asked
        version = serving.leaving(family) if version is None else version
    try:
        pointer = serving.go_back(family, reason, version)
    except OvertakenError:
        raise
    except (BundleError, NoChampionError, RegistryError) as error:
        console.print(f"{error} Asking the registry.", style="yellow", markup=False)
        pointer = _by_registry(family, reason, version)
    told = (
        f"Version {pointer.version} of {family} serves again; version {pointer.previous} is the "
        "previous one now."
    )
    # The registry hears of it also where nothing can be printed.
    if wait:
        try:
            console.print(told)
        finally:
            _wait_for_registry(family, reason, pointer)
        console.print("The registry has been told.")
        return
    log = after_rollback.notify_in_background(family, serving.fit(reason))
    console.print(told)
    happened = f"; what happened is in {log}" if log else ""
    console.print(
        f"The registry is being told. If it is out of reach, the next run tells it{happened}.",
        style="dim",
        markup=False,
    )


def _wait_for_registry(family: str, reason: str, pointer: Pointer) -> None:
    try:
        after_rollback.notify(family, reason)
    except KeyboardInterrupt as stop:
        raise StoppedError(
            f"Stopped: version {pointer.version} of {family} serves, and whether the registry has "
            "been told is not known. The next run tells it."
        ) from stop


def _by_registry(family: str, reason: str, version: int | None) -> Pointer:
    from matchloop import registry

    return registry.rollback(family, reason, version)
