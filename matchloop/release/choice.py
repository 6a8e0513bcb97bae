"""Which of several trained models is put before the gate: the best by figures, with the reasons.

Models that the gate would refuse for what they cost are left out. The best of the others leads;
those that are as good within noise are told apart by calibration, then by latency. Calibration is
first how right a model is where it is sure, because that is what people rely on, then its
calibration error, which also counts too little confidence. Pure. The reasons hold no timings, so
that the same models give the same words on a busy machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matchloop.evaluation.bootstrap import Resampling, score_difference
from matchloop.evaluation.metric import CONFIDENT, ECE, Metric
from matchloop.release.gate_limits import GateLimits

_DIGITS = 3  # figures of calibration that are equal to so many are a tie


@dataclass(frozen=True)
class Contender:
    """A model on examples that no hold-out has.

    scores: (n,), between 0 and 1, the same examples for all; confident: their mean where the model
    is sure at 0.9 or more, None where it never is; ece: its calibration error there; latency_ms: of
    one answer; bytes: of the graph that is served.
    """

    name: str
    scores: np.ndarray
    confident: float | None
    ece: float
    latency_ms: float
    bytes: int

    @property
    def mean(self) -> float:
        """What it is compared by."""
        return float(np.mean(self.scores))

    @property
    def calibration(self) -> tuple[float, float]:
        """What equally good ones are told apart by; less is better."""
        return -round(self.confident or 0.0, _DIGITS), round(self.ece, _DIGITS)


@dataclass(frozen=True)
class Choice:
    """The chosen model, and why, in sentences."""

    model: str
    reasons: tuple[str, ...]


def choose(contenders: Sequence[Contender], limits: GateLimits, metric: Metric) -> Choice:
    """Choose one of at least one contender; metric is what the mean of the scores is.

    If all are over a limit, the best of them is chosen all the same: the gate refuses it, and
    says why.
    """
    over = {each.name: _over(each, limits) for each in contenders}
    fit = [each for each in contenders if not over[each.name]] or list(contenders)
    best = max(fit, key=lambda each: (each.mean, -each.ece, each.name))
    ways = Resampling(limits.resamples, limits.confidence, limits.seed)
    level = [each for each in fit if score_difference(best.scores, each.scores, ways).low <= 0]
    chosen = min(level, key=lambda each: (each.calibration, each.latency_ms, each.name))
    left_out = (f"{name} is left out: {'; '.join(why)}." for name, why in over.items() if why)
    told = [*left_out, *_compared(best, level, limits, metric), *_told_apart(chosen, level)]
    if all(over.values()):
        told.append("Every model is over a limit, so the gate will refuse this one.")
    return Choice(chosen.name, tuple(told))


def _over(contender: Contender, limits: GateLimits) -> list[str]:
    found = []
    ceiling = limits.ceilings.get(ECE.name)
    if ceiling is not None and contender.ece > ceiling:
        found.append(f"{ECE.words} {contender.ece:.3f} over {ceiling:g}")
    if contender.latency_ms > limits.maximum_latency_ms:
        found.append(f"one answer takes more than {limits.maximum_latency_ms:g} ms")
    if contender.bytes > limits.maximum_bytes:
        found.append(f"{contender.bytes:,} bytes over {limits.maximum_bytes:,}")
    return found


def _compared(
    best: Contender, level: Sequence[Contender], limits: GateLimits, metric: Metric
) -> Iterator[str]:
    others = [f"{each.name} {each.mean:.4f}" for each in level if each is not best]
    noise = f"within noise (paired {limits.confidence * 100:.4g} % intervals)"
    ending = f"; as good {noise}: {', '.join(others)}" if others else f", alone {noise}"
    yield f"{best.name} is the best by {metric.words}, {best.mean:.4f}{ending}."


def _told_apart(chosen: Contender, level: Sequence[Contender]) -> Iterator[str]:
    if len(level) == 1:
        return
    sure = ", ".join(f"{e.name} {-e.calibration[0]:.{_DIGITS}f}" for e in level)
    yield f"Of these {chosen.name} has the highest {CONFIDENT.words} ({sure})."
    alike = [each for each in level if each.calibration[0] == chosen.calibration[0]]
    if len(alike) > 1:
        error = ", ".join(f"{e.name} {e.calibration[1]:.{_DIGITS}f}" for e in alike)
        yield f"Of those alike in it {chosen.name} has the smallest {ECE.words} ({error})."
    alike = [each for each in alike if each.calibration == chosen.calibration]
    if len(alike) > 1:
        names = " and ".join(each.name for each in alike)
        yield f"{names} are equal in that; {chosen.name} answers faster."
