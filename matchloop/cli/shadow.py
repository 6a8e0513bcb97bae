"""`matchloop shadow`: a version answers beside the champion, unseen, and is compared with it.

A shell around `matchloop.registry` and `matchloop.monitoring.shadowing`; errors pass
through to the main command.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from matchloop import serving
from matchloop import store as stores
from matchloop.cli import terminal
from matchloop.cli.arguments import FamilyName
from matchloop.cli.output import json_text
from matchloop.errors import RegistryError
from matchloop.serving import Pointer, Shadow

if TYPE_CHECKING:  # the database's library is loaded by the command that needs it
    from matchloop.monitoring.shadowing import Comparison

app = typer.Typer(
    help="A version that answers beside the champion, unseen: start, stop, show.",
    no_args_is_help=True,
)


@app.command()
def start(family: FamilyName, version: Annotated[int, typer.Argument(help="Its version.")]) -> None:
    """Let a registered version answer beside the champion on this machine."""
    from matchloop import registry

    started = registry.start_shadow(family, version)
    terminal.console(highlight=False, soft_wrap=True).print(
        f"Version {started.version} of {family} answers beside the champion since "
        f"{started.since}; nobody is shown what it says. `matchloop shadow show {family}` compares."
    )


@app.command()
def stop(family: FamilyName) -> None:
    """Let no version answer beside the champion any more."""
    from matchloop import registry

    stopped = registry.stop_shadow(family)
    text = "The shadow answers no more." if stopped else f"There was no shadow of {family}."
    terminal.console().print(text, highlight=False)


@app.command()
def show(
    family: FamilyName,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare the shadow's answers with the champion's."""
    pointer, shadow = serving.current(family), serving.shadow(family)
    if pointer is None or shadow is None:
        raise RegistryError(
            f"There is no shadow of {family}. `matchloop models list {family}` shows the versions, "
            f"`matchloop shadow start {family} VERSION` starts one."
        )
    found = _compared(family, pointer, shadow)
    if as_json:
        typer.echo(json_text({"family": family, "since": shadow.since, **asdict(found)}), nl=False)
    else:
        _print(family, shadow, found)


def _compared(family: str, pointer: Pointer, shadow: Shadow) -> "Comparison":
    from matchloop.monitoring.shadowing import Comparison, compare

    if not stores.exists():
        return Comparison(pointer.name, shadow.name, 0)
    with stores.opened() as store:
        return compare(store, family, pointer.version, shadow)


def _print(family: str, shadow: Shadow, found: "Comparison") -> None:
    console = terminal.console(highlight=False, soft_wrap=True)
    console.print(f"{family}: {found.shadow} beside champion {found.version} since {shadow.since}")
    if not found.answers:
        console.print("No input has been answered by both yet.")
        return
    console.print(f"Same answer for {found.agreement:.1%} of {found.answers:,} inputs.")
    console.print(
        f"Mean confidence: shadow {found.shadow_confidence:.3f}, champion {found.confidence:.3f}."
    )
    if found.difference is None:
        console.print("None of these answers has been judged by feedback yet.")
        return
    console.print(
        f"Right by feedback: shadow {found.shadow_accuracy:.1%}, champion {found.accuracy:.1%} of "
        f"{found.judged:,}; the difference lies between {100 * found.difference.low:+.1f} and "
        f"{100 * found.difference.high:+.1f} points."
    )
