"""Every model on SortingHat's nine classes, on the product's own features.

`python -m benchmarks.column_types --train FILE [--test FILE]`; without a test file, stratified
5-fold cross-validation of the train file. The last line of the output is JSON.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from matchloop.column_types.features import extract_many
from matchloop.column_types.labels import SORTINGHAT_LABELS
from matchloop.column_types.models import ModelName, Rows, fit
from matchloop.column_types.sortinghat import read_sortinghat
from matchloop.column_types.training import cross_validate
from matchloop.evaluation.classification import ClassificationMetrics, classification
from matchloop.params import Params, load_params

FOLDS = 5
console = Console(width=110)


@dataclass(frozen=True)
class Result:
    """A model's probabilities on the rows that are measured, and the seconds it trained."""

    name: str
    probabilities: np.ndarray
    seconds: float
    folds: tuple[float, ...] = ()


def main(
    train: Annotated[Path, typer.Option(help="SortingHat's data_train.csv.")],
    test: Annotated[Path | None, typer.Option(help="SortingHat's data_test.csv.")] = None,
) -> None:
    """Train every model and print how right it is, by class too."""
    params = load_params(Path("params.yaml"))
    learned = _rows(train, params)
    measured = _rows(test, params) if test else learned
    results = list(_tested(learned, measured, params) if test else _folded(learned, params))
    results.append(_blend(results))
    figures = {
        r.name: classification(measured.y, r.probabilities, SORTINGHAT_LABELS) for r in results
    }
    _print(results, figures, test)
    accuracies = {name: round(m.accuracy, 4) for name, m in figures.items()}
    print(json.dumps({**accuracies, "best": max(accuracies.values())}))


def _blend(results: list[Result]) -> Result:
    """The product's own way: boosting counts twice, the network once."""
    by_name = {result.name: result for result in results}
    boosting, network = by_name["boosting"], by_name["network"]
    probabilities = (2 * boosting.probabilities + network.probabilities) / 3
    return Result("blend", probabilities, boosting.seconds + network.seconds)


def _rows(path: Path, params: Params) -> Rows:
    summaries, labels, _ = read_sortinghat(path)
    start = time.perf_counter()
    X = extract_many(summaries)
    each = (time.perf_counter() - start) / len(summaries) * 1e3
    console.print(f"{path.name}: {len(summaries):,} columns, features {each:.2f} ms a column")
    y = np.array([SORTINGHAT_LABELS.index(label) for label in labels])
    balance = params.column_types.train.balance
    return Rows.of(X, y, len(SORTINGHAT_LABELS), balance=balance)


def _tested(learned: Rows, measured: Rows, params: Params) -> Iterator[Result]:
    for name in ModelName:
        start = time.perf_counter()
        fitted = fit(name, learned, **_common(name, params))
        seconds = time.perf_counter() - start
        yield Result(name.value, fitted.probabilities(measured.X), seconds)


def _folded(rows: Rows, params: Params) -> Iterator[Result]:
    for name in ModelName:
        start = time.perf_counter()
        folds = cross_validate(
            name, rows, SORTINGHAT_LABELS, folds=FOLDS, on_fold=_tell(name), **_common(name, params)
        )
        seconds = (time.perf_counter() - start) / FOLDS
        yield Result(name.value, folds.probabilities, seconds, folds.accuracy)


def _common(name: ModelName, params: Params) -> dict[str, Any]:
    model = getattr(params.column_types.train, name.value)
    return {"params": model, "seed": params.base.seed, "threads": params.base.threads}


def _tell(name: ModelName) -> Callable[[int, float, object], None]:
    return lambda k, accuracy, _: console.print(f"{name}: fold {k} of {FOLDS}, {accuracy:.4f}")


def _print(
    results: list[Result], figures: dict[str, ClassificationMetrics], test: Path | None
) -> None:
    where = test.name if test else f"{FOLDS}-fold cross-validation"
    table = Table("model", "accuracy", "± folds", "macro-F1", "s a training", title=where)
    for r in results:
        spread = f"{np.std(r.folds, ddof=1):.4f}" if r.folds else ""
        m = figures[r.name]
        table.add_row(r.name, f"{m.accuracy:.4f}", spread, f"{m.macro_f1:.4f}", f"{r.seconds:.1f}")
    console.print(table)
    by_class = Table("F1 by class", *figures, "columns")
    for i, label in enumerate(SORTINGHAT_LABELS):
        scores = [m.per_class[i] for m in figures.values()]
        by_class.add_row(label, *(f"{s.f1 or 0:.3f}" for s in scores), str(scores[0].support))
    console.print(by_class)


if __name__ == "__main__":
    typer.run(main)
