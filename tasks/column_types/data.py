"""The data steps of `column_types`: generate, collect, split, featurize, validate."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import track

from matchloop.column_types import collect as sources
from matchloop.column_types import dataset
from matchloop.column_types.features import FEATURE_NAMES, extract
from matchloop.column_types.split import HELD_OUT, assign
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import DataError
from matchloop.files import replacing
from matchloop.labels import redraw
from matchloop.params import load_params
from matchloop.sources import available, of_family, read_catalogue
from tasks.column_types.paths import (
    CATALOGUE,
    DATA,
    FAMILY,
    LABELLED,
    REPORTS,
    SOURCES,
    TABLE_LABELS,
)

console = Console()


def generate() -> None:
    """Write the synthetic columns."""
    from matchloop.column_types.generate import CLASS_MINIMUMS
    from matchloop.column_types.generate import generate as columns

    params = load_params(Path("params.yaml"))
    ours = params.column_types.generate
    counts = {label.value: round(n * ours.scale) for label, n in CLASS_MINIMUMS.items()}
    seed = redraw.seed(params.base.seed, Path(), FAMILY)
    made = columns(counts, seed=seed, max_values=ours.max_values, processes=ours.processes)
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
    ours = of_family(read_catalogue(CATALOGUE), FAMILY)
    files = {source.name: available(source, SOURCES) for source in ours}
    tables = sources.table_columns(files["sortinghat_tables"], TABLE_LABELS)
    held_out = list(tables)
    for path in files["sortinghat_test"]:
        held_out += sources.sortinghat_columns(path, "sortinghat_test")
    real = [
        c
        for path in files["sortinghat_train"]
        for c in sources.sortinghat_columns(path, "sortinghat")
    ]
    kept = sources.without_tables(real, tables)
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
    from matchloop.validation.checks import print_report
    from matchloop.validation.page import write_report

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
    columns = _columns("synthetic", "real")
    report = validate_columns(columns, learned[0], learned[1], limits, FEATURE_NAMES)
    print_report(report, console)
    write_report(report, REPORTS / "validation", "Data of column_types")
    if not report.passed:
        raise DataError(
            f"{len(report.problems)} of {report.checks} data checks are not met; the table above "
            f"says which. Everything: {REPORTS / 'validation' / 'report.html'}"
        )


def _columns(*names: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(DATA / f"{name}.parquet") for name in names)


def _not_held_out(table: pa.Table) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["split"], pa.array(HELD_OUT))))


def _write(path: Path, table: pa.Table) -> None:
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")
