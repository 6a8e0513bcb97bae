"""`matchloop serve`: answers over HTTP until it is told to end.

A shell around `matchloop.server`, which the extra `serve` brings the packages for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from matchloop.errors import MissingExtraError


@contextmanager
def the_extra() -> Iterator[None]:
    """Tell how to install what an import in this block did not find."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "matchloop").startswith("matchloop"):
            raise
        raise MissingExtraError(str(error.name), "serve", "The service over HTTP") from error


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; others than loopback need keys.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65_535)] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes; each holds its own models.", min=1, max=64)
    ] = None,
) -> None:
    """Answer over HTTP with the champions, following promotions; docs/serving.md tells more."""
    with the_extra():
        from matchloop.server import process, settings
    found = settings.from_environment()
    where = f"http://{host or found.host}:{port if port is not None else found.port}"
    Console(stderr=True, highlight=False).print(
        f"{where} answers as soon as {where}/health/ready does; {where}/openapi.json describes it.",
        soft_wrap=True,
    )
    process.run(host, port, workers)
