"""What fewer features would cost: boosting on the most important ones, measured on real columns.

`python -m benchmarks.fewer_features [--features FILE]`. Which are the most important is asked of a
model of all features and of rows it was trained on, so that nothing is chosen by what is measured.
The last line of the output is JSON.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.table import Table

from matchloop.column_types import evaluation, training
from matchloop.column_types.importance import correlated_groups, importance, ordered
from matchloop.column_types.labels import LABELS
from matchloop.column_types.models import Fitted, ModelName, Rows, fit
from matchloop.params import Params, load_params

COUNTS = (64, 128, 256)


@dataclass(frozen=True)
class Trained:
    """Boosting on some of the features: how many, accuracy on the validation part, seconds."""

    features: int
    accuracy: float
    seconds: float


def measured(
    features: pa.Table, params: Params, counts: Sequence[int], labels: tuple[str, ...] = LABELS
) -> Iterator[Trained]:
    """Train on all features, then on each number of the most important ones; all come first."""
    rows = training.rows_of(features, "train", labels, params.column_types.train)
    part = evaluation.validation_part(features, labels).examples
    everything = np.arange(rows.X.shape[1])
    model, first = _trained(rows, part, everything, params)
    yield first
    groups = correlated_groups(rows.X)
    order = ordered(importance(model.probabilities, rows.X, rows.y, groups, seed=params.base.seed))
    for count in counts:
        yield _trained(rows, part, np.sort(order[:count]), params)[1]


def _trained(
    rows: Rows, part: evaluation.Columns, chosen: np.ndarray, params: Params
) -> tuple[Fitted, Trained]:
    started = time.perf_counter()
    model = fit(
        ModelName.BOOSTING,
        replace(rows, X=np.ascontiguousarray(rows.X[:, chosen])),
        params=params.column_types.train.boosting,
        seed=params.base.seed,
        threads=params.base.threads,
    )
    seconds = time.perf_counter() - started
    answers = model.probabilities(part.X[:, chosen]).argmax(1)
    return model, Trained(len(chosen), float((answers == part.y).mean()), seconds)


def main(
    features: Annotated[Path, typer.Option(help="The table that `featurize` writes.")] = Path(
        "data/column_types/features.parquet"
    ),
) -> None:
    """Print accuracy by the number of features."""
    table = pq.read_table(features)
    found = list(measured(table, load_params(Path("params.yaml")), COUNTS))
    shown = Table("features", "accuracy", "s a training")
    shown.title = evaluation.validation_part(table).about
    for each in found:
        shown.add_row(str(each.features), f"{each.accuracy:.4f}", f"{each.seconds:.1f}")
    Console().print(shown)
    print(json.dumps({str(each.features): round(each.accuracy, 4) for each in found}))


if __name__ == "__main__":
    typer.run(main)
