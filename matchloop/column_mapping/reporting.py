"""Puts the family's evaluation into the form the report wants. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matchloop import report
from matchloop.errors import DataError
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.ranking import ABSENT, RankingMetrics
from matchloop.sources import Manifest

FAMILY = "column_mapping"
_COMMANDS = (
    ("everything, set-up included", "make run"),
    ("the pipeline alone", "dvc repro"),
    (
        "against other ways, on real abbreviated names",
        "python -m benchmarks.column_mapping "
        "--nameguess data/sources/evaluate/nameguess_chicago/eval_chicago.json",
    ),
)
_RUNNERS_UP = 3


@dataclass(frozen=True)
class Answers:
    """One model's ranked answers on one hold-out, with what they were asked.

    name, about: of the hold-out. raw: the names asked. standards: names of all candidates.
    truth: int [n] into standards, -1 where none is right. candidates, probabilities: [n, k] as
    in a `Ranking`. kinds: what kind each name is of, such as ("distortion", [...]).
    """

    name: str
    about: str
    raw: Sequence[str]
    standards: Sequence[str]
    truth: np.ndarray
    candidates: np.ndarray
    probabilities: np.ndarray
    kinds: Mapping[str, Sequence[str]]


def report_data(
    *,
    chosen: str,
    answers: Sequence[Answers],
    measured: Mapping[str, Mapping[str, RankingMetrics]],
    latency: Mapping[str, float],
    sizes: Mapping[str, int],
    threshold: Threshold,
    sources: Manifest,
    source_rows: Mapping[str, int],
    limits: tuple[str, ...],
    about: Mapping[str, str] | None = None,
    variants: tuple[report.VariantResult, ...] = (),
    served_variant: str = "",
    composition: Mapping[str, Mapping[str, int]] | None = None,
    mistakes: int = 12,
) -> report.ReportData[RankingMetrics]:
    """Gather everything the page says.

    Args:
        chosen: the model that is proposed.
        answers: its answers on every hold-out, the one that matters most first.
        measured: each model's figures, by model and hold-out; other ways to map count as
            models too.
        latency, sizes: milliseconds for one name and bytes, by model; may lack some.
        threshold: from which confidence it answers, and what that guarantees.
        sources: the manifest; source_rows: names used of each source, "generator" included.
        limits: what the page says it cannot do.
        about: a few words on a model, by model.
        variants, served_variant: files it could be served from, and the one that is.
        composition: names by distortion for each split.
        mistakes: how many wrong answers are shown, of the first hold-out that has any.
    """
    shown, origin = _mistakes(answers, mistakes)
    return report.ReportData(
        family=FAMILY,
        question="Which standard column is this raw name?",
        served=chosen,
        served_variant=served_variant,
        hold_outs=tuple(report.HoldOut(part.name, part.about) for part in answers),
        models=tuple(
            report.ModelResult(
                name=name,
                metrics=by_part,
                size=sizes.get(name),
                latency=latency.get(name),
                parameters=(about or {}).get(name, ""),
            )
            for name, by_part in measured.items()
        ),
        variants=variants,
        mistakes=shown,
        mistakes_from=origin,
        sources=report.data_sources(sources, FAMILY, source_rows),
        unit="names",
        composition=composition,
        composition_of="Pairs by distortion",
        guarantee=str(threshold),
        limits=limits,
        commands=_COMMANDS,
        confident=threshold.threshold,
        unsure=threshold.threshold,
    )


def variant_result(
    model: str, variant: str, told: Mapping[str, Any], size: int, latency: float | None
) -> report.VariantResult:
    """A quantized file of the model, from what the step quantize wrote of it.

    told: `fit`, `reason`, and where measured `top1` and `agreement`, the share of names whose
    first candidate is the float model's.
    """
    agreement = told.get("agreement")
    same = "" if agreement is None else f"; first candidate as in float for {agreement:.2%}"
    return report.VariantResult(
        model=model,
        variant=variant,
        fit=bool(told["fit"]),
        reason=f"{told['reason']}{same}",
        accuracy=told.get("top1"),
        size=size,
        latency=latency,
    )


def _mistakes(answers: Sequence[Answers], most: int) -> tuple[tuple[report.Mistake, ...], str]:
    """The wrong answers of the first hold-out that has any, the most confident first."""
    for part in answers:
        rows = _wrong(part)
        if len(rows):
            return tuple(_mistake(part, int(row)) for row in rows[:most]), part.name
    return (), ""


def _wrong(part: Answers) -> np.ndarray:
    if not len(part.raw) == len(part.truth) == len(part.candidates) == len(part.probabilities):
        raise DataError(
            f"Hold-out {part.name!r} has {len(part.raw)} names, {len(part.truth)} truths and "
            f"{len(part.candidates)} answers; expected as many of each."
        )
    first = part.candidates[:, 0]
    wrong = np.flatnonzero((first != part.truth) & (first != ABSENT))
    return wrong[np.argsort(-part.probabilities[wrong, 0], kind="stable")]


def _mistake(part: Answers, row: int) -> report.Mistake:
    truth, confidence = int(part.truth[row]), float(part.probabilities[row, 0])
    answer, *others = (int(c) for c in part.candidates[row] if c != ABSENT)
    chances = part.probabilities[row, 1 : 1 + len(others)]
    pairs = list(zip(others, chances, strict=True))[:_RUNNERS_UP]
    kinds = ", ".join(f"{kind}: {names[row]}" for kind, names in part.kinds.items())
    return report.Mistake(
        title=part.raw[row],
        samples=tuple(f"{part.standards[other]} {chance:.0%}" for other, chance in pairs),
        samples_are="runners-up",
        truth=part.standards[truth] if truth != ABSENT else "none of them",
        answer=part.standards[answer],
        confidence=confidence,
        origin=kinds,
    )
