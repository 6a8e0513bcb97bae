"""Gradient boosting of trees: LightGBM.

Why not scikit-learn's: docs/decisions.md, measured by `python -m benchmarks.boosting`.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from matchloop.graphs import inference, surgery

if TYPE_CHECKING:
    from matchloop.column_types.models import Rows
    from matchloop.column_types.params import BoostingParams


_CONVERTER_OPSET = 15
"""The newest opset that onnxmltools writes for LightGBM."""


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
        from onnxmltools import convert_lightgbm
        from onnxmltools.convert.common.data_types import FloatTensorType

        exported = convert_lightgbm(
            self.model,
            "boosting",
            [(inference.INPUT, FloatTensorType([None, self.model.num_feature()]))],
            target_opset=min(opset, _CONVERTER_OPSET),
            zipmap=False,
        )
        # Beside the trees there are only Identity, Cast and Mul, the same in all these opsets.
        for entry in exported.opset_import:
            if entry.domain == "":
                entry.version = opset
        return surgery.only_probabilities(exported, "probabilities")


_ZERO = np.float32(1e-35)
"""LightGBM's kZeroThreshold."""


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


def with_float32_thresholds(booster: lightgbm.Booster) -> lightgbm.Booster:
    """Round every threshold down to float32.

    ONNX compares in float32. With x in float32, `x <= t` and `x <= floor32(t)` say the same, while
    rounding t to the nearest could let a value pass that did not before.
    """

    def floored(match: re.Match[str]) -> str:
        exact = np.array(match[2].split(), np.float64)
        near = exact.astype(np.float32)
        low = np.where(near > exact, np.nextafter(near, np.float32(-np.inf)), near)
        # LightGBM takes what is this near to zero for zero, ONNX does not: no value in between
        # may be told apart by a threshold there.
        low = np.where((low >= -_ZERO) & (low < 0), np.nextafter(-_ZERO, np.float32(-1)), low)
        low = np.where((low >= 0) & (low < _ZERO), _ZERO, low)
        return match[1] + " ".join(repr(float(x)) for x in low)

    text = re.sub(r"^(threshold=)(.*)$", floored, booster.model_to_string(), flags=re.MULTILINE)
    # Sizes of the trees' texts, which have just changed; without the line they are not needed.
    text = re.sub(r"^tree_sizes=.*\n", "", text, flags=re.MULTILINE)
    return lightgbm.Booster(model_str=text)
