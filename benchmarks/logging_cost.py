"""What the prediction log adds to the time of an answer.

    python -m benchmarks.logging_cost [--rounds 15] [--types FOLDER] [--mapping FOLDER]

The same answers are given with the log and without it in turn, a second each, in one process, each
model on one thread, written to SQLite in a home of their own. Two figures, medians over the rounds:
how much longer a caller waits for an answer (the median answer of a round against those of the
rounds without before and after it), and how much more the processor works in all, with what the
log's own thread does until everything is written. The last line of the output is the result as
JSON: "added_max" is the largest share that a caller waits longer.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

Work = Callable[[], object]
TYPES = Path("models/column_types/blend")
MAPPING = Path("models/column_mapping/siamese")
SECONDS = 1.0
console = Console(width=100)


def main(
    rounds: Annotated[int, typer.Option(min=3, help="Pairs of seconds with and without.")] = 15,
    types: Annotated[Path, typer.Option(help="A bundle of column_types.")] = TYPES,
    mapping: Annotated[Path, typer.Option(help="A bundle of column_mapping.")] = MAPPING,
) -> None:
    """Measure what logging costs where it is felt most and least."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # before numpy is loaded
    with tempfile.TemporaryDirectory() as home:
        os.environ["MATCHLOOP_HOME"] = home
        found = {name: _measured(work, rounds) for name, work in _works(types, mapping).items()}
    table = Table("answers", "without the log", "with it", "added", "processor")
    for name, each in found.items():
        times = (f"{each.off * 1e3:.2f} ms", f"{each.on * 1e3:.2f} ms")
        table.add_row(name, *times, f"{each.added:+.1%}", f"{each.processor:+.1%}")
    console.print(table)
    added = {name: round(each.added, 4) for name, each in found.items()}
    processor = {name: round(each.processor, 4) for name, each in found.items()}
    print(json.dumps({"added_max": max(added.values()), "added": added, "processor": processor}))


@dataclass(frozen=True)
class Cost:
    """Median seconds of an answer without and with the log, and what the log adds, as shares."""

    off: float
    on: float
    added: float
    processor: float


def _works(types: Path, mapping: Path) -> dict[str, Work]:
    """Return what is measured, with both families served from the home."""
    from matchloop import serving
    from matchloop.column_types.predict import load_champion
    from matchloop.column_types.profile import profile_table

    serving.install("column_types", 1, types)
    serving.point("column_types", 1)
    model, wide, small = load_champion(), _table(100, 200), _table(1, 10)
    works: dict[str, Work] = {
        "profile, 100 columns of 200 values": lambda: profile_table(wide, model=model),
        "profile, 1 column of 10 values": lambda: profile_table(small, model=model),
    }
    return works | (_mapping_works(mapping) if mapping.is_dir() else {})


def _mapping_works(folder: Path) -> dict[str, Work]:
    from matchloop import serving
    from matchloop.column_mapping.predict import load_champion
    from matchloop.table_mapping.inputs import given
    from matchloop.table_mapping.mapping import Mapper, Options, as_schema

    serving.install("column_mapping", 1, folder)
    serving.point("column_mapping", 1)
    mapper, options = Mapper(load_champion(1), as_schema(None)), Options()
    many = given([f"{a}_{b}" for a in _WORDS for b in _WORDS])
    one = given(["cust_nm"])
    return {
        f"map, {len(many.names)} names": lambda: mapper.map(many, options),
        "map, 1 name": lambda: mapper.map(one, options),
    }


_WORDS = ("cust", "nm", "ord", "dt", "amt", "addr", "no", "shp", "tot", "usr")


def _table(columns: int, rows: int) -> dict[str, list[str]]:
    """Return a table of numbers and texts, most of them different."""
    return {
        f"{_WORDS[i % 10]}_{i}": [
            f"{(j * 7919 + i) % 10_007 / 100:.2f}" if i % 2 else f"item {(j * 31 + i) % 997}"
            for j in range(rows)
        ]
        for i in range(columns)
    }


def _measured(work: Work, rounds: int) -> Cost:
    work()
    off, on = [_round(work, logged=False)], []
    for _ in range(rounds):
        on.append(_round(work, logged=True))
        off.append(_round(work, logged=False))
    added, processor = (
        statistics.median(
            2 * with_log[i] / (before[i] + after[i]) - 1
            for with_log, before, after in zip(on, off[:-1], off[1:], strict=True)
        )
        for i in (0, 1)
    )
    without, with_ = (statistics.median(each[0] for each in side) for side in (off, on))
    return Cost(without, with_, added, processor)


def _round(work: Work, *, logged: bool) -> tuple[float, float]:
    """Return the median seconds of an answer, and processor seconds for each of all threads."""
    from matchloop.store import log

    log.shared().is_on = logged
    waits: list[float] = []
    start, processor = time.perf_counter(), time.process_time()
    while (begin := time.perf_counter()) - start < SECONDS:
        work()
        waits.append(time.perf_counter() - begin)
    if not log.shared().flush(60):
        raise RuntimeError("the log could not write in a minute what came in a second")
    return statistics.median(waits), (time.process_time() - processor) / len(waits)


if __name__ == "__main__":
    typer.run(main)
