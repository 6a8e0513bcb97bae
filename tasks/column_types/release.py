"""What follows training in `column_types`: evaluation, bundles, and what the gate is told."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle
from matchloop.column_types import (
    collect,
    evaluation,
    golden,
    importance,
    importance_page,
    observe,
    training,
)
from matchloop.column_types.family import COLUMN_TYPES
from matchloop.column_types.features import FEATURE_NAMES, FEATURE_VERSION
from matchloop.column_types.labels import LABELS
from matchloop.column_types.params import ColumnTypesParams
from matchloop.column_types.predict import CLASSIFIER
from matchloop.column_types.records import Evaluation, Proposal
from matchloop.column_types.reporting import Candidate, mistakes_of, report_data
from matchloop.drift.projection import Projection
from matchloop.evaluation.measured import figures_of
from matchloop.evaluation.metric import ACCURACY, CONFIDENT
from matchloop.evaluation.records import Export, Parity
from matchloop.files import sha256, write_json, write_text
from matchloop.graphs import inference
from matchloop.monitoring import recorder
from matchloop.params import Params
from matchloop.params_hash import params_hash, sections_of
from matchloop.release.choice import Choice, Contender, choose
from matchloop.release.inputs import GateInputs, Measuring, TrainingRun, assemble
from matchloop.report import confusion_rows, evaluation_report
from tasks.column_types import CANDIDATES, SPACE, outputs

console = Console()


def evaluate() -> None:
    """Measure every model on every hold-out and choose one; write figures, plots and the report."""
    params, features = SPACE.params().column_types, SPACE.table("features")
    parts = evaluation.hold_outs(features)
    candidates = [_candidate(name, parts) for name in CANDIDATES]
    choice = _chosen(candidates, features, params)
    measured = next(each.measured for each in candidates if each.name == choice.model)
    write_json(SPACE.reports / "latency.json", {each.name: each.latency for each in candidates})
    Evaluation(
        chosen=choice.model,
        reasons=choice.reasons,
        models={
            each.name: {p: m.to_dict() for p, m in each.measured.items()} for each in candidates
        },
    ).write(SPACE.reports / "evaluation.json")
    SPACE.write_figures(figures_of(measured))
    SPACE.write_plots(measured, confusion=confusion_rows)
    first = parts[0]
    answers = evaluation.answer(inference.session(outputs.graph(choice.model)), first)
    data = report_data(
        chosen=choice.model,
        choice=choice.reasons,
        parts=parts,
        candidates=candidates,
        mistakes=mistakes_of(first, answers, _read(first.examples.ids), params.evaluate.mistakes),
        features=features,
        sources=SPACE.manifest(),
        unsure=outputs.confidence(choice.model).unsure,
        unsure_set_on=outputs.confidence(choice.model).about,
    )
    write_text(SPACE.reports / "evaluation.html", evaluation_report(data))
    page = _importance(choice.model, evaluation.validation_part(features), SPACE.params().base.seed)
    write_text(SPACE.reports / "importance.html", page)
    _print(candidates, choice)


def bundle() -> None:
    """Write a bundle of every model with what it is watched by, and which of them is proposed."""
    whole, features = SPACE.params(), SPACE.table("features")
    evaluated = Evaluation.read(SPACE.reports / "evaluation.json")
    data_hash = sha256(SPACE.data / "features.parquet")
    learned = features.filter(pc.equal(features["split"], "train"))
    projection = observe.fit_projection(training.matrix(learned))
    held = evaluation.observed_part(features, whole.watch.limits.minimum_predictions)
    for name in CANDIDATES:
        manifest = _manifest(name, whole, evaluated, data_hash)
        files = {path.name: path for path in outputs.files(name).values()}
        with TemporaryDirectory() as folder:
            files |= _references(Path(folder), name, projection, held, whole)
            files["golden.json"] = golden.write(Path(folder) / "golden.json", outputs.graph(name))
            write_bundle(SPACE.models / name, manifest, files)
    Proposal(model=evaluated.chosen).write(SPACE.models / "candidate.json")


def _manifest(name: str, whole: Params, evaluated: Evaluation, data_hash: str) -> BundleManifest:
    params = whole.column_types
    exported = Export.read(SPACE.work / "export" / name / "export.json")
    quantized = outputs.quantized(name).variants
    variants = {
        variant: Variant(file=f"model.{variant}.onnx", fit=told.fit, reason=told.reason)
        for variant, told in quantized.items()
        if variant in outputs.files(name)
    }
    variants["float"] = Variant(file="model.onnx", fit=True, reason="the exported model")
    return BundleManifest(
        family=SPACE.family,
        model=name,
        labels=LABELS,
        feature_names=FEATURE_NAMES,
        feature_version=FEATURE_VERSION,
        graphs={
            CLASSIFIER: Graph(
                variants=dict(sorted(variants.items())),
                served="float",
                opset=params.export.opset,
                thresholds=outputs.confidence(name).thresholds,
                calibration=Calibration(temperature=exported.temperature, ece=exported.ece),
            )
        },
        data_hash=data_hash,
        params_hash=params_hash(whole, *sections_of(COLUMN_TYPES)),
        # What the trained model itself answers: the same whatever it is exported as.
        weights_hash=sha256(SPACE.work / "train" / name / "test_probabilities.npy"),
        metrics={
            "hold_outs": evaluated.models[name],
            "parity": exported.parity.plain(),
            "not_quantized": {v: t.reason for v, t in quantized.items() if not t.quantized},
        },
    )


def candidate(root: Path) -> Path:
    """Folder of the bundle that is proposed for promotion."""
    return SPACE.models / Proposal.read(root / SPACE.models / "candidate.json").model


def gate_inputs(candidate: Bundle, champion: Bundle | None) -> GateInputs:
    """Measure candidate and champion on the same frozen hold-outs of this run."""
    everything, features = SPACE.params(), SPACE.table("features")
    params, recent = everything.column_types, collect.user_columns(SPACE.recent)
    return assemble(
        COLUMN_TYPES,
        candidate,
        champion,
        Measuring(
            load=lambda bundle: inference.session(bundle.graph(CLASSIFIER).path),
            answer=evaluation.answer,
            measure=evaluation.measure,
            compare=evaluation.compare,
            latency=lambda bundle, part: evaluation.latency(bundle.graph(CLASSIFIER).path, part),
            parity=lambda bundle: _parity(bundle, params),
        ),
        frozen=evaluation.hold_outs(features),
        recent=evaluation.recent_hold_out(recent, features, everything.retrain.recent.minimum),
        limits=params.gate,
        sources=SPACE.source_uses(),
        training=_training(params),
        reports=SPACE.pages,
    )


def _candidate(name: str, parts: list[evaluation.Measured]) -> Candidate:
    session, files = inference.session(outputs.graph(name)), outputs.files(name)
    return Candidate(
        name=name,
        measured={
            part.name: evaluation.measure(evaluation.answer(session, part)) for part in parts
        },
        latency={v: round(evaluation.latency(path, parts[-1]), 4) for v, path in files.items()},
        sizes={variant: path.stat().st_size for variant, path in files.items()},
        training=outputs.trained(name),
        quantized=outputs.quantized(name),
    )


def _chosen(
    candidates: Iterable[Candidate], features: pa.Table, params: ColumnTypesParams
) -> Choice:
    """Choose on the validation part, which no hold-out has; or as the parameters say."""
    wanted = params.evaluate.model
    if wanted != "best":
        return Choice(wanted, (f"{wanted} is proposed, for column_types.evaluate.model says so.",))
    part = evaluation.validation_part(features)
    contenders = []
    for each in candidates:
        answers = evaluation.answer(inference.session(outputs.graph(each.name)), part)
        measured = evaluation.measure(answers)
        contenders.append(
            Contender(
                each.name,
                answers.right,
                measured.figures[CONFIDENT],
                measured.ece,
                each.latency["float"],
                each.sizes["float"],
            )
        )
    choice = choose(contenders, params.gate, ACCURACY)
    return Choice(choice.model, (f"{choice.model} is proposed, by {part.about}.", *choice.reasons))


def _importance(name: str, part: evaluation.Measured, seed: int) -> str:
    """What the answers of a model rest on, as a page."""
    session, X = inference.session(outputs.graph(name)), part.examples.X
    groups = importance.correlated_groups(X)
    found = importance.importance(
        lambda some: inference.predict(session, some), X, part.examples.y, groups, seed=seed
    )
    return importance_page.page(name, part.about, found, FEATURE_NAMES)


def _training(params: ColumnTypesParams) -> Iterator[TrainingRun]:
    """What MLflow is told: each model's parameters, cross-validation, hold-outs and history."""
    sections = {"pruned": params.prune, "blend": params.blend}
    evaluated = Evaluation.read(SPACE.reports / "evaluation.json")
    for name in CANDIDATES:
        told = outputs.trained(name)
        metrics = {
            f"{part.replace(' ', '_')}.accuracy": m["accuracy"]
            for part, m in evaluated.models[name].items()
        }
        for figure, folds in told.cross_validation.items():
            metrics |= {f"folds.{figure}.mean": folds.mean, f"folds.{figure}.std": folds.deviation}
        section = sections.get(name) or getattr(params.train, name)
        yield TrainingRun(name, section.model_dump(), metrics, told.history)


def _read(ids: Iterable[str]) -> pa.Table:
    """Read the columns of a hold-out: without sources the first one is synthetic."""
    wanted = pc.field("id").isin(list(ids))
    paths = (SPACE.data / f"{name}.parquet" for name in ("held_out", "real", "synthetic"))
    return pa.concat_tables(pq.read_table(path, filters=wanted) for path in paths)


def _references(
    folder: Path, name: str, projection: Projection, held: pa.Table, params: Params
) -> Mapping[str, Path]:
    """Write the projection, and what the model says of the held-out columns."""
    columns = evaluation.columns_of(held)
    probabilities = inference.predict(inference.session(outputs.graph(name)), columns.X)
    answers = evaluation.Answers(probabilities, columns.y, columns.also)
    tables = ["/".join(row.values()) for row in held.select(["source", "kind"]).to_pylist()]
    told = observe.observations(
        projection,
        columns.X,
        probabilities,
        LABELS,
        outputs.confidence(name).unsure,
        right=answers.truth,
        tables=tables,
    )
    accuracy = float(answers.right.mean()) if len(columns.y) else 0.0
    return recorder.files_for_bundle(folder, name, projection, told, accuracy, params.watch.limits)


def _parity(bundle: Bundle, params: ColumnTypesParams) -> dict[str, bool]:
    found, wanted = Parity.model_validate(bundle.manifest.metrics["parity"]), params.export
    exported = (
        found.same_label is not None
        and found.same_label >= wanted.same_label
        and found.largest_difference <= wanted.largest_difference
    )
    return {"ONNX": exported, **bundle.manifest.fitness}


def _print(candidates: Iterable[Candidate], choice: Choice) -> None:
    table = Table("model", title="accuracy (macro-F1)")
    for place, each in enumerate(candidates):
        for part in each.measured if place == 0 else ():
            table.add_column(part)
        cells = [f"{m.accuracy:.3f} ({m.macro_f1:.3f})" for m in each.measured.values()]
        table.add_row(each.name, *cells, style="bold" if each.name == choice.model else "")
    console.print(table)
    for reason in choice.reasons:
        console.print(reason, markup=False)
    console.print(f"Report: {SPACE.reports / 'evaluation.html'}")
