"""The model steps of `column_types`: train, prune, blend, export, quantize."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console

from matchloop.column_types import evaluation, training
from matchloop.column_types.labels import LABELS
from matchloop.column_types.models import Fitted, ModelName, fit
from matchloop.column_types.params import ColumnTypesParams
from matchloop.errors import MatchloopError
from matchloop.evaluation import classification
from matchloop.files import replacing, write_json
from matchloop.graphs import inference, quantization, surgery
from matchloop.params import load_params
from tasks.column_types.paths import DATA, WORK

console = Console()


def train(model: str) -> None:
    """Train one model; write its graph and what export needs to prove it."""
    params = load_params(Path("params.yaml"))
    ours, name = params.column_types.train, ModelName(model)
    features = pq.read_table(DATA / "features.parquet")
    rows = training.rows_of(features, "train", LABELS, ours)
    common: dict[str, Any] = {
        "params": getattr(ours, model),
        "seed": params.base.seed,
        "threads": params.base.threads,
    }
    told: dict[str, Any] = {}
    if ours.folds:
        folds = training.cross_validate(
            name,
            rows,
            LABELS,
            folds=ours.folds,
            on_fold=lambda k, accuracy, _: console.print(
                f"{model}: fold {k} of {ours.folds}, accuracy {accuracy:.4f}"
            ),
            **common,
        )
        told["cross_validation"] = folds.to_dict()
    fitted = fit(name, rows, **common)
    _write_model(model, fitted, features, told, params.column_types)


def prune() -> None:
    """Prune the network to half its weights and fine-tune it: a candidate of its own."""
    from matchloop.column_types.models import network

    params = load_params(Path("params.yaml"))
    features = pq.read_table(DATA / "features.parquet")
    rows = training.rows_of(features, "train", LABELS, params.column_types.train)
    trained = WORK / "train" / "network" / "weights.npz"
    pruned = network.prune(
        network.load(trained, params.column_types.train.network),
        rows,
        params=params.column_types.prune,
        seed=params.base.seed,
        threads=params.base.threads,
    )
    told = {"sparsity": round(float(network.sparsity(pruned)), 4)}
    console.print(f"pruned: {told['sparsity']:.1%} of the weights are zero")
    _write_model("pruned", pruned, features, told, params.column_types)


def blend() -> None:
    """Let several models answer together: their graphs in one, a candidate of its own."""
    import onnx

    weights = load_params(Path("params.yaml")).column_types.blend.weights
    folders = [WORK / "train" / name for name in weights]
    target = _emptied(WORK / "train" / "blend")
    graphs = [onnx.load(folder / "model.onnx") for folder in folders]
    onnx.save(surgery.blended(graphs, list(weights.values())), target / "model.onnx")
    expected = [np.load(folder / "test_probabilities.npy") for folder in folders]
    np.save(
        target / "test_probabilities.npy",
        np.average(expected, axis=0, weights=list(weights.values())),
    )
    write_json(target / "training.json", {"weights": weights, "history": {}})


def export(model: str) -> None:
    """Put calibration into the graph and prove that it answers like the trained model."""
    import onnx

    params = load_params(Path("params.yaml")).column_types
    features = pq.read_table(DATA / "features.parquet")
    raw = inference.session(WORK / "train" / model / "model.onnx")
    X, y = evaluation.calibration_rows(features, LABELS)
    temperature = classification.temperature(inference.predict(raw, X).astype(np.float64), y)
    target = WORK / "export" / model
    with replacing(target / "model.onnx") as path:
        uncalibrated = onnx.load(WORK / "train" / model / "model.onnx")
        onnx.save(surgery.calibrated(uncalibrated, temperature), path)
    test = training.matrix(features.filter(pc.equal(features["split"], "test")))
    expected = np.load(WORK / "train" / model / "test_probabilities.npy")
    parity = surgery.parity(
        classification.scaled(expected, temperature),
        inference.predict(inference.session(target / "model.onnx"), test),
    )
    calibrated = classification.classification(
        y, inference.predict(inference.session(target / "model.onnx"), X), LABELS
    )
    write_json(
        target / "export.json",
        {
            "temperature": round(temperature, 6),
            "ece": round(calibrated.ece, 6),
            "calibrated_on": len(y),
            "parity": {
                "rows": parity.rows,
                "same_label": round(parity.same_label, 6),
                "largest_difference": float(f"{parity.largest_difference:.3g}"),
            },
        },
    )
    console.print(f"{model}: temperature {temperature:.3f}, {parity}")
    if not parity.passed(params.export.same_label, params.export.largest_difference):
        raise MatchloopError(
            f"{model}: the exported graph does not answer like the trained model: {parity}; "
            f"expected at least {params.export.same_label:.2%} same labels and differences of at "
            f"most {params.export.largest_difference}. Try another opset in params.yaml."
        )


def quantize(model: str) -> None:
    """Write the quantized variants, and say which are fit to be served."""
    params = load_params(Path("params.yaml")).column_types
    features = pq.read_table(DATA / "features.parquet")
    source, target = WORK / "export" / model / "model.onnx", _emptied(WORK / "quantize" / model)
    test = features.filter(pc.equal(features["split"], "test"))
    X, y = training.matrix(test), training.label_numbers(test, LABELS)
    learned = features.filter(pc.equal(features["split"], "train"))
    some = training.matrix(learned.slice(0, params.quantize.calibration_rows))
    float_accuracy = evaluation.accuracy(source, X, y)
    told: dict[str, dict[str, Any]] = {"float": {"accuracy": float_accuracy}}
    for name, result in {
        "int8": quantization.to_int8_dynamic(source, target / "model.int8.onnx"),
        "int16": quantization.to_int16_static(source, target / "model.int16.onnx", some),
    }.items():
        told[name] = {**result.to_dict(), "fit": False}
        if result.quantized:
            accuracy = evaluation.accuracy(target / f"model.{name}.onnx", X, y)
            fit_, reason = quantization.variant_fitness(
                float_accuracy, accuracy, params.quantize.maximum_loss
            )
            told[name] |= {"accuracy": accuracy, "fit": fit_, "reason": reason}
        console.print(f"{model} {name}: {told[name]['reason']}")
    write_json(target / "quantization.json", told)


def _write_model(
    name: str,
    fitted: Fitted,
    features: pa.Table,
    told: Mapping[str, Any],
    params: ColumnTypesParams,
) -> None:
    """Write graph, history, and the model's own probabilities on the test split for parity."""
    import onnx

    target = _emptied(WORK / "train" / name)
    onnx.save(fitted.to_onnx(params.export.opset), target / "model.onnx")
    test = training.matrix(features.filter(pc.equal(features["split"], "test")))
    np.save(target / "test_probabilities.npy", fitted.probabilities(test))
    if hasattr(fitted, "save"):
        fitted.save(target / "weights.npz")
    history = {k: [round(v, 6) for v in values] for k, values in fitted.history.items()}
    write_json(target / "training.json", {**told, "history": history})


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
