"""`matchloop home`: moving, backing up, restoring and checking what this machine keeps.

A shell around `matchloop.upkeep`; errors pass through to the main command.
"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matchloop.cli import terminal
from matchloop.cli.output import json_text
from matchloop.harmless import one_line
from matchloop.home import VARIABLE, home

if TYPE_CHECKING:  # the databases' library is loaded by the command that needs it
    from matchloop.upkeep import Finding

app = typer.Typer(
    help="What this machine keeps: check it, back it up, restore it, move it.",
    no_args_is_help=True,
)
_STYLES = {"ok": "green", "note": "yellow", "fault": "red"}

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def check(as_json: AsJson = False) -> None:
    """Look at models, registry, store and rights; exit code 1 when something is to be mended."""
    from matchloop.upkeep import State
    from matchloop.upkeep import check as look

    found = look()
    faults = sum(each.state is State.FAULT for each in found)
    if as_json:
        value = {"home": str(home()), "faults": faults, "findings": [asdict(f) for f in found]}
        typer.echo(json_text(value), nl=False)
    else:
        _print(found, faults)
    if faults:
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(metavar="FILE")], as_json: AsJson = False) -> None:
    """Back everything up to one new archive, such as home-2026-03-01.tar.gz; answers go on."""
    from matchloop.upkeep import back_up

    made = back_up(file)
    if as_json:
        typer.echo(json_text(asdict(made)), nl=False)
        return
    console = _console()
    console.print(
        Text(f"{made.files:,} files ({made.bytes / 2**20:,.1f} MiB) are in {made.archive}.")
    )
    for place in made.elsewhere:
        console.print(Text(f"Not in it: {place}. Back that up where it is.", style="yellow"))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where there is a home, which is then gone.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup, verified, to where the home is; end what runs there first."""
    from matchloop.upkeep import restore as unpack

    listed = unpack(file, replace=replace)
    if as_json:
        value = {"home": str(home()), "created": listed.created, "files": len(listed.files)}
        typer.echo(json_text(value), nl=False)
        return
    _console().print(
        Text(f"{len(listed.files):,} files of {listed.created} are restored to {home()}.")
    )


@app.command()
def move(
    target: Annotated[Path, typer.Argument(metavar="TARGET")], as_json: AsJson = False
) -> None:
    """Move everything to a folder that is empty or not there; end what runs first."""
    from matchloop.upkeep import move as put

    moved = put(target)
    if as_json:
        typer.echo(json_text(asdict(moved)), nl=False)
        return
    console = _console()
    console.print(Text(f"The home lies in {moved.target} now."))
    console.print(Text(f"From now on, for every command: export {VARIABLE}={moved.target}"))


def _print(found: "list[Finding]", faults: int) -> None:
    console = terminal.console(highlight=False)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for each in found:
        told = Text(one_line(each.text))
        if each.remedy:
            told.append(f"\n→ {one_line(each.remedy)}", style="dim")
        table.add_row(Text(each.state, style=_STYLES[each.state]), Text(each.place), told)
    console.print(table)
    sum_up = (
        "Nothing is to be mended." if not faults else f"{faults} to mend, each with its remedy."
    )
    console.print(Text(sum_up, style="red" if faults else "green"))


def _console() -> Console:
    return terminal.console(highlight=False, soft_wrap=True)
