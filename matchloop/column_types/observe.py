"""What is logged of the answers of `column_types`, and what is watched of a column.

The 413 features are there when an answer is; the bundle's projection keeps those with a name that
tell most, and how strange each kind of them is. Values of the column end in a hash.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matchloop.column_types import features as extracted
from matchloop.column_types.summary import ColumnSummary
from matchloop.drift.observations import Observations
from matchloop.drift.projection import Projection, fit
from matchloop.monitoring import recorder
from matchloop.monitoring.recorder import AnsweredCall, ShadowModel
from matchloop.store.records import Origin, identity

if TYPE_CHECKING:
    from matchloop.bundle import Bundle

_MODULES = (
    *("counts", "header", "characters", "words", "numbers", "dates", "patterns", "ngrams"),
    *("meanings", "readings"),
)


@dataclass(frozen=True)
class Answered:
    """Probabilities float32 [n, labels]; features [n, 413] if they are recorded; seconds in all."""

    probabilities: np.ndarray
    seconds: float
    features: np.ndarray | None = None

    def rows(self, begin: int, end: int) -> "Answered":
        """Return the answers of some of the columns, with their share of the time."""
        share = (end - begin) / max(len(self.probabilities), 1)
        features = None if self.features is None else self.features[begin:end]
        return Answered(self.probabilities[begin:end], self.seconds * share, features)


def answer(model: Any, summaries: list[ColumnSummary]) -> Answered:
    """Let a model answer; of a recorded one the features are kept for `record`."""
    begin, features = time.perf_counter(), None
    if recorder.is_recorded(model):
        features = extracted.extract_many(summaries)
        probabilities = model.predict_features(features)
    else:
        probabilities = model.predict(summaries)
    return Answered(probabilities, time.perf_counter() - begin, features)


def record(
    model: Any, summaries: Sequence[ColumnSummary], answered: Answered, origin: Origin
) -> tuple[int | None, ...]:
    """Log the answers for one table's columns; returns ids as `recorder.record` does.

    Whether an answer counts as none is by the model's own threshold, not by the caller's: a caller
    who asks for more certainty has not changed the world.
    """
    features = answered.features
    if features is None:
        return (None,) * len(summaries)
    inputs = [identity_of(summary) for summary in summaries]
    names = [summary.header for summary in summaries]
    answers, confidences = best(answered.probabilities, model.labels)
    call = AnsweredCall(
        inputs=inputs,
        answers=answers,
        confidences=confidences,
        abstained=confidences < model.unsure,
        names=names,
        seconds=answered.seconds,
        # What is watched was fitted on the features that the model reads.
        features=features[:, : len(model.bundle.manifest.feature_names)],
        cluster=recorder.cluster_of(names, inputs),
    )
    shadow = ShadowModel(
        _loaded, lambda other: best(other.predict_features(features), other.labels)
    )
    return recorder.record(model, call, origin, shadow)


def best(probabilities: np.ndarray, labels: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Return the most probable label of each row, and its probability as it is shown."""
    places = probabilities.argmax(axis=1)
    return [str(labels[i]) for i in places], probabilities.max(axis=1).round(4)


def identity_of(summary: ColumnSummary) -> str:
    """Return what stands for a column: the same header and the same values give the same."""
    values = summary.values
    offsets = np.zeros(1, np.int32)
    data: memoryview | bytes = b""
    if len(values):
        start, stop = values.offset, values.offset + len(values) + 1
        offsets = np.frombuffer(values.buffers()[1], np.int32)[start:stop]
        if values.buffers()[2] is not None:
            data = memoryview(values.buffers()[2])[int(offsets[0]) : int(offsets[-1])]
    numbers = np.array([summary.total, summary.nulls, summary.distinct], np.int64)
    ends = (offsets - offsets[0]).tobytes()
    counts = np.asarray(summary.counts, np.int64).tobytes()
    return identity([summary.header, numbers.tobytes(), counts, ends, bytes(data)])


def feature_blocks() -> dict[str, list[int]]:
    """Return which features belong together: by module, hashed parts of headers on their own."""
    blocks: dict[str, list[int]] = {}
    position = 0
    for module in _MODULES:
        for name in getattr(extracted, module).NAMES:
            block = "header_ngrams" if name.startswith("header_ngram_") else module
            blocks.setdefault(block, []).append(position)
            position += 1
    return blocks


def fit_projection(features: np.ndarray, *, readable: bool = True) -> Projection:
    """Fit what is watched on training columns [n, 413].

    readable: features with a name that people understand; without, principal components.
    """
    names = extracted.FEATURE_NAMES
    named = [i for i, name in enumerate(names) if "_ngram_" not in name] if readable else []
    return fit(features, names, feature_blocks(), readable=named)


def observations(
    projection: Projection,
    features: np.ndarray,
    probabilities: np.ndarray,
    labels: Sequence[str],
    unsure: float,
    *,
    right: np.ndarray,
    tables: Sequence[str],
) -> Observations:
    """Return a model's answers to labelled columns as the log would have them.

    right: int [n] into labels; tables: which table each column is of [n].
    """
    answers, confidences = best(probabilities, labels)
    return Observations.of(
        projection.names,
        projection.apply(features),
        confidences,
        answers,
        abstained=confidences < unsure,
        correct=probabilities.argmax(axis=1) == right,
        cluster=np.asarray(tables, np.str_),
    )


def _loaded(bundle: "Bundle", version: str) -> Any:
    from matchloop.column_types.predict import TypeModel

    return TypeModel(bundle, version)
