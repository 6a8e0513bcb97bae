"""`matchloop sources`: what public data there is, and bringing it here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from matchloop import sources as lib
from matchloop.cli import terminal
from matchloop.errors import InputError, SourceError

app = typer.Typer(help="Public data: what there is, and bringing it here.", no_args_is_help=True)

CATALOGUE = Path("data", "sources.yaml")
DESTINATION = Path("data", "sources")


@app.command("list")
def list_() -> None:
    """Show every source: family, role, licence, size, and whether it is here."""
    root = project_root()
    table = Table("source", "family", "role", "licence", "size", "state", box=None, pad_edge=False)
    for source in lib.read_catalogue(root / CATALOGUE):
        used, state = ", ".join(source.families), _state(source, root / DESTINATION)
        table.add_row(source.name, used, source.role, source.licence, _size(source), state)
    terminal.console().print(table)


@app.command()
def pull(
    names: Annotated[
        list[str] | None, typer.Argument(help="Sources to bring; all when none is named.")
    ] = None,
    mirror: Annotated[
        Path | None,
        typer.Option(
            envvar="MATCHLOOP_MIRROR",
            help="Folder laid out owner__name/path that is looked at before the network.",
        ),
    ] = None,
) -> None:
    """Bring sources to data/sources/, checksums enforced; the unreachable are skipped."""
    root = project_root()
    catalogue = lib.read_catalogue(root / CATALOGUE)
    chosen = _chosen(catalogue, names or [])
    console = terminal.console()
    with _bars(chosen, console) as progress:
        results = lib.pull(chosen, root / DESTINATION, mirror, progress, catalogue=catalogue)
    for result in results:
        if result.state is lib.State.UNREACHABLE:
            console.print(_farewell(result), highlight=False, soft_wrap=True)
    console.print(summary_line(results), highlight=False, soft_wrap=True)


def project_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above `start` (the current one) with data/sources.yaml."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / CATALOGUE).is_file():
            return folder
    raise InputError(
        f"no {CATALOGUE.as_posix()} in {start} or above it. Run this inside a matchloop project: "
        "cd to the folder you cloned."
    )


def summary_line(results: Sequence[lib.PullResult]) -> str:
    """Say in one line what a pull did."""
    parts = []
    for state in lib.State:
        count = sum(result.state is state for result in results)
        if count:
            parts.append(f"{count} {state}")
    return "sources: " + "; ".join(parts)


def _farewell(result: lib.PullResult) -> str:
    source = result.source
    loss = {
        lib.Role.TRAIN: "Training goes on without it, and the model card says so.",
        lib.Role.EVALUATE: "Nothing is measured on it, and the model card says so.",
        lib.Role.EXAMPLE: "There is that much less to try matchloop on.",
    }[source.role]
    return f"[yellow]{source.name}: {result.state}[/] ({result.reason}). {loss}"


def _chosen(catalogue: Sequence[lib.Source], names: Sequence[str]) -> Sequence[lib.Source]:
    unknown = sorted(set(names) - {source.name for source in catalogue})
    if unknown:
        known = ", ".join(source.name for source in catalogue)
        raise SourceError(f"no source named {', '.join(unknown)}. There are: {known}")
    return [source for source in catalogue if not names or source.name in names]


def _state(source: lib.Source, destination: Path) -> str:
    try:
        there = lib.available(source, destination)
    except SourceError:
        return "[red]altered: pull again[/]"
    if not there:
        return "not here"
    return "here, unverified" if source.unverified else "[green]here[/]"


def _size(source: lib.Source) -> str:
    sizes = [file.bytes for file in source.files]
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return "unknown"
    size = sum(known)
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.2g} kB"


@contextmanager
def _bars(chosen: Sequence[lib.Source], console: Console) -> Iterator[lib.Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {
            source.name: progress.add_task(
                source.name, total=sum(file.bytes or 0 for file in source.files) or None
            )
            for source in chosen
        }
        yield lambda name, count: progress.advance(tasks[name], count)
