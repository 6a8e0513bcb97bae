"""The steps of the family `column_types`, in order; `python -m tasks.column_types STEP [MODEL]`.

Each step reads what the steps before it wrote, calls the library, and writes its own outputs; the
dependencies between them are declared in dvc.yaml. What a release asks for stands in
`tasks.column_types_release` and is offered here too.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import track

from matchloop import graph, inference, metrics, quantization
from matchloop.column_types import collect as sources
from matchloop.column_types import dataset, evaluation, training
from matchloop.column_types.features import FEATURE_NAMES, extract
from matchloop.column_types.labels import LABELS
from matchloop.column_types.models import ModelName, fit
from matchloop.column_types.split import HELD_OUT, assign
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import DataError, MatchloopError
from matchloop.files import replacing, write_json
from matchloop.params import ColumnTypesParams, load_params
from matchloop.sources import available, read_catalogue
from tasks.column_types_paths import DATA, LABELLED, REPORTS, SOURCES, TABLE_LABELS, WORK
from tasks.column_types_release import bundle, candidate, evaluate, gate_inputs
from tasks.steps import main

__all__ = ["candidate", "gate_inputs"]

console = Console()


def generate() -> None:
    """Write the synthetic columns."""
    from matchloop.column_types.generate import CLASS_MINIMUMS
    from matchloop.column_types.generate import generate as columns

    params = load_params(Path("params.yaml"))
    ours = params.column_types.generate
    counts = {label.value: round(n * ours.scale) for label, n in CLASS_MINIMUMS.items()}
    made = columns(
        counts, seed=params.base.seed, max_values=ours.max_values, processes=ours.processes
    )
    labelled = (
        dataset.LabelledSummary(
            ColumnSummary.of(column.header, list(column.values)),
            column.label,
            "synthetic",
            column.kind,
            column.domain,
            column.locale,
        )
        for column in track(made, "generating", total=sum(counts.values()), console=console)
    )
    _write(DATA / "synthetic.parquet", dataset.to_table(labelled))


def collect() -> None:
    """Write the real labelled columns: those to learn from, and those only measured on."""
    files = {
        source.name: available(source, SOURCES) for source in read_catalogue("data/sources.yaml")
    }
    held_out = sources.table_columns(files["sortinghat_tables"], TABLE_LABELS)
    for path in files["sortinghat_test"]:
        held_out += sources.sortinghat_columns(path, "sortinghat_test")
    real = [
        c
        for path in files["sortinghat_train"]
        for c in sources.sortinghat_columns(path, "sortinghat")
    ]
    kept = sources.without_tables(real, held_out)
    kept += sources.user_columns(LABELLED)
    for name, paths in files.items():
        console.print(f"{name}: {'present' if paths else 'not here, the run goes on without it'}")
    console.print(
        f"{len(kept):,} real columns to learn from ({len(real):,} before leaving out tables that "
        f"are measured on), {len(held_out):,} only measured on"
    )
    _write(DATA / "real.parquet", dataset.to_table(kept))
    _write(DATA / "held_out.parquet", dataset.to_table(held_out))


def split() -> None:
    """Write which split each column belongs to."""
    params = load_params(Path("params.yaml"))
    shares = params.column_types.split
    splits = assign(
        _columns("synthetic", "real", "held_out"),
        validation=shares.validation,
        test=shares.test,
        seed=params.base.seed,
    )
    _write(DATA / "splits.parquet", splits)
    for entry in pc.value_counts(splits["split"]).to_pylist():
        console.print(f"{entry['values']:16} {entry['counts']:7,}")


def featurize() -> None:
    """Write the features of every column."""
    columns = _columns("synthetic", "real", "held_out")
    splits = pq.read_table(DATA / "splits.parquet")
    summaries = dataset.summaries(columns)
    X = np.stack([extract(s) for s in track(summaries, "featurizing", console=console)])
    table = columns.select(["id", "label", "source", "kind", "header"])
    table = table.append_column("split", splits["split"])
    flat = pa.array(X.ravel(), pa.float32())
    features = pa.FixedSizeListArray.from_arrays(flat, len(FEATURE_NAMES))
    _write(DATA / "features.parquet", table.append_column("features", features))


def validate() -> None:
    """Stop the pipeline when the data break their contract."""
    from matchloop.column_types.checks import Limits, validate_columns
    from matchloop.column_types.generate import CLASS_MINIMUMS
    from matchloop.validation import print_report
    from matchloop.validation_report import write_report

    params = load_params(Path("params.yaml")).column_types
    held_out = frozenset(pq.read_table(DATA / "held_out.parquet", columns=["id"])["id"].to_pylist())
    scale = params.generate.scale * params.validate_.minimum_share_of_class
    shares = params.split
    limits = Limits(
        minimums={label.value: int(n * scale) for label, n in CLASS_MINIMUMS.items()},
        balance=params.validate_.maximum_imbalance,
        most_rows=params.generate.max_values,
        agreement=params.validate_.minimum_audit_agreement,
        shares={
            "train": 1 - shares.validation - shares.test,
            "validation": shares.validation,
            "test": shares.test,
        },
        tolerance=0.08,  # families of tables are not divided, so shares are not exact
        evaluate_sources=frozenset(HELD_OUT),
        evaluate_ids=held_out,
    )
    learned = [_not_held_out(pq.read_table(DATA / f"{n}.parquet")) for n in ("splits", "features")]
    report = validate_columns(_columns("synthetic", "real"), *learned, limits, FEATURE_NAMES)
    print_report(report, console)
    write_report(report, REPORTS / "validation", "Data of column_types")
    if not report.passed:
        raise DataError(
            f"{len(report.problems)} of {report.checks} data checks are not met; the table above "
            f"says which. Everything: {REPORTS / 'validation' / 'report.html'}"
        )


def train(model: str) -> None:
    """Train one model; write its graph and what export needs to prove it."""
    params = load_params(Path("params.yaml"))
    ours, name = params.column_types.train, ModelName(model)
    features = pq.read_table(DATA / "features.parquet")
    rows = training.rows_of(features, "train", LABELS, ours.real_weight)
    common = {
        "params": getattr(ours, model),
        "seed": params.base.seed,
        "threads": params.base.threads,
    }
    told: dict[str, object] = {}
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
    rows = training.rows_of(features, "train", LABELS, params.column_types.train.real_weight)
    pruned = network.prune(
        network.load(WORK / "train" / "network" / "network.keras"),
        rows,
        params=params.column_types.prune,
        seed=params.base.seed,
        threads=params.base.threads,
    )
    told = {"sparsity": round(float(network.sparsity(pruned)), 4)}
    console.print(f"pruned: {told['sparsity']:.1%} of the weights are zero")
    _write_model("pruned", pruned, features, told, params.column_types)


def export(model: str) -> None:
    """Put calibration into the graph and prove that it answers like the trained model."""
    import onnx

    params = load_params(Path("params.yaml")).column_types
    features = pq.read_table(DATA / "features.parquet")
    raw = inference.session(WORK / "train" / model / "model.onnx")
    X, y = evaluation.calibration_rows(features, LABELS)
    temperature = metrics.temperature(inference.predict(raw, X).astype(np.float64), y)
    target = WORK / "export" / model
    with replacing(target / "model.onnx") as path:
        uncalibrated = onnx.load(WORK / "train" / model / "model.onnx")
        onnx.save(graph.calibrated(uncalibrated, temperature), path)
    test = training.matrix(features.filter(pc.equal(features["split"], "test")))
    expected = np.load(WORK / "train" / model / "test_probabilities.npy")
    parity = graph.parity(
        metrics.scaled(expected, temperature),
        inference.predict(inference.session(target / "model.onnx"), test),
    )
    calibrated = metrics.classification(
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
    source, target = WORK / "export" / model / "model.onnx", WORK / "quantize" / model
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    test = features.filter(pc.equal(features["split"], "test"))
    X, y = training.matrix(test), training.label_numbers(test, LABELS)
    learned = features.filter(pc.equal(features["split"], "train"))
    some = training.matrix(learned.slice(0, params.quantize.calibration_rows))
    float_accuracy = evaluation.accuracy(source, X, y)
    told: dict[str, object] = {"float": {"accuracy": float_accuracy}}
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
    fitted: object,
    features: pa.Table,
    told: dict[str, object],
    params: ColumnTypesParams,
) -> None:
    """Write graph, history, and the model's own probabilities on the test split for parity."""
    import onnx

    target = WORK / "train" / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    onnx.save(fitted.to_onnx(params.export.opset), target / "model.onnx")
    test = training.matrix(features.filter(pc.equal(features["split"], "test")))
    np.save(target / "test_probabilities.npy", fitted.probabilities(test))
    if hasattr(fitted, "save"):
        fitted.save(target / "network.keras")
    history = {k: [round(v, 6) for v in values] for k, values in fitted.history.items()}
    write_json(target / "training.json", {**told, "history": history})


def _columns(*names: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(DATA / f"{name}.parquet") for name in names)


def _not_held_out(table: pa.Table) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["split"], pa.array(HELD_OUT))))


def _write(path: Path, table: pa.Table) -> None:
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def steps() -> Iterator[object]:
    """All steps, in the order of the pipeline."""
    yield from (generate, collect, split, featurize, validate, train, prune, export, quantize)
    yield from (evaluate, bundle)


if __name__ == "__main__":
    main(steps())
