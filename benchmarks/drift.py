"""How often the watch calls wrongly, how often rightly, and how soon.

    python -m benchmarks.drift [--windows 200] [--detections 100] [--streams 10] [--plot FILE]

False alarms: windows without drift, every one against a reference of its own, at three lengths of
the log; an alarm is any verdict but stable. Detection: windows of 1,000 predictions of which a
share is shifted; detected is the verdict drifted, noticed also attention. Delay: predictions since
a shift began until the verdict drifted, the last 1,000 being looked at every 200. The last line of
the output is JSON: "false_alarms_max" is the worst share over the lengths, "detected_min" the worst
over the shifts of 30 % of the traffic to an unseen source style.
"""

import json
import multiprocessing
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.drift_plot import draw
from benchmarks.drift_traffic import (
    EVERYDAY_LOCALES,
    NAMINGS,
    UNSEEN_LOCALES,
    UNSEEN_NULLS,
    Style,
    everyday,
    shifted,
)
from benchmarks.drift_windows import Shift, Watched, World, joined
from matchloop.column_types import observe
from matchloop.column_types.features import FEATURE_NAMES
from matchloop.column_types.predict import TypeModel, load_bundle, load_champion
from matchloop.drift.compare import compare
from matchloop.drift.findings import DriftVerdict
from matchloop.drift.observations import MOST_FEATURES, Observations
from matchloop.drift.projection import Projection
from matchloop.drift.reference import Reference
from matchloop.errors import NoChampionError
from matchloop.params import load_params

DATA = Path("data/column_types")
SIZES = (1_000, 100_000, 1_000_000)
SHARES = (0.1, 0.2, 0.3, 0.5)
SOURCE_STYLES = (Shift.NAMING, Shift.SOURCE)
"""The shifts that are an unseen source style; the bar is at 30 % of the traffic."""
BAR = 0.3
WINDOW, STEP, LONGEST = 1_000, 200, 2_000
LIMITS = load_params(Path(__file__).parents[1] / "params.yaml").watch.limits
console = Console(width=100)

Rates = Mapping[tuple[Shift, float], float]


def main(
    windows: Annotated[int, typer.Option(help="Windows without drift, of each length.")] = 200,
    detections: Annotated[int, typer.Option(help="Windows of each shift and share.")] = 100,
    streams: Annotated[int, typer.Option(help="Streams of each shift and share.")] = 10,
    seed: int = 7,
    plot: Annotated[Path | None, typer.Option(help="Write the picture here.")] = None,
) -> None:
    """Simulate logs of the family column_types and watch them."""
    begin = time.perf_counter()
    world = build(seed)
    console.print(f"traffic made in {time.perf_counter() - begin:.0f} s")
    alarms = false_alarms(world, windows, seed)
    detected, noticed = detection(world, detections, seed)
    delays = delay(world, streams, seed)
    _show(alarms, detected, noticed, delays, windows, detections)
    if plot:
        draw(plot, alarms, detected, SHARES)
    figures = {
        "false_alarms_max": round(max(alarms.values()), 4),
        "detected_min": round(min(detected[style, BAR] for style in SOURCE_STYLES), 4),
        **long_log(),
        "minutes": round((time.perf_counter() - begin) / 60, 1),
    }
    print(json.dumps(figures))


def build(seed: int, *, readable: bool = True) -> World:
    """Make the traffic and fit what is watched on the champion's training columns.

    readable: watch features by name; without, principal components.
    """
    model = _model()
    projection = fit_projection(readable)
    styles = {
        Shift.LOCALE: [Style(locale=name) for name in UNSEEN_LOCALES],
        Shift.NULLS: [Style(null=spelling) for spelling in UNSEEN_NULLS],
        Shift.NAMING: [Style(naming=naming) for naming in NAMINGS],
        Shift.SOURCE: [
            Style(locale, UNSEEN_NULLS[i], NAMINGS[i % len(NAMINGS)])
            for i, locale in enumerate(UNSEEN_LOCALES)
        ],
    }
    unseen = {
        shift: Watched.of(shifted(list(kinds), 60, model, seed + 1 + i, i), projection)
        for i, (shift, kinds) in enumerate(styles.items())
    }
    return World(
        projection.names, Watched.of(everyday(DATA, model, 1_200, seed), projection), unseen
    )


def fit_projection(readable: bool) -> Projection:
    """Fit the projection on training columns as everyday traffic is: no unseen locale in them."""
    table = pq.read_table(DATA / "features.parquet", columns=["id", "split", "features"])
    places = pq.read_table(DATA / "synthetic.parquet", columns=["id", "locale"]).to_pydict()
    locale = dict(zip(places["id"], places["locale"], strict=True))
    usual = {*EVERYDAY_LOCALES, ""}
    rows = [
        split == "train" and locale.get(column, "") in usual
        for column, split in zip(table["id"].to_pylist(), table["split"].to_pylist(), strict=True)
    ]
    values = table["features"].combine_chunks().flatten().to_numpy()
    values = values.reshape(-1, len(FEATURE_NAMES))
    return observe.fit_projection(values[np.array(rows)], readable=readable)


def long_log() -> dict[str, float]:
    """Watch 1,000,000 predictions in a process of its own; seconds, and peak memory in GB."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        return executor.submit(_long_log, SIZES[-1]).result()


def _long_log(rows: int) -> dict[str, float]:
    rng = np.random.default_rng(0)
    names = [f"feature_{i:02}" for i in range(MOST_FEATURES)]

    def log(rows: int) -> Observations:
        numbers = rng.standard_normal((rows, len(names)), np.float32)
        sure = rng.random(rows, np.float32)
        own = np.arange(rows)
        answer = np.array(["numeric", "datetime", "text_short"])[rng.integers(3, size=rows)]
        return Observations.of(names, numbers, sure, answer, identity=own, cluster=own // 8)

    reference, window = Reference.of("v1", log(LIMITS.sample), LIMITS), log(rows)
    start = time.perf_counter()
    compare(reference, window, LIMITS)
    return {
        "seconds_1m": round(time.perf_counter() - start, 2),
        "peak_gb_1m": round(_peak_kb() * 1024 / 1e9, 2),
    }


def _peak_kb() -> int:
    """Return the most memory this process ever held (Linux).

    `getrusage` would count the parent's memory too, from before the process became its own.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def false_alarms(world: World, windows: int, seed: int) -> dict[int, float]:
    """Return the share of windows without drift that raise an alarm, by length of the log."""
    rates = {}
    for size in SIZES:
        alarms = 0
        for i in range(windows):
            reference, tables, rng = reference_of(world, (seed, size, i))
            log = world.log(rng, tables, size)
            alarms += compare(reference, log, LIMITS).verdict is not DriftVerdict.STABLE
        rates[size] = alarms / windows
        console.print(f"{size:>9,} predictions: {alarms} alarms in {windows} windows")
    return rates


def detection(world: World, windows: int, seed: int) -> tuple[Rates, Rates]:
    """Return by shift and share how often the verdict is drifted, and how often not stable."""
    detected, noticed = {}, {}
    for shift in Shift:
        for share in SHARES:
            verdicts = [_verdict(world, shift, share, (seed, 2, i)) for i in range(windows)]
            detected[shift, share] = float(np.mean([v is DriftVerdict.DRIFTED for v in verdicts]))
            noticed[shift, share] = float(np.mean([v is not DriftVerdict.STABLE for v in verdicts]))
        told = ", ".join(f"{share:.0%} {detected[shift, share]:.2f}" for share in SHARES)
        console.print(f"{shift}: {told}", highlight=False)
    return detected, noticed


def delay(world: World, streams: int, seed: int) -> Rates:
    """Return by shift and share the median predictions until drifted; infinite where not."""
    found = {}
    for shift in Shift:
        for share in SHARES:
            delays = [_delay(world, shift, share, (seed, 3, i)) for i in range(streams)]
            found[shift, share] = float(np.median(delays)) if delays else float("inf")
    return found


def _verdict(world: World, shift: Shift, share: float, key: tuple[int, ...]) -> DriftVerdict:
    reference, tables, rng = reference_of(world, key)
    return compare(reference, world.log(rng, tables, WINDOW, shift, share), LIMITS).verdict


def _delay(world: World, shift: Shift, share: float, key: tuple[int, ...]) -> float:
    reference, tables, rng = reference_of(world, key)
    log = world.log(rng, tables, WINDOW)
    new = world.log(rng, tables, LONGEST, shift, share)
    new = new.take(_spread(new, rng))
    for seen in range(STEP, LONGEST + 1, STEP):
        recent: Observations = joined([log, new.take(np.arange(seen))])
        window = recent.take(np.arange(len(recent) - WINDOW, len(recent)))
        if compare(reference, window, LIMITS).drifted:
            return seen
    return float("inf")


def _spread(log: Observations, rng: np.random.Generator) -> np.ndarray:
    """Return an order in which tables come whole, everyday and shifted ones in turn."""
    tables, group = np.unique(log.cluster, return_inverse=True)
    return np.argsort(rng.permutation(len(tables))[group], kind="stable")


def reference_of(
    world: World, key: tuple[int, ...]
) -> tuple[Reference, np.ndarray, np.random.Generator]:
    """Return a reference, the tables that the log is drawn from, and what it is drawn with."""
    rng = np.random.default_rng(key)
    known, tables = world.halves(rng)
    reference = Reference.of("v1", world.log(rng, known, LIMITS.sample), LIMITS)
    return reference, tables, rng


def _model() -> TypeModel:
    try:
        return load_champion()
    except NoChampionError:
        return load_bundle(Path("models/column_types/blend"))


def _show(
    alarms: Mapping[int, float],
    detected: Rates,
    noticed: Rates,
    delays: Rates,
    windows: int,
    detections: int,
) -> None:
    table = Table("predictions logged", f"alarms in {windows} windows", title="without drift")
    for size, rate in alarms.items():
        table.add_row(f"{size:,}", f"{rate:.1%}")
    console.print(table)
    shifts = Table(
        "part of the traffic",
        *(f"{share:.0%}" for share in SHARES),
        title=f"drifted (or attention) in {detections} windows of {WINDOW:,}\nand median delay",
    )
    for shift in Shift:
        keys = [(shift, share) for share in SHARES]
        shifts.add_row(
            shift, *(f"{detected[k]:.0%} ({noticed[k]:.0%})\n{_told(delays[k])}" for k in keys)
        )
    console.print(shifts)


def _told(delay: float) -> str:
    return f"{delay:,.0f}" if np.isfinite(delay) else f"> {LONGEST:,}"


if __name__ == "__main__":
    typer.run(main)
