"""The step `evidence` of `column_mapping`: the second look, learned on labelled foreign columns."""

from collections.abc import Callable, Container, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from matchloop.bundle import Graph, Variant
from matchloop.column_mapping.evidence.features import Ranked
from matchloop.column_mapping.evidence.foreign import (
    PARTS,
    LabelledTable,
    Part,
    TableLabels,
    read_labels,
)
from matchloop.column_mapping.evidence.judgement import Judgement, Learned
from matchloop.column_mapping.evidence.second_look import ASKED, GIVEN, JUDGEMENT, TREES
from matchloop.column_mapping.predict import Role
from matchloop.column_mapping.ranker import Head, Ranker
from matchloop.column_mapping.schema.schema import Schema, load_schema
from matchloop.column_mapping.views.encoded import EncodedSchema
from matchloop.column_mapping.views.views import HEAD
from matchloop.errors import DataError
from matchloop.files import replacing
from matchloop.graphs import inference
from matchloop.sources import available, of_family, read_catalogue
from matchloop.table_mapping.foreign import labelled_tables
from tasks.column_mapping import SPACE
from tasks.column_mapping.models import INT8, views_of

FOREIGN = Path("data/foreign")
EVIDENCE = SPACE.work / "evidence"
LEARNED = "learned.json"
_RANKED = 10  # candidates of the ranker that are asked for
_FEWEST = 300  # labelled columns, under which no promise is made
_PARITY = 1e-5

console = Console()


def evidence() -> None:
    """Learn the trees, cross-fitted by system, and set confidences and threshold on the rest."""
    import onnx

    from matchloop.column_mapping.evidence import learning

    params = SPACE.params()
    ours, wanted, seed = params.column_mapping, params.column_mapping.evidence, params.base.seed
    folder = SPACE.emptied("evidence")
    tables, missing = foreign_tables()
    if sum(len(table.labels) for table in tables if table.part is not Part.MEASURE) < _FEWEST:
        console.print("too few labelled columns of other people's tables: no second look is made")
        return
    views = views_of(SPACE.work / "quantize" / INT8, params.base.threads)
    ranker = Ranker(views, Head(SPACE.work / "head" / HEAD, params.base.threads))
    found = learning.examples(tables, load_schema(None), rank_by(ranker), wanted, seed)
    trees = learning.fit([e for e in found if e.part is Part.LEARN], wanted, seed)
    scored = {Part.LEARN: learning.cross_fitted(found, wanted, seed)}
    for part in (Part.CALIBRATE, Part.MEASURE):
        scored[part] = learning.scored_by(trees, [e for e in found if e.part is part])
    calibrated_on = learning.firsts([*scored[Part.LEARN], *scored[Part.CALIBRATE]])
    judged, threshold = learning.judgement(
        calibrated_on,
        rate=ours.evaluate.rate,
        delta=ours.evaluate.delta,
        sure_rate=wanted.sure_rate,
        sure_delta=wanted.sure_delta,
    )
    with replacing(folder / TREES) as temporary:
        onnx.save(learning.to_onnx(trees, ours.export.opset), str(temporary))
    judged.write(folder / JUDGEMENT)
    told = Learned(
        parts={
            str(part): learning.mapped(learning.firsts(each), judged)
            for part, each in scored.items()
            if each
        },
        missing=tuple(missing),
        threshold=threshold,
        largest_difference=difference(
            folder / TREES, trees.predict, [e.features for e in found[:_FEWEST]]
        ),
    )
    told.write(folder / LEARNED)
    console.print(str(threshold))
    for name, figures in told.parts.items():
        console.print(f"{name}: {figures}")


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
    if not (FOREIGN / PARTS).is_file():
        return []
    find, sources = find_table(), {each.name for each in read_catalogue(SPACE.catalogue)}
    return [
        ("" if path.is_relative_to(FOREIGN) else _source(each.system, sources), each)
        for each in read_labels(FOREIGN)
        if (path := find(each.system, each.table))
    ]


def foreign_tables() -> tuple[list[LabelledTable], list[str]]:
    """Return the labelled tables that are here; what is not is told and gone without."""
    if not (FOREIGN / PARTS).is_file():
        return [], []
    tables, missing = labelled_tables(FOREIGN, find_table())
    for system in missing:
        console.print(f"{system}: its tables are not here, the run goes on without them")
    return tables, missing


def difference(
    graph: Path, predict: Callable[[np.ndarray], object], features: Sequence[np.ndarray]
) -> float:
    """Return how far the graph is from the trees at most; raises DataError where that is far."""
    rows = np.concatenate(features)
    got = inference.predict(inference.session(graph), rows, GIVEN, ASKED)[:, 1]
    difference = float(np.abs(got - np.asarray(predict(rows))).max())
    if difference > _PARITY:
        raise DataError(
            f"The exported trees differ from the trained ones by {difference:.1e}; expected at "
            f"most {_PARITY:g}. Look at the export of the trees."
        )
    return difference


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
