"""The data steps of `column_mapping`: generate and validate."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from rich.console import Console

from matchloop.column_mapping.schema.schema import load_schema
from matchloop.errors import DataError
from matchloop.files import replacing
from matchloop.labels import redraw
from matchloop.params import load_params
from matchloop.sources import available, of_family, read_catalogue
from tasks.column_mapping.paths import CATALOGUE, DATA, FAMILY, LABELLED, REPORTS, SOURCES

console = Console()


def generate() -> None:
    """Write the standards to learn from, and pairs of raw names and standards."""
    from matchloop.column_mapping import standards as known
    from matchloop.column_mapping.generate import pairs
    from matchloop.column_mapping.labelled import with_labelled

    params = load_params(Path("params.yaml"))
    ours, seed = params.column_mapping.generate, params.base.seed
    schema = load_schema(None)
    words = known.dictionary(known.tokenizer_vocabulary())
    standards = known.collect(schema, real_names(), words, composed=ours.composed, seed=seed)
    # Another draw writes the names anew; which standards are held out stays as it is.
    drawn = redraw.seed(seed, Path(), FAMILY)
    made = pairs(
        standards, ours.pairs, drawn, ours.processes, synonyms=known.schema_synonyms(schema)
    )
    standards, made = with_labelled(standards, made, LABELLED, seed)
    _write(DATA / "standards.parquet", standards)
    _write(DATA / "pairs.parquet", made)
    for entry in pc.value_counts(standards["source"]).to_pylist():
        console.print(f"{entry['values']:12} {entry['counts']:7,} standard columns")
    console.print(f"{made.num_rows:,} pairs, {pc.sum(made['label']).as_py():,} of them right")


def validate() -> None:
    """Stop the pipeline when the data break their contract."""
    from matchloop.column_mapping.checks import Limits, validate_pairs
    from matchloop.column_mapping.standards import SHARES
    from matchloop.validation.checks import print_report
    from matchloop.validation.page import write_report

    params = load_params(Path("params.yaml")).column_mapping
    limits = Limits(
        minimum_pairs=int(params.generate.pairs * params.validate_.minimum_share_of_pairs),
        shares=SHARES,
        tolerance=params.validate_.tolerance_of_shares,
    )
    standards, made = (pq.read_table(DATA / f"{name}.parquet") for name in ("standards", "pairs"))
    report = validate_pairs(standards, made, limits)
    print_report(report, console)
    write_report(report, REPORTS / "validation", "Data of column_mapping")
    if not report.passed:
        raise DataError(
            f"{len(report.problems)} of {report.checks} data checks are not met; the table above "
            f"says which. Everything: {REPORTS / 'validation' / 'report.html'}"
        )


def real_names() -> list[str]:
    """Read the column names of real tables, each once; without the source there are none."""
    ours = of_family(read_catalogue(CATALOGUE), FAMILY)
    source = next(source for source in ours if source.name == "sortinghat_train")
    files = available(source, SOURCES)
    if not files:
        console.print(f"{source.name}: not here, the run goes on without it")
    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    names = [
        name
        for path in files
        for name in pyarrow.csv.read_csv(path, parse_options=options)["Attribute_name"].to_pylist()
    ]
    return [str(name) for name in dict.fromkeys(names) if name is not None]


def _write(path: Path, table: pa.Table) -> None:
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")
