"""`matchloop keys`: keys for those who may ask the service."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from matchloop.cli.serve import the_extra

app = typer.Typer(help="Keys for the service over HTTP.", no_args_is_help=True)


class RoleName(StrEnum):
    """What a key is good for."""

    ASK = "ask"
    REVIEW = "review"
    ADMIN = "admin"


@app.callback()
def _keys() -> None:
    """Keys for the service over HTTP."""


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    role: Annotated[RoleName, typer.Option(help="What it is good for.")] = RoleName.ASK,
) -> None:
    """Make a key: the line for the keys' file to standard output, the key itself beside it."""
    with the_extra():
        from matchloop.server import keys

    key, line = keys.new(name, keys.Role[role.name])
    typer.echo(line)
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"The key of {name}, shown this once: {key}", markup=False
    )
