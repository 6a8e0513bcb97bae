"""Compares a window of predictions with a version's reference; arrays in, findings out.

A difference counts when a test says it is not chance *and* it is large enough to matter: with a
long log every difference is significant, with a short one every difference is large. Samples are of
one size however long the log is. The tests of single columns share one Holm correction; the test of
all features together stands beside it with the same significance.

Accuracy is that of the answers people judged. People who correct what is wrong more often than they
confirm what is right make it look worse than it is; ask for confirmations of whole tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matchloop.drift import words
from matchloop.drift.classifier import separation
from matchloop.drift.effects import jensen_shannon, wasserstein
from matchloop.drift.findings import DriftResult, DriftVerdict, Finding, Kind
from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import UNKNOWN, Observations
from matchloop.drift.reference import Reference
from matchloop.drift.sampling import clusters, codes, sample, without_rare
from matchloop.drift.significance import accuracy_drop, chi_square, holm, ks
from matchloop.errors import DataError


@dataclass(frozen=True)
class _Sides:
    """Both samples and which of their rows came together."""

    reference: Observations
    window: Observations
    reference_group: np.ndarray
    window_group: np.ndarray


def compare(reference: Reference, window: Observations, limits: DriftLimits) -> DriftResult:
    """Say whether a window of predictions differs from the reference.

    The same arguments give the same result. Raises `DataError` when the features are others than
    the reference's.
    """
    if window.names != reference.sample.names:
        raise DataError(
            f"The window has the features {', '.join(window.names)}; the reference of "
            f"{reference.version} has {', '.join(reference.sample.names)}. Compare a version's "
            "predictions with its own reference."
        )
    drawn = window.take(sample(len(window), limits.sample, limits.seed))
    group = clusters(drawn.identity, drawn.cluster)
    counts = (reference.version, len(window), len(drawn), int(group.max(initial=-1)) + 1)
    if note := _too_little(drawn, counts[-1], limits):
        return DriftResult(*counts, note=note)
    sides = _Sides(reference.sample, drawn, codes(reference.sample.cluster), group)
    findings = [_inputs(sides, limits), *_columns(sides, limits)]
    if accuracy := _accuracy(reference, window, limits):
        findings.append(accuracy)
    return DriftResult(*counts, findings=tuple(findings))


def _too_little(drawn: Observations, groups: int, limits: DriftLimits) -> str:
    """Say what is missing for a judgement, "" when nothing is."""
    inputs = len(np.unique(drawn.identity))
    if inputs < limits.minimum_predictions:
        return (
            f"{inputs} different inputs among {len(drawn)} predictions, "
            f"{limits.minimum_predictions} are needed"
        )
    if groups < limits.minimum_clusters:
        return (
            f"the {inputs} different inputs come from {groups} tables or calls, "
            f"{limits.minimum_clusters} are needed"
        )
    return ""


def _inputs(sides: _Sides, limits: DriftLimits) -> Finding:
    """Compare all features together."""
    found = separation(
        sides.reference.features,
        sides.window.features,
        sides.reference_group,
        sides.window_group,
        permutations=limits.permutations,
        seed=limits.seed,
    )
    verdict = _verdict(
        found.p_value, found.unlike, limits, limits.unlike_attention, limits.unlike_drifted
    )
    reason = words.unlike(max(found.unlike, 0))
    return Finding(Kind.INPUTS, "inputs", found.p_value, found.unlike, verdict, reason)


def _columns(sides: _Sides, limits: DriftLimits) -> Iterator[Finding]:
    """Compare each column on its own, p-values corrected for all of them."""
    before, after = (_numbers(side) for side in (sides.reference, sides.window))
    named = without_rare(sides.reference.answer, sides.window.answer)
    labels, answers = np.unique(np.concatenate(named), return_inverse=True)
    old, new = np.split(answers, [len(before)])
    groups = sides.reference_group, sides.window_group
    p_values = holm(np.append(ks(before, after, *groups), chi_square(old, new, *groups)))
    distances = wasserstein(before, after)
    names = (*sides.window.names, str(Kind.CONFIDENCE), str(Kind.ABSTENTION))
    kinds = (*[Kind.FEATURE] * len(sides.window.names), Kind.CONFIDENCE, Kind.ABSTENTION)
    for i, (kind, name) in enumerate(zip(kinds, names, strict=True)):
        p_value, distance = float(p_values[i]), float(distances[i])
        verdict = _verdict(
            p_value, distance, limits, limits.distance_attention, limits.distance_drifted
        )
        in_words = words.share_moved if kind is Kind.ABSTENTION else words.moved
        reason = in_words(name, before[:, i], after[:, i])
        yield Finding(kind, name, p_value, distance, verdict, reason)
    yield _answers(labels, old, new, float(p_values[-1]), limits)


def _answers(
    labels: np.ndarray, old: np.ndarray, new: np.ndarray, p_value: float, limits: DriftLimits
) -> Finding:
    effect = jensen_shannon(old, new)
    verdict = _verdict(p_value, effect, limits, limits.answers_attention, limits.answers_drifted)
    before, after = (np.bincount(side, minlength=len(labels)) / len(side) for side in (old, new))
    reason = words.answers_moved(labels, before, after)
    return Finding(Kind.ANSWERS, "answers", p_value, effect, verdict, reason)


def _numbers(side: Observations) -> np.ndarray:
    """Return features, confidence and abstention as columns, float32 [n, d + 2]."""
    return np.column_stack([side.features, side.confidence, side.abstained.astype(np.float32)])


def _accuracy(reference: Reference, window: Observations, limits: DriftLimits) -> Finding | None:
    """Compare judged answers with the accuracy at promotion; None where too few were judged.

    Of an input that was judged more than once, the last judgement counts.
    """
    judged = np.flatnonzero(window.correct != UNKNOWN)
    judged = judged[np.argsort(window.time[judged], kind="stable")][::-1]
    judged = judged[np.unique(window.identity[judged], return_index=True)[1]]
    if reference.accuracy is None or len(judged) < limits.minimum_feedback:
        return None
    right = window.correct[judged] == 1
    group = clusters(window.identity[judged], window.cluster[judged])
    p_value = accuracy_drop(right, group, reference.accuracy)
    drop = reference.accuracy - float(right.mean())
    verdict = _verdict(p_value, drop, limits, limits.accuracy_drop, limits.accuracy_drop)
    reason = words.accuracy_fell(reference.accuracy, int(right.sum()), len(right))
    return Finding(Kind.ACCURACY, "accuracy", p_value, drop, verdict, reason)


def _verdict(
    p_value: float, effect: float, limits: DriftLimits, attention: float, drifted: float
) -> DriftVerdict:
    if p_value > limits.significance or effect < attention:
        return DriftVerdict.STABLE
    return DriftVerdict.DRIFTED if effect >= drifted else DriftVerdict.ATTENTION
