"""Judges a window of a version's predictions; arrays and tables in, a verdict to record out.

Input, answers and confidence are those of the window. Accuracy is that of all answers that people
judged in the last weeks: judgements come later than the newest predictions do. Knows no store, no
clock and no family.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.drift import words
from matchloop.drift.compare import compare
from matchloop.drift.findings import DriftResult, DriftVerdict, Finding, Kind
from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations
from matchloop.drift.reference import Reference
from matchloop.drift.sampling import clusters
from matchloop.drift.significance import accuracy_drop
from matchloop.store.predictions import feature_matrix

NO_FEATURES = "no_features"
"""The one constant feature of predictions that were logged without any."""
_MOST_REASONS = 3


@dataclass(frozen=True)
class Judged:
    """Answers that people judged, one for each input.

    right: bool [n]; cluster: [n], what the inputs came in together.
    """

    right: np.ndarray
    cluster: np.ndarray

    def __len__(self) -> int:
        return len(self.right)


def judge_window(
    reference: Reference, window: Observations, judged: Judged, limits: DriftLimits
) -> DriftResult:
    """Compare a window with the version's reference, and the judged answers with what it promised.

    Raises DataError when the features are others than the reference's.
    """
    result = compare(reference, window, limits)
    fallen = accuracy(reference.accuracy, judged, limits)
    return replace(result, findings=(*result.findings, fallen)) if fallen else result


def accuracy(promised: float | None, judged: Judged, limits: DriftLimits) -> Finding | None:
    """Compare judged answers with the accuracy at promotion; None where too little is known."""
    if promised is None or len(judged) < limits.minimum_feedback:
        return None
    group = clusters(np.arange(len(judged)), judged.cluster)
    p_value = accuracy_drop(judged.right, group, promised)
    drop = promised - float(judged.right.mean())
    fell = p_value <= limits.significance and drop >= limits.accuracy_drop
    verdict = DriftVerdict.DRIFTED if fell else DriftVerdict.STABLE
    reason = words.accuracy_fell(promised, int(judged.right.sum()), len(judged))
    return Finding(Kind.ACCURACY, "accuracy", p_value, drop, verdict, reason)


def observations(rows: pa.Table, names: Sequence[str] = ()) -> Observations:
    """Turn rows of the prediction log into what is compared.

    Only rows with the newest set of features count, and of those the ones whose features are
    finite. names: of the features; numbered where there are not as many.
    """
    rows = of_newest_features(rows)
    features = _features(rows, len(names))
    if rows.column("features").null_count == len(rows) > 0:
        names = [NO_FEATURES]
    elif len(names) != features.shape[1]:
        names = [f"feature_{number:02}" for number in range(features.shape[1])]
    seen = Observations.of(
        names,
        np.nan_to_num(features),
        rows.column("confidence").to_numpy(),
        rows.column("answer").to_pylist(),
        abstained=rows.column("abstained").to_numpy(),
        time=rows.column("time").to_numpy(),
        identity=rows.column("input").to_pylist(),
        cluster=clusters_of(rows),
    )
    return seen.take(np.flatnonzero(np.isfinite(features).all(axis=1)))


def _features(rows: pa.Table, wanted: int) -> np.ndarray:
    """Return the features, float32 [n, k]; a constant one where none were logged."""
    if len(rows) == 0:
        return np.empty((0, wanted), np.float32)
    if rows.column("features").null_count == len(rows):
        return np.zeros((len(rows), 1), np.float32)
    return feature_matrix(rows)


def of_newest_features(rows: pa.Table) -> pa.Table:
    """Keep the rows with the newest set of features; all rows where none has features."""
    sets = rows.column("feature_set").drop_null()
    return rows.filter(pc.equal(rows.column("feature_set"), sets[-1])) if len(sets) else rows


def clusters_of(rows: pa.Table) -> list[str]:
    """What each row came in together with: its table where that is known, else its call.

    The answers of one call are logged at one moment.
    """
    calls = rows.column("time").cast(pa.int64()).cast(pa.string())
    return pc.coalesce(rows.column("cluster"), calls).to_pylist()


def request_reason(result: DriftResult) -> str:
    """Why a retraining is asked for, in one line."""
    return f"version {result.version} drifted: {'; '.join(result.reasons[:_MOST_REASONS])}"
