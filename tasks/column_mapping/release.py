"""What follows training in `column_mapping`: evaluation, the bundle, and what the gate is told."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle
from matchloop.column_mapping import evaluation, golden
from matchloop.column_mapping.evaluation import HoldOut, answer, measure
from matchloop.column_mapping.family import COLUMN_MAPPING
from matchloop.column_mapping.nameguess import read_nameguess
from matchloop.column_mapping.params import ColumnMappingParams
from matchloop.column_mapping.predict import Role, ranker_of
from matchloop.column_mapping.ranker import Head, Ranker
from matchloop.column_mapping.reporting import Answers, report_data, variant_result
from matchloop.column_mapping.schema.schema import load_schema
from matchloop.column_mapping.views.features import FEATURE_NAMES, FEATURE_VERSION
from matchloop.column_mapping.views.views import CHANNEL, ENCODER, HEAD, TOKENIZER
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.ranking import RankingMetrics
from matchloop.files import replacing, sha256, sha256_of_all, write_json, write_text
from matchloop.params import load_params
from matchloop.params_hash import params_hash, sections_of
from matchloop.release.card import Holdout, SourceUse
from matchloop.release.gate import Answers as GateAnswers
from matchloop.release.gate import Evaluation, Figures
from matchloop.report import coverage_rows, ranking_report, reliability_rows
from matchloop.sources import available, of_family, read_catalogue, read_manifest
from tasks.column_mapping import recent
from tasks.column_mapping.data import real_names
from tasks.column_mapping.models import INT8, views_of
from tasks.column_mapping.paths import (
    CATALOGUE,
    DATA,
    EXAMPLES,
    FAMILY,
    MODEL,
    MODELS,
    REPORTS,
    SOURCES,
    WORK,
)
from tasks.column_mapping.watched import references
from tasks.family import GateInputs, TrainingRun

WEIGHTS = (
    "channel/weights.safetensors",
    "siamese/weights.safetensors",
    "siamese/encoder/model.safetensors",
)
PURPOSE = (
    "Says which standard column a raw column name is, from its letters and its meaning, with a "
    "calibrated confidence; under a threshold it abstains."
)
LIMITS = (
    "It reads the name alone; values and the rest of the table are weighed in above it, by rules.",
    "Synonyms and other languages (Spanish, French, German, Portuguese, Italian) are known where "
    "their words were in the generator's lexicon or in the encoder's own training.",
    "Its names to learn from are generated; how people abbreviate in a trade of their own it "
    "learns only from labelled files and corrections.",
    "The guarantee of the threshold holds for names like those it was set on.",
)

console = Console()


def evaluate() -> None:
    """Measure the model on every hold-out; write figures, plots and the report."""
    params = load_params(Path("params.yaml"))
    ours, threads = params.column_mapping, params.base.threads
    ranker = _ranker(WORK / "quantize" / INT8, threads)
    exact = _ranker(WORK / "export" / ENCODER, threads)
    parts = hold_outs()
    answers = [answer(ranker, part) for part in parts]
    measured = {a.name: measure(a) for a in answers}
    agreement = _agreement(ranker, exact)
    latency = _latency(_ranker(WORK / "quantize" / INT8, 1), parts[-1])
    named = _examples(ranker)
    write_json(REPORTS / "latency.json", {MODEL: round(latency, 4)})
    figures = {name: m.to_dict() for name, m in measured.items()}
    told = {"hold_outs": figures, "agreement": agreement, "examples": named}
    write_json(REPORTS / "evaluation.json", told)
    write_json(REPORTS / "metrics.json", _flat(measured, agreement, named))
    _write_plots(measured)
    threshold = Threshold(**_json(WORK / "head" / "head.json")["threshold"])
    data = report_data(
        chosen=MODEL,
        answers=answers,
        measured={MODEL: measured},
        latency={MODEL: latency},
        sizes={MODEL: sum(path.stat().st_size for path in _files().values())},
        threshold=threshold,
        sources=read_manifest(SOURCES / "manifest.json"),
        source_rows=_source_rows(),
        limits=LIMITS,
        variants=(
            variant_result(
                MODEL,
                "int8",
                _fitness(agreement, ours) | {"agreement": agreement["int8"]},
                (WORK / "quantize" / INT8).stat().st_size,
                latency,
            ),
        ),
        served_variant="int8",
        composition=_composition(),
        mistakes=ours.evaluate.mistakes,
    )
    write_text(REPORTS / "evaluation.html", ranking_report(data))
    _print(measured, agreement, named)


def bundle() -> None:
    """Write the bundle that is proposed, with what it is watched by."""
    whole = load_params(Path("params.yaml"))
    params, threads = whole.column_mapping, whole.base.threads
    evaluated, head = (_json(REPORTS / "evaluation.json"), _json(WORK / "head" / "head.json"))
    fitness = _fitness(evaluated["agreement"], params)
    unseen, opset = evaluated["hold_outs"][evaluation.UNSEEN], params.export.opset
    manifest = BundleManifest(
        family=FAMILY,
        model=MODEL,
        labels=(),
        feature_names=FEATURE_NAMES,
        feature_version=FEATURE_VERSION,
        graphs={
            # Proposed all the same when it is not fit: the gate sees it and refuses.
            Role.ENCODER: Graph(
                variants={"int8": Variant(file=ENCODER, **fitness)},
                served="int8",
                opset=opset,
            ),
            Role.CHANNEL: Graph(variants=_exported(CHANNEL), served="float", opset=opset),
            Role.HEAD: Graph(
                variants=_exported(HEAD),
                served="float",
                opset=opset,
                thresholds={
                    "answer": head["threshold"]["threshold"],
                    "rate": head["threshold"]["rate"],
                },
                calibration=Calibration(temperature=head["temperature"], ece=unseen["ece"]),
            ),
        },
        data_hash=sha256(DATA / "pairs.parquet"),
        params_hash=params_hash(whole, *sections_of(COLUMN_MAPPING)),
        # The head is fitted to what is exported, so it counts as part of the export.
        weights_hash=sha256_of_all(WORK / "train" / path for path in WEIGHTS),
        metrics={
            "hold_outs": evaluated["hold_outs"],
            "agreement": evaluated["agreement"],
            "examples": evaluated["examples"],
            "threshold": head["threshold"],
            "parity": _json(WORK / "export" / "export.json"),
        },
    )
    ranker = _ranker(WORK / "quantize" / INT8, threads)
    with TemporaryDirectory() as folder:
        threshold = head["threshold"]["threshold"]
        told = dict(references(Path(folder), ranker, hold_outs(), threshold, whole.watch.limits))
        told["golden.json"] = golden.write(Path(folder) / "golden.json", ranker)
        write_bundle(MODELS / MODEL, manifest, {**_files(), **told})


def candidate(root: Path) -> Path:
    """Folder of the bundle that is proposed for promotion."""
    return MODELS / MODEL


def gate_inputs(candidate: Bundle, champion: Bundle | None) -> GateInputs:
    """Measure candidate and champion on the same frozen hold-outs of this run.

    Recent feedback is mostly about what was answered wrongly, so the floors do not hold for it.
    """
    params = load_params(Path("params.yaml"))
    ours, threads = params.column_mapping, params.base.threads
    frozen = hold_outs()
    parts = [*frozen, *recent.hold_outs(params.retrain.recent.minimum)]
    found = {part.name: answer(ranker_of(candidate, threads), part) for part in parts}
    measured = {name: measure(answers) for name, answers in found.items()}
    theirs = (
        {part.name: answer(ranker_of(champion, threads), part) for part in parts}
        if champion
        else {}
    )
    manifest = candidate.manifest
    told: dict[str, Any] = dict(candidate.manifest.metrics)
    agreement, named = told["agreement"], told["examples"]
    return GateInputs(
        evaluation=Evaluation(
            figures={part.name: _figures(measured[part.name]) for part in frozen},
            bytes=sum(manifest.sizes.values()),
            latency_ms=_latency(ranker_of(candidate, 1), frozen[-1]),
            parity={
                "ONNX": told["parity"]["largest_difference"] <= ours.export.largest_difference,
                **candidate.manifest.fitness,
            },
        ),
        limits=ours.gate,
        metrics=_flat(measured, agreement, named),
        purpose=PURPOSE,
        holdouts=tuple(
            Holdout.of_ranking(p.name, p.real, measured[p.name].to_dict()) for p in parts
        ),
        sources=_sources(),
        answers={name: _gate_answers(found[name], other) for name, other in theirs.items()},
        champion_metrics=_flat({name: measure(a) for name, a in theirs.items()}, {}, []),
        reports=(REPORTS / "evaluation.html", REPORTS / "validation" / "report.html"),
        training=tuple(_training(ours, measured)),
        known_limits=LIMITS,
    )


def hold_outs() -> list[HoldOut]:
    """Return the frozen hold-outs: unseen standards first, then real names where they are here."""
    pairs, standards = (pq.read_table(DATA / f"{name}.parquet") for name in ("pairs", "standards"))
    parts = [evaluation.unseen(pairs, standards, load_schema(None))]
    for source in of_family(read_catalogue(CATALOGUE), FAMILY):
        if source.role.value == "evaluate":
            for path in available(source, SOURCES):
                city = path.stem.removeprefix("eval_").replace("_", " ").title()
                parts.append(evaluation.nameguess(f"NameGuess {city}", read_nameguess(path)))
    return parts


def _ranker(encoder: Path, threads: int) -> Ranker:
    return Ranker(views_of(encoder, threads), Head(WORK / "head" / HEAD, threads))


def _files() -> dict[str, Path]:
    export = WORK / "export"
    return {
        ENCODER: WORK / "quantize" / INT8,
        CHANNEL: export / CHANNEL,
        TOKENIZER: export / TOKENIZER,
        HEAD: WORK / "head" / HEAD,
    }


def _exported(file: str) -> dict[str, Variant]:
    return {"float": Variant(file=file, fit=True, reason="the exported model")}


def _agreement(ranker: Ranker, exact: Ranker) -> dict[str, float]:
    """Return the share of real names answered alike by int8 and float, on the default schema."""
    names, schema = real_names(), load_schema(None)
    ours, theirs = (r.rank(names, r.views.encode(schema), 1) for r in (ranker, exact))
    threshold = _json(WORK / "head" / "head.json")["threshold"]["threshold"]
    same = evaluation.same_first(ours, theirs, threshold)
    return {"int8": round(same, 6), "names": len(names)}


def _fitness(agreement: Any, params: ColumnMappingParams) -> dict[str, Any]:
    same, floor = agreement["int8"], params.quantize.same_answer
    text = f"same answer as float for {same:.2%} of the real names answered"
    return {"fit": same >= floor, "reason": f"{text}; at least {floor:.0%} asked for"}


def _latency(ranker: Ranker, part: HoldOut) -> float:
    return evaluation.latency(ranker, ranker.views.encode(part.schema), part.raw)


def _examples(ranker: Ranker) -> list[dict[str, Any]]:
    """Answer the names of data/mapping_examples.csv on the default schema."""
    schema = load_schema(None)
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = ranker.rank([row["raw_column"] for row in rows], ranker.views.encode(schema), 1)
    return [
        {
            **row,
            "answer": schema.names[found.candidates[i, 0]],
            "confidence": round(float(found.probabilities[i, 0]), 6),
        }
        for i, row in enumerate(rows)
    ]


def _figures(m: RankingMetrics) -> Figures:
    return Figures(m.top1, ece=m.ece, top_3=m.top3, coverage=m.answered.coverage)


def _gate_answers(ours: Answers, theirs: Answers) -> GateAnswers:
    return GateAnswers(
        ours.truth, ours.candidates[:, 0], theirs.candidates[:, 0], evaluation.slices(ours)
    )


def _flat(
    measured: Mapping[str, RankingMetrics], agreement: Any, examples: Any
) -> dict[str, float]:
    flat: dict[str, float] = {}
    for name, m in measured.items():
        key = name.replace(" ", "_")
        flat |= {f"{key}.top1": m.top1, f"{key}.top3": m.top3, f"{key}.mrr": m.mrr}
        flat |= {f"{key}.ece": m.ece, f"{key}.coverage_at_0.9": m.answered.coverage}
        if m.answered.accuracy is not None:
            flat[f"{key}.accuracy_at_0.9"] = m.answered.accuracy
    if agreement:
        flat["int8.same_answer"] = agreement["int8"]
    if examples:
        right = [each["answer"] == each["standard_column"] for each in examples]
        flat["examples.right"] = sum(right) / len(right)
        flat["examples.lowest_confidence"] = min(each["confidence"] for each in examples)
    return {name: round(value, 6) for name, value in flat.items()}


def _training(
    params: ColumnMappingParams, measured: Mapping[str, RankingMetrics]
) -> Iterator[TrainingRun]:
    """What MLflow is told of the parts: parameters, histories, and where the whole came to."""
    channel = _json(WORK / "train" / "channel" / "training.json")["history"]
    yield TrainingRun(
        "channel",
        params.train.channel.model_dump(),
        {"score": max(channel["score"])},
        {"loss": channel["loss"], "score": channel["score"]},
    )
    rounds = _json(WORK / "train" / "siamese" / "training.json")["history"]
    yield TrainingRun(
        "siamese",
        params.train.siamese.model_dump(),
        _flat(measured, {}, []),
        {kind: [x for each in rounds for x in each[kind]] for kind in ("loss", "score")},
    )


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


def _source_rows() -> dict[str, int]:
    standards = pq.read_table(DATA / "standards.parquet", columns=["source"])["source"]
    counted = {e["values"]: e["counts"] for e in pc.value_counts(standards).to_pylist()}
    rows = {"generator": counted.get("default", 0) + counted.get("composed", 0)}
    rows["sortinghat_train"] = counted.get("sortinghat", 0)
    return rows | {n: c for n, c in counted.items() if n.startswith("user:")}


def _composition() -> dict[str, dict[str, int]]:
    pairs = pq.read_table(DATA / "pairs.parquet", columns=["distortion", "split"])
    found: dict[str, Counter[str]] = {}
    for split, kind in zip(
        pairs["split"].to_pylist(), pairs["distortion"].to_pylist(), strict=True
    ):
        found.setdefault(split, Counter())[kind] += 1
    return {split: dict(counts.most_common()) for split, counts in sorted(found.items())}


def _write_plots(measured: Mapping[str, RankingMetrics]) -> None:
    for part, m in measured.items():
        for kind, rows in {
            "reliability": reliability_rows(m),
            "coverage": coverage_rows(m),
        }.items():
            path = REPORTS / "plots" / f"{part.replace(' ', '_')}.{kind}.csv"
            with replacing(path) as temporary, temporary.open("w", newline="") as file:
                writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def _print(
    measured: Mapping[str, RankingMetrics], agreement: Mapping[str, float], named: Any
) -> None:
    table = Table("names", "top-1", "top-3", "MRR", "answered at 0.9", "of these right", "ECE")
    for name, m in measured.items():
        right = "–" if m.answered.accuracy is None else f"{m.answered.accuracy:.3f}"
        cells = (f"{v:.3f}" for v in (m.top1, m.top3, m.mrr, m.answered.coverage))
        table.add_row(name, *cells, right, f"{m.ece:.3f}")
    console.print(table)
    console.print(f"int8 answers like float for {agreement['int8']:.2%} of the real names answered")
    for each in named:
        sign = "✓" if each["answer"] == each["standard_column"] else "✗"
        console.print(
            f"{sign} {each['raw_column']} → {each['answer']} {each['confidence']:.2f}", markup=False
        )
    console.print(f"Report: {REPORTS / 'evaluation.html'}")


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
