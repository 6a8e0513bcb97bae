"""Random forest: scikit-learn's, with fixed parameters or a search over the grid."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.experimental import enable_halving_search_cv  # noqa: F401 - makes the search importable
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV

from matchloop.graphs import inference, surgery

if TYPE_CHECKING:
    from matchloop.column_types.models import Rows
    from matchloop.column_types.params import ForestParams

GRID = {
    "n_estimators": [100, 200, 500],
    "max_depth": [10, 20, None],
    "min_samples_split": [2, 5, 10],
    "min_samples_leaf": [1, 2, 4],
    "max_features": ["sqrt", "log2", None],
}


@dataclass(frozen=True)
class Forest:
    """A trained forest."""

    model: RandomForestClassifier
    history: dict[str, list[float]] = field(default_factory=dict)

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Return float64 [n, classes] for float32 [n, features]."""
        # Threads add up the trees in any order, which shows in the last digits.
        result: np.ndarray = self.model.set_params(n_jobs=1).predict_proba(X)
        return result

    def to_onnx(self, opset: int) -> Any:
        """Return the forest as an ONNX graph."""
        from skl2onnx import convert_sklearn
        from skl2onnx.common.data_types import FloatTensorType

        exported = convert_sklearn(
            self.model,
            "forest",
            [(inference.INPUT, FloatTensorType([None, self.model.n_features_in_]))],
            target_opset={"": opset, "ai.onnx.ml": 3},
            options={"zipmap": False},
        )
        return surgery.only_probabilities(exported, "probabilities")


def fit(rows: "Rows", *, params: "ForestParams", seed: int, threads: int) -> Forest:
    """Train a forest; see `matchloop.column_types.models.fit`."""
    fixed = params.model_dump(exclude={"search"})
    model = RandomForestClassifier(**fixed, random_state=seed, n_jobs=threads)
    if params.search != "none":
        model = _search(params.search, model, seed)
    model.fit(rows.X, rows.y, sample_weight=rows.weights)
    return Forest(getattr(model, "best_estimator_", model))


def _search(kind: str, model: RandomForestClassifier, seed: int) -> Any:
    """Look for the best parameters of `GRID`; prints each candidate as it is tried."""
    shared = {"scoring": "f1_macro", "cv": 3, "n_jobs": 1, "verbose": 2}
    if kind == "grid":
        return GridSearchCV(model, GRID, **shared)
    return HalvingGridSearchCV(model, GRID, **shared, random_state=seed)
