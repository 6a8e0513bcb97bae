"""Real abbreviated names of a NameGuess city among all its full names, against other ways.

    python -m benchmarks.column_mapping --nameguess FILE [--model FOLDER] [--without-model]

Candidates are all different full names of the city, case and separators folded; queries are its
different raw/full pairs. Everything is measured in the same run, on one thread unless said
otherwise. Ties stand in alphabetical order of the candidates. The last line is JSON.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.mapping_baselines import Ranks, baselines
from benchmarks.mapping_speed import BULK, DEPTH
from matchloop.column_mapping.nameguess import NameGuess, read_nameguess
from matchloop.evaluation.ranking import RankingMetrics, ranking

console = Console(width=110)


@dataclass(frozen=True)
class Ours:
    """matchloop's answers and times: `one` on one thread, `two` on two."""

    metrics: RankingMetrics
    one: dict[str, Any]
    two: dict[str, Any]


def main(
    nameguess: Annotated[Path, typer.Option(help="A NameGuess city file.")],
    model: Annotated[Path | None, typer.Option(help="A bundle; else the champion.")] = None,
    without_model: Annotated[bool, typer.Option(help="Measure the other ways alone.")] = False,
    without_baselines: Annotated[bool, typer.Option(help="Measure matchloop alone.")] = False,
    valentine_names: Annotated[
        int, typer.Option(help="How many names valentine is asked; it is slow.", min=1)
    ] = 500,
) -> None:
    """Measure matchloop and the others and print how often each is right, and its time."""
    task = read_nameguess(nameguess)
    # matchloop first: measured in processes of its own, while this one is still small.
    ours = None if without_model else measure_ours(task, nameguess, model)
    others = (
        []
        if without_baselines
        else list(baselines(task.candidates, task.raw, task.truth, valentine_names))
    )
    _show(task, nameguess, ours, others)
    if ours:
        _show_ours(ours)
    print(json.dumps(result(ours) if ours else {o.method: figures(o) for o in others}))


def measure_ours(task: NameGuess, file: Path, model: Path | None) -> Ours:
    """Answer the file in processes of their own: on one thread, and on two."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.npz"
        one, two = (_run(file, answers, model, threads) for threads in (1, 2))
        with np.load(answers) as ranked:
            metrics = ranking(
                ranked["candidates"],
                ranked["probabilities"],
                task.truth,
                groups={"difficulty": task.difficulty},
                answer_from=one["threshold"],
            )
    return Ours(metrics, one, two)


def figures(other: Ranks) -> dict[str, float]:
    """Top-1, top-3, MRR among the first ten and milliseconds a name of one method."""
    ranks = other.ranks
    return {
        "top1": round(float((ranks <= 1).mean()), 4),
        "top3": round(float((ranks <= 3).mean()), 4),
        "mrr": round(float(np.where(ranks <= DEPTH, 1 / ranks, 0).mean()), 4),
        "ms_per_name": round(other.ms, 3),
    }


def result(ours: Ours) -> dict[str, float | None]:
    """The last line: what matchloop does."""
    metrics = ours.metrics
    accuracy = metrics.answered.accuracy
    return {
        "top1": round(metrics.top1, 4),
        "top3": round(metrics.top3, 4),
        "coverage": round(metrics.answered.coverage, 4),
        "accuracy_when_answering": None if accuracy is None else round(accuracy, 4),
        "ms_per_name": round(ours.one["median_ms"], 3),
    }


def _run(file: Path, answers: Path, model: Path | None, threads: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.mapping_speed", str(file)]
    command += ["--answers", str(answers), "--threads", str(threads)]
    command += ["--model", str(model)] if model else []
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        raise SystemExit(f"matchloop could not be measured; it exited with {run.returncode}.")
    return dict(json.loads(run.stdout.splitlines()[-1]))


def _show(task: NameGuess, file: Path, ours: Ours | None, others: list[Ranks]) -> None:
    table = Table(title=f"{file.name}: {len(task):,} names, {len(task.candidates):,} candidates")
    table.add_column("method")
    for name in ("top-1", "top-3", f"MRR@{DEPTH}", "ms a name"):
        table.add_column(name, justify="right")
    table.add_column("measured on")
    if ours:
        m = ours.metrics
        own = (f"{share:.4f}" for share in (m.top1, m.top3, m.mrr))
        table.add_row("matchloop", *own, f"{ours.one['all_ms']:.2f}", "all names", style="bold")
    for other in others:
        *shares, ms = figures(other).values()
        row = (f"{share:.4f}" for share in shares)
        table.add_row(other.method, *row, f"{ms:.2f}", other.note or "all names")
    console.print(table)
    console.print(
        "ms a name: in one call (the others: in calls of 100), candidates known, 1 thread"
    )


def _show_ours(ours: Ours) -> None:
    m, one, two = ours.metrics, ours.one, ours.two
    names = ("matchloop", "names", "top-1", "top-3", f"MRR@{DEPTH}", "coverage", "right of those")
    table = Table(*names, title=f"When it answers (from confidence {one['threshold']:.3f})")
    whole = (m.count, m.top1, m.top3, m.mrr, m.answered)
    kinds = [(g.name, (g.count, g.top1, g.top3, g.mrr, g.answered)) for g in _difficulty(m)]
    for name, (count, *shares, point) in [("all", whole), *kinds]:
        right = "–" if point.accuracy is None else f"{point.accuracy:.4f}"
        cells = (f"{share:.4f}" for share in (*shares, point.coverage))
        table.add_row(name, f"{count:,}", *cells, right)
    console.print(table)
    console.print(
        f"one name, 1 thread: median {one['median_ms']:.2f} ms, p99 {one['p99_ms']:.2f} ms; "
        f"{BULK:,} names in one call, 2 threads: {two['names_per_second']:,.0f} names/s\n"
        f"calibration error {m.ece:.4f}; schema encoded in {one['schema_s']:.2f} s; "
        f"peak memory {one['peak_mb']:.0f} MB; model {one['version']}"
    )


def _difficulty(metrics: RankingMetrics) -> tuple[Any, ...]:
    return metrics.groups["difficulty"]


if __name__ == "__main__":
    typer.run(main)
