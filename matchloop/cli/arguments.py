"""Arguments that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

from matchloop import families


def known(name: str | None) -> str | None:
    """The name of a family that there is. Raises UnknownFamilyError with the choices."""
    return families.get(name).name if name is not None else None


def _all_known(names: list[str] | None) -> list[str] | None:
    return [families.get(name).name for name in names] if names else names


_CHOICES = f"A model family: {' or '.join(families.names())}."

FamilyName = Annotated[str, typer.Argument(help=_CHOICES, callback=known)]
OneOrAll = Annotated[str | None, typer.Argument(help=f"{_CHOICES} All without it.", callback=known)]
FamilyNames = Annotated[
    list[str] | None,
    typer.Argument(help=f"Model families: {', '.join(families.names())}.", callback=_all_known),
]
BundleFolder = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        help="A bundle's folder, such as `matchloop train` leaves; the champion without it.",
    ),
]
