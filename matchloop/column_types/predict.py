"""Answers what columns hold, from a bundle. Imports no training library."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from matchloop import serving
from matchloop.bundle import Bundle
from matchloop.column_types.features import FEATURE_NAMES, FEATURE_VERSION, extract_many
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import BundleError
from matchloop.graphs import inference

FAMILY = "column_types"
CLASSIFIER = "classifier"
"""The role of the one graph of a bundle."""


class TypeModel:
    """A verified bundle of the family, ready to answer.

    labels: in the order of the probabilities; unsure: answers under this confidence are no
    answers; version: the registry's version, or the model's name for a bundle by folder; bundle:
    what it was loaded from.
    """

    def __init__(self, bundle: Bundle, version: str):
        manifest = bundle.manifest
        alike = _meaning(manifest.feature_version) == _meaning(FEATURE_VERSION)
        if not alike or manifest.feature_names != FEATURE_NAMES[: len(manifest.feature_names)]:
            raise BundleError(
                f"{bundle.folder} was trained on features {manifest.feature_version}, this "
                f"matchloop computes {FEATURE_VERSION}. Train again: make run."
            )
        self.bundle = bundle
        self.labels = manifest.labels
        self.unsure = bundle.graph(CLASSIFIER).thresholds["unsure"]
        self.version = version

    @cached_property
    def _session(self) -> "inference.onnxruntime.InferenceSession":
        return inference.session(self.bundle.graph(CLASSIFIER).path)

    def predict(self, summaries: Sequence[ColumnSummary]) -> np.ndarray:
        """Return calibrated probabilities float32 [n, labels] for n columns."""
        return self.predict_features(extract_many(summaries))

    def predict_features(self, X: np.ndarray) -> np.ndarray:
        """Return calibrated probabilities float32 [n, labels] for features [n, 413]."""
        return inference.predict(self._session, inference.first_features(self._session, X))


def _meaning(feature_version: str) -> str:
    """Return what tells meanings apart, the part before the point: a bundle of 1.1 reads 1.2.

    Features of a later minor version are appended; an older bundle reads the first ones.
    """
    return feature_version.partition(".")[0]


def load_champion() -> TypeModel:
    """Load the champion of this machine; raises `NoChampionError` when there is none."""
    pointer = serving.current(FAMILY)
    bundle = serving.champion(FAMILY)
    return TypeModel(bundle, pointer.name if pointer else "")


def load_bundle(folder: Path) -> TypeModel:
    """Load a bundle by its folder, such as models/column_types/boosting."""
    bundle = Bundle.read(folder, FAMILY)
    return TypeModel(bundle, bundle.manifest.model)
