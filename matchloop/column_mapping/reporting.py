"""Puts the family's evaluation into the form the report wants. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop import report
from matchloop.column_mapping.evaluation import Answers
from matchloop.column_mapping.family import COLUMN_MAPPING
from matchloop.errors import DataError
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.ranking import ABSENT, RankingMetrics
from matchloop.sources import Manifest

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
        variants, served_variant: files it could be served from, and the one that is.
        composition: names by distortion for each split.
        mistakes: how many wrong answers are shown, of the first hold-out that has any.
    """
    shown, origin = _mistakes(answers, mistakes)
    return report.ReportData(
        family=COLUMN_MAPPING.name,
        question=COLUMN_MAPPING.question,
        served=chosen,
        served_variant=served_variant,
        hold_outs=tuple(each.part for each in answers),
        models=tuple(
            report.ModelResult(
                name=name,
                metrics=by_part,
                size=sizes.get(name),
                latency=latency.get(name),
            )
            for name, by_part in measured.items()
        ),
        variants=variants,
        mistakes=shown,
        mistakes_from=origin,
        sources=report.data_sources(sources, COLUMN_MAPPING.name, source_rows),
        unit="names",
        composition=composition,
        composition_of="Pairs by distortion",
        guarantee=str(threshold),
        limits=COLUMN_MAPPING.known_limits,
        commands=_COMMANDS,
        confident=threshold.threshold,
        unsure=threshold.threshold,
    )


def source_rows(standards: pa.Table) -> dict[str, int]:
    """How many standard columns came from each source, "generator" included."""
    counts = {e["values"]: e["counts"] for e in pc.value_counts(standards["source"]).to_pylist()}
    return {
        "generator": counts.get("default", 0) + counts.get("composed", 0),
        "sortinghat_train": counts.get("sortinghat", 0),
        **{name: count for name, count in counts.items() if name.startswith("user:")},
    }


def _mistakes(answers: Sequence[Answers], most: int) -> tuple[tuple[report.Mistake, ...], str]:
    """The wrong answers of the first hold-out that has any, the most confident first."""
    for each in answers:
        rows = _wrong(each)
        if len(rows):
            return tuple(_mistake(each, int(row)) for row in rows[:most]), each.part.name
    return (), ""


def _wrong(answers: Answers) -> np.ndarray:
    asked = answers.part.examples
    given = (len(answers.candidates), len(answers.probabilities))
    if not len(asked.raw) == len(asked.truth) == given[0] == given[1]:
        raise DataError(
            f"Hold-out {answers.part.name!r} has {len(asked.raw)} names, {len(asked.truth)} truths "
            f"and {given[0]} answers; expected as many of each."
        )
    first = answers.candidates[:, 0]
    wrong = np.flatnonzero(~answers.right & (first != ABSENT))
    return wrong[np.argsort(-answers.probabilities[wrong, 0], kind="stable")]


def _mistake(answers: Answers, row: int) -> report.Mistake:
    asked, chances = answers.part.examples, answers.probabilities[row]
    standards, truth = asked.schema.names, int(asked.truth[row])
    answer, *others = (int(c) for c in answers.candidates[row] if c != ABSENT)
    pairs = list(zip(others, chances[1:], strict=False))[:_RUNNERS_UP]
    kinds = ", ".join(f"{kind}: {names[row]}" for kind, names in asked.kinds.items())
    return report.Mistake(
        title=asked.raw[row],
        samples=tuple(f"{standards[other]} {chance:.0%}" for other, chance in pairs),
        samples_are="runners-up",
        truth=standards[truth] if truth != ABSENT else "none of them",
        answer=standards[answer],
        confidence=float(chances[0]),
        origin=kinds,
    )
