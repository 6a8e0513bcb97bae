"""How a mapping is put before a person (rich table) or a program (JSON, CSV, SQL, YAML)."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matchloop.cli import terminal
from matchloop.harmless import for_spreadsheet, one_line
from matchloop.table_mapping.emit import emit
from matchloop.table_mapping.forms import Dialect, Form
from matchloop.table_mapping.result import (
    LEAST,
    ROW_FIELDS,
    ColumnMapping,
    Status,
    TableMapping,
    shown,
)

_WIDE = 110
"""From this width of the terminal on, runners-up have a column of their own."""
_LONGEST = 60  # signs of a name that are shown
_NAME, _LONG = 100, 300  # of a table's name, and of a sentence
_LEAST_ROOM = 8  # for reasons, on a narrow terminal
_BETWEEN = 16  # signs taken by the confidence and the gaps between columns


def print_mapping(mapping: TableMapping, console: Console | None = None) -> None:
    """Print a mapping; at 80 characters of width a column takes a line."""
    console = console or terminal.console()
    wide = console.width >= _WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    headers, answers = map(_header, mapping.columns), map(_answer, mapping.columns)
    left, middle = _width(headers, 26 if wide else 20), _width(answers, 32 if wide else 28)
    table.add_column("column", min_width=left, max_width=left, overflow="fold", style="bold")
    table.add_column("standard", min_width=middle, max_width=middle, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True)
    if wide:
        table.add_column("runners-up", max_width=26, overflow="fold")
    room = None if wide else max(console.width - left - middle - _BETWEEN, _LEAST_ROOM)
    table.add_column("why", overflow="fold" if wide else "ellipsis", no_wrap=not wide, width=room)
    for column in mapping.columns:
        others = [Text("\n".join(_runners_up(column)), style="dim")] if wide else []
        reason = Text(_reason(column), style="" if column.standard else "dim")
        table.add_row(_header(column), _answer(column), _confidence(column), *others, reason)
    console.print(_title(mapping))
    console.print(table)
    for note in mapping.notes:
        console.print(Text(f"note: {one_line(note, _LONG)}", style="dim"))
    if mapping.notes:
        console.print()


def _width(cells: Iterable[Text], most: int) -> int:
    return min(max((cell.cell_len for cell in cells), default=0), most)


def _title(mapping: TableMapping) -> Text:
    counts = [f"{len(mapping.columns):,} columns", f"{mapping.count(Status.MAPPED):,} mapped"]
    for status in (Status.UNSURE, Status.TAKEN, Status.NAMELESS):
        counts += [f"{number:,} {status}"] if (number := mapping.count(status)) else []
    named = (one_line(mapping.table, _NAME), "bold")
    origin = f"schema {mapping.schema} · model {mapping.model} · from {mapping.threshold:g}"
    return Text.assemble(named, f" · {', '.join(counts)}", (f" · {one_line(origin, _LONG)}", "dim"))


def _header(column: ColumnMapping) -> Text:
    if column.raw.strip():
        return Text(_short(column.raw))
    return Text(f"(column {column.position + 1})", style="dim italic")


def _answer(column: ColumnMapping) -> Text:
    if column.standard is not None:
        return Text.assemble("→ ", (_short(column.standard), _colour(column)))
    if not _has_guess(column):
        return Text("–", style="dim")
    lead = "taken: " if column.status is Status.TAKEN else "guess: "
    return Text(lead + _short(column.runners_up[0].standard), style="dim italic")


def _confidence(column: ColumnMapping) -> Text:
    if column.standard is None:
        return Text(shown(column.confidence) if _has_guess(column) else "", style="dim")
    return Text(shown(column.confidence), style=_colour(column))


def _reason(column: ColumnMapping) -> str:
    """Why, without the guess that stands beside it already."""
    why = one_line(column.why, _LONG)
    return why.removeprefix(f"{column.guess} ") if column.status is Status.TAKEN else why


def _colour(column: ColumnMapping) -> str:
    """Green is sure; yellow is an answer to look at, or one that letters alone speak for."""
    return "green" if column.is_sure and not column.guess_only else "yellow"


def _has_guess(column: ColumnMapping) -> bool:
    return bool(column.runners_up) and column.runners_up[0].probability >= LEAST


def _runners_up(column: ColumnMapping) -> list[str]:
    others = column.runners_up if column.standard is not None else column.runners_up[1:]
    likely = [other for other in others if other.probability >= LEAST]
    return [f"{_short(other.standard)} {shown(other.probability)}" for other in likely]


def _short(name: str) -> str:
    return one_line(name, _LONGEST)


def as_csv_text(mappings: Sequence[TableMapping]) -> str:
    """Return one CSV with a header and a row per column of each table; no cell is a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ROW_FIELDS, lineterminator="\n")
    writer.writeheader()
    for mapping in mappings:
        writer.writerows(map(_harmless, mapping.to_rows()))
    return text.getvalue()


def _harmless(row: dict[str, Any]) -> dict[str, Any]:
    return {k: for_spreadsheet(v) if isinstance(v, str) else v for k, v in row.items()}


def emitted_text(mappings: Sequence[TableMapping], form: Form, dialect: Dialect) -> str:
    """Return the renamings: statements one after the other, or YAML documents."""
    between = "---\n" if form is Form.YAML else "\n"
    return between.join(emit(mapping, form, dialect) for mapping in mappings)
