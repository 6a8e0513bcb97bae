"""`matchloop`: the commands put together, and how their errors are told."""

import atexit
import signal
import sys
import traceback
from itertools import takewhile
from typing import Any

import typer
from typer import rich_utils

from matchloop import __version__
from matchloop.cli import (
    failures,
    feedback,
    home,
    keys,
    models,
    shadow,
    sources,
    terminal,
    unforeseen,
)
from matchloop.cli.commands import Commands
from matchloop.cli.map import map_
from matchloop.cli.profile import profile
from matchloop.cli.rollback import rollback
from matchloop.cli.serve import serve
from matchloop.cli.status import status
from matchloop.errors import MatchloopError
from matchloop.harmless import paragraph, visible

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
app.command()(serve)
app.add_typer(keys.app, name="keys")
app.add_typer(feedback.app, name="feedback")
app.add_typer(models.app, name="models")
app.command()(rollback)
app.add_typer(shadow.app, name="shadow")
app.add_typer(sources.app, name="sources")
app.add_typer(home.app, name="home")

INTERRUPTED = 130
# typer brings a click of its own or uses the installed one; its errors are of that one's class.
_UsageError: type[Any] = next(
    each for each in typer.BadParameter.__mro__ if each.__name__ == "ClickException"
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"matchloop {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line; what goes wrong is told in one paragraph on standard error.

    Exit codes: 1 an error that names its remedy, 2 wrong usage, 70 an error that nobody foresaw,
    130 stopped by Ctrl-C.
    """
    terminal.prepare()
    code = _run()
    # From here on Ctrl-C ends the process at once; what is run at the exit would be told in detail.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_DFL)
    if code:
        sys.exit(code)


def _run() -> int:
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except _UsageError as error:
        return _misused(error)
    except BrokenPipeError:
        # The reader of our output, such as `head`, has what it wanted.
        terminal.silence()
        return 1
    except Exception as error:
        return _failed(error)
    if code == INTERRUPTED:
        _say("Stopped.")
    return code if isinstance(code, int) else 0


def _misused(error: Any) -> int:
    error.message = paragraph(error.message)
    rich_utils.rich_format_error(error)
    return int(error.exit_code)


def _failed(error: Exception) -> int:
    """Tell an error and return its exit code."""
    doing = _doing()
    if "--debug" in takewhile(lambda each: each.startswith("-"), sys.argv[1:]):
        _say(visible("".join(traceback.format_exception(error)).rstrip()))
    if isinstance(error, MatchloopError):
        _say(paragraph(str(error)))
        return error.exit_code
    text = failures.in_words(error, doing)
    _say(paragraph(text or unforeseen.told(error, doing)))
    return 1 if text else unforeseen.EXIT_CODE


def _doing(commands: typer.Typer = app) -> str:
    """The command that runs, without its arguments, which may be values of a table."""
    found: Any = typer.main.get_command(commands)
    named = ["matchloop"]
    for word in sys.argv[1:]:
        if word.startswith("-"):
            continue
        found = found.get_command(None, word) if hasattr(found, "get_command") else None
        if found is None:
            break
        named.append(word)
    return " ".join(named)


def _say(text: str) -> None:
    try:
        terminal.console(stderr=True, soft_wrap=True, highlight=False).print(
            text, style="red", markup=False
        )
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody is there to be told
        pass
    terminal.silence()


if __name__ == "__main__":
    main()
