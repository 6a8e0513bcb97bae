"""The step `evidence` of `column_mapping`: the second look, learned on labelled foreign columns."""

from collections.abc import Callable, Container, Sequence
from pathlib import Path

from rich.console import Console

from matchloop.bundle import Graph, Variant
from matchloop.column_mapping.evidence.features import FEATURE_VERSION, Ranked
from matchloop.column_mapping.evidence.foreign import LabelledTable, TableLabels, read_labels
from matchloop.column_mapping.evidence.judgement import Judgement, Learned
from matchloop.column_mapping.evidence.second_look import JUDGEMENT, TREES
from matchloop.column_mapping.predict import Role
from matchloop.column_mapping.ranker import Head, Ranker
from matchloop.column_mapping.schema.schema import Schema, load_schema
from matchloop.column_mapping.views.encoded import EncodedSchema
from matchloop.column_mapping.views.views import HEAD
from matchloop.labels.foreign import Part
from matchloop.sources import available, of_family, read_catalogue
from matchloop.table_mapping.foreign import labelled_tables
from tasks.column_mapping import SPACE
from tasks.column_mapping.forest import LEARNED, learn_forest
from tasks.column_mapping.models import INT8, views_of

FOREIGN = Path("data/foreign")
EVIDENCE = SPACE.work / "evidence"
_RANKED = 10  # candidates of the ranker that are asked for
_FEWEST = 300  # labelled columns, under which no promise is made

console = Console()


def evidence() -> None:
    """Look at every labelled column, and learn which candidate is right."""
    from matchloop.column_mapping.evidence import learning

    params = SPACE.params()
    folder = SPACE.emptied("evidence")
    tables, missing = foreign_tables()
    if sum(len(table.labels) for table in tables if table.part is not Part.MEASURE) < _FEWEST:
        console.print("too few labelled columns of other people's tables: no second look is made")
        return
    views = views_of(SPACE.work / "quantize" / INT8, params.base.threads)
    ranker = Ranker(views, Head(SPACE.work / "head" / HEAD, params.base.threads))
    wanted, seed = params.column_mapping.evidence, params.base.seed
    learn_forest(
        learning.examples(tables, load_schema(None), rank_by(ranker), wanted, seed),
        params,
        trees=folder / TREES,
        judgement=folder / JUDGEMENT,
        version=FEATURE_VERSION,
        missing=missing,
    )


def evidence_files() -> dict[str, Path]:
    """Return what the step left for the bundle, by name; nothing where it could not learn."""
    return {name: EVIDENCE / name for name in (TREES, JUDGEMENT) if (EVIDENCE / name).is_file()}


def second_look(opset: int) -> dict[str, Graph]:
    """Return the graph of the second look by its role, none where it could not be learned."""
    if not evidence_files():
        return {}
    judged = Judgement.read(EVIDENCE / JUDGEMENT)
    exported = Variant(file=TREES, fit=True, reason="the exported model")
    graph = Graph(
        variants={"float": exported},
        served="float",
        opset=opset,
        thresholds={"answer": judged.threshold, "rate": judged.rate},
    )
    return {Role.EVIDENCE: graph}


def learned() -> Learned | None:
    """Return what the step said of what it learned, None where it could not."""
    path = EVIDENCE / LEARNED
    return Learned.read(path) if path.is_file() else None


def labels_here() -> list[tuple[str, TableLabels]]:
    """Return the labels of the tables that are on this machine, of systems that have a part.

    With the name of the source that each table is in, "" for our own.
    """
    find, sources = find_table(), {each.name for each in read_catalogue(SPACE.catalogue)}
    return [
        ("" if path.is_relative_to(FOREIGN) else _source(each.system, sources), each)
        for each in read_labels(FOREIGN)
        if (path := find(each.system, each.table))
    ]


def foreign_tables() -> tuple[list[LabelledTable], list[str]]:
    """Return the labelled tables that are here; what is not is told and gone without."""
    tables, missing = labelled_tables(FOREIGN, find_table())
    for system in missing:
        console.print(f"{system}: its tables are not here, the run goes on without them")
    return tables, missing


def find_table() -> Callable[[str, str], Path | None]:
    """Return what finds the table of a system among our own and the pulled ones."""
    sources = of_family(read_catalogue(SPACE.catalogue), SPACE.family)
    files = {
        source.name: {path.name: path for path in available(source, SPACE.sources)}
        for source in sources
        if not source.name.startswith("nameguess")
    }

    def find(system: str, table: str) -> Path | None:
        own = FOREIGN / system / "tables" / table
        if own.is_file():
            return own
        return files.get(_source(system, files), {}).get(Path(table).name)

    return find


def _source(system: str, sources: Container[str]) -> str:
    """Return the name of the source that has the tables of a system."""
    return system if system in sources else f"fivetran_{system}"


def rank_by(ranker: Ranker) -> Callable[[Sequence[str], Schema], Ranked]:
    """Return what ranks names among the columns of a schema; a schema is encoded once."""
    encoded: dict[str, EncodedSchema] = {}

    def rank(names: Sequence[str], schema: Schema) -> Ranked:
        key = schema.sha256
        if key not in encoded:
            encoded.clear()
            encoded[key] = ranker.views.encode(schema)
        found = ranker.rank(names, encoded[key], _RANKED)
        return Ranked(found.candidates, found.probabilities)

    return rank
