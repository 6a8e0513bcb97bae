"""Gradient boosting of trees: LightGBM.

Why not scikit-learn's: docs/decisions.md, measured by `python -m benchmarks.boosting`.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from matchloop.graphs.trees import to_onnx, with_float32_thresholds

if TYPE_CHECKING:
    from matchloop.column_types.models import Rows
    from matchloop.column_types.params import BoostingParams


@dataclass(frozen=True)
class Boosting:
    """Trained trees."""

    model: lightgbm.Booster
    history: dict[str, list[float]] = field(default_factory=dict)

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Return float64 [n, classes] for float32 [n, features]."""
        return np.asarray(self.model.predict(X))

    def to_onnx(self, opset: int) -> Any:
        """Return the trees as an ONNX graph."""
        return to_onnx(self.model, opset)


def fit(rows: "Rows", *, params: "BoostingParams", seed: int, threads: int) -> Boosting:
    """Train boosted trees; see `matchloop.column_types.models.fit`."""
    model = lightgbm.LGBMClassifier(
        **params.model_dump(),
        subsample_freq=1,
        random_state=seed,
        n_jobs=threads,
        deterministic=True,
        force_col_wise=True,
        verbose=-1,
    ).fit(rows.X, rows.y, sample_weight=rows.weights)
    return Boosting(with_float32_thresholds(model.booster_))
