"""Which test sees most when all features are watched together, and on which features.

    python -m benchmarks.drift_methods [--windows 60]

Windows of 1,000 with 30 % and 20 % of the traffic shifted, and without drift; the figures are the
shares of windows whose p-value, by the same exchange of clusters, is at most 0.01. All classifiers
are the same ridge regression, judged on folds that they have not learned from; maximum mean
discrepancy is that of the same random Fourier features (Gretton et al. 2012; Zhao & Meng 2015). The
last line of the output is JSON.
"""

import json
from collections.abc import Callable
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.drift import LIMITS, WINDOW, World, build, reference_of
from benchmarks.drift_windows import Shift
from matchloop.drift import classifier
from matchloop.drift.observations import Observations
from matchloop.drift.reference import Reference
from matchloop.drift.sampling import clusters, codes

CASES = (
    (None, 0.0),
    *((shift, share) for shift in Shift for share in (0.2, 0.3)),
)
PERMUTATIONS = 199

Method = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""From normal scores [n, d], sides [n, 1 + permutations] and folds [n] to statistics."""


def main(
    windows: Annotated[int, typer.Option(help="Windows of each case.")] = 60, seed: int = 7
) -> None:
    """Compare the tests on the same windows, for chosen features and for components."""
    table = Table("part of the traffic", "share")
    columns: dict[str, list[float]] = {}
    for kind, readable in (("features", True), ("components", False)):
        world = build(seed, readable=readable)
        for shift, share in CASES:
            p_values = [_p_values(world, shift, share, (seed, 4, i)) for i in range(windows)]
            for name in METHODS:
                rate = float(np.mean([found[name] <= LIMITS.significance for found in p_values]))
                columns.setdefault(f"{name}, {kind}", []).append(rate)
    for name in columns:
        table.add_column(name)
    for i, (shift, share) in enumerate(CASES):
        rates = (f"{rates[i]:.2f}" for rates in columns.values())
        table.add_row(shift or "everyday", f"{share:.0%}", *rates)
    Console(width=110).print(table)
    print(json.dumps({name: round(float(np.mean(r[1:])), 3) for name, r in columns.items()}))


def _p_values(
    world: World, shift: Shift | None, share: float, key: tuple[int, ...]
) -> dict[str, float]:
    reference, tables, rng = reference_of(world, key)
    return _tested(reference, world.log(rng, tables, WINDOW, shift, share), rng)


def _tested(
    reference: Reference, window: Observations, rng: np.random.Generator
) -> dict[str, float]:
    """Return the p-value of each method for one window."""
    groups = codes(reference.sample.cluster), clusters(window.identity, window.cluster)
    group = np.concatenate([groups[0], groups[1] + groups[0].max() + 1])
    scores = classifier.normal_scores(np.concatenate([reference.sample.features, window.features]))
    side = (np.arange(len(group)) >= len(groups[0])).astype(np.float32)
    sides = classifier.permuted(side, group, PERMUTATIONS, rng)
    folds = classifier.deal(group, side, rng)
    found = {}
    for name, method in METHODS.items():
        statistics = method(scores, sides, folds)
        as_good = int((statistics[1:] >= statistics[0]).sum())
        found[name] = (1 + as_good) / (1 + PERMUTATIONS)
    return found


def _waves(scores: np.ndarray, sides: np.ndarray, folds: np.ndarray) -> np.ndarray:
    features = classifier.waves(scores, np.random.default_rng(0))
    return classifier.areas(classifier.out_of_fold(features, sides, folds), sides)


def _linear(scores: np.ndarray, sides: np.ndarray, folds: np.ndarray) -> np.ndarray:
    return classifier.areas(classifier.out_of_fold(scores, sides, folds), sides)


def _discrepancy(scores: np.ndarray, sides: np.ndarray, folds: np.ndarray) -> np.ndarray:
    features = classifier.waves(scores, np.random.default_rng(0))
    ones = sides.sum(axis=0)
    apart = features.T @ sides / ones - features.T @ (1 - sides) / (len(sides) - ones)
    return (apart**2).sum(axis=0)


METHODS: dict[str, Method] = {"waves": _waves, "linear": _linear, "MMD": _discrepancy}


if __name__ == "__main__":
    typer.run(main)
