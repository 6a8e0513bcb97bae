"""The model registry: versions of `matchloop.<family>`, and which of them is the champion.

What a caller needs is named here; `mlflow_store` is the one door to MLflow behind it.
"""

from matchloop.registry.model_versions import ModelVersion, Shown, find, show, versions
from matchloop.registry.promotion import (
    PromotedBy,
    promote,
    rollback,
    start_shadow,
    stop_shadow,
    sync,
    tell,
)
from matchloop.registry.registering import log_training, register

__all__ = [
    "ModelVersion",
    "PromotedBy",
    "Shown",
    "find",
    "log_training",
    "promote",
    "register",
    "rollback",
    "show",
    "start_shadow",
    "stop_shadow",
    "sync",
    "tell",
    "versions",
]
