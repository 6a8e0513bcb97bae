"""`matchloop models`: the registered versions, and which of them serves.

A shell around `matchloop.registry`; errors pass through to the main command, which prints them.
"""

from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.markdown import Markdown
from rich.table import Table

from matchloop import families, registry
from matchloop.cli import terminal
from matchloop.cli.arguments import FamilyName, OneOrAll, Reason
from matchloop.cli.rollback import rollback as rolled_back
from matchloop.evaluation.metric import ACCURACY, TOP1, Metric
from matchloop.harmless import visible
from matchloop.registry import ModelVersion, PromotedBy
from matchloop.release.verdict import HEADLINE

app = typer.Typer(
    help="Registered model versions: list, show, promote by hand, roll back.",
    no_args_is_help=True,
)

_MOST_HOLD_OUTS = 4


@app.command("list")
def list_models(
    family: OneOrAll = None,
) -> None:
    """List the registered versions, the newest first."""
    console = terminal.console()
    known = {each: registry.versions(each) for each in ([family] if family else families.names())}
    if not any(known.values()):
        console.print("No model is registered yet. `make run` trains and promotes the first one.")
    for each, versions in known.items():
        if versions:
            console.print(_table(each, versions))


@app.command()
def show(
    family: FamilyName,
    version: Annotated[int | None, typer.Argument(help="The champion without it.")] = None,
) -> None:
    """Show the model card of a version."""
    shown = registry.show(family, version)
    found, console = shown.version, terminal.console()
    aliases = f" · {', '.join(found.aliases)}" if found.aliases else ""
    named = f" ({found.facts.version})" if found.facts else ""
    console.rule(f"{family} version {found.version}{named}{aliases}")
    console.print(Markdown(visible(shown.card), hyperlinks=False))
    if because := found.tags.get("promoted_because"):
        console.rule("Promotion")
        console.print(
            f"{found.tags.get('promoted_at', '')}, by {found.tags.get('promoted_by', '')} "
            f"(gate {found.tags.get('gate', '')}): {because}",
            markup=False,
        )


@app.command()
def promote(family: FamilyName, version: int, reason: Reason) -> None:
    """Make a version the champion by hand, whatever the gate said."""
    console = terminal.console()
    verdict = registry.find(family, version).verdict or "never asked"
    pointer = registry.promote(family, version, reason, PromotedBy.HAND)
    console.print(f"Version {pointer.version} of {family} serves now.", highlight=False)
    console.print(
        f"The gate was bypassed (its verdict on this version: {verdict}); this and the reason "
        "are recorded with the version.",
        style="yellow",
    )
    if pointer.previous is not None:
        console.print(
            f'Back to version {pointer.previous}: matchloop rollback {family} --reason "…"',
            highlight=False,
        )


@app.command()
def rollback(
    family: FamilyName,
    reason: Reason,
    version: Annotated[
        int | None, typer.Option("--version", min=0, help="The version that is to serve no more.")
    ] = None,
) -> None:
    """Go back to the version that served before, and tell the registry at once."""
    rolled_back(family, reason, version, wait=True)


def _table(family: str, known: list[ModelVersion]) -> Table:
    headline = _headline(known)
    table = Table(
        title=f"{family}: {headline.words} by hold-out",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    metrics = _hold_outs(known, headline)
    titles = [name.removesuffix(f".{headline.name}").replace("_", "\n") for name in metrics]
    words = ("version", "alias", "model", "created", "verdict")
    for title in (*words[:3], *titles, *words[3:]):
        table.add_column(title, overflow="fold", no_wrap=title in words)
    for each in known:
        figures = [f"{each.metrics[m]:.3f}" if m in each.metrics else "" for m in metrics]
        created = each.created.strftime("%Y-%m-%d")
        number = f"{each.version} ({each.facts.version})" if each.facts else str(each.version)
        row = (number, "\n".join(each.aliases), each.model, *figures, created, each.verdict)
        style = "bold" if "champion" in each.aliases else None
        table.add_row(*row, style=style)
    return table


def _headline(known: list[ModelVersion]) -> Metric:
    """What the newest version is measured by first; versions before this tag show by their names.

    A metric that is a family's own is called by its name.
    """
    measured = {name.rpartition(".")[2] for name in known[0].metrics}
    untold = next((metric.name for metric in (ACCURACY, TOP1) if metric.name in measured), "")
    name = known[0].tags.get(HEADLINE, untold)
    return next((m for m in (ACCURACY, TOP1) if m.name == name), Metric(name, name))


def _hold_outs(known: list[ModelVersion], headline: Metric) -> list[str]:
    """The names of the headline's figures, as far as a table has room for them."""
    ending = f".{headline.name}"
    names = {name for each in known for name in each.metrics if name.endswith(ending)}
    return sorted(names)[:_MOST_HOLD_OUTS]
