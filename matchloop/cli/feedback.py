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
from rich.console import Console
from rich.table import Table

from matchloop import families
from matchloop import store as stores
from matchloop.cli.arguments import FamilyName, OneOrAll
from matchloop.errors import InputError

if TYPE_CHECKING:
    from matchloop.store.feedback import Added, Feedback, Given

app = typer.Typer(
    help="Right answers: confirm or correct, bring in from files, list, write out.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="A file that ends in .csv or .jsonl.")]
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
    from matchloop.store import feedback as lib

    payload = _object(example)
    one = lib.Given(right, prediction, input_, payload, given, source, note)
    if wrong := lib.problem(one) or _wrong(family, payload, right):
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
    limit: Annotated[int, typer.Option(min=1, help="Show at most so many.")] = 20,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Only inputs with different right answers.")
    ] = False,
) -> None:
    """List feedback, the newest first."""
    found = _listed(family, limit, conflicts)
    console = Console()
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
    Console().print(f"{count} written to {file}.", highlight=False, soft_wrap=True)


def _wrong(family: str, payload: dict[str, Any] | Any, right: str) -> str:
    """What the family itself has against an example."""
    return families.get(family).feedback_form().check(payload, right)


def _object(example: str | None) -> dict[str, Any]:
    if example is None:
        return {}
    try:
        value = json.loads(example)
    except json.JSONDecodeError as error:
        raise InputError(
            f"--example is not JSON ({error.msg} at character {error.pos + 1}). Write an object "
            """such as '{"name": "cust_nm"}'."""
        ) from error
    if not isinstance(value, dict):
        raise InputError(f"--example is {example[:40]!r}; expected a JSON object.")
    return value


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
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{added.new} added, {added.known} known already.")
    for conflict in added.conflicts:
        first = conflict.feedback[0]
        about = first.name or (json.dumps(first.payload) if first.payload else conflict.subject)
        console.print(
            f"Conflict: {about[:80]} was given {' and '.join(map(repr, conflict.answers))}. "
            "Training leaves it out until one answer is given again with --replace.",
            style="yellow",
            markup=False,
        )


def _table(found: "list[Feedback]") -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for title in ("time (UTC)", "family", "given", "right", "about", "source"):
        table.add_column(title, overflow="fold")
    for each in found:
        payload = json.dumps(each.payload, ensure_ascii=False) if each.payload else ""
        about = each.name or payload or (each.input or "")
        time = each.time.strftime("%Y-%m-%d %H:%M")
        texts = (each.given_answer or "", each.right_answer, about[:60], each.source)
        table.add_row(time, each.family, *map(_plain, texts))
    return table


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
