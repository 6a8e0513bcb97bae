"""How a table's profile is put before a person (rich table) or a program (JSON, CSV)."""

import csv
import io
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matchloop.cli import terminal
from matchloop.column_types.profile import ColumnProfile, TableProfile
from matchloop.harmless import for_spreadsheet, one_line

_COLOURS = {
    "text_long": "green",
    "text_short": "green3",
    "numeric": "cyan",
    "datetime": "magenta",
    "categorical": "yellow",
    "identifier": "blue",
    "boolean": "bright_red",
    "unknown": "bright_black",
}
_WIDE = 110
"""From this width of the terminal on, samples have a column of their own."""
_NAME, _LONG = 100, 300  # signs that are shown of a name, and of a sentence

_CSV_FIELDS = (
    *("table", "position", "column", "type", "confidence", "sure", "second_type"),
    *("second_confidence", "why", "samples", "rows", "nulls", "distinct"),
    "prediction",
)


def print_profile(profile: TableProfile, console: Console | None = None) -> None:
    """Print a table's profile, readable from 80 characters of width on."""
    console = console or terminal.console()
    wide = console.width >= _WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("column", max_width=28 if wide else 20, overflow="fold", style="bold")
    table.add_column("type", max_width=16, overflow="fold")
    table.add_column("why", overflow="fold", ratio=3)
    if wide:
        table.add_column("samples", overflow="fold", ratio=2)
    for column in profile.columns:
        samples = Text(_samples(column), style="dim")
        reason = Text(one_line(column.why, _LONG))
        if not (wide or _has_examples(column)):
            reason = Text("\n").join((reason, samples))
        cells = (_header(column), _answer(column), reason)
        table.add_row(*cells, samples) if wide else table.add_row(*cells)
    console.print(_title(profile))
    console.print(table)
    for note in profile.notes:
        console.print(Text(f"note: {one_line(note, _LONG)}", style="dim"))
    if profile.notes:
        console.print()


def _title(profile: TableProfile) -> Text:
    sizes = f"{profile.rows:,} rows, {len(profile.columns):,} columns"
    unsure = sum(not column.sure for column in profile.columns)
    doubt = f", {unsure:,} of them unsure" if unsure else ""
    model = f" · model {profile.model_version}"
    name = (one_line(profile.name, _NAME), "bold")
    return Text.assemble(name, f" · {sizes}{doubt}", (model, "dim"))


def _header(column: ColumnProfile) -> Text:
    if column.column.strip():
        return Text(one_line(column.column, _NAME))
    return Text(f"(column {column.position + 1})", style="dim italic")


def _answer(column: ColumnProfile) -> Text:
    colour = _COLOURS.get(column.type, "white")
    if column.sure:
        return Text.assemble((column.type, colour), f" {column.confidence:.2f}")
    best = Text.assemble(("unsure:\n", "italic"), (column.type, f"italic {colour}"))
    best.append(f" {column.confidence:.2f}", "italic")
    for label, probability in column.alternatives[:1]:
        second = (label, f"italic {_COLOURS.get(label, 'white')}")
        best = Text.assemble(best, " /\n", second, (f" {probability:.2f}", "italic"))
    return best


def _has_examples(column: ColumnProfile) -> bool:
    return "e.g." in column.why or all(text in column.why for text in column.samples)


def _samples(column: ColumnProfile) -> str:
    return ", ".join(one_line(text, 24) for text in column.samples[:3])


def as_csv_text(profiles: Sequence[TableProfile]) -> str:
    """Return one CSV with a header and a row per column of each table; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_CSV_FIELDS)
    for profile in profiles:
        writer.writerows(_csv_row(profile.name, column) for column in profile.columns)
    return text.getvalue()


def _csv_row(table: str, column: ColumnProfile) -> list[object]:
    second = column.alternatives[0] if column.alternatives else ("", "")
    return [
        *(for_spreadsheet(table), column.position, for_spreadsheet(column.column)),
        *(column.type, column.confidence, str(column.sure).lower(), *second),
        *(for_spreadsheet(column.why), for_spreadsheet(" | ".join(column.samples))),
        *(column.rows, column.nulls, column.distinct, column.prediction),
    ]
