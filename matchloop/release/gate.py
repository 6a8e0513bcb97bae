"""The gate: may a candidate replace the champion? A yes or a no, with every reason in words.

Pure: it sees figures and answers, no files and no registry. Floors hold for the candidate alone;
against the champion both have answered the *same* frozen hold-outs, and differences are judged by
a paired bootstrap (Efron & Tibshirani 1993, chapter 16; paired as in Koehn 2004). The first model
ever has only the floors to pass.

All shares (accuracy, recall, limits) are between 0 and 1; texts give differences in points, that
is hundredths.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchloop.evaluation.bootstrap import Difference, class_differences, share_difference
from matchloop.release.gate_limits import GateLimits
from matchloop.release.gate_words import at_least, at_most, interval, points


@dataclass(frozen=True)
class Figures:
    """A candidate's figures on one hold-out; None where one is not to be judged.

    accuracy: share of first answers that are right; top_3: share with the right one among the
    first three; coverage: share of answers with confidence 0.9 or more.
    """

    accuracy: float
    macro_f1: float | None = None
    ece: float | None = None
    top_3: float | None = None
    coverage: float | None = None


@dataclass(frozen=True)
class Evaluation:
    """What the evaluation found of a candidate.

    `figures` by hold-out, each held to the floors; `latency_ms` is the median of one answer,
    `parity` says by name (e.g. "ONNX", "int8") whether a form of the model answers like the
    trained one.
    """

    figures: Mapping[str, Figures]
    bytes: int
    latency_ms: float
    parity: Mapping[str, bool]


@dataclass(frozen=True)
class Answers:
    """One frozen hold-out with the answers of both models, as numbers (int, shape (n,)).

    The numbers are those of labels, or of whatever else can be answered.
    `slices` are named boolean masks of shape (n,), e.g. one for each locale.
    """

    truth: np.ndarray
    candidate: np.ndarray
    champion: np.ndarray
    slices: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shapes = {np.shape(each) for each in (self.truth, self.candidate, self.champion)}
        shapes |= {np.shape(mask) for mask in self.slices.values()}
        if len(shapes) != 1 or len(np.shape(self.truth)) != 1 or len(self.truth) == 0:
            raise ValueError(f"answers need non-empty arrays of one shape (n,), got {shapes}")


@dataclass(frozen=True)
class Reason:
    """One check with its outcome in words."""

    check: str
    passed: bool
    text: str


@dataclass(frozen=True)
class Verdict:
    """The gate's decision: a candidate is promoted only if every check passed."""

    reasons: tuple[Reason, ...]

    @property
    def promote(self) -> bool:
        """Whether the candidate may replace the champion."""
        return all(reason.passed for reason in self.reasons)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """The reasons that spoke against it."""
        return tuple(reason for reason in self.reasons if not reason.passed)

    def as_tags(self) -> dict[str, str]:
        """The verdict as tags of a registered version."""
        lines = [f"{'✓' if reason.passed else '✗'} {reason.text}" for reason in self.reasons]
        return {"verdict": "passed" if self.promote else "refused", "reasons": "\n".join(lines)}


def judge(
    candidate: Evaluation,
    champion: str | None,
    limits: GateLimits,
    answers: Mapping[str, Answers] | None = None,
    labels: Sequence[str] = (),
) -> Verdict:
    """Judge a candidate by the floors and, if there is a champion, against it.

    `champion` names it in the reasons ("champion v3"), None for the first model ever; `answers`
    by hold-out then needs at least one, and `labels` names the numbers in them (one below 0 is an
    answer outside the labels), or is empty for answers that are no labels: then no class is
    judged. The same input always gives the same verdict.
    Raises ValueError if an answer's number has no label.
    """
    reasons = [*_floors(candidate, limits), *_costs(candidate, limits), *_parity(candidate)]
    if champion is None:
        reasons.append(Reason("champion", True, "no champion yet, so the floors alone decide"))
    elif not answers:
        text = f"no hold-out answered by both, so nothing shows it is better than {champion}"
        reasons.append(Reason("improvement", False, text))
    else:
        reasons += _against(champion, answers, labels, limits)
    return Verdict(tuple(reasons))


def _floors(candidate: Evaluation, limits: GateLimits) -> Iterator[Reason]:
    if not candidate.figures:
        yield Reason("accuracy", False, "no hold-out was evaluated; at least one is needed")
    for name, figures in candidate.figures.items():
        for what, value, floor in (
            ("accuracy", figures.accuracy, limits.minimum_accuracy),
            ("macro-F1", figures.macro_f1, limits.minimum_macro_f1),
            ("right among the first three", figures.top_3, limits.minimum_top_3),
            ("coverage at confidence 0.9", figures.coverage, limits.minimum_coverage),
        ):
            if value is not None and floor is not None:
                yield _at_least(what, name, value, floor)
        if figures.ece is not None:
            text, passed = at_most(figures.ece, limits.maximum_ece)
            yield Reason("calibration", passed, f"calibration error on {name} {text}")


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


def _at_least(what: str, holdout: str, value: float, floor: float) -> Reason:
    text, passed = at_least(value, floor)
    return Reason(what, passed, f"{what} on {holdout} {text}")


def _against(
    champion: str, answers: Mapping[str, Answers], labels: Sequence[str], limits: GateLimits
) -> Iterator[Reason]:
    for name, each in answers.items():
        highest = max(each.truth.max(), each.candidate.max(), each.champion.max())
        if labels and highest >= len(labels):
            raise ValueError(f"{name}: label number {highest}, but there are {len(labels)} labels")
    if all(np.array_equal(each.candidate, each.champion) for each in answers.values()):
        text = f"no improvement: the same answers as {champion} on every hold-out"
        yield Reason("improvement", False, text)
        return
    yield _improvement(champion, answers, limits)
    for name, each in answers.items():
        yield _not_worse(champion, name, each, limits)
        if labels:
            yield from _no_class_fell(name, each, labels, limits)
        if each.slices:
            yield from _no_slice_fell(name, each, limits)


def _improvement(champion: str, answers: Mapping[str, Answers], limits: GateLimits) -> Reason:
    """Better beyond noise on at least one hold-out.

    With k hold-outs there are k chances to look better by luck, so each interval is widened to a
    confidence of 1 - (1 - confidence) / k (Bonferroni).
    """
    level = 1 - (1 - limits.confidence) / len(answers)
    found = {name: _accuracy_difference(each, limits, level) for name, each in answers.items()}
    best = max(found, key=lambda name: (found[name].low, found[name].value))
    difference = found[best]
    if difference.low <= 0:
        each_one = "; ".join(f"{name} {interval(d, level)}" for name, d in found.items())
        return Reason(
            "improvement", False, f"no improvement beyond noise over {champion}: {each_one}"
        )
    text = f"better than {champion} on {best} by {interval(difference, level)}"
    if difference.value < limits.minimum_improvement:
        needed = points(limits.minimum_improvement)
        return Reason("improvement", False, f"{text}; at least {needed} points needed")
    return Reason("improvement", True, text)


def _not_worse(champion: str, name: str, answers: Answers, limits: GateLimits) -> Reason:
    difference = _accuracy_difference(answers, limits, limits.confidence)
    worse = difference.high < 0
    how = "worse" if worse else "not worse"
    text = f"{how} than {champion} on {name}: {interval(difference, limits.confidence)}"
    return Reason("no loss", not worse, text)


def _no_class_fell(
    name: str, answers: Answers, labels: Sequence[str], limits: GateLimits
) -> Iterator[Reason]:
    found: dict[str, Difference] = {}
    scarce = []
    for number, label in enumerate(labels):
        support = int(np.count_nonzero(answers.truth == number))
        if support < limits.minimum_examples:
            scarce += [label] if support else []
            continue
        recall, precision = class_differences(
            answers.truth == number,
            answers.candidate == number,
            answers.champion == number,
            limits.resamples,
            limits.confidence,
            limits.seed,
        )
        found |= {f"recall of {label}": recall, f"precision of {label}": precision}
    yield from _none_fell("class", name, found, scarce, limits)


def _no_slice_fell(name: str, answers: Answers, limits: GateLimits) -> Iterator[Reason]:
    found: dict[str, Difference] = {}
    scarce = []
    for part, mask in answers.slices.items():
        if np.count_nonzero(mask) < limits.minimum_examples:
            scarce.append(part)
            continue
        chosen = Answers(answers.truth[mask], answers.candidate[mask], answers.champion[mask])
        found[f"accuracy of {part}"] = _accuracy_difference(chosen, limits, limits.confidence)
    yield from _none_fell("slice", name, found, scarce, limits)


def _none_fell(
    kind: str, name: str, found: dict[str, Difference], scarce: list[str], limits: GateLimits
) -> Iterator[Reason]:
    """A reason for each that fell too far beyond noise, or one that says that none did."""
    allowed = points(limits.maximum_class_drop)
    fallen = {
        what: d for what, d in found.items() if d.high < 0 and -d.value > limits.maximum_class_drop
    }
    for what, difference in fallen.items():
        fell = points(-difference.value, unlike=allowed)
        text = f"{what} fell {fell} points on {name}; at most {allowed} allowed"
        yield Reason(kind, False, text)
    if fallen:
        return
    text = f"no {kind} fell more than {allowed} points beyond noise on {name}"
    if scarce:
        text += f" (under {limits.minimum_examples} examples, not judged: {', '.join(scarce)})"
    yield Reason(kind, True, text)


def _accuracy_difference(answers: Answers, limits: GateLimits, level: float) -> Difference:
    right, was_right = answers.candidate == answers.truth, answers.champion == answers.truth
    return share_difference(right, was_right, limits.resamples, level, limits.seed)
