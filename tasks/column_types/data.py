"""The data steps of `column_types`: generate, collect, split, featurize, validate."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.progress import track

from matchloop.column_types import collect as sources
from matchloop.column_types import dataset
from matchloop.column_types.features import FEATURE_NAMES, extract
from matchloop.column_types.foreign import foreign_columns
from matchloop.column_types.split import HELD_OUT, Part, assign
from matchloop.column_types.summary import ColumnSummary
from matchloop.labels import redraw
from tasks.column_types import SPACE

TABLE_LABELS = Path("data/real_columns.csv")
FOREIGN = Path("data/foreign")

console = Console()


def generate() -> None:
    """Write the synthetic columns."""
    from matchloop.column_types.generate import CLASS_MINIMUMS
    from matchloop.column_types.generate import generate as columns

    params = SPACE.params()
    ours = params.column_types.generate
    counts = {label.value: round(n * ours.scale) for label, n in CLASS_MINIMUMS.items()}
    seed = redraw.seed(params.base.seed, SPACE.root, SPACE.family)
    made = columns(
        counts,
        seed=seed,
        max_values=ours.max_values,
        processes=ours.processes,
        noise=ours.noise,
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
    SPACE.write_table("synthetic", dataset.to_table(labelled))


def collect() -> None:
    """Write the real labelled columns: those to learn from, and those only measured on."""
    files = SPACE.source_files(console)
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
    theirs = sources.held_out_columns(SPACE.labelled)
    foreign = foreign_columns(FOREIGN)
    set_aside = [column for column in foreign if column.source != Part.LEARN]
    learned = [column for column in foreign if column.source == Part.LEARN]
    kept += sources.user_columns(SPACE.labelled) + learned
    kept = sources.without_contents(kept, theirs + set_aside)
    held_out += theirs + set_aside
    console.print(
        f"columns of foreign tables: {len(learned):,} to learn from, {len(set_aside):,} set aside"
    )
    console.print(
        f"{len(kept):,} real columns to learn from ({len(real):,} of SortingHat before leaving out "
        f"what is measured on), {len(held_out):,} that are not learned from"
    )
    SPACE.write_table("real", dataset.to_table(kept))
    SPACE.write_table("held_out", dataset.to_table(held_out))


def split() -> None:
    """Write which split each column belongs to."""
    params = SPACE.params()
    shares = params.column_types.split
    splits = assign(
        _columns("synthetic", "real", "held_out"),
        validation=shares.validation,
        test=shares.test,
        seed=params.base.seed,
    )
    SPACE.write_table("splits", splits)
    for entry in pc.value_counts(splits["split"]).to_pylist():
        console.print(f"{entry['values']:16} {entry['counts']:7,}")


def featurize() -> None:
    """Write the features of every column."""
    columns = _columns("synthetic", "real", "held_out")
    splits = SPACE.table("splits")
    summaries = dataset.summaries(columns)
    X = np.stack([extract(s) for s in track(summaries, "featurizing", console=console)])
    table = columns.select(["id", "label", "also", "source", "kind", "header"])
    table = table.append_column("split", splits["split"])
    flat = pa.array(X.ravel(), pa.float32())
    features = pa.FixedSizeListArray.from_arrays(flat, len(FEATURE_NAMES))
    SPACE.write_table("features", table.append_column("features", features))


def validate() -> None:
    """Stop the pipeline when the data break their contract."""
    from matchloop.column_types.checks import Limits, validate_columns
    from matchloop.column_types.generate import CLASS_MINIMUMS

    params = SPACE.params().column_types
    held_out = frozenset(SPACE.table("held_out")["id"].to_pylist())
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
    learned = [_not_held_out(SPACE.table(name)) for name in ("splits", "features")]
    columns = _columns("synthetic", "real")
    report = validate_columns(columns, learned[0], learned[1], limits, FEATURE_NAMES)
    SPACE.stop_unless_passed(report, console)


def _columns(*names: str) -> pa.Table:
    return pa.concat_tables(SPACE.table(name) for name in names)


def _not_held_out(table: pa.Table) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["split"], pa.array(HELD_OUT))))
