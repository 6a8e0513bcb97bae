"""`matchloop rollback`: the version before serves again, at once.

The pointer on this machine moves first; the registry hears of it from a process that is left
behind, because loading its client alone takes longer than the whole rollback.
"""

from typing import Annotated

import typer
from rich.console import Console

from matchloop import serving
from matchloop.cli.arguments import FamilyName
from matchloop.errors import BundleError, NoChampionError, RegistryError
from matchloop.monitoring import after_rollback
from matchloop.serving import Pointer


def rollback(
    family: FamilyName,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the version.")],
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until the registry has been told.")
    ] = False,
) -> None:
    """Go back to the version that served before, in under a second."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        pointer = serving.go_back(family, reason)
    except (BundleError, NoChampionError, RegistryError) as error:
        console.print(f"{error} Asking the registry.", style="yellow", markup=False)
        pointer = _by_registry(family, reason)
    console.print(
        f"Version {pointer.version} of {family} serves again; version {pointer.previous} is the "
        "previous one now."
    )
    if wait:
        after_rollback.notify(family, reason)
        console.print("The registry has been told.")
    else:
        log = after_rollback.notify_in_background(family, reason)
        console.print(
            "The registry is being told. If it is out of reach, the next run tells it; what "
            f"happened is in {log}.",
            style="dim",
            markup=False,
        )


def _by_registry(family: str, reason: str) -> Pointer:
    from matchloop import registry

    return registry.rollback(family, reason)
