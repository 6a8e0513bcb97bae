"""How a mapping is put before a person (rich table) or a program (JSON, CSV, SQL, YAML)."""

import csv
import io
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matchloop.cli.output import printable
from matchloop.table_mapping.emit import Form, emit
from matchloop.table_mapping.result import ROW_FIELDS, ColumnMapping, Status, TableMapping

_WIDE = 110
"""From this width of the terminal on, runners-up have a column of their own."""
_LEAST_SHOWN = 0.01  # a runner-up less likely than this is not shown
_LONGEST = 60  # signs of a name that are shown
_COLOURS = {Status.MAPPED: "green", Status.UNSURE: "yellow", Status.TAKEN: "yellow"}


def print_mapping(mapping: TableMapping, console: Console | None = None) -> None:
    """Print a mapping, readable from 80 characters of width on."""
    console = console or Console()
    wide = console.width >= _WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("column", max_width=26 if wide else 18, overflow="fold", style="bold")
    table.add_column("standard", max_width=28 if wide else 24, overflow="fold")
    if wide:
        table.add_column("runners-up", max_width=26, overflow="fold")
    table.add_column("why", overflow="fold")
    for column in mapping.columns:
        cells = [_header(column), _answer(column)]
        others, reason = _runners_up(column), Text(printable(column.why))
        if wide:
            table.add_row(*cells, Text("\n".join(others), style="dim"), reason)
        else:
            tail = [Text(f"or {', '.join(others)}", style="dim")] if others else []
            table.add_row(*cells, Text("\n").join((reason, *tail)))
    console.print(_title(mapping))
    console.print(table)
    for note in mapping.notes:
        console.print(Text(f"note: {printable(note)}", style="dim"))
    if mapping.notes:
        console.print()


def _title(mapping: TableMapping) -> Text:
    counts = [f"{len(mapping.columns):,} columns", f"{mapping.count(Status.MAPPED):,} mapped"]
    for status in (Status.UNSURE, Status.TAKEN, Status.NAMELESS):
        counts += [f"{number:,} {status}"] if (number := mapping.count(status)) else []
    named = (printable(mapping.table), "bold")
    origin = f"schema {mapping.schema} · model {mapping.model} · from {mapping.threshold:g}"
    return Text.assemble(named, f" · {', '.join(counts)}", (f" · {printable(origin)}", "dim"))


def _header(column: ColumnMapping) -> Text:
    if column.raw.strip():
        return Text(_short(column.raw))
    return Text(f"(column {column.position + 1})", style="dim italic")


def _answer(column: ColumnMapping) -> Text:
    if column.standard is not None:
        name = (_short(column.standard), _COLOURS[Status.MAPPED])
        return Text.assemble("→ ", name, f" {column.confidence:.2f}")
    if not column.runners_up:
        return Text("–", style="dim")
    guess = (_short(column.runners_up[0].standard), f"italic {_COLOURS[column.status]}")
    lead, figure = f"{column.status}:\n", f" {column.confidence:.2f}"
    return Text.assemble((lead, "italic"), guess, (figure, "italic"))


def _runners_up(column: ColumnMapping) -> list[str]:
    others = column.runners_up if column.standard is not None else column.runners_up[1:]
    likely = [other for other in others if other.probability >= _LEAST_SHOWN]
    return [f"{_short(other.standard)} {other.probability:.2f}" for other in likely]


def _short(name: str) -> str:
    text = printable(name)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def as_csv_text(mappings: Sequence[TableMapping]) -> str:
    """Return one CSV with a header and a row per column of each table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ROW_FIELDS, lineterminator="\n")
    writer.writeheader()
    for mapping in mappings:
        writer.writerows(mapping.to_rows())
    return text.getvalue()


def emitted_text(mappings: Sequence[TableMapping], form: str) -> str:
    """Return the renamings: statements one after the other, or YAML documents."""
    between = "---\n" if form == Form.YAML else "\n"
    return between.join(emit(mapping, Form(form)) for mapping in mappings)
