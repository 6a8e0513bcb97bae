"""Answers as rows of the table `predictions`. Knows no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np

from matchloop.store.records import Answers, storable

COLUMNS = (
    "id time family version input name answer confidence abstained latency_ms features "
    "feature_set origin shadow_version shadow_answer shadow_confidence cluster"
).split()


@dataclass(frozen=True)
class Logged:
    """Answers with the ids they were given and their moment in microseconds."""

    ids: range
    time: int
    answers: Answers


def rows(logged: Logged) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each input, in the order of `COLUMNS`."""
    told, shadow = logged.answers, logged.answers.shadow
    if callable(shadow):
        raise TypeError("the shadow was not asked; expected its answers or None")
    return zip(
        logged.ids,
        repeat(logged.time),
        repeat(told.family),
        repeat(told.version),
        told.inputs,
        repeat(None) if told.names is None else map(storable, told.names),
        map(storable, told.answers),
        _floats(told.confidences),
        np.asarray(told.abstained, dtype=bool).tolist(),
        repeat(float(told.latency_ms)),
        _blobs(told.features),
        repeat(told.feature_set or None),
        repeat(str(told.origin)),
        repeat(shadow.version if shadow else None),
        map(storable, shadow.answers) if shadow else repeat(None),
        _floats(shadow.confidences) if shadow else repeat(None),
        repeat(told.cluster or None),
        strict=False,  # some repeat for ever; the lengths were checked by Answers
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
