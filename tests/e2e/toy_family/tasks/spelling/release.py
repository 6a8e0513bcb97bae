"""Training and what follows it: the bundle, and what the gate is told."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx

from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle
from matchloop.drift.observations import Observations
from matchloop.drift.projection import fit as fit_projection
from matchloop.evaluation.measured import figures_of
from matchloop.evaluation.records import Training
from matchloop.files import sha256
from matchloop.graphs import inference
from matchloop.monitoring import recorder
from matchloop.params_hash import params_hash, sections_of
from matchloop.release.inputs import GateInputs, Measuring, TrainingRun, assemble
from matchloop.spelling import evaluation, golden, training
from matchloop.spelling.family import SPELLING
from matchloop.spelling.predict import FEATURE_NAMES, FEATURE_VERSION, LABELS, ROLE, features_of
from matchloop.spelling.words import labelled
from tasks.spelling import MODEL, SPACE

GRAPH, TRAINING = SPACE.work / "train" / "model.onnx", SPACE.work / "train" / "training.json"


def train() -> None:
    """Train and export."""
    ours, learned = SPACE.params().spelling, _words("train")
    y = np.array([LABELS.index(label) for label in learned.values()])
    weights, losses = training.fit(features_of(list(learned)), y, ours.steps, ours.rate)
    SPACE.emptied("train")
    onnx.save(training.to_onnx(weights), GRAPH)
    Training(history={"loss": tuple(losses)}).write(TRAINING)


def bundle() -> None:
    """Measure the model and write its bundle with what it is watched by."""
    params, (part,) = SPACE.params(), _hold_outs()
    answers = evaluation.answer(inference.session(GRAPH), part)
    measured = evaluation.measure(answers)
    SPACE.write_figures(figures_of({part.name: measured}))
    manifest = BundleManifest(
        family=SPACE.family,
        model=MODEL,
        labels=LABELS,
        feature_names=FEATURE_NAMES,
        feature_version=FEATURE_VERSION,
        graphs={
            ROLE: Graph(
                variants={"float": Variant(file=GRAPH.name, fit=True, reason="as trained")},
                served="float",
                opset=training.OPSET,
                calibration=Calibration(temperature=1.0, ece=measured.ece),
            )
        },
        data_hash=sha256(SPACE.data / "words.parquet"),
        params_hash=params_hash(params, *sections_of(SPELLING)),
        weights_hash=sha256(GRAPH),
        metrics={"hold_outs": {part.name: measured.to_dict()}},
    )
    learned = features_of(list(_words("train")))
    projection = fit_projection(learned, FEATURE_NAMES, {"letters": range(len(FEATURE_NAMES))})
    best = answers.probabilities.argmax(1)
    seen = Observations.of(
        projection.names,
        projection.apply(features_of(list(part.examples))),
        answers.probabilities.max(1),
        [LABELS[place] for place in best],
        correct=best == answers.y,
    )
    with TemporaryDirectory() as name:
        folder, limits = Path(name), params.watch.limits
        files = {GRAPH.name: GRAPH, "golden.json": golden.write(folder / "golden.json", GRAPH)}
        files |= recorder.files_for_bundle(
            folder, MODEL, projection, seen, measured.accuracy, limits
        )
        write_bundle(SPACE.models / MODEL, manifest, files)


def candidate(root: Path) -> Path:
    """Folder of the bundle that is proposed for promotion."""
    return SPACE.models / MODEL


def gate_inputs(candidate: Bundle, champion: Bundle | None) -> GateInputs:
    """Measure candidate and champion on the same hold-outs."""
    params = SPACE.params()
    about, minimum = "words that people labelled, never learned", params.retrain.recent.minimum
    history = Training.read(TRAINING).history
    return assemble(
        SPELLING,
        candidate,
        champion,
        Measuring(
            load=lambda bundle: inference.session(bundle.graph(ROLE).path),
            answer=evaluation.answer,
            measure=evaluation.measure,
            compare=evaluation.compare,
            latency=lambda bundle, part: evaluation.latency(
                inference.session(bundle.graph(ROLE).path), part
            ),
            parity=lambda bundle: bundle.manifest.fitness,
        ),
        frozen=_hold_outs(),
        recent=evaluation.hold_out("recent", about, labelled(SPACE.recent), minimum),
        limits=params.spelling.gate,
        sources=SPACE.source_uses(),
        training=[TrainingRun(MODEL, params.spelling.model_dump(), {}, history)],
        reports=(),
    )


def _hold_outs() -> list[evaluation.Part]:
    return evaluation.hold_out("unseen words", "generated words, never learned", _words("test"))


def _words(split: str) -> dict[str, str]:
    rows = SPACE.table("words").to_pylist()
    return {row["word"]: row["label"] for row in rows if row["split"] == split}
