"""`matchloop feedback`: what the right answers are, one by one or from files.

A shell around `matchloop.store.feedback`, which is imported when it is needed: it loads the
database library, and no other command should wait for that. Errors pass through to the main
command.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from matchloop import families
from matchloop import store as stores
from matchloop.cli import terminal
from matchloop.cli.arguments import FamilyName, OneOrAll
from matchloop.errors import InputError
from matchloop.harmless import one_line

if TYPE_CHECKING:
    from matchloop.store.feedback import Added, Feedback
    from matchloop.store.feedback_checks import Given

app = typer.Typer(
    help="Right answers: confirm or correct, bring in from files, list, write out, delete.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(readable=False, help="A file that ends in .csv or .jsonl.")]
Ids = Annotated[list[int] | None, typer.Argument(metavar="ID…", help="Numbers that `list` shows.")]
FromFile = Annotated[
    Path | None,
    typer.Option(
        "--file", readable=False, help="All that was brought in from a file, by its name."
    ),
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Take the place of other answers to the same inputs.")
]
_NONE = "No feedback yet. `matchloop feedback add --help` says how to give some."


@app.command()
def add(
    family: FamilyName,
    right: Annotated[str, typer.Argument(help="The right answer.")],
    prediction: Annotated[
        int | None, typer.Option(help="Number of the prediction that it confirms or corrects.")
    ] = None,
    input_: Annotated[str | None, typer.Option("--input", help="Identity of the input.")] = None,
    example: Annotated[
        str | None, typer.Option(help="The labelled example, a JSON object of the family's form.")
    ] = None,
    given: Annotated[str | None, typer.Option(help="What was answered.")] = None,
    note: Annotated[str, typer.Option(help="Anything worth knowing.")] = "",
    source: Annotated[str, typer.Option(help="Where it is from.")] = "command",
    replace: Replace = False,
) -> None:
    """Confirm or correct one answer."""
    from matchloop.store.feedback_checks import Given, problem

    payload = _object(example, family)
    one = Given(right, prediction, input_, payload, given, source, note)
    if wrong := problem(one) or _wrong(family, payload, right):
        raise InputError(f"This feedback cannot be added: {wrong}.")
    _tell(_add(family, [one], replace))


@app.command("import")
def import_(family: FamilyName, file: File, replace: Replace = False) -> None:
    """Bring in a file; columns `right` and the example's own, or prediction, input, payload."""
    from matchloop.store import feedback_files

    given = feedback_files.read(file, lambda payload, right: _wrong(family, payload, right))
    _tell(_add(family, given, replace))


@app.command("list")
def list_(
    family: OneOrAll = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Show at most so many.")] = 20,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Only inputs with different right answers.")
    ] = False,
) -> None:
    """List feedback, the newest first."""
    found = _listed(family, limit, conflicts)
    console = terminal.console()
    if not found:
        console.print("No conflicts." if conflicts else _NONE)
        return
    console.print(_table(found))


@app.command()
def export(family: FamilyName, file: File) -> None:
    """Write a family's feedback to a file that `import` reads."""
    from matchloop.store import feedback_files

    found = _listed(family, None, False)
    count = feedback_files.write(file, reversed(found))
    console = terminal.console(highlight=False, soft_wrap=True)
    console.print(f"{count} written to {file}.", markup=False)
    if bad := [str(each.id) for each in found if not each.is_readable]:
        console.print(
            f"{len(bad)} left out: their examples cannot be read. `matchloop feedback delete "
            f"{family} {' '.join(bad[:10])}` takes them out of the way.",
            style="yellow",
            markup=False,
        )


@app.command()
def delete(family: FamilyName, ids: Ids = None, file: FromFile = None) -> None:
    """Delete feedback by its numbers or its file; `restore` takes it back."""
    found = _marked("delete", family, ids or [], file)
    if found:
        back = f"--file {_quoted(file)}" if file else " ".join(map(str, found))
        terminal.console(highlight=False, soft_wrap=True).print(
            f"{len(found)} deleted. Back: matchloop feedback restore {family} {back}", markup=False
        )


@app.command()
def restore(family: FamilyName, ids: Ids = None, file: FromFile = None) -> None:
    """Let deleted feedback stand again, by its numbers or its file."""
    if found := _marked("restore", family, ids or [], file):
        terminal.console(highlight=False).print(f"{len(found)} restored.")


def _wrong(family: str, payload: dict[str, Any] | Any, right: str) -> str:
    """What the family itself has against an example."""
    from matchloop.labels import from_feedback

    return from_feedback.problem(payload, right, families.get(family).feedback_form())


def _object(example: str | None, family: str) -> dict[str, Any]:
    if example is None:
        return {}
    from matchloop.store.feedback_checks import from_json

    key = families.get(family).feedback_form().PAYLOAD[0]
    hint = f"Write an object such as '{json.dumps({key: 'cust_nm'})}'."
    try:
        value = from_json(example)
    except ValueError as error:
        raise InputError(f"--example is {error}. {hint}") from error
    if not isinstance(value, dict):
        raise InputError(f"--example is {example[:40]!r}; expected a JSON object. {hint}")
    return value


def _marked(what: str, family: str, ids: list[int], file: Path | None) -> list[int]:
    """Delete or restore; the numbers of what was."""
    if bool(ids) == (file is not None):
        raise InputError(
            f"Say what to {what}: numbers that `matchloop feedback list` shows, or --file with the "
            "name of a file that was imported."
        )
    if any(not 0 < each < 2**63 for each in ids):
        raise InputError("Feedback has numbers from 1; see `matchloop feedback list`.")
    from matchloop.store import feedback_deletion as lib

    found: list[int] = []
    if stores.exists():
        with stores.opened() as store:
            found = getattr(lib, what)(store, family, ids, file)
    if not found:
        of = f"from a file named {file.name!r}" if file else "yet"
        raise InputError(f"There is nothing of {family} to {what} {of}.")
    return found


def _quoted(file: Path) -> str:
    import shlex

    return shlex.quote(file.name)


def _add(family: str, given: "list[Given]", replace: bool) -> "Added":
    from matchloop.store import feedback as lib

    with stores.opened() as store:
        return lib.add(store, family, given, replacing=replace)


def _listed(family: str | None, limit: int | None, conflicts: bool) -> "list[Feedback]":
    from matchloop.store import feedback as lib

    if not stores.exists():
        return []
    with stores.opened() as store:
        if not conflicts:
            return lib.stored(store, family, limit=limit)
        chosen = [family] if family else families.names()
        found = [conflict for each in chosen for conflict in lib.conflicts(store, each)]
        return [each for conflict in found[:limit] for each in conflict.feedback]


def _tell(added: "Added") -> None:
    console = terminal.console(highlight=False, soft_wrap=True)
    console.print(f"{added.new} added, {added.known} known already.")
    for conflict in added.conflicts:
        first = conflict.feedback[0]
        about = first.name or (json.dumps(first.payload) if first.payload else conflict.subject)
        console.print(
            f"Conflict: {one_line(about, 80)} was given "
            f"{' and '.join(map(repr, conflict.answers))}. "
            "Training leaves it out until one answer is given again with --replace.",
            style="yellow",
            markup=False,
        )


def _table(found: "list[Feedback]") -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("id", no_wrap=True)
    for title in ("time (UTC)", "family", "given", "right", "about", "source"):
        table.add_column(title, overflow="fold")
    for each in found:
        payload = json.dumps(each.payload, ensure_ascii=False) if each.payload else ""
        about = each.name or payload or (each.input or "")
        about = about if each.is_readable else "(an example that cannot be read)"
        time = each.time.strftime("%Y-%m-%d %H:%M")
        texts = (each.given_answer or "", each.right_answer, about, each.source)
        table.add_row(str(each.id), time, each.family, *(Text(one_line(t, 60)) for t in texts))
    return table
