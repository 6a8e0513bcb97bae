"""Puts the family's evaluation into the form the report wants. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop import report
from matchloop.column_mapping import strangers
from matchloop.column_mapping.evaluation import Answers
from matchloop.column_mapping.evidence.foreign import TableLabels
from matchloop.column_mapping.evidence.judgement import Learned
from matchloop.column_mapping.family import COLUMN_MAPPING
from matchloop.column_mapping.predict import Role
from matchloop.column_mapping.records import Agreement
from matchloop.errors import DataError
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.metric import Figures
from matchloop.evaluation.ranking import ABSENT, RankingMetrics
from matchloop.labels.foreign import Part
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
_OWN = {
    Part.LEARN: "made-up tables, to learn on",
    Part.CALIBRATE: "made-up tables, to calibrate on",
    Part.MEASURE: "made-up tables, to measure on",
}
OWN_TABLES = dict(zip(_OWN.values(), ("train", "calibrate", "evaluate"), strict=True))
"""The role of labelled tables that are in no source, by their name in the report."""


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
    learned: Learned | None = None,
    pairs: Figures | None = None,
    variants: tuple[report.VariantResult, ...] = (),
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
        threshold: from which confidence names alone are answered, and what that guarantees.
        sources: the manifest; source_rows: names used of each source, "generator" included, and
            columns of the labelled tables that are in no source.
        learned: how the second look came about and fares; None where there is none.
        pairs: how well labelled pairs of the first hold-out are told apart at the threshold.
        variants: files its parts could be served from, and which are.
        composition: names by distortion for each split.
        mistakes: how many wrong answers are shown, of the first hold-out that has any.
    """
    shown, origin = _mistakes(answers, mistakes)
    return report.ReportData(
        family=COLUMN_MAPPING.name,
        question=COLUMN_MAPPING.question,
        served=chosen,
        hold_outs=tuple(each.part for each in answers),
        models=tuple(
            report.ModelResult(name, by_part, size=sizes.get(name), latency=latency.get(name))
            for name, by_part in measured.items()
        ),
        variants=variants,
        variants_on=f"{answers[0].part.name}, by the whole model",
        mistakes=shown,
        mistakes_from=origin,
        sources=_sources(sources, source_rows),
        unit="names",
        composition=composition,
        composition_of="Pairs by distortion",
        thresholds=_thresholds(threshold, learned),
        pairs={each.words: value for each, value in (pairs or {}).items()},
        strangers=strangers.results(learned.parts) if learned else (),
        limits=COLUMN_MAPPING.known_limits,
        commands=_COMMANDS,
        confident=threshold.threshold,
    )


def _sources(manifest: Manifest, rows: Mapping[str, int]) -> tuple[report.DataSource, ...]:
    """The sources, then the labelled tables that are in none."""
    own = (
        report.DataSource(name, "Apache-2.0", role, rows[name])
        for name, role in OWN_TABLES.items()
        if name in rows
    )
    return *report.data_sources(manifest, COLUMN_MAPPING.name, rows), *own


def _thresholds(names: Threshold, learned: Learned | None) -> tuple[report.ServedThreshold, ...]:
    """Which threshold serves what; the second look has its own."""
    alone = report.ServedThreshold(
        "names alone, as on these hold-outs" if learned else "every column",
        names.threshold,
        f"{names.n:,} generated names, some of them without a standard",
        str(names),
    )
    if not learned:
        return (alone,)
    looked = learned.threshold
    return (
        alone,
        report.ServedThreshold(
            "tables, and schemas that tell more than names",
            looked.threshold,
            f"{looked.n:,} columns of tables of strangers, of the parts to learn and to "
            "calibrate, each judged by trees that had not seen its system",
            str(looked),
        ),
    )


def source_rows(
    standards: pa.Table,
    asked: Mapping[str, int],
    foreign: Iterable[tuple[str, TableLabels]],
) -> dict[str, int]:
    """How many names came from each source, "generator" included.

    standards: the standard columns that names are made of. asked: names of the sources that are
    only measured on. foreign: labels of the tables of strangers that are here, with their source;
    those of none ("") are counted by `OWN_TABLES`.
    """
    counts = {e["values"]: e["counts"] for e in pc.value_counts(standards["source"]).to_pylist()}
    labelled: Counter[str] = Counter()
    for source, table in foreign:
        labelled[source or _OWN[table.part]] += len(table.labels)
    return {
        "generator": counts.get("default", 0) + counts.get("composed", 0),
        "sortinghat_train": counts.get("sortinghat", 0),
        **asked,
        **labelled,
        **{name: count for name, count in counts.items() if name.startswith("user:")},
    }


def variants(
    model: str, agreement: Agreement, same_answer: float, top1: float, sizes: Mapping[Role, int]
) -> tuple[report.VariantResult, ...]:
    """The forms of the model's parts, all of them served: the encoder with fewer bits.

    same_answer: how often the encoder has to agree with the exact one. top1: of the whole model on
    the first hold-out. sizes: bytes of each part that there is.
    """
    fit, reason = agreement.fitness(same_answer)
    encoder = report.VariantResult(
        model, "int8", fit, reason, top1, sizes[Role.ENCODER], part=Role.ENCODER, served=True
    )
    others = (
        report.VariantResult(
            *(model, "int8" if role is Role.SENTENCES else "float", True),
            "the pretrained model" if role is Role.SENTENCES else "the exported model",
            size=size,
            part=role,
            served=True,
        )
        for role, size in sizes.items()
        if role is not Role.ENCODER
    )
    return encoder, *others


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
