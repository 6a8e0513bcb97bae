"""`matchloop`: the commands put together, and how their errors are told."""

import sys

import typer
from rich.console import Console

from matchloop import __version__
from matchloop.cli import feedback, home, models, shadow, sources
from matchloop.cli.commands import Commands
from matchloop.cli.map import map_
from matchloop.cli.profile import profile
from matchloop.cli.rollback import rollback
from matchloop.cli.status import status
from matchloop.errors import MatchloopError

app = typer.Typer(
    cls=Commands,
    help="Says what a stranger's table is: what each column holds, how sure that is, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(profile)
app.command("map")(map_)
app.command()(status)
app.add_typer(feedback.app, name="feedback")
app.add_typer(models.app, name="models")
app.command()(rollback)
app.add_typer(shadow.app, name="shadow")
app.add_typer(sources.app, name="sources")
app.add_typer(home.app, name="home")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"matchloop {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line; a MatchloopError is told in one paragraph, exit code 1."""
    try:
        app()
    except MatchloopError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        Console(stderr=True).print("Stopped; nothing has been changed.", style="red")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output, such as `head`, has what it wanted.
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
