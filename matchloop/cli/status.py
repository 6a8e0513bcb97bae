"""`matchloop status`: how the loop stands, for a person or a program.

A shell around `matchloop.monitoring.status`.
"""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from matchloop.cli import terminal
from matchloop.cli.arguments import FamilyNames
from matchloop.cli.output import json_text

# By the verdict's text: its enum would load the database library with every command.
_COLOURS = {"stable": "green", "attention": "yellow", "drifted": "red", "not enough data": "dim"}


def status(
    families: FamilyNames = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say for each family what serves, how it is doing, and what is asked for."""
    # Only here: it loads the database library, which no other command needs for its help.
    from matchloop.monitoring import status as lib
    from matchloop.monitoring.status_words import lines

    found = lib.status(families or None)
    if as_json:
        typer.echo(json_text([each.as_dict() for each in found]), nl=False)
        return
    console = terminal.console(highlight=False)
    if not found:
        console.print("No family serves yet. `make run` trains and promotes the first model.")
    for each in found:
        console.print(Text(each.family, style="bold"))
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, text in lines(each, datetime.now(UTC)):
            colour = _COLOURS[str(each.verdict.verdict)] if each.verdict and name == "drift" else ""
            table.add_row(f"  {name}", Text(text, style="red" if name == "problem" else colour))
        console.print(table)
