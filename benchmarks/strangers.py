"""How right the champions are about tables that nobody here made: types and standard columns.

    python -m benchmarks.strangers FOLDER…

A folder holds tables/ and truth.csv: table, column, type, standard, also_type, also_standard, in
the order of the columns. also_… are answers that are right too, separated by |; standard "none"
means that the default schema has no such column, so that abstaining is right; without a type a
column is labelled for its standard only. Beside the champions stand other ways to map the same
columns (`benchmarks.strangers_baselines`); `--alone` leaves them out. The last line is the figures
of the champions as JSON, null where there was nothing to divide by.
"""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from matchloop import map_columns, profile_table
from matchloop.errors import DataError

HIGH = 0.9
NONE = "none"
FIELDS = ("table", "column", "type", "standard", "also_type", "also_standard")


@dataclass(frozen=True)
class Answered:
    """One column: what it is, and what was answered.

    types, standards: every right answer, the first one first; no type: not judged. standard: None
    for an answer that was withheld.
    """

    where: str
    types: tuple[str, ...]
    standards: tuple[str, ...]
    type: str
    type_confidence: float
    sure: bool
    standard: str | None
    confidence: float

    @property
    def absent(self) -> bool:
        """Whether the schema has no such column, and nothing else would do."""
        return self.standards == (NONE,)

    @property
    def mapped_right(self) -> bool:
        """Whether the standard that was given is one of the right ones."""
        return self.standard in self.standards


def main(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER…", help="Tables and truth.csv.")],
    alone: Annotated[bool, typer.Option("--alone", help="Measure the champions alone.")] = False,
) -> None:
    """Measure the champions on labelled tables of other hands."""
    os.environ["MATCHLOOP_LOG"] = "off"
    console, found = Console(), {}
    for folder in folders:
        columns = list(answered(folder))
        found[folder.name] = measured(columns)
        if not alone:
            _show_beside({"matchloop": found[folder.name], **beside(folder, columns)}, console)
    _show(found, console)
    print(json.dumps(next(iter(found.values())) if len(found) == 1 else found))


def answered(folder: Path) -> Iterator[Answered]:
    """Answer every column of a folder. Raises DataError where truth and tables do not agree."""
    truth: dict[str, list[dict[str, str]]] = {}
    for row in _rows(folder / "truth.csv"):
        truth.setdefault(row["table"], []).append(row)
    for name in track(sorted(truth), description=folder.name, transient=True):
        path, rows = folder / "tables" / name, truth[name]
        types, maps = profile_table(path).columns, map_columns(path).columns
        if not len(rows) == len(types) == len(maps):
            raise DataError(
                f"{path} has {len(types)} columns, truth.csv has {len(rows)} of it; each column "
                "of a table needs its row, in the table's order."
            )
        for row, kind, mapped in zip(rows, types, maps, strict=True):
            yield Answered(
                where=f"{name}.{row['column']}",
                types=_right(row, "type"),
                standards=_right(row, "standard"),
                type=kind.type,
                type_confidence=kind.confidence,
                sure=kind.sure,
                standard=mapped.standard,
                confidence=mapped.confidence,
            )


def beside(folder: Path, columns: Sequence[Answered]) -> dict[str, dict[str, float | int | None]]:
    """Return the figures of the other ways on the same columns, in the order of `answered`."""
    from benchmarks.strangers_baselines import headers_of, ways

    tables = list(headers_of(folder, sorted({row["table"] for row in _rows(folder / "truth.csv")})))
    found = {}
    for name, way in ways().items():
        answers = [answer for _, headers in tables for answer in way(headers)]
        found[name] = measured(
            [
                replace(column, standard=standard, confidence=confidence)
                for column, (standard, confidence) in zip(columns, answers, strict=True)
            ]
        )
    return found


def measured(columns: Sequence[Answered]) -> dict[str, float | int | None]:
    """Return the figures, shares with four digits."""
    typed = [column for column in columns if column.types]
    high = [column for column in typed if column.type_confidence >= HIGH]
    sure = [column for column in typed if column.sure]
    mapped = [column for column in columns if column.standard]
    there = [column for column in columns if column.standards[0] != NONE]
    absent = [column for column in columns if column.absent]
    highly = [column for column in mapped if column.confidence >= HIGH]
    return {
        "columns": len(columns),
        "types_right": _share([c.type in c.types for c in typed]),
        "types_high": _share([c.type_confidence >= HIGH for c in typed]),
        "types_high_right": _share([c.type in c.types for c in high]),
        "types_sure": _share([c.sure for c in typed]),
        "types_sure_right": _share([c.type in c.types for c in sure]),
        "mapped": _share([c.standard is not None for c in columns]),
        "mapped_right": _share([c.mapped_right for c in mapped]),
        "mapped_high_right": _share([c.mapped_right for c in highly]),
        "found": _share([c.mapped_right for c in there]),
        "falsely_mapped": _share([c.standard is not None for c in absent]),
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [name for name in FIELDS if name not in (reader.fieldnames or ())]:
            raise DataError(f"{path} has no column {', '.join(missing)}; it needs {FIELDS}.")
        return list(reader)


def _right(row: dict[str, str], what: str) -> tuple[str, ...]:
    return tuple(each for each in (row[what], *row[f"also_{what}"].split("|")) if each)


def _share(right: Sequence[bool]) -> float | None:
    return round(sum(right) / len(right), 4) if right else None


def _show_beside(found: dict[str, dict[str, float | int | None]], console: Console) -> None:
    shown = ("mapped", "mapped_right", "found", "falsely_mapped")
    table = Table("method", *shown)
    for name, figures in found.items():
        table.add_row(name, *("" if figures[key] is None else f"{figures[key]}" for key in shown))
    console.print(table)


def _show(found: dict[str, dict[str, float | int | None]], console: Console) -> None:
    table = Table("figure", *found, title="Tables by other hands", title_justify="left")
    for name in next(iter(found.values())):
        cells = (figures[name] for figures in found.values())
        table.add_row(name, *("" if each is None else f"{each}" for each in cells))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
