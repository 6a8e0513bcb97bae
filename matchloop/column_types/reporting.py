"""Puts the family's evaluation into the form the report wants. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop import report
from matchloop.column_types.evaluation import HoldOut
from matchloop.column_types.labels import LABELS
from matchloop.column_types.params import ColumnTypesParams
from matchloop.evaluation.classification import ClassificationMetrics
from matchloop.sources import Manifest

_COMMANDS = (
    ("everything, set-up included", "make run"),
    ("the pipeline alone", "dvc repro"),
    ("full scale", "dvc exp run -S column_types.generate.scale=1.0"),
)


def report_data(
    *,
    chosen: str,
    parts: Sequence[HoldOut],
    measured: Mapping[str, Mapping[str, ClassificationMetrics]],
    latency: Mapping[str, Mapping[str, float]],
    sizes: Mapping[str, Mapping[str, int]],
    training: Mapping[str, Mapping[str, Any]],
    quantized: Mapping[str, Mapping[str, Any]],
    columns: pa.Table,
    features: pa.Table,
    probabilities: np.ndarray,
    sources: Manifest,
    params: ColumnTypesParams,
    limits: tuple[str, ...],
) -> report.ReportData:
    """Gather everything the page says.

    Args:
        chosen: the model that is proposed.
        parts, measured: the hold-outs, and each model's figures on them.
        latency, sizes: by model and variant, in milliseconds and bytes.
        training, quantized: what the steps train and quantize wrote.
        columns: the held-out columns, for the examples of mistakes.
        features: the features table, for the composition of the data.
        probabilities: the chosen model's on the first hold-out.
        sources, params, limits: what the page names them as.
    """
    return report.ReportData(
        family="column_types",
        question="What does this column hold?",
        served=chosen,
        served_variant="float",
        hold_outs=tuple(report.HoldOut(part.name, part.about) for part in parts),
        models=tuple(
            _model(name, by_part, latency[name], sizes[name], training[name])
            for name, by_part in measured.items()
        ),
        variants=tuple(
            _variant(name, variant, told, latency[name], sizes[name])
            for name, by_variant in quantized.items()
            for variant, told in by_variant.items()
            if variant != "float"
        ),
        mistakes=_mistakes(parts[0], columns, probabilities, params.evaluate.mistakes),
        mistakes_from=parts[0].name,
        sources=report.data_sources(sources, "column_types", _source_rows(features)),
        unit="columns",
        composition=_composition(features),
        groups=(report.Group("text of any kind", ("text_long", "text_short")),),
        limits=limits,
        commands=_COMMANDS,
        unsure=params.evaluate.unsure,
    )


def _model(
    name: str,
    measured: Mapping[str, ClassificationMetrics],
    latency: Mapping[str, float],
    sizes: Mapping[str, int],
    training: Mapping[str, Any],
) -> report.ModelResult:
    folds = training.get("cross_validation", {}).get("accuracy", {})
    return report.ModelResult(
        name=name,
        metrics=measured,
        cv_mean=folds.get("mean"),
        cv_deviation=folds.get("deviation"),
        size=sizes["float"],
        latency=latency["float"],
        parameters=_parameters(training),
    )


def _parameters(training: Mapping[str, Any]) -> str:
    if "sparsity" in training:
        return f"{training['sparsity']:.0%} of the weights are zero"
    if "weights" in training:
        return " + ".join(f"{weight:g} × {name}" for name, weight in training["weights"].items())
    return ""


def _variant(
    model: str,
    variant: str,
    told: Mapping[str, Any],
    latency: Mapping[str, float],
    sizes: Mapping[str, int],
) -> report.VariantResult:
    return report.VariantResult(
        model=model,
        variant=variant,
        fit=told["fit"],
        reason=told["reason"],
        accuracy=told.get("accuracy"),
        size=sizes.get(variant),
        latency=latency.get(variant),
    )


def _mistakes(
    part: HoldOut, columns: pa.Table, probabilities: np.ndarray, most: int
) -> tuple[report.Mistake, ...]:
    """The wrong answers of a hold-out, the most confident first."""
    answers, confidence = probabilities.argmax(1), probabilities.max(1)
    wrong = np.flatnonzero(answers != part.y)
    by_id = {row["id"]: row for row in columns.to_pylist()}
    found = []
    for i in wrong[np.argsort(-confidence[wrong], kind="stable")][:most]:
        row = by_id[part.ids[i]]
        found.append(
            report.Mistake(
                title=row["header"] or "(no header)",
                samples=tuple(value[:60] for value in row["values"][:5]),
                truth=LABELS[part.y[i]],
                answer=LABELS[answers[i]],
                confidence=float(confidence[i]),
                origin=row["kind"],
            )
        )
    return tuple(found)


def _source_rows(features: pa.Table) -> dict[str, int]:
    counts = {e["values"]: e["counts"] for e in pc.value_counts(features["source"]).to_pylist()}
    return {
        "generator": counts.get("synthetic", 0),
        "sortinghat_train": counts.get("sortinghat", 0),
        "sortinghat_test": counts.get("sortinghat_test", 0),
        "sortinghat_tables": counts.get("real_tables", 0),
        **{name: count for name, count in counts.items() if name.startswith("user:")},
    }


def _composition(features: pa.Table) -> dict[str, dict[str, int]]:
    result: dict[str, dict[str, int]] = {}
    pairs = (
        features.select(["split", "label"])
        .group_by(["split", "label"])
        .aggregate([([], "count_all")])
    )
    for row in sorted(pairs.to_pylist(), key=lambda r: (r["split"], LABELS.index(r["label"]))):
        result.setdefault(row["split"], {})[row["label"]] = row["count_all"]
    return result
