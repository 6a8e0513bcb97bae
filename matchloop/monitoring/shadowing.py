"""A shadow beside the champion: how often they agree, how sure each is, and who is right.

Reads what the log holds of inputs that both have answered, and says whether a candidate has been
a shadow for as long as the gate demands. Knows nothing of how the shadow is made to answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.evaluation.bootstrap import Difference, Resampling, score_difference
from matchloop.release.verdict import Reason
from matchloop.serving import Shadow
from matchloop.store import predictions
from matchloop.store.engine import Store
from matchloop.store.truths import truths
from matchloop.version_names import version_name

NEWEST = 100_000
"""So many of the newest predictions are looked at."""

_COLUMNS = ("answer", "confidence", "shadow_version", "shadow_answer", "shadow_confidence")


@dataclass(frozen=True)
class Comparison:
    """What champion and shadow said of the same inputs.

    answers: inputs that both answered. agreement: share of them with the same answer; confidences:
    means; both None without answers. judged: those with a right answer known; accuracies: shares,
    None without any. difference: the shadow's accuracy less the champion's, with its interval.
    """

    version: str
    shadow: str
    answers: int
    agreement: float | None = None
    confidence: float | None = None
    shadow_confidence: float | None = None
    judged: int = 0
    accuracy: float | None = None
    shadow_accuracy: float | None = None
    difference: Difference | None = None


def started(shadow: Shadow) -> datetime:
    """When a shadow began to answer."""
    return datetime.fromisoformat(shadow.since)


def compare(store: Store, family: str, champion: int, shadow: Shadow) -> Comparison:
    """Compare a champion with its shadow, over the newest predictions since the shadow began."""
    version, since = version_name(champion), started(shadow)
    rows = predictions.window(store, family, version, size=NEWEST, since=since, columns=_COLUMNS)
    judged = truths(store, family, version, since=since, columns=("id", *_COLUMNS))
    return compared(rows, judged, version, shadow.name)


def compared(rows: pa.Table, judged: pa.Table, version: str, shadow: str) -> Comparison:
    """Compare rows of the log, and those with a column `right`; rows of other shadows are left."""
    rows, judged = _of(rows, shadow), _of(judged, shadow)
    if len(rows) == 0:
        return Comparison(version, shadow, 0)
    found = Comparison(
        version,
        shadow,
        len(rows),
        agreement=_share(pc.equal(rows["answer"], rows["shadow_answer"])),
        confidence=_finite_mean(rows["confidence"]),
        shadow_confidence=_finite_mean(rows["shadow_confidence"]),
    )
    return _with_truth(found, judged) if len(judged) else found


def demanded(
    shadow: Shadow | None,
    comparison: Comparison | None,
    candidate_sha256: str,
    now: datetime,
    *,
    hours: float = 0.0,
    answers: int = 0,
    maximum_drop: float = 0.0,
) -> tuple[Reason, ...]:
    """What the gate asks of a shadow period; no reasons at all where it asks for none.

    shadow: the one there is now, which counts only if it is the candidate, `candidate_sha256`
    being the hash of its manifest. hours, answers: the least time and inputs answered.
    maximum_drop: accuracy, by feedback, that it may be below the champion's beyond chance.
    """
    if hours <= 0 and answers <= 0:
        return ()
    asked = f"{hours:g} hours and {answers:,} answers as a shadow are asked for"
    if shadow is None or comparison is None or shadow.manifest_sha256 != candidate_sha256:
        return (Reason("shadow", False, f"the candidate is not the shadow; {asked}"),)
    age = now - started(shadow)
    enough = age >= timedelta(hours=hours) and comparison.answers >= answers
    since = f"a shadow for {age / timedelta(hours=1):.1f} hours and {comparison.answers:,} answers"
    period = Reason("shadow", enough, f"{since}; {asked}")
    difference = comparison.difference
    if difference is None:
        return (period,)
    worse = difference.high < 0 and -difference.value > maximum_drop
    right = (
        f"right in {comparison.shadow_accuracy:.1%} of {comparison.judged:,} judged answers as a "
        f"shadow, the champion in {comparison.accuracy:.1%}"
    )
    return (period, Reason("shadow accuracy", not worse, right))


def _of(rows: pa.Table, shadow: str) -> pa.Table:
    return rows.filter(pc.equal(rows["shadow_version"], shadow))


def _with_truth(found: Comparison, judged: pa.Table) -> Comparison:
    right, theirs, ours = (
        np.array(judged[name].to_pylist(), dtype=object)
        for name in ("right", "answer", "shadow_answer")
    )
    champion, shadow = theirs == right, ours == right
    return replace(
        found,
        judged=len(right),
        accuracy=float(champion.mean()),
        shadow_accuracy=float(shadow.mean()),
        difference=score_difference(shadow, champion, Resampling(2_000, 0.95, 0)),
    )


def _share(true: pa.ChunkedArray) -> float:
    return float(pc.mean(pc.fill_null(true, False).cast(pa.float64())).as_py())


def _finite_mean(values: pa.ChunkedArray) -> float:
    return float(np.nan_to_num(values.to_numpy()).mean())
