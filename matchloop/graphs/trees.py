"""Boosted trees of LightGBM as ONNX graphs that split exactly as the library does."""

import re
from typing import Any

import lightgbm
import numpy as np

from matchloop.graphs import inference, surgery

_CONVERTER_OPSET = 15
"""The newest opset that onnxmltools writes for LightGBM."""
_ZERO = np.float32(1e-35)
"""LightGBM's kZeroThreshold."""


def to_onnx(booster: lightgbm.Booster, opset: int) -> Any:
    """Return trees, with thresholds in float32, as a graph that gives probabilities."""
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    exported = convert_lightgbm(
        booster,
        "boosting",
        [(inference.INPUT, FloatTensorType([None, booster.num_feature()]))],
        target_opset=min(opset, _CONVERTER_OPSET),
        zipmap=False,
    )
    # Beside the trees there are only Identity, Cast and Mul, the same in all these opsets.
    for entry in exported.opset_import:
        if entry.domain == "":
            entry.version = opset
    return surgery.only_probabilities(exported, "probabilities")


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
