"""How fast columns are answered, against scikit-learn's own predict and against visions.

    python -m benchmarks.profile_speed FILE…

Every figure is for one column of at most 1,000 values, one at a time, on one thread, all in the
same run on the same columns. scikit-learn's models are fitted in the run, on the features of the
given columns (repeated with a little noise) with the champion's answers as labels; what they
answer is of no interest here, only how long it takes. The last line is the result as JSON.
"""

import json
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from matchloop.column_types.features import extract
from matchloop.column_types.profile import summarize_table
from matchloop.column_types.summary import ColumnSummary
from matchloop.tables import open_table

_ROWS = 1_000
_FITTED_ROWS = 2_000
_TREES = 200
_LEAST_SECONDS = 0.5

Work = Callable[[Any], object]


def main(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Tables to take columns of.")
    ],
) -> None:
    """Time features and model on the columns of some tables, against other ways."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    summaries = [summary for file in files for summary in summarize_table(open_table(file))]
    with threadpool_limits(1):
        timings = measure(summaries)
    _show(timings, len(summaries))
    print(json.dumps(result(timings, len(summaries))))


def measure(summaries: Sequence[ColumnSummary]) -> dict[str, float]:
    """Return the median milliseconds for one column, by what was done to it."""
    from matchloop.column_types.predict import load_champion
    from matchloop.graphs.inference import predict, session
    from matchloop.serving import champion

    columns = [_column(summary) for summary in summaries]
    features = [extract(summary).reshape(1, -1) for summary in summaries]
    run = session(champion("column_types").graph("classifier").path, threads=1)
    labels = load_champion().predict(list(summaries)).argmax(axis=1)
    forest, boosting = _fitted(np.concatenate(features), labels)
    reduced = [ColumnSummary.of(header, values) for header, values in columns]
    return {
        "summary": median_ms(lambda column: ColumnSummary.of(*column), columns),
        "features": median_ms(extract, reduced),
        "model": median_ms(lambda row: predict(run, row), features),
        "sklearn forest": median_ms(forest.predict_proba, features),
        "sklearn boosting": median_ms(boosting.predict_proba, features),
        "visions": median_ms(_visions(), [values for _, values in columns]),
    }


def median_ms(work: Work, items: Sequence[Any]) -> float:
    """Return the median milliseconds of `work` on one item, over at least half a second."""
    work(items[0])  # whatever is done only once is not counted
    times: list[float] = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < _LEAST_SECONDS or len(times) < len(items):
        item = items[len(times) % len(items)]
        start = time.perf_counter()
        work(item)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def result(timings: dict[str, float], columns: int) -> dict[str, float]:
    """Return the figures by plain names: milliseconds a column, and columns a second."""
    ours = timings["features"] + timings["model"]
    figures = {f"{name.replace(' ', '_')}_ms": round(ms, 4) for name, ms in timings.items()}
    return {
        "columns": columns,
        **figures,
        "features_and_model_ms": round(ours, 4),
        "columns_per_second": round(1e3 / (timings["summary"] + ours), 1),
    }


def _column(summary: ColumnSummary) -> tuple[str, list[str]]:
    """Return the header and up to 1,000 values of a column, from its sample."""
    values = np.repeat(np.array(summary.values.to_pylist(), object), summary.counts)
    return summary.header, [str(value) for value in values[:_ROWS]]


def _fitted(features: np.ndarray, labels: np.ndarray) -> tuple[Any, Any]:
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

    rng = np.random.default_rng(0)
    chosen = rng.integers(0, len(features), _FITTED_ROWS)
    X = features[chosen] + rng.normal(0, 0.01, (_FITTED_ROWS, features.shape[1]))
    y = labels[chosen]
    if len(np.unique(y)) == 1:
        y = rng.integers(0, 2, _FITTED_ROWS)  # a model of one class would be no model
    forest = RandomForestClassifier(_TREES, n_jobs=1, random_state=0).fit(X, y)
    return forest, HistGradientBoostingClassifier(max_iter=100, random_state=0).fit(X, y)


def _visions() -> Work:
    """Return visions' type inference on its standard types."""
    import pandas as pd
    from visions.functional import infer_type
    from visions.typesets import StandardSet

    warnings.filterwarnings("ignore", module="visions|pandas")
    kinds: Any = StandardSet()
    series: Any = pd.Series
    if str(infer_type(series(["1", "2"]), kinds)) != "Integer":
        raise SystemExit("visions does not recognize '1', '2' as integers; it is not fit to time.")
    return lambda values: infer_type(series(values), kinds)


def _show(timings: dict[str, float], columns: int) -> None:
    table = Table(title=f"One column of up to {_ROWS:,} values, one thread, {columns:,} columns")
    table.add_column("what")
    table.add_column("ms a column", justify="right")
    table.add_column("columns a second", justify="right")
    ours = timings["features"] + timings["model"]
    rows = {**timings, "features + model": ours, "all of matchloop": ours + timings["summary"]}
    for name, ms in rows.items():
        table.add_row(name, f"{ms:.3f}", f"{1e3 / ms:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
