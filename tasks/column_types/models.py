"""The model steps of `column_types`: train, prune, blend, export, quantize."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console

from matchloop.column_types import evaluation, training
from matchloop.column_types.confidence import confidence, unpromised
from matchloop.column_types.labels import LABELS
from matchloop.column_types.models import Fitted, ModelName, fit
from matchloop.column_types.params import ColumnTypesParams
from matchloop.column_types.records import Confidence
from matchloop.errors import MatchloopError
from matchloop.evaluation import calibration
from matchloop.evaluation.records import Export, Folds, Parity, Quantization, Training, Variant
from matchloop.files import replacing
from matchloop.graphs import inference, quantization, surgery
from tasks.column_types import SPACE

console = Console()


def train(model: str) -> None:
    """Train one model; write its graph and what export needs to prove it."""
    params = SPACE.params()
    ours, name = params.column_types.train, ModelName(model)
    features = SPACE.table("features")
    rows = training.rows_of(features, "train", LABELS, ours)
    common: dict[str, Any] = {
        "params": getattr(ours, model),
        "seed": params.base.seed,
        "threads": params.base.threads,
    }
    crossed: dict[str, Folds] = {}
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
        crossed = {figure: Folds(**found) for figure, found in folds.to_dict().items()}
    fitted = fit(name, rows, **common)
    told = Training(history=_history(fitted), cross_validation=crossed)
    _write_model(model, fitted, features, told, params.column_types)


def prune() -> None:
    """Prune the network to half its weights and fine-tune it: a candidate of its own."""
    from matchloop.column_types.models import network

    params = SPACE.params()
    features = SPACE.table("features")
    rows = training.rows_of(features, "train", LABELS, params.column_types.train)
    trained = SPACE.work / "train" / "network" / "weights.npz"
    pruned = network.prune(
        network.load(trained, params.column_types.train.network),
        rows,
        params=params.column_types.prune,
        seed=params.base.seed,
        threads=params.base.threads,
    )
    told = Training(history=_history(pruned), sparsity=round(float(network.sparsity(pruned)), 4))
    console.print(f"pruned: {told.sparsity:.1%} of the weights are zero")
    _write_model("pruned", pruned, features, told, params.column_types)


def blend() -> None:
    """Let several models answer together: their graphs in one, a candidate of its own."""
    import onnx

    weights = SPACE.params().column_types.blend.weights
    folders = [SPACE.work / "train" / name for name in weights]
    target = SPACE.emptied("train", "blend")
    graphs = [onnx.load(folder / "model.onnx") for folder in folders]
    onnx.save(surgery.blended(graphs, list(weights.values())), target / "model.onnx")
    expected = [np.load(folder / "test_probabilities.npy") for folder in folders]
    np.save(
        target / "test_probabilities.npy",
        np.average(expected, axis=0, weights=list(weights.values())),
    )
    Training(history={}, weights={str(name): share for name, share in weights.items()}).write(
        target / "training.json"
    )


def export(model: str) -> None:
    """Put calibration into the graph and prove that it answers like the trained model."""
    import onnx

    params = SPACE.params().column_types
    features = SPACE.table("features")
    part = evaluation.calibration_part(features)
    raw, target = SPACE.work / "train" / model / "model.onnx", SPACE.work / "export" / model
    uncalibrated = evaluation.answer(inference.session(raw), part)
    temperature = calibration.temperature(uncalibrated.probabilities, uncalibrated.truth)
    told = _confidence(uncalibrated, temperature, part, params)
    told.write(target / "confidence.json")
    with replacing(target / "model.onnx") as path:
        calibrated = surgery.calibrated(onnx.load(raw), temperature)
        onnx.save(surgery.lowered(calibrated, told.sure_from, len(LABELS)), path)
    exported = inference.session(target / "model.onnx")
    test = training.matrix(features.filter(pc.equal(features["split"], "test")))
    expected = np.load(SPACE.work / "train" / model / "test_probabilities.npy")
    parity = surgery.parity(
        calibration.lowered(calibration.scaled(expected, temperature), told.sure_from),
        inference.predict(exported, test),
    )
    Export(
        temperature=round(temperature, 6),
        ece=round(evaluation.measure(evaluation.answer(exported, part)).ece, 6),
        calibrated_on=told.columns,
        parity=Parity(
            rows=parity.rows,
            same_label=round(parity.same_label, 6),
            largest_difference=float(f"{parity.largest_difference:.3g}"),
        ),
    ).write(target / "export.json")
    console.print(f"{model}: temperature {temperature:.3f}, {parity}; set on {told.about}")
    if not parity.passed(params.export.same_label, params.export.largest_difference):
        raise MatchloopError(
            f"{model}: the exported graph does not answer like the trained model: {parity}; "
            f"expected at least {params.export.same_label:.2%} same labels and differences of at "
            f"most {params.export.largest_difference}. Try another opset in params.yaml."
        )


def quantize(model: str) -> None:
    """Write the quantized variants, and say which are fit to be served."""
    params = SPACE.params().column_types
    features = SPACE.table("features")
    source, target = SPACE.work / "export" / model / "model.onnx", SPACE.emptied("quantize", model)
    test = features.filter(pc.equal(features["split"], "test"))
    X, y = training.matrix(test), training.label_numbers(test, LABELS)
    learned = features.filter(pc.equal(features["split"], "train"))
    some = training.matrix(learned.slice(0, params.quantize.calibration_rows))
    results = {
        "int8": quantization.to_int8_dynamic(source, target / "model.int8.onnx"),
        "int16": quantization.to_int16_static(source, target / "model.int16.onnx", some),
    }
    exact, variants = evaluation.accuracy(source, X, y), {}
    for name, result in results.items():
        fitness: dict[str, Any] = {"fit": False}
        if result.quantized:
            accuracy = evaluation.accuracy(target / f"model.{name}.onnx", X, y)
            fit_, reason = quantization.variant_fitness(
                exact, accuracy, params.quantize.maximum_loss
            )
            fitness = {"fit": fit_, "reason": reason, "accuracy": accuracy}
        variants[name] = Variant(**{**result.to_dict(), **fitness})
        console.print(f"{model} {name}: {variants[name].reason}")
    Quantization(accuracy=exact, variants=variants).write(target / "quantization.json")


def _confidence(
    uncalibrated: evaluation.Answers,
    temperature: float,
    part: evaluation.Measured,
    params: ColumnTypesParams,
) -> Confidence:
    """Return what confidences are worth; a promise only where the part is for promises."""
    if not part.real:
        return unpromised(len(uncalibrated.y), params.confidence, part.about)
    scaled = calibration.scaled(uncalibrated.probabilities, temperature)
    return confidence(scaled, uncalibrated.right, params.confidence, part.about)


def _write_model(
    name: str, fitted: Fitted, features: pa.Table, told: Training, params: ColumnTypesParams
) -> None:
    """Write graph, history, and the model's own probabilities on the test split for parity."""
    import onnx

    target = SPACE.emptied("train", name)
    onnx.save(fitted.to_onnx(params.export.opset), target / "model.onnx")
    test = training.matrix(features.filter(pc.equal(features["split"], "test")))
    np.save(target / "test_probabilities.npy", fitted.probabilities(test))
    if hasattr(fitted, "save"):
        fitted.save(target / "weights.npz")
    told.write(target / "training.json")


def _history(fitted: Fitted) -> dict[str, tuple[float, ...]]:
    return {name: tuple(round(v, 6) for v in values) for name, values in fitted.history.items()}
