"""How the second look is learned."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EvidenceParams:
    """Boosted trees on labelled columns of real tables; names as in LightGBM.

    folds: groups of systems for cross-fitting. views: how often each column is also looked at among
    a part of the schema, from which a share `hidden` is left out. rate, delta, sure_rate,
    sure_delta: at least so many of the answers given, and of those from 0.9 on, are to be right,
    but for a chance of delta.
    """

    folds: int = 6
    views: int = 3
    hidden: float = 0.4
    rate: float = 0.95
    delta: float = 0.05
    sure_rate: float = 0.98
    sure_delta: float = 0.2
    n_estimators: int = 200
    learning_rate: float = 0.05
    num_leaves: int = 15
    min_child_samples: int = 20
    subsample: float = 0.8
    colsample_bytree: float = 0.4
    reg_lambda: float = 5.0
