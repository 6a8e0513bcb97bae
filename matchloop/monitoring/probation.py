"""A promoted version on probation: is it worse, live, than the version before it?

Confidence, abstention, failed answers and, where people judged answers, accuracy since the
promotion are compared with those of the previous version's last predictions. Both a difference
beyond its limit and one beyond chance are needed. Rows of one table or of one input are not
independent, so the errors of the means are those of clusters (Liang & Zeger 1986).

What comes in after the promotion need not be what came before: a shift of the inputs at that
very time can send a good version back. Decides and remembers; what serves, `registry` changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

import numpy as np
import pyarrow as pa

from matchloop.drift.sampling import clusters
from matchloop.monitoring.judge import clusters_of
from matchloop.monitoring.probation_limits import ProbationLimits
from matchloop.serving import Pointer
from matchloop.store import predictions, promotions
from matchloop.store.engine import Store
from matchloop.store.promotions import Probation, Promotion
from matchloop.store.truths import truths
from matchloop.version_names import version_name

FAILED_ANSWER = "!failed"
"""The answer that is logged where the model was asked and could not answer."""

_COLUMNS = ("time", "input", "cluster", "answer", "confidence", "abstained")


class Figure(StrEnum):
    """What is compared."""

    CONFIDENCE = "confidence"
    ABSTENTION = "abstention"
    ERRORS = "errors"
    ACCURACY = "accuracy"


_GREATER_IS_BETTER = (Figure.CONFIDENCE, Figure.ACCURACY)
_WORDS = {
    Figure.CONFIDENCE: "mean confidence",
    Figure.ABSTENTION: "share of answers withheld",
    Figure.ERRORS: "share of failed answers",
    Figure.ACCURACY: "share of judged answers that were right",
}


@dataclass(frozen=True)
class Mean:
    """A mean, its standard error, and of how many rows in how many clusters it is."""

    value: float
    error: float
    rows: int
    clusters: int


@dataclass(frozen=True)
class Judgement:
    """Where a version on probation stands now, with reasons in words."""

    state: Probation
    reasons: tuple[str, ...]


def begin(store: Store, family: str, pointer: Pointer, limits: ProbationLimits) -> Promotion:
    """Put a version that was just promoted on probation, with the previous one's figures.

    pointer: what serves now. Of the previous version as many predictions are measured as the new
    one will be judged by, `limits.window`. The first champion ever has nothing to be compared with
    and is kept at once.
    """
    version = pointer.name
    if pointer.previous is None:
        return promotions.begin(store, family, version, None, {}, on_probation=False)
    previous = version_name(pointer.previous)
    baseline = flat(measure(store, family, previous, size=limits.window))
    return promotions.begin(store, family, version, previous, baseline)


def returned(
    store: Store, family: str, pointer: Pointer, reasons: Sequence[str]
) -> Promotion | None:
    """Note a rollback; a probation of the version that was taken back ends, for `reasons`.

    pointer: what serves now. Returns the ended promotion, None if none was on probation. Noting
    it twice changes nothing.
    """
    watched, version = promotions.on_probation(store, family), pointer.name
    latest = next(iter(promotions.history(store, family, limit=1)), None)
    if latest and latest.version == version:
        return None
    ended = promotions.end(store, watched.id, Probation.ROLLED_BACK, reasons) if watched else None
    previous = None if pointer.previous is None else version_name(pointer.previous)
    promotions.begin(store, family, version, previous, {}, on_probation=False)
    return ended


def measure(
    store: Store, family: str, version: str, *, size: int, since: datetime | None = None
) -> dict[Figure, Mean]:
    """The figures of a version's newest `size` predictions, of those since then."""
    rows = predictions.window(store, family, version, size=size, since=since, columns=_COLUMNS)
    if len(rows) == 0:
        return {}
    first = rows.column("time")[0].as_py()
    return figures(rows, truths(store, family, version, since=first, columns=_COLUMNS))


def figures(rows: pa.Table, judged: pa.Table) -> dict[Figure, Mean]:
    """The figures of predictions, and of those with a right answer in the column `right`."""
    answer = np.array(rows.column("answer").to_pylist(), dtype=object)
    failed = answer == FAILED_ANSWER
    groups = _groups(rows)
    answered = ~failed
    found = {Figure.ERRORS: _share(failed, groups)}
    if answered.any():
        confidence = np.nan_to_num(rows.column("confidence").to_numpy()[answered])
        found[Figure.CONFIDENCE] = _mean(confidence, groups[answered])
        withheld = rows.column("abstained").to_numpy()[answered]
        found[Figure.ABSTENTION] = _share(withheld, groups[answered])
    if len(judged):
        given = np.array(judged.column("answer").to_pylist(), dtype=object)
        right = given == np.array(judged.column("right").to_pylist(), dtype=object)
        found[Figure.ACCURACY] = _share(right, _groups(judged))
    return found


def flat(found: Mapping[Figure, Mean]) -> dict[str, float]:
    """Figures as the store keeps them, by name."""
    return {
        f"{figure}.{part}": float(value)
        for figure, mean in found.items()
        for part, value in vars(mean).items()
    }


def unflattened(baseline: Mapping[str, float]) -> dict[Figure, Mean]:
    """Figures from what `flat` made of them; figures that are not there, or not whole, are not."""
    found = {}
    for figure in Figure:
        parts = {part: baseline.get(f"{figure}.{part}") for part in Mean.__dataclass_fields__}
        if None not in parts.values():
            value, error, rows, independent = (float(parts[part] or 0) for part in parts)
            found[figure] = Mean(value, error, int(rows), int(independent))
    return found


def judge(
    baseline: Mapping[str, float],
    live: Mapping[Figure, Mean],
    limits: ProbationLimits,
    age: timedelta,
) -> Judgement:
    """Judge a version by its figures since the promotion, `age` ago.

    baseline: the promotion's. KEPT and ROLLED_BACK end the probation, PROBATION goes on.
    """
    before = unflattened(baseline)
    # A version that failed nobody is what every version is compared with, where none came before.
    before.setdefault(Figure.ERRORS, Mean(0.0, 0.0, limits.minimum_predictions, 10**6))
    compared = [
        (figure, before[figure], live[figure])
        for figure in Figure
        if figure in before
        and figure in live
        and all(_says_something(figure, each, limits) for each in (before[figure], live[figure]))
    ]
    worse = [each for each in compared if _is_worse(*each, limits)]
    if worse:
        return Judgement(Probation.ROLLED_BACK, tuple(_in_words(*each, limits) for each in worse))
    seen = live.get(Figure.ERRORS, Mean(0.0, 1.0, 0, 0))
    reasons = tuple(_in_words(*each, limits) for each in compared) or (
        "There was nothing to compare.",
    )
    if seen.rows >= limits.window and seen.clusters >= limits.minimum_clusters:
        return Judgement(Probation.KEPT, reasons)
    if age >= timedelta(days=limits.days):
        few = f"Only {seen.rows:,} of {limits.window:,} predictions came in {limits.days:g} days."
        return Judgement(Probation.KEPT, (few, *reasons))
    so_far = (
        f"{seen.rows:,} of {limits.window:,} predictions, of {seen.clusters:,} tables or calls."
    )
    return Judgement(Probation.PROBATION, (so_far,))


def _says_something(figure: Figure, mean: Mean, limits: ProbationLimits) -> bool:
    if figure == Figure.ACCURACY:
        return mean.rows >= limits.minimum_feedback and mean.clusters >= limits.minimum_clusters
    return mean.rows >= limits.minimum_predictions and mean.clusters >= limits.minimum_clusters


def _is_worse(figure: Figure, before: Mean, live: Mean, limits: ProbationLimits) -> bool:
    loss = _loss(figure, before, live)
    beyond = NormalDist().inv_cdf(1 - limits.significance)
    return loss > _limit(figure, limits) and loss > beyond * sqrt(before.error**2 + live.error**2)


def _loss(figure: Figure, before: Mean, live: Mean) -> float:
    change = live.value - before.value
    return -change if figure in _GREATER_IS_BETTER else change


def _limit(figure: Figure, limits: ProbationLimits) -> float:
    return {
        Figure.CONFIDENCE: limits.confidence_drop,
        Figure.ABSTENTION: limits.abstention_rise,
        Figure.ERRORS: limits.errors_rise,
        Figure.ACCURACY: limits.accuracy_drop,
    }[figure]


def _in_words(figure: Figure, before: Mean, live: Mean, limits: ProbationLimits) -> str:
    change = "fall" if figure in _GREATER_IS_BETTER else "rise"
    return (
        f"The {_WORDS[figure]} is {live.value:.3f} over {live.rows:,}, before it was "
        f"{before.value:.3f}; it may {change} by {_limit(figure, limits):g}."
    )


def _groups(rows: pa.Table) -> np.ndarray:
    identity = np.array(rows.column("input").to_pylist(), dtype=np.str_)
    return clusters(identity, np.array(clusters_of(rows), dtype=np.str_))


def _share(true: np.ndarray, groups: np.ndarray) -> Mean:
    mean = _mean(true.astype(np.float64), groups)
    n = len(true)
    # With none or all of them true the rows alone would look certain (Agresti & Coull 1998).
    near = (true.sum() + 1) / (n + 2)
    return Mean(mean.value, max(mean.error, sqrt(near * (1 - near) / n)), n, mean.clusters)


def _mean(values: np.ndarray, groups: np.ndarray) -> Mean:
    n, mean = len(values), float(values.mean())
    _, number = np.unique(groups, return_inverse=True)
    sums = np.bincount(number.reshape(-1), values - mean)
    count = len(sums)
    if count < 2:
        return Mean(mean, 1.0, n, count)  # as far apart as shares can be: nothing is known
    return Mean(mean, sqrt(count / (count - 1) * float(sums @ sums)) / n, n, count)
