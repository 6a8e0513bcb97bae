"""Arguments that several commands take."""

import os
from pathlib import Path
from typing import Annotated

import typer

from matchloop import families
from matchloop.harmless import given_bytes


def known(name: str | None) -> str | None:
    """The name of a family that there is. Raises UnknownFamilyError with the choices."""
    return families.get(name).name if name is not None else None


def _all_known(names: list[str] | None) -> list[str] | None:
    return [families.get(name).name for name in names] if names else names


def path_is(path: str | Path, test: str) -> bool:
    """Ask a `Path` such as `is_file`; False where the system cannot say, as of one too long."""
    try:
        return bool(getattr(Path(path), test)())
    except (OSError, ValueError):  # a ValueError is a NUL in it
        return False


def may_look(path: str) -> bool:
    """Whether one may see if the path exists."""
    try:
        os.stat(path)
    except PermissionError:
        return False
    except (OSError, ValueError):
        return True
    return True


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
        readable=False,
        help="A bundle's folder, such as `matchloop train` leaves; the champion without it.",
    ),
]
Reason = Annotated[
    str,
    typer.Option("--reason", help="Why; kept with the version.", callback=given_bytes),
]
