"""The models that compete for a family's answers; training only, each with the same two verbs.

`fit(rows, …) -> Fitted`, and a `Fitted` gives `probabilities(X)` and `to_onnx(opset)`. Imported by
name so that one model's library is not loaded for another's.
"""

import importlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import numpy as np


class ModelName(StrEnum):
    """The models that are trained on features."""

    FOREST = "forest"
    NETWORK = "network"
    BOOSTING = "boosting"


class Fitted(Protocol):
    """A trained model, before export."""

    @property
    def history(self) -> dict[str, list[float]]:
        """One list a metric, one number an epoch; empty for trees."""

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Return float64 [n, classes] for float32 [n, features]."""

    def to_onnx(self, opset: int) -> Any:
        """Return an `onnx.ModelProto`: "features" float32 in, "probabilities" float32 out."""


@dataclass(frozen=True)
class Rows:
    """What is learned from.

    X: float32 [n, features]; y: int [n] in 0..classes-1, every class at least once; weights:
    float64 [n], mean 1, see `balanced_weights`; classes: number of labels; tables: int64 [n], the
    same number for rows of one table, which no fold may divide; None where each stands alone.
    """

    X: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    classes: int
    tables: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        X: np.ndarray,
        y: np.ndarray,
        classes: int,
        *,
        balance: float,
        worth: np.ndarray | None = None,
        tables: np.ndarray | None = None,
    ) -> "Rows":
        """Weight the rows; see `balanced_weights`."""
        return cls(X, y, balanced_weights(y, classes, balance, worth), classes, tables)

    def take(self, index: np.ndarray) -> "Rows":
        """Return the rows at those positions."""
        tables = None if self.tables is None else self.tables[index]
        return Rows(self.X[index], self.y[index], self.weights[index], self.classes, tables)


def fit(name: ModelName, rows: Rows, *, params: Any, seed: int, threads: int) -> Fitted:
    """Train the model of that name; params: the model's section of params.yaml."""
    module = importlib.import_module(f"{__name__}.{ModelName(name)}")
    fitted: Fitted = module.fit(rows, params=params, seed=seed, threads=threads)
    return fitted


def balanced_weights(
    y: np.ndarray, classes: int, balance: float, worth: np.ndarray | None = None
) -> np.ndarray:
    """Weights of rows by how rare their class is: float64 [n], mean 1.

    balance: 0 lets classes count as often as they occur, 1 lets all count alike, 0.5 is the root
    in between. worth: float64 [n], how much one row counts inside its class; None for all alike.
    """
    weights = np.ones(len(y)) if worth is None else np.asarray(worth, np.float64)
    of_class = np.bincount(y, weights=weights, minlength=classes)
    weights = weights / of_class[y] ** balance
    return weights / weights.mean()
