"""The data steps of `column_mapping`: generate and validate."""

import pyarrow.compute as pc
import pyarrow.csv
from rich.console import Console

from matchloop.column_mapping.schema.schema import load_schema
from matchloop.labels import redraw
from matchloop.sources import available, of_family, read_catalogue
from tasks.column_mapping import SPACE

console = Console()


def generate() -> None:
    """Write the standards to learn from, and pairs of raw names and standards."""
    from matchloop.column_mapping import standards as known
    from matchloop.column_mapping.generate import pairs
    from matchloop.column_mapping.labelled import with_labelled
    from matchloop.column_mapping.labelled_pairs import read_pairs

    params = SPACE.params()
    ours, seed = params.column_mapping.generate, params.base.seed
    schema = load_schema(None)
    words = known.dictionary(known.tokenizer_vocabulary())
    standards = known.collect(schema, real_names(), words, composed=ours.composed, seed=seed)
    # Another draw writes the names anew; which standards are held out stays as it is.
    drawn = redraw.seed(seed, SPACE.root, SPACE.family)
    made = pairs(
        standards, ours.pairs, drawn, ours.processes, synonyms=known.schema_synonyms(schema)
    )
    standards, made = with_labelled(standards, made, SPACE.labelled, seed)
    SPACE.write_table("standards", standards)
    SPACE.write_table("pairs", made)
    alike = read_pairs(SPACE.labelled)
    SPACE.write_table("name_pairs", alike)
    for entry in pc.value_counts(standards["source"]).to_pylist():
        console.print(f"{entry['values']:12} {entry['counts']:7,} standard columns")
    console.print(f"{made.num_rows:,} pairs, {pc.sum(made['label']).as_py():,} of them right")
    if alike.num_rows:
        console.print(f"{alike.num_rows:,} labelled pairs of raw names")


def validate() -> None:
    """Stop the pipeline when the data break their contract."""
    from matchloop.column_mapping.checks import Limits, validate_pairs
    from matchloop.column_mapping.standards import SHARES

    params = SPACE.params().column_mapping
    limits = Limits(
        minimum_pairs=int(params.generate.pairs * params.validate_.minimum_share_of_pairs),
        shares=SHARES,
        tolerance=params.validate_.tolerance_of_shares,
    )
    report = validate_pairs(SPACE.table("standards"), SPACE.table("pairs"), limits)
    SPACE.stop_unless_passed(report, console)


def real_names() -> list[str]:
    """Read the column names of real tables, each once; without the source there are none."""
    sources = of_family(read_catalogue(SPACE.catalogue), SPACE.family)
    source = next(source for source in sources if source.name == "sortinghat_train")
    files = available(source, SPACE.sources)
    if not files:
        console.print(f"{source.name}: not here, the run goes on without it")
    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    names = [
        name
        for path in files
        for name in pyarrow.csv.read_csv(path, parse_options=options)["Attribute_name"].to_pylist()
    ]
    return [str(name) for name in dict.fromkeys(names) if name is not None]
