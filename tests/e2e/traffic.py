"""Tables for a champion to answer, and what people say of its answers.

Everyday tables are like what it was trained on. Those of another system write all things in ways
of its own, which a small model can only learn from labels.
"""

import csv
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matchloop.column_types.generate.engine import make_column
from matchloop.column_types.labels import LABELS

ROWS = 60
Values = Callable[[random.Random], str]


@dataclass(frozen=True)
class Column:
    """A column as it stands in a table, with what it holds."""

    header: str
    label: str
    values: tuple[str, ...]


Tables = Mapping[str, tuple[Column, ...]]
"""Columns by the name of their table."""

SYSTEMS: Mapping[str, Mapping[str, tuple[str, Values]]] = {
    "till": {
        "amt": ("numeric", lambda r: f"EUR*{r.randint(1, 99_999):>6}*{r.randint(0, 99):02}-"),
        "dt": ("datetime", lambda r: f"#{r.randint(1, 365):03}/{r.randint(10, 26)}#"),
        "chk": ("boolean", lambda r: r.choice(("<+>", "<->"))),
        "grp": ("categorical", lambda r: f"~{r.choice('ABCDEF')}~"),
        "key": ("identifier", lambda r: f"{{{r.randrange(10**12):012}}}"),
    },
    "robot": {
        "m_q": ("numeric", lambda r: f"q={r.random() * 900:.3f};"),
        "m_t": ("datetime", lambda r: f"T+{r.randrange(10**9)}s@{r.randint(1, 9)}"),
        "m_s": ("boolean", lambda r: r.choice(("!up", "!down"))),
        "m_c": ("categorical", lambda r: f"|{r.choice(('idle', 'arm', 'belt', 'hold'))}|"),
        "m_u": ("identifier", lambda r: f"%{r.randrange(16**10):010x}%"),
    },
}


def everyday(tables: int, seed: int) -> Tables:
    """Tables of generated columns, one of each kind in every table."""
    made = {}
    for number in range(tables):
        columns = [make_column(label, seed + number, seed, ROWS) for label in LABELS]
        made[f"everyday_{seed}_{number}"] = tuple(
            Column(f"{c.header}_{number}", str(c.label), tuple(v or "" for v in c.values[:ROWS]))
            for c in columns
        )
    return made


def foreign(system: str, tables: int, seed: int) -> Tables:
    """Tables of another system, two columns of each of its kinds in every table."""
    return {
        f"{system}_{seed}_{number}": tuple(
            _column(system, kind, f"{number:02}{part}", f"{seed}/{number}/{part}")
            for kind in SYSTEMS[system]
            for part in "ab"
        )
        for number in range(tables)
    }


def write(tables: Tables, folder: Path) -> Path:
    """Write the tables as CSV files to a new folder."""
    folder.mkdir(parents=True)
    for name, columns in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.header for column in columns])
            longest = max(len(column.values) for column in columns)
            padded = [c.values + ("",) * (longest - len(c.values)) for c in columns]
            writer.writerows(zip(*padded, strict=True))
    return folder


def write_feedback(tables: Tables, answered: Sequence[Mapping[str, Any]], path: Path) -> Path:
    """Write what each column holds, as `matchloop feedback import` reads it.

    answered: what `matchloop profile FOLDER --json` printed.
    """
    said = {
        (Path(table["name"]).stem, column["column"]): column["prediction"]
        for table in answered
        for column in table["columns"]
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("right", "prediction", "header", "values", "table"))
        for name, columns in tables.items():
            for c in columns:
                values = json.dumps(c.values)
                writer.writerow((c.label, said[name, c.header], c.header, values, name))
    return path


def _column(system: str, kind: str, suffix: str, seed: str) -> Column:
    label, value = SYSTEMS[system][kind]
    chance = random.Random(f"{system}/{kind}/{seed}")
    return Column(f"{kind}_{suffix}", label, tuple(value(chance) for _ in range(ROWS)))
