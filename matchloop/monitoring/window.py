"""What the watch reads of the prediction log: a window, what people judged, the live reference.

A version's live reference is its first predictions. It is kept in `<home>/references/<family>/
<version>/` once there are enough, because the log drops old predictions. Judges nothing.
"""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.bundle import Bundle
from matchloop.drift.limits import DriftLimits
from matchloop.drift.reference import Reference
from matchloop.errors import BundleError
from matchloop.home import home
from matchloop.monitoring.judge import Judged, clusters_of, observations
from matchloop.monitoring.recorder import projection_of
from matchloop.params import WatchParams
from matchloop.store import predictions
from matchloop.store.engine import Store
from matchloop.store.truths import truths

_MOST_TIMES = 10  # how much longer than `reference_size` a reference of few tables may become
_COLUMNS = "time input cluster answer confidence abstained features feature_set".split()
_log = logging.getLogger(__name__)


def rows(store: Store, family: str, version: str, size: int, since: datetime | None) -> pa.Table:
    """The newest predictions of a version, oldest first, with the columns that are compared."""
    return predictions.window(store, family, version, size=size, since=since, columns=_COLUMNS)


def judged(store: Store, family: str, version: str, since: datetime) -> Judged:
    """The answers of a version that people judged; of an input seen twice the last one counts."""
    columns = ("time", "input", "cluster", "answer")
    found = truths(store, family, version, since=since, columns=columns)
    found = found.filter(pc.not_equal(found.column("answer"), ""))  # it gave none
    last = {text: row for row, text in enumerate(found.column("input").to_pylist())}
    found = found.take(pa.array(sorted(last.values()), pa.int64()))
    right = np.array(found.column("answer").to_pylist()) == np.array(
        found.column("right").to_pylist()
    )
    return Judged(right, np.array(clusters_of(found), dtype=np.str_))


def reference(
    store: Store, family: str, version: str, bundle: Bundle, params: WatchParams
) -> Reference | str:
    """What a version's predictions are compared with, or what is missing for it in words.

    Raises BundleError where the bundle's own is asked for and is damaged or not there.
    """
    if params.reference == "bundle":
        return replace(Reference.load(bundle.folder), version=version)
    folder = home() / "references" / family / version
    if (folder / "reference.json").is_file():
        try:
            return Reference.load(folder)
        except BundleError as error:
            _log.warning("The reference of %s %s is made again: %s", family, version, error)
    return _first(store, family, version, bundle, params, folder)


def after(kept: Reference) -> datetime | None:
    """The moment from which on predictions are not in a live reference; None for a bundle's."""
    last = kept.sample.time.max()
    if last == np.datetime64(0, "ms"):
        return None
    return last.astype("datetime64[ms]").astype(datetime).replace(tzinfo=UTC) + timedelta(
        milliseconds=1
    )


def _first(
    store: Store, family: str, version: str, bundle: Bundle, params: WatchParams, folder: Path
) -> Reference | str:
    order = predictions.window(store, family, version, columns=("id",)).column("id").to_numpy()
    first = predictions.by_ids(
        store, order[: params.reference_size * _MOST_TIMES], ("id", "time", "cluster")
    )
    enough = _enough(first, params.reference_size, params.limits)
    if isinstance(enough, str):
        return f"the first predictions become the reference: {enough}"
    names, promised = _promised(bundle)
    ids = first.column("id").to_numpy()[:enough]
    sample = observations(predictions.by_ids(store, ids, _COLUMNS), names)
    if len(sample) < params.limits.minimum_predictions:
        return f"{len(sample)} of the first {enough} predictions have the features that are watched"
    made = Reference.of(version, sample, params.limits, promised)
    made.save(folder)
    return made


def _enough(first: pa.Table, size: int, limits: DriftLimits) -> int | str:
    """How many of the first rows make a reference, else what is missing, in words."""
    if len(first) < size:
        return f"{len(first):,} of {size:,} are logged"
    together = np.array(clusters_of(first))
    starts = np.sort(np.unique(together, return_index=True)[1])
    if len(starts) < limits.minimum_clusters:
        return f"they come from {len(starts)} tables or calls, {limits.minimum_clusters} are needed"
    return max(size, int(starts[limits.minimum_clusters - 1]) + 1)


def _promised(bundle: Bundle) -> tuple[tuple[str, ...], float | None]:
    """The names of the watched features, and the accuracy that was promised at promotion."""
    projection = projection_of(bundle)
    names = () if projection is None else projection.names
    if "reference.json" in bundle.manifest.files:
        own = Reference.load(bundle.folder).accuracy
        if own is not None:
            return names, own
    return names, promised_accuracy(bundle.manifest.metrics)


def promised_accuracy(metrics: dict[str, Any]) -> float | None:
    """The lowest accuracy on a hold-out that a bundle's metrics have, None without any."""
    return min(hold_outs(metrics).values(), default=None)


def hold_outs(metrics: dict[str, Any]) -> dict[str, float]:
    """Accuracy by hold-out, as a bundle's metrics have it."""
    parts = metrics.get("hold_outs")
    if not isinstance(parts, dict):
        parts = {"hold-out": metrics}
    right = {
        name: part.get("accuracy", part.get("top1"))
        for name, part in parts.items()
        if isinstance(part, dict)
    }
    return {name: float(share) for name, share in right.items() if isinstance(share, int | float)}
