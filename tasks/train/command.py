"""The command `matchloop train`, offered to the command line as an entry point.

Imported for its help alone, so what it does is imported when it is done.
"""

from pathlib import Path
from typing import Annotated

import typer

from matchloop.cli.arguments import FamilyName

app = typer.Typer(add_completion=False)


@app.command()
def train(
    family: FamilyName,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="YAML with parameters of the family that differ from the defaults."
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Your labelled files; docs/labelled-data.md says how."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where bundle, report and card go; ./matchloop-FAMILY without it."
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The model to propose; the best without it."),
    ] = None,
) -> None:
    """Train a family in a folder of its own; a stopped run goes on where it was."""
    from tasks.train.training import Request, carry_out

    carry_out(Request(family, config, data, output or Path(f"matchloop-{family}"), model))
