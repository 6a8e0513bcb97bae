"""What a bundle of `column_mapping` is watched by: its projection, and its own reference."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from matchloop.column_mapping import observe
from matchloop.column_mapping.evaluation import Part
from matchloop.column_mapping.ranker import Ranker
from matchloop.column_mapping.schema.schema import schema_of
from matchloop.column_mapping.training import examples
from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations
from matchloop.drift.projection import Projection
from matchloop.drift.sampling import sample
from matchloop.monitoring import recorder
from tasks.column_mapping import MODEL, SPACE

_FITTED = 2_000


def references(
    folder: Path, ranker: Ranker, parts: Sequence[Part], threshold: float, limits: DriftLimits
) -> Mapping[str, Path]:
    """Write projection and reference; `parts` are the hold-outs, of which real names are taken.

    threshold: answers under it are withheld. Returns the files by their name in the bundle.
    """
    projection, enough = fitted(ranker), limits.minimum_predictions
    real = [part for part in parts if part.real and len(part.examples.raw) >= enough]
    told, accuracy = answers(ranker, projection, (real or list(parts))[0], threshold, limits)
    return recorder.files_for_bundle(folder, MODEL, projection, told, accuracy, limits)


def fitted(ranker: Ranker) -> Projection:
    """Fit the projection on names that the models learned from, among all their standards."""
    data = examples(SPACE.table("pairs"), SPACE.table("standards"), "train")
    names = [data.names[i] for i in sample(len(data), _FITTED, seed=0)]
    view = ranker.rank(names, ranker.views.encode(schema_of(data.standards)), 1).view
    assert view is not None  # a ranker always tells
    return observe.fit_projection(names, view)


def answers(
    ranker: Ranker, projection: Projection, part: Part, threshold: float, limits: DriftLimits
) -> tuple[Observations, float]:
    """Return what the model says of a hold-out's names as the log would have it; and how right."""
    asked = part.examples
    rows = sample(len(asked.raw), limits.sample, limits.seed)
    names = [asked.raw[i] for i in rows]
    found = ranker.rank(names, ranker.views.encode(asked.schema), 1)
    assert found.view is not None
    first = found.candidates[:, 0]
    right, standards = first == asked.truth[rows], asked.schema.names
    told = observe.observations(
        projection,
        names,
        found.view,
        [standards[i] if i >= 0 else "" for i in first],
        found.probabilities[:, 0],
        threshold,
        right=right,
        cluster=[standards[i] for i in asked.truth[rows]],
    )
    return told, float(np.mean(right)) if len(rows) else 0.0
