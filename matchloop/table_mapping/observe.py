"""Records in the prediction log what a table's columns were mapped to. Knows no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matchloop.column_mapping.observe import SHAPE, features_of, identities, view_of
from matchloop.column_mapping.schema.schema import Schema
from matchloop.monitoring import recorder
from matchloop.monitoring.recorder import AnsweredCall, ShadowModel
from matchloop.store.records import Origin
from matchloop.table_mapping.result import Status, TableMapping

if TYPE_CHECKING:
    from matchloop.bundle import Bundle


@dataclass(frozen=True)
class Seen:
    """What a model saw of a table's names: `view` [len(rows), d] of those it could read.

    threshold: under which the model answers nothing unless it is asked to.
    """

    rows: Sequence[int] = ()
    view: np.ndarray | None = None
    seconds: float = 0.0
    threshold: float = 0.0


def record(
    model: Any,
    schema: Schema,
    mapping: TableMapping,
    seen: Seen,
    origin: Origin,
    ask: Callable[[Any], TableMapping],
) -> tuple[int | None, ...]:
    """Log the answers for one table's columns; returns ids as `recorder.record` does.

    What is logged is what was answered, after values and one-to-one had their say. Whether it
    counts as no answer is by the model's own threshold, not by the caller's: a caller who asks for
    more certainty has not changed the world. ask: answers the same table with another model.
    """
    if not recorder.is_recorded(model):
        return (None,) * len(mapping.columns)
    names = [column.raw for column in mapping.columns]
    inputs = identities(names, schema)
    answers, confidences = answers_of(mapping)
    withheld = [c.status in (Status.TAKEN, Status.NAMELESS) for c in mapping.columns]
    call = AnsweredCall(
        inputs=inputs,
        answers=answers,
        confidences=confidences,
        abstained=(confidences < seen.threshold) | np.array(withheld, bool),
        names=names,
        seconds=seen.seconds,
        features=_features(model, names, seen),
        cluster=recorder.cluster_of(names, inputs),
    )
    shadow = ShadowModel(_loaded, lambda other: answers_of(ask(other)))
    return recorder.record(model, call, origin, shadow)


def answers_of(mapping: TableMapping) -> tuple[list[str], np.ndarray]:
    """Return the answer or best guess for each column, and its confidence."""
    confidences = np.array([column.confidence for column in mapping.columns], np.float64)
    return [column.guess for column in mapping.columns], confidences


def _features(model: Any, names: Sequence[str], seen: Seen) -> np.ndarray | None:
    view = seen.view
    if view is None:  # no name could be read
        projection = recorder.projection_of(model.bundle)
        if projection is None:
            return None
        view = np.zeros((0, len(projection.mean) - len(SHAPE)), np.float32)
    if len(seen.rows) < len(names):
        view = view_of(len(names), seen.rows, view)
    return features_of(names, view)


def _loaded(bundle: "Bundle", version: str) -> Any:
    from matchloop.column_mapping.predict import MappingModel

    return MappingModel(bundle, version, threads=1)
