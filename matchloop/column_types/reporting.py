"""Puts the family's evaluation into the form the report wants. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop import report
from matchloop.column_types.evaluation import Answers, Columns
from matchloop.column_types.family import COLUMN_TYPES
from matchloop.column_types.labels import LABELS
from matchloop.column_types.split import USER_TEST, USER_VALIDATION, Part
from matchloop.evaluation.classification import ClassificationMetrics
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.records import Quantization, Training
from matchloop.sources import Manifest

_COMMANDS = (
    ("everything, set-up included", "make run"),
    ("the pipeline alone", "dvc repro"),
    ("full scale", "dvc exp run -S column_types.generate.scale=1.0"),
)
_SERVED = "float"


@dataclass(frozen=True)
class Candidate:
    """One trained model with all that was measured of it.

    measured: by hold-out; latency, sizes: milliseconds and bytes, by variant; training, quantized:
    what these steps left.
    """

    name: str
    measured: Mapping[str, ClassificationMetrics]
    latency: Mapping[str, float]
    sizes: Mapping[str, int]
    training: Training
    quantized: Quantization


def report_data(
    *,
    chosen: str,
    choice: tuple[str, ...],
    parts: Sequence[HoldOut[Columns]],
    candidates: Sequence[Candidate],
    mistakes: tuple[report.Mistake, ...],
    features: pa.Table,
    sources: Manifest,
    unsure: float,
    unsure_set_on: str,
) -> report.ReportData[ClassificationMetrics]:
    """Gather everything the page says.

    Args:
        chosen, choice: the model that is proposed, and why, in sentences.
        parts, candidates: the hold-outs, and each model's figures on them.
        mistakes: the chosen model's on the first hold-out.
        features: the features table, for the composition of the data.
        sources: what of the public sources is here.
        unsure: answers under this confidence are shown as unsure; unsure_set_on: what it was set
            on, in words.
    """
    return report.ReportData(
        family=COLUMN_TYPES.name,
        question=COLUMN_TYPES.question,
        served=chosen,
        choice=choice,
        hold_outs=tuple(parts),
        models=tuple(_model(each) for each in candidates),
        variants=tuple(row for each in candidates for row in _variants(each, chosen)),
        variants_on="the test part of generated and real columns",
        mistakes=mistakes,
        mistakes_from=parts[0].name,
        sources=(
            *report.data_sources(sources, COLUMN_TYPES.name, _source_rows(features)),
            *_set_aside(features),
            *_foreign(features),
        ),
        unit="columns",
        composition=_composition(features),
        limits=COLUMN_TYPES.known_limits,
        commands=_COMMANDS,
        thresholds=(
            report.ServedThreshold(
                "every column; an answer under it is shown as “unsure”",
                unsure,
                unsure_set_on,
            ),
        ),
    )


def mistakes_of(
    part: HoldOut[Columns], answers: Answers, columns: pa.Table, most: int
) -> tuple[report.Mistake, ...]:
    """The wrong answers to a hold-out, the most confident first; columns: at least its own."""
    said, confidence = answers.probabilities.argmax(1), answers.probabilities.max(1)
    wrong = np.flatnonzero(~answers.right)
    by_id = {row["id"]: row for row in columns.to_pylist()}
    found = []
    for i in wrong[np.argsort(-confidence[wrong], kind="stable")][:most]:
        row = by_id[part.examples.ids[i]]
        found.append(
            report.Mistake(
                title=row["header"] or "(no header)",
                samples=tuple(value[:60] for value in row["values"][:5]),
                truth=LABELS[answers.y[i]],
                answer=LABELS[said[i]],
                confidence=float(confidence[i]),
                origin=row["kind"],
            )
        )
    return tuple(found)


def _model(candidate: Candidate) -> report.ModelResult[ClassificationMetrics]:
    folds = candidate.training.cross_validation.get("accuracy")
    return report.ModelResult(
        name=candidate.name,
        metrics=candidate.measured,
        cv_mean=folds.mean if folds else None,
        cv_deviation=folds.deviation if folds else None,
        size=candidate.sizes["float"],
        latency=candidate.latency["float"],
        parameters=_parameters(candidate.training),
    )


def _parameters(training: Training) -> str:
    if training.sparsity is not None:
        return f"{training.sparsity:.0%} of the weights are zero"
    return " + ".join(f"{weight:g} × {name}" for name, weight in training.weights.items())


def _variants(candidate: Candidate, chosen: str) -> Iterator[report.VariantResult]:
    """The exported model, which is what serves, then its smaller forms; what was not made, once."""
    yield report.VariantResult(
        model=candidate.name,
        variant=_SERVED,
        fit=True,
        reason="the exported model, small and fast enough as it is",
        accuracy=candidate.quantized.accuracy,
        size=candidate.sizes.get(_SERVED),
        latency=candidate.latency.get(_SERVED),
        served=candidate.name == chosen,
    )
    missing: dict[str, list[str]] = {}
    for name, variant in candidate.quantized.variants.items():
        if not variant.quantized:
            missing.setdefault(variant.reason, []).append(name)
            continue
        yield report.VariantResult(
            model=candidate.name,
            variant=name,
            fit=variant.fit,
            reason=variant.reason,
            accuracy=variant.accuracy,
            size=candidate.sizes.get(name),
            latency=candidate.latency.get(name),
        )
    for reason, names in missing.items():
        yield report.VariantResult(candidate.name, ", ".join(names), False, reason, made=False)


def _source_rows(features: pa.Table) -> dict[str, int]:
    counts = {e["values"]: e["counts"] for e in pc.value_counts(features["source"]).to_pylist()}
    return {
        "generator": counts.get("synthetic", 0),
        "sortinghat_train": counts.get("sortinghat", 0),
        "sortinghat_test": counts.get("sortinghat_test", 0),
        "sortinghat_tables": counts.get("real_tables", 0),
        **{name: count for name, count in counts.items() if name.startswith("user:")},
    }


def _set_aside(features: pa.Table) -> Iterator[report.DataSource]:
    """The folders of what the user only measures on."""
    for folder, source in (("test/", USER_TEST), ("validation/", USER_VALIDATION)):
        if count := pc.sum(pc.equal(features["source"], source)).as_py():
            yield report.DataSource(f"user:{folder}", "the user's own", "evaluate", count)


def _foreign(features: pa.Table) -> Iterator[report.DataSource]:
    """Other people's tables by what they are for."""
    for part in Part:
        if count := pc.sum(pc.equal(features["source"], part)).as_py():
            name = f"data/foreign, to {part.name.lower()}"
            yield report.DataSource(name, "written for matchloop", part.name.lower(), count)


def _composition(features: pa.Table) -> dict[str, dict[str, int]]:
    counted = report.composition(features["split"], features["label"])
    return {
        split: {label: counts[label] for label in LABELS if label in counts}
        for split, counts in counted.items()
    }
