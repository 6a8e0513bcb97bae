"""Why LightGBM: the same trees' parameters in LightGBM and in scikit-learn, on the same folds.

`python -m benchmarks.boosting --train FILE [--folds 2]`. The last line of the output is JSON.
"""

import json
import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold

from matchloop.column_types.features import extract_many
from matchloop.column_types.labels import SORTINGHAT_LABELS
from matchloop.column_types.models import ModelName, Rows, fit
from matchloop.column_types.sortinghat import read_sortinghat
from matchloop.params import load_params


def main(
    train: Annotated[Path, typer.Option(help="SortingHat's data_train.csv.")],
    folds: Annotated[int, typer.Option(help="How many of five folds to run.", min=1, max=5)] = 1,
) -> None:
    """Train both on the same rows and print accuracy and seconds."""
    params = load_params(Path("params.yaml"))
    ours, base = params.column_types.train.boosting, params.base
    summaries, labels, _ = read_sortinghat(train)
    y = np.array([SORTINGHAT_LABELS.index(label) for label in labels])
    balance = params.column_types.train.balance
    rows = Rows.of(extract_many(summaries), y, len(SORTINGHAT_LABELS), balance=balance)
    splits = StratifiedKFold(5, shuffle=True, random_state=base.seed).split(rows.X, y)
    accuracy: dict[str, list[float]] = {"LightGBM": [], "scikit-learn": []}
    seconds: dict[str, list[float]] = {"LightGBM": [], "scikit-learn": []}
    for (learn, held), _ in zip(splits, range(folds), strict=False):
        part = rows.take(learn)
        start = time.perf_counter()
        light = fit(ModelName.BOOSTING, part, params=ours, seed=base.seed, threads=base.threads)
        seconds["LightGBM"].append(time.perf_counter() - start)
        accuracy["LightGBM"].append(
            float((light.probabilities(rows.X[held]).argmax(1) == y[held]).mean())
        )
        start = time.perf_counter()
        hist = HistGradientBoostingClassifier(
            max_iter=ours.n_estimators,
            learning_rate=ours.learning_rate,
            max_leaf_nodes=ours.num_leaves,
            min_samples_leaf=ours.min_child_samples,
            max_features=ours.colsample_bytree,
            l2_regularization=ours.reg_lambda,
            early_stopping=False,
            random_state=base.seed,
        ).fit(part.X, part.y, sample_weight=part.weights)
        seconds["scikit-learn"].append(time.perf_counter() - start)
        accuracy["scikit-learn"].append(float((hist.predict(rows.X[held]) == y[held]).mean()))
    table = Table("library", "accuracy", "s a training", title=f"{folds} of 5 folds")
    for name in accuracy:
        table.add_row(name, f"{np.mean(accuracy[name]):.4f}", f"{np.mean(seconds[name]):.1f}")
    Console().print(table)
    ratio = float(np.mean(seconds["scikit-learn"]) / np.mean(seconds["LightGBM"]))
    print(
        json.dumps(
            {
                "times_faster": round(ratio, 1),
                **{k: round(float(np.mean(v)), 4) for k, v in accuracy.items()},
            }
        )
    )


if __name__ == "__main__":
    typer.run(main)
