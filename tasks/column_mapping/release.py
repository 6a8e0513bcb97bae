"""What follows training in `column_mapping`: evaluation, the bundle, and what the gate is told."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from matchloop import report
from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle
from matchloop.column_mapping import evaluation, golden
from matchloop.column_mapping.described import look
from matchloop.column_mapping.evidence.second_look import TREES
from matchloop.column_mapping.family import COLUMN_MAPPING
from matchloop.column_mapping.labelled import read_labelled
from matchloop.column_mapping.params import ColumnMappingParams
from matchloop.column_mapping.predict import Role, ranker_of
from matchloop.column_mapping.ranker import Head as HeadGraph
from matchloop.column_mapping.ranker import Ranker
from matchloop.column_mapping.records import Agreement, Evaluation, Example, Head
from matchloop.column_mapping.reporting import report_data, source_rows, variants
from matchloop.column_mapping.schema.schema import load_schema
from matchloop.column_mapping.views.features import FEATURE_NAMES, FEATURE_VERSION
from matchloop.column_mapping.views.views import CHANNEL, ENCODER, HEAD, TOKENIZER
from matchloop.evaluation.measured import figures_of
from matchloop.evaluation.metric import flat
from matchloop.evaluation.ranking import RankingMetrics
from matchloop.evaluation.records import Parity, Training
from matchloop.files import sha256, sha256_of_all, write_json, write_text
from matchloop.params import Params
from matchloop.params_hash import params_hash, sections_of
from matchloop.release.inputs import GateInputs, Measuring, TrainingRun, assemble
from tasks.column_mapping import MODEL, SPACE
from tasks.column_mapping.card import sections
from tasks.column_mapping.data import real_names
from tasks.column_mapping.descriptions import description_files, description_graphs
from tasks.column_mapping.evidence import evidence_files, labels_here, learned, second_look
from tasks.column_mapping.held_out import cities, hold_outs, judge_pairs
from tasks.column_mapping.models import INT8, views_of
from tasks.column_mapping.watched import references

EXAMPLES = Path("data/mapping_examples.csv")
WEIGHTS = (
    "channel/weights.safetensors",
    "siamese/weights.safetensors",
    "siamese/encoder/model.safetensors",
)

console = Console()


def evaluate() -> None:
    """Measure the model on every hold-out; write figures, plots and the report."""
    params = SPACE.params()
    ours, threads = params.column_mapping, params.base.threads
    ranker = _ranker(_int8(), threads)
    parts = hold_outs()
    answers = [evaluation.answer(ranker, part) for part in parts]
    threshold, looked = _head().threshold, learned()
    measured = {each.part.name: evaluation.measure(each, threshold.threshold) for each in answers}
    evaluated = Evaluation(
        hold_outs={name: m.to_dict() for name, m in measured.items()},
        agreement=_agreement(ranker, _ranker(SPACE.work / "export" / ENCODER, threads)),
        examples=_examples(ranker),
        foreign=looked.parts if looked else {},
        pairs=judge_pairs(answers[0], threshold.threshold),
    )
    latency = evaluation.latency(_ranker(_int8(), 1), parts[-1])
    write_json(SPACE.reports / "latency.json", {MODEL: round(latency, 4)})
    evaluated.write(SPACE.reports / "evaluation.json")
    SPACE.write_figures({**figures_of(measured), **evaluated.unseen_tables(), **evaluated.beside()})
    SPACE.write_plots(measured)
    pairs = SPACE.table("pairs")
    data = report_data(
        chosen=MODEL,
        answers=answers,
        measured={MODEL: measured},
        latency={MODEL: latency},
        sizes={MODEL: sum(path.stat().st_size for path in _files().values())},
        threshold=threshold,
        sources=SPACE.manifest(),
        source_rows=source_rows(
            SPACE.table("standards"),
            {name: sum(len(part.examples.raw) for part in told) for name, told in cities()},
            labels_here(),
        ),
        learned=looked,
        pairs=evaluated.pair_figures(),
        variants=variants(
            MODEL,
            evaluated.agreement,
            ours.quantize.same_answer,
            measured[parts[0].name].top1,
            _sizes(),
        ),
        composition=report.composition(pairs["split"], pairs["distortion"]),
        mistakes=ours.evaluate.mistakes,
    )
    write_text(SPACE.reports / "evaluation.html", report.ranking_report(data))
    _print(measured, evaluated)


def bundle() -> None:
    """Write the bundle that is proposed, with what it is watched by."""
    params, head = SPACE.params(), _head()
    manifest = _manifest(params, head, Evaluation.read(SPACE.reports / "evaluation.json"))
    ranker, limits = _ranker(_int8(), params.base.threads), params.watch.limits
    with TemporaryDirectory() as folder:
        files = _files()
        files |= references(Path(folder), ranker, hold_outs(), head.threshold.threshold, limits)
        files["golden.json"] = golden.write(Path(folder) / "golden.json", ranker)
        write_bundle(SPACE.models / MODEL, manifest, files)


def _manifest(params: Params, head: Head, evaluated: Evaluation) -> BundleManifest:
    unseen, opset = evaluated.hold_outs[evaluation.UNSEEN], params.column_mapping.export.opset
    fit, reason = evaluated.agreement.fitness(params.column_mapping.quantize.same_answer)
    threshold = head.threshold
    return BundleManifest(
        family=SPACE.family,
        model=MODEL,
        labels=(),
        feature_names=FEATURE_NAMES,
        feature_version=FEATURE_VERSION,
        graphs={
            # Proposed all the same when it is not fit: the gate sees it and refuses.
            Role.ENCODER: Graph(
                variants={"int8": Variant(file=ENCODER, fit=fit, reason=reason)},
                served="int8",
                opset=opset,
            ),
            Role.CHANNEL: Graph(variants=_exported(CHANNEL), served="float", opset=opset),
            Role.HEAD: Graph(
                variants=_exported(HEAD),
                served="float",
                opset=opset,
                thresholds={"answer": threshold.threshold, "rate": threshold.rate},
                calibration=Calibration(temperature=head.temperature, ece=unseen["ece"]),
            ),
            **second_look(opset),
            **description_graphs(opset),
        },
        data_hash=sha256(SPACE.data / "pairs.parquet"),
        params_hash=params_hash(params, *sections_of(COLUMN_MAPPING)),
        # The head is fitted to what is exported, so it counts as part of the export.
        weights_hash=sha256_of_all(SPACE.work / "train" / path for path in WEIGHTS),
        metrics={
            **evaluated.plain(),
            "threshold": threshold.to_dict(),
            "parity": Parity.read(SPACE.work / "export" / "export.json").plain(),
        },
    )


def candidate(root: Path) -> Path:
    """Folder of the bundle that is proposed for promotion."""
    return SPACE.models / MODEL


def gate_inputs(candidate: Bundle, champion: Bundle | None) -> GateInputs:
    """Measure candidate and champion on the same frozen hold-outs of this run."""
    params = SPACE.params()
    ours, threads = params.column_mapping, params.base.threads
    kept, learned = read_labelled(SPACE.recent), read_labelled(SPACE.labelled)
    minimum = params.retrain.recent.minimum
    evaluated = _evaluated(candidate)
    return assemble(
        COLUMN_MAPPING,
        candidate,
        champion,
        Measuring(
            load=lambda bundle: ranker_of(bundle, threads),
            answer=evaluation.answer,
            measure=evaluation.measure,
            compare=evaluation.compare,
            latency=lambda bundle, part: evaluation.latency(ranker_of(bundle, 1), part),
            parity=lambda bundle: _parity(bundle, ours),
        ),
        frozen=hold_outs(),
        recent=evaluation.recent_hold_out(kept, learned, load_schema(None), minimum),
        limits=ours.gate,
        sources=SPACE.source_uses(),
        training=_training(ours, evaluated),
        reports=SPACE.pages,
        held=evaluated.unseen_tables(),
        also=evaluated.beside(),
        own=sections(evaluated.foreign),
    )


def _evaluated(bundle: Bundle) -> Evaluation:
    """What the bundle says of its evaluation."""
    told = bundle.manifest.metrics
    known = Evaluation.model_fields.keys() & told.keys()
    return Evaluation.model_validate({name: told[name] for name in known})


def _parity(bundle: Bundle, params: ColumnMappingParams) -> dict[str, bool]:
    exported = Parity.model_validate(bundle.manifest.metrics["parity"])
    wanted = params.export.largest_difference
    return {"ONNX": exported.largest_difference <= wanted, **bundle.manifest.fitness}


def _training(params: ColumnMappingParams, evaluated: Evaluation) -> Iterator[TrainingRun]:
    """What MLflow is told of the parts: parameters, histories, and where the whole came to."""
    for model, section in (("channel", params.train.channel), (MODEL, params.train.siamese)):
        trained = Training.read(SPACE.work / "train" / model / "training.json")
        told = trained.history
        metrics = {"score": max(told["score"]), **trained.figures}
        if model == MODEL:
            metrics |= flat(evaluated.beside())
            for part, found in evaluated.hold_outs.items():
                key = part.replace(" ", "_")
                metrics |= {f"{key}.{name}": found[name] for name in ("top1", "top3", "mrr", "ece")}
        histories = {name: told[name] for name in ("loss", "score")}
        yield TrainingRun(model, section.model_dump(), metrics, histories)


def _ranker(encoder: Path, threads: int) -> Ranker:
    return Ranker(views_of(encoder, threads), HeadGraph(SPACE.work / "head" / HEAD, threads))


def _int8() -> Path:
    return SPACE.work / "quantize" / INT8


def _files() -> dict[str, Path]:
    export = SPACE.work / "export"
    return {
        ENCODER: _int8(),
        CHANNEL: export / CHANNEL,
        TOKENIZER: export / TOKENIZER,
        HEAD: SPACE.work / "head" / HEAD,
        **evidence_files(),
        **description_files(),
    }


def _sizes() -> dict[Role, int]:
    """Return the bytes of each graph that there is."""
    files = _files()
    names = {
        **{Role.ENCODER: ENCODER, Role.CHANNEL: CHANNEL, Role.HEAD: HEAD, Role.EVIDENCE: TREES},
        **{Role.SENTENCES: look.SENTENCES, Role.DESCRIBED: look.TREES},
    }
    return {role: files[name].stat().st_size for role, name in names.items() if name in files}


def _exported(file: str) -> dict[str, Variant]:
    return {"float": Variant(file=file, fit=True, reason="the exported model")}


def _head() -> Head:
    return Head.read(SPACE.work / "head" / "head.json")


def _agreement(ranker: Ranker, exact: Ranker) -> Agreement:
    """Return the share of real names answered alike by int8 and float, on the default schema."""
    names, schema = real_names(), load_schema(None)
    ours, theirs = (each.rank(names, each.views.encode(schema), 1) for each in (ranker, exact))
    same = evaluation.same_first(ours, theirs, _head().threshold.threshold)
    return Agreement(int8=round(same, 6), names=len(names))


def _examples(ranker: Ranker) -> tuple[Example, ...]:
    """Answer the names of data/mapping_examples.csv on the default schema."""
    schema = load_schema(None)
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = ranker.rank([row["raw_column"] for row in rows], ranker.views.encode(schema), 1)
    return tuple(
        Example(
            **row,
            answer=schema.names[found.candidates[i, 0]],
            confidence=round(float(found.probabilities[i, 0]), 6),
        )
        for i, row in enumerate(rows)
    )


def _print(measured: Mapping[str, RankingMetrics], evaluated: Evaluation) -> None:
    table = Table("names", "top-1", "top-3", "MRR", "answered", "of these right", "ECE")
    for name, m in measured.items():
        right = "–" if m.answered.accuracy is None else f"{m.answered.accuracy:.3f}"
        cells = (f"{v:.3f}" for v in (m.top1, m.top3, m.mrr, m.answered.coverage))
        table.add_row(name, *cells, right, f"{m.ece:.3f}")
    console.print(table)
    same = evaluated.agreement.int8
    console.print(f"int8 answers like float for {same:.2%} of the real names answered")
    for each in evaluated.examples:
        sign, sure = "✓" if each.right else "✗", each.confidence
        console.print(f"{sign} {each.raw_column} → {each.answer} {sure:.2f}", markup=False)
    console.print(f"Report: {SPACE.reports / 'evaluation.html'}")
