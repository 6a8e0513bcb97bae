"""Answers as rows of the table `predictions`. Knows no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np

from matchloop.store.records import PredictionBatch, storable

COLUMNS = (
    "id time family version input name answer confidence abstained latency_ms features "
    "feature_set origin shadow_version shadow_answer shadow_confidence cluster"
).split()


@dataclass(frozen=True)
class Logged:
    """The answers of a call with the ids they were given and their moment in microseconds."""

    ids: range
    time: int
    answers: PredictionBatch


def rows(logged: Logged) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each input, in the order of `COLUMNS`."""
    batch, shadow = logged.answers, logged.answers.shadow
    if callable(shadow):
        raise TypeError("the shadow was not asked; expected its answers or None")
    return zip(
        logged.ids,
        repeat(logged.time),
        repeat(batch.family),
        repeat(batch.version),
        batch.inputs,
        repeat(None) if batch.names is None else map(storable, batch.names),
        map(storable, batch.answers),
        _floats(batch.confidences),
        np.asarray(batch.abstained, dtype=bool).tolist(),
        repeat(float(batch.latency_ms)),
        _blobs(batch.features),
        repeat(batch.feature_set or None),
        repeat(str(batch.origin)),
        repeat(shadow.version if shadow else None),
        map(storable, shadow.answers) if shadow else repeat(None),
        _floats(shadow.confidences) if shadow else repeat(None),
        repeat(batch.cluster or None),
        strict=False,  # some repeat for ever; the lengths were checked by the batch
    )


def _floats(values: np.ndarray | Sequence[float]) -> list[float]:
    return np.asarray(values, dtype=np.float32).tolist()


def _blobs(features: np.ndarray | None) -> Iterator[bytes | None]:
    """Little-endian float32 bytes of each row."""
    if features is None:
        return repeat(None)
    data = np.ascontiguousarray(features, dtype="<f4")
    width, whole = data.shape[1] * 4, data.tobytes()
    return (whole[i : i + width] for i in range(0, len(whole), width or 1))
