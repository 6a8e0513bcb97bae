"""All that the gate, the registry, the model card and the UI are told of a candidate.

A family says what its hold-outs are, how a bundle answers them and how answers are measured; what
is the same for every family, both bundles measured on the same examples, is put together here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from matchloop.bundle import Bundle
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.measured import Measured, figures_of
from matchloop.evaluation.metric import Figures, Metric
from matchloop.evaluation.paired import PairedAnswers
from matchloop.family import Family
from matchloop.release.card import Result, Section, SourceUse
from matchloop.release.gate import Evaluation
from matchloop.release.gate_limits import GateLimits

Examples = TypeVar("Examples")
Model = TypeVar("Model")
Answers = TypeVar("Answers")


@dataclass(frozen=True)
class TrainingRun:
    """One trained model as the registry logs it; `histories` are by epoch or step."""

    name: str
    params: Mapping[str, object]
    metrics: Mapping[str, float]
    histories: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class GateInputs:
    """A candidate, measured.

    `headline` is the metric that says first how good it is. `answers` holds both models' answers
    by hold-out and is empty without a champion. `figures` and `champion_figures` are by hold-out,
    or by whatever else was measured, the champion's on the same hold-outs as the candidate's.
    `reports` are paths relative to the project's root;
    `training` is every model that was trained, for the registry's log; `known_limits` are
    sentences for the model card, and `own` sections that the family adds to it.
    """

    evaluation: Evaluation
    limits: GateLimits
    headline: Metric
    figures: Mapping[str, Figures]
    purpose: str
    results: tuple[Result, ...]
    sources: tuple[SourceUse, ...] = ()
    answers: Mapping[str, PairedAnswers] = field(default_factory=dict)
    champion_figures: Mapping[str, Figures] = field(default_factory=dict)
    reports: tuple[Path, ...] = ()
    training: tuple[TrainingRun, ...] = ()
    known_limits: tuple[str, ...] = ()
    own: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Measuring(Generic[Examples, Model, Answers]):
    """How a family's bundles are measured.

    load: a bundle, ready to answer; answer: a model's answers to a hold-out; measure: the figures
    of answers; compare: the candidate's answers beside the champion's; latency: median
    milliseconds of one answer on one thread; parity: whether the forms of a bundle answer like
    the trained model, by name.
    """

    load: Callable[[Bundle], Model]
    answer: Callable[[Model, HoldOut[Examples]], Answers]
    measure: Callable[[Answers], Measured]
    compare: Callable[[Answers, Answers], PairedAnswers]
    latency: Callable[[Bundle, HoldOut[Examples]], float]
    parity: Callable[[Bundle], Mapping[str, bool]]


def assemble(
    family: Family,
    candidate: Bundle,
    champion: Bundle | None,
    ways: Measuring[Examples, Model, Answers],
    *,
    frozen: Sequence[HoldOut[Examples]],
    recent: Sequence[HoldOut[Examples]],
    limits: GateLimits,
    sources: Iterable[SourceUse],
    training: Iterable[TrainingRun],
    reports: Iterable[Path],
    held: Mapping[str, Figures] | None = None,
    also: Mapping[str, Figures] | None = None,
    own: Sequence[Section] = (),
) -> GateInputs:
    """Measure candidate and champion on the same hold-outs.

    Recent feedback is mostly about what was answered wrongly, so the limits do not hold for the
    `recent` hold-outs. held: what was measured of the candidate elsewhere and is held to the
    limits; also: what is only shown; own: sections of the model card. The latency is measured on
    the last of the `frozen` hold-outs, at least one.
    """
    parts = [*frozen, *recent]
    ours = _answers(candidate, ways, parts)
    theirs = _answers(champion, ways, parts) if champion else {}
    measured = {name: ways.measure(answers) for name, answers in ours.items()}
    figures = figures_of(measured)
    return GateInputs(
        evaluation=Evaluation(
            figures={**{part.name: figures[part.name] for part in frozen}, **(held or {})},
            bytes=sum(candidate.manifest.sizes.values()),
            latency_ms=ways.latency(candidate, frozen[-1]),
            parity=ways.parity(candidate),
        ),
        limits=limits,
        headline=measured[frozen[0].name].headline,
        figures={**figures, **(held or {}), **(also or {})},
        purpose=family.purpose,
        results=tuple(Result(part, measured[part.name]) for part in parts),
        sources=tuple(sources),
        answers={name: ways.compare(ours[name], answers) for name, answers in theirs.items()},
        champion_figures=figures_of({name: ways.measure(a) for name, a in theirs.items()}),
        reports=tuple(reports),
        training=tuple(training),
        known_limits=family.known_limits,
        own=tuple(own),
    )


def _answers(
    bundle: Bundle,
    ways: Measuring[Examples, Model, Answers],
    parts: Iterable[HoldOut[Examples]],
) -> dict[str, Answers]:
    model = ways.load(bundle)
    return {part.name: ways.answer(model, part) for part in parts}
