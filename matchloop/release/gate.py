"""The gate: may a candidate replace the champion? A yes or a no, with every reason in words.

Pure: it sees figures and answers, no files and no registry. Floors and ceilings hold for the
candidate alone; against the champion both have answered the *same* frozen hold-outs, and
differences are judged by a paired bootstrap (Efron & Tibshirani 1993, chapter 16; paired as in
Koehn 2004). The first model ever has only the floors to pass. What is measured it takes as it
comes: a `Metric` says how it is called and which way it gets better.

All shares (scores, limits) are between 0 and 1; texts give differences in points, that is
hundredths.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from matchloop.evaluation.bootstrap import (
    Difference,
    Resampling,
    class_differences,
    score_difference,
)
from matchloop.evaluation.metric import Figures, Metric
from matchloop.evaluation.paired import PairedAnswers
from matchloop.release.gate_limits import GateLimits
from matchloop.release.gate_words import at_least, at_most, interval, points, signed
from matchloop.release.verdict import Reason, Verdict


@dataclass(frozen=True)
class Evaluation:
    """What the evaluation found of a candidate.

    `figures` by hold-out, each held to the limits, None where one is not to be judged;
    `latency_ms` is the median of one answer, `parity` says by name (e.g. "ONNX", "int8") whether
    a form of the model answers like the trained one.
    """

    figures: Mapping[str, Figures]
    bytes: int
    latency_ms: float
    parity: Mapping[str, bool]


def judge(
    candidate: Evaluation,
    champion: str | None,
    limits: GateLimits,
    answers: Mapping[str, PairedAnswers] | None = None,
) -> Verdict:
    """Judge a candidate by the limits and, if there is a champion, against it.

    `champion` names it in the reasons ("champion v3"), None for the first model ever; `answers`
    by hold-out then needs at least one. The same input always gives the same verdict.
    """
    reasons = [*_limits(candidate, limits), *_costs(candidate, limits), *_parity(candidate)]
    if champion is None:
        reasons.append(Reason("champion", True, "no champion yet, so the floors alone decide"))
    elif not answers:
        text = f"no hold-out answered by both, so nothing shows it is better than {champion}"
        reasons.append(Reason("improvement", False, text))
    else:
        reasons += _against(champion, answers, limits)
    return Verdict(tuple(reasons))


def _limits(candidate: Evaluation, limits: GateLimits) -> Iterator[Reason]:
    if not candidate.figures:
        yield Reason("floor", False, "no hold-out was evaluated; at least one is needed")
        return
    for place, figures in candidate.figures.items():
        for metric, value in figures.items():
            if value is None:
                continue
            what = f"{metric.words} on {place}"
            if metric.name in limits.floors:
                text, passed = at_least(value, limits.floors[metric.name])
                yield Reason("floor", passed, f"{what} {text}")
            if metric.name in limits.ceilings:
                text, passed = at_most(value, limits.ceilings[metric.name])
                yield Reason("ceiling", passed, f"{what} {text}")
    measured = {metric.name for figures in candidate.figures.values() for metric in figures}
    for name in sorted({*limits.floors, *limits.ceilings} - measured):
        yield Reason("floor", False, f"{name} has a limit, but was measured on no hold-out")


def _costs(candidate: Evaluation, limits: GateLimits) -> Iterator[Reason]:
    text, passed = at_most(candidate.latency_ms, limits.maximum_latency_ms)
    yield Reason("latency", passed, f"latency in ms {text}")
    passed = candidate.bytes <= limits.maximum_bytes
    sign = "≤ limit" if passed else "> limit"
    text = f"size {candidate.bytes:,} bytes {sign} {limits.maximum_bytes:,} bytes"
    yield Reason("size", passed, text)


def _parity(candidate: Evaluation) -> Iterator[Reason]:
    for name, same in candidate.parity.items():
        ending = "answers like the trained one" if same else "does not answer like the trained one"
        yield Reason("parity", same, f"{name} model {ending}")


def _against(
    champion: str, answers: Mapping[str, PairedAnswers], limits: GateLimits
) -> Iterator[Reason]:
    if all(np.array_equal(each.candidate, each.champion) for each in answers.values()):
        text = f"no improvement: every example of every hold-out as right or wrong as {champion}"
        yield Reason("improvement", False, text)
        return
    yield _improvement(champion, answers, limits)
    for place, each in answers.items():
        yield _not_worse(champion, place, each, limits)
        yield from _no_figure_worse(champion, place, each, limits)
        if each.classes:
            yield from _no_class_fell(place, each, limits)
        if each.slices:
            yield from _no_slice_fell(place, each, limits)


def _improvement(champion: str, answers: Mapping[str, PairedAnswers], limits: GateLimits) -> Reason:
    """Better beyond noise on at least one hold-out.

    With k hold-outs there are k chances to look better by luck, so each interval is widened to a
    confidence of 1 - (1 - confidence) / k (Bonferroni).
    """
    level = 1 - (1 - limits.confidence) / len(answers)
    found = {place: _difference(each, limits, level) for place, each in answers.items()}
    best = max(found, key=lambda place: (found[place].low, found[place].value))
    difference = found[best]
    if difference.low <= 0:
        each_one = "; ".join(f"{place} {interval(d, level)}" for place, d in found.items())
        return Reason(
            "improvement", False, f"no improvement beyond noise over {champion}: {each_one}"
        )
    text = f"better than {champion} on {best} by {interval(difference, level)}"
    if difference.value < limits.minimum_improvement:
        needed = points(limits.minimum_improvement)
        return Reason("improvement", False, f"{text}; at least {needed} points needed")
    return Reason("improvement", True, text)


def _not_worse(champion: str, place: str, answers: PairedAnswers, limits: GateLimits) -> Reason:
    difference = _difference(answers, limits, limits.confidence)
    worse = difference.high < 0
    how = "worse" if worse else "not worse"
    text = f"{how} than {champion} on {place}: {interval(difference, limits.confidence)}"
    return Reason("no loss", not worse, text)


def _no_figure_worse(
    champion: str, place: str, answers: PairedAnswers, limits: GateLimits
) -> Iterator[Reason]:
    """A reason for each other figure that is worse beyond noise, or one that says none is."""
    judged: dict[Metric, Difference] = {}
    scarce = []
    for metric, figure in answers.figures.items():
        if figure.examples < limits.minimum_examples:
            scarce.append(metric.words)
        else:
            judged[metric] = figure.difference(_ways(limits, limits.confidence))
    worse = {metric: d for metric, d in judged.items() if _is_worse(metric, d)}
    for metric, difference in worse.items():
        text = f"{metric.words} worse than {champion} on {place}"
        yield Reason("figure", False, f"{text}: {interval(difference, limits.confidence)}")
    if judged and not worse:
        each = ", ".join(f"{metric.words} {signed(d.value)}" for metric, d in judged.items())
        text = f"no figure worse than {champion} beyond noise on {place}: {each} points"
        yield Reason("figure", True, text + _not_judged(scarce, limits))


def _is_worse(metric: Metric, difference: Difference) -> bool:
    return difference.high < 0 if metric.greater_is_better else difference.low > 0


def _no_class_fell(place: str, answers: PairedAnswers, limits: GateLimits) -> Iterator[Reason]:
    found: dict[str, Difference] = {}
    scarce = []
    for label, each in answers.classes.items():
        support = int(np.count_nonzero(each.truth))
        if support < limits.minimum_examples:
            scarce += [label] if support else []
            continue
        ways = _ways(limits, limits.confidence)
        difference = class_differences(each.truth, each.candidate, each.champion, ways)
        found[f"recall of {label}"] = difference.recall
        found[f"precision of {label}"] = difference.precision
    yield from _none_fell("class", place, found, scarce, limits)


def _no_slice_fell(place: str, answers: PairedAnswers, limits: GateLimits) -> Iterator[Reason]:
    found: dict[str, Difference] = {}
    scarce = []
    for part, mask in answers.slices.items():
        if np.count_nonzero(mask) < limits.minimum_examples:
            scarce.append(part)
            continue
        ways = _ways(limits, limits.confidence)
        difference = score_difference(answers.candidate[mask], answers.champion[mask], ways)
        found[f"{answers.metric.words} of {part}"] = difference
    yield from _none_fell("slice", place, found, scarce, limits)


def _none_fell(
    kind: str, place: str, found: dict[str, Difference], scarce: list[str], limits: GateLimits
) -> Iterator[Reason]:
    """A reason for each that fell too far beyond noise, or one that says that none did."""
    allowed = points(limits.maximum_class_drop)
    fallen = {
        what: d for what, d in found.items() if d.high < 0 and -d.value > limits.maximum_class_drop
    }
    for what, difference in fallen.items():
        fell = points(-difference.value, unlike=allowed)
        text = f"{what} fell {fell} points on {place}; at most {allowed} allowed"
        yield Reason(kind, False, text)
    if not fallen:
        text = f"no {kind} fell more than {allowed} points beyond noise on {place}"
        yield Reason(kind, True, text + _not_judged(scarce, limits))


def _not_judged(scarce: list[str], limits: GateLimits) -> str:
    if not scarce:
        return ""
    return f" (under {limits.minimum_examples} examples, not judged: {', '.join(scarce)})"


def _difference(answers: PairedAnswers, limits: GateLimits, level: float) -> Difference:
    return score_difference(answers.candidate, answers.champion, _ways(limits, level))


def _ways(limits: GateLimits, level: float) -> Resampling:
    return Resampling(limits.resamples, level, limits.seed)
