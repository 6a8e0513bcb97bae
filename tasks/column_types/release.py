"""What follows training in `column_types`: evaluation, bundles, and what the gate is told."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle
from matchloop.column_types import evaluation, golden, observe, training
from matchloop.column_types.family import COLUMN_TYPES
from matchloop.column_types.features import FEATURE_NAMES, FEATURE_VERSION
from matchloop.column_types.labels import LABELS
from matchloop.column_types.params import ColumnTypesParams
from matchloop.column_types.predict import CLASSIFIER
from matchloop.column_types.reporting import report_data
from matchloop.drift.limits import DriftLimits
from matchloop.drift.projection import Projection
from matchloop.evaluation.classification import ClassificationMetrics, classification, group_score
from matchloop.files import replacing, sha256, write_json, write_text
from matchloop.graphs import inference
from matchloop.monitoring import recorder
from matchloop.params import load_params
from matchloop.params_hash import params_hash, sections_of
from matchloop.release.card import Holdout, SourceUse
from matchloop.release.gate import Answers, Evaluation, Figures
from matchloop.report import confusion_rows, coverage_rows, evaluation_report, reliability_rows
from matchloop.sources import read_manifest
from tasks.column_types import recent
from tasks.column_types.paths import CANDIDATES, DATA, FAMILY, MODELS, REPORTS, SOURCES, WORK
from tasks.family import GateInputs, TrainingRun

PURPOSE = (
    "Says what a column of a stranger's table holds: long or short text, a number, a date or time, "
    "a category, an identifier, a truth value, or nothing that can be named."
)
LIMITS = (
    "It reads a sample of at most 1,000 rows of a column, and 128 of its different values closely.",
    "It looks at one column at a time: what stands beside it plays no part.",
    "Whether small whole numbers are codes or counts is often not to be seen from the column; "
    "such answers come with low confidence, or should.",
)

console = Console()


def evaluate() -> None:
    """Measure every model and variant on every hold-out; write figures, plots and the report."""
    params = load_params(Path("params.yaml")).column_types
    features = pq.read_table(DATA / "features.parquet")
    parts = evaluation.hold_outs(features, LABELS)
    measured = {name: evaluation.measure(_graph(name), parts, LABELS) for name in CANDIDATES}
    chosen = params.evaluate.propose
    latency = {
        name: {
            v: round(evaluation.latency(path, parts[-1].X), 4) for v, path in _files(name).items()
        }
        for name in CANDIDATES
    }
    write_json(REPORTS / "latency.json", latency)
    figures = {
        name: {part: {**m.to_dict(), "text": _text_score(m)} for part, m in by_part.items()}
        for name, by_part in measured.items()
    }
    write_json(REPORTS / "evaluation.json", {"chosen": chosen, "models": figures})
    write_json(REPORTS / "metrics.json", _flat(measured[chosen]))
    _write_plots(measured[chosen])
    data = report_data(
        chosen=chosen,
        parts=parts,
        measured=measured,
        latency=latency,
        sizes={name: {v: p.stat().st_size for v, p in _files(name).items()} for name in CANDIDATES},
        training={name: _json(WORK / "train" / name / "training.json") for name in CANDIDATES},
        quantized={n: _json(WORK / "quantize" / n / "quantization.json") for n in CANDIDATES},
        columns=_columns_of(parts[0].ids),
        features=features,
        probabilities=inference.predict(inference.session(_graph(chosen)), parts[0].X),
        sources=read_manifest(SOURCES / "manifest.json"),
        params=params,
        limits=LIMITS,
    )
    write_text(REPORTS / "evaluation.html", evaluation_report(data))
    _print(measured, chosen)


def bundle() -> None:
    """Write a bundle of every model with what it is watched by, and which of them is proposed."""
    everything = load_params(Path("params.yaml"))
    params, limits = everything.column_types, everything.watch.limits
    evaluated = _json(REPORTS / "evaluation.json")
    data_hash = sha256(DATA / "features.parquet")
    features = pq.read_table(DATA / "features.parquet")
    learned = features.filter(pc.equal(features["split"], "train"))
    projection, held = observe.fit_projection(training.matrix(learned)), _watched(features, limits)
    for name in CANDIDATES:
        exported = _json(WORK / "export" / name / "export.json")
        quantized = _json(WORK / "quantize" / name / "quantization.json")
        variants = {"float": Variant(file="model.onnx", fit=True, reason="the exported model")}
        for variant in set(_files(name)) - {"float"}:
            told = quantized[variant]
            variants[variant] = Variant(
                file=f"model.{variant}.onnx", fit=told["fit"], reason=told["reason"]
            )
        manifest = BundleManifest(
            family=FAMILY,
            model=name,
            labels=LABELS,
            feature_names=FEATURE_NAMES,
            feature_version=FEATURE_VERSION,
            graphs={
                CLASSIFIER: Graph(
                    variants=dict(sorted(variants.items())),
                    served="float",
                    opset=params.export.opset,
                    thresholds={"unsure": params.evaluate.unsure},
                    calibration=Calibration(
                        temperature=exported["temperature"], ece=exported["ece"]
                    ),
                )
            },
            data_hash=data_hash,
            params_hash=params_hash(everything, *sections_of(COLUMN_TYPES)),
            # What the trained model itself answers: the same whatever it is exported as.
            weights_hash=sha256(WORK / "train" / name / "test_probabilities.npy"),
            metrics={
                "hold_outs": evaluated["models"][name],
                "parity": exported["parity"],
                "not_quantized": {
                    v: t["reason"] for v, t in quantized.items() if not t.get("quantized", True)
                },
            },
        )
        files = {path.name: path for path in _files(name).values()}
        with TemporaryDirectory() as folder:
            unsure = params.evaluate.unsure
            files |= _references(Path(folder), name, projection, held, unsure, limits)
            files["golden.json"] = golden.write(Path(folder) / "golden.json", _graph(name))
            write_bundle(MODELS / name, manifest, files)
    write_json(MODELS / "candidate.json", {"model": evaluated["chosen"]})


def candidate(root: Path) -> Path:
    """Folder of the bundle that is proposed for promotion."""
    return MODELS / str(_json(root / MODELS / "candidate.json")["model"])


def gate_inputs(candidate: Bundle, champion: Bundle | None) -> GateInputs:
    """Measure candidate and champion on the same frozen hold-outs of this run.

    Recent feedback is mostly about what was answered wrongly, so the floors do not hold for it.
    """
    everything = load_params(Path("params.yaml"))
    params, features = everything.column_types, pq.read_table(DATA / "features.parquet")
    frozen = evaluation.hold_outs(features, LABELS)
    parts = [*frozen, *recent.hold_outs(features, everything.retrain.recent.minimum)]
    ours = _probabilities(candidate, parts)
    measured = {p.name: classification(p.y, ours[p.name], LABELS) for p in parts}
    theirs = _probabilities(champion, parts) if champion else {}
    answers = {
        p.name: Answers(p.y, ours[p.name].argmax(1), theirs[p.name].argmax(1))
        for p in parts
        if champion
    }
    parity = candidate.manifest.metrics["parity"]
    return GateInputs(
        evaluation=Evaluation(
            figures={part.name: _figures(measured[part.name]) for part in frozen},
            bytes=sum(candidate.manifest.sizes.values()),
            latency_ms=evaluation.latency(candidate.graph(CLASSIFIER).path, frozen[-1].X),
            parity=_parity(candidate, parity, params.export),
        ),
        limits=params.gate,
        metrics=_flat(measured),
        purpose=PURPOSE,
        holdouts=tuple(Holdout.of(p.name, p.real, measured[p.name].to_dict()) for p in parts),
        sources=_sources(),
        answers=answers,
        champion_metrics=_flat(
            {p.name: classification(p.y, theirs[p.name], LABELS) for p in parts if champion}
        ),
        reports=(REPORTS / "evaluation.html", REPORTS / "validation" / "report.html"),
        training=tuple(_training(name, params) for name in CANDIDATES),
        known_limits=LIMITS,
    )


def _figures(m: ClassificationMetrics) -> Figures:
    return Figures(m.accuracy, m.macro_f1, m.ece)


def _training(name: str, params: ColumnTypesParams) -> TrainingRun:
    """What MLflow is told of a model: its parameters, cross-validation, hold-outs and history."""
    told = _json(WORK / "train" / name / "training.json")
    measured = _json(REPORTS / "evaluation.json")["models"][name]
    metrics = {f"{part.replace(' ', '_')}.accuracy": m["accuracy"] for part, m in measured.items()}
    for score, folds in told.get("cross_validation", {}).items():
        metrics |= {f"folds.{score}.mean": folds["mean"], f"folds.{score}.std": folds["deviation"]}
    sections = {"pruned": params.prune, "blend": params.blend}
    section = sections.get(name) or getattr(params.train, name)
    return TrainingRun(name, section.model_dump(), metrics, told["history"])


def _columns_of(ids: Iterable[str]) -> pa.Table:
    """Read the columns of a hold-out: without sources the first one is synthetic."""
    wanted = pc.field("id").isin(list(ids))
    names = ("held_out", "real", "synthetic")
    return pa.concat_tables(pq.read_table(DATA / f"{n}.parquet", filters=wanted) for n in names)


def _watched(features: pa.Table, limits: DriftLimits) -> pa.Table:
    """Return the held-out columns that live ones are compared with: real ones, if enough."""
    held = features.filter(
        pc.invert(pc.is_in(features["split"], pa.array(["train", "validation"])))
    )
    real = held.filter(pc.not_equal(held["source"], "synthetic"))
    return real if len(real) >= limits.minimum_predictions else held


def _references(
    folder: Path,
    name: str,
    projection: Projection,
    held: pa.Table,
    unsure: float,
    limits: DriftLimits,
) -> Mapping[str, Path]:
    """Write the projection, and what the model says of the held-out columns."""
    X, y = training.matrix(held), training.label_numbers(held, LABELS)
    probabilities = inference.predict(inference.session(_graph(name)), X)
    tables = ["/".join(row.values()) for row in held.select(["source", "kind"]).to_pylist()]
    told = observe.observations(
        projection, X, probabilities, LABELS, unsure, right=y, tables=tables
    )
    accuracy = float((probabilities.argmax(axis=1) == y).mean()) if len(y) else 0.0
    return recorder.files_for_bundle(folder, name, projection, told, accuracy, limits)


def _probabilities(bundle: Bundle, parts: Iterable[evaluation.HoldOut]) -> dict[str, np.ndarray]:
    session = inference.session(bundle.graph(CLASSIFIER).path)
    return {part.name: inference.predict(session, part.X) for part in parts}


def _parity(candidate: Bundle, parity: Any, wanted: Any) -> dict[str, bool]:
    exported = (
        parity["same_label"] >= wanted.same_label
        and parity["largest_difference"] <= wanted.largest_difference
    )
    return {"ONNX": bool(exported), **candidate.manifest.fitness}


def _sources() -> tuple[SourceUse, ...]:
    return tuple(
        SourceUse(
            source.name,
            source.licence,
            source.role.value,
            tuple(file.sha256 for file in source.files),
            source.complete,
        )
        for source in read_manifest(SOURCES / "manifest.json").sources
        if FAMILY in source.families
    )


def _graph(name: str) -> Path:
    return WORK / "export" / name / "model.onnx"


def _files(name: str) -> dict[str, Path]:
    quantized = WORK / "quantize" / name
    files = {"float": _graph(name)}
    for variant in ("int8", "int16"):
        if (path := quantized / f"model.{variant}.onnx").is_file():
            files[variant] = path
    return files


def _text_score(measured: ClassificationMetrics) -> dict[str, float | None]:
    """How well text is told from everything else, both kinds of text taken as one."""
    score = group_score(measured, {"text_long", "text_short"})
    return {"precision": score.precision, "false_positive_rate": score.false_positive_rate}


def _flat(measured: Mapping[str, ClassificationMetrics]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for name, m in measured.items():
        key = name.replace(" ", "_")
        flat |= {f"{key}.accuracy": m.accuracy, f"{key}.macro_f1": m.macro_f1, f"{key}.ece": m.ece}
        confident = next(point for point in m.coverage if point.threshold == 0.9)
        flat[f"{key}.coverage_at_0.9"] = confident.coverage
        if confident.accuracy is not None:
            flat[f"{key}.accuracy_at_0.9"] = confident.accuracy
    return {name: round(value, 6) for name, value in flat.items()}


def _write_plots(measured: Mapping[str, ClassificationMetrics]) -> None:
    for part, m in measured.items():
        for kind, rows in {
            "confusion": confusion_rows(m),
            "reliability": reliability_rows(m),
            "coverage": coverage_rows(m),
        }.items():
            path = REPORTS / "plots" / f"{part.replace(' ', '_')}.{kind}.csv"
            with replacing(path) as temporary, temporary.open("w", newline="") as file:
                writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def _print(measured: Mapping[str, Mapping[str, ClassificationMetrics]], chosen: str) -> None:
    table = Table("model", *next(iter(measured.values())), title="accuracy (macro-F1)")
    for name, by_part in measured.items():
        cells = [f"{m.accuracy:.3f} ({m.macro_f1:.3f})" for m in by_part.values()]
        table.add_row(name, *cells, style="bold" if name == chosen else "")
    console.print(table)
    console.print(f"Proposed: {chosen}. Report: {REPORTS / 'evaluation.html'}")


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
