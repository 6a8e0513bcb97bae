"""The step `descriptions` of `column_mapping`: what sentences say, and trees that read it.

The encoder of sentences is the pretrained one as it comes, since descriptions are of any trade; its
weights are int8, its word table has four bits. What the figures count is learned on the labelled
foreign columns that have a description; the trees learn on all columns, and once more on the
described ones with codes for names, so that only descriptions tell.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console

from matchloop.bundle import Graph, Variant
from matchloop.column_mapping.described import look
from matchloop.column_mapping.described.look import JUDGEMENT, SENTENCES, TREES, described_features
from matchloop.column_mapping.described.weights import WEIGHTS
from matchloop.column_mapping.evidence.facts import ColumnFacts, TableFacts
from matchloop.column_mapping.evidence.features import Candidates
from matchloop.column_mapping.evidence.foreign import LabelledTable
from matchloop.column_mapping.evidence.judgement import Judgement
from matchloop.column_mapping.evidence.prepared import PreparedSchema
from matchloop.column_mapping.params import ColumnMappingParams
from matchloop.column_mapping.predict import Role
from matchloop.column_mapping.ranker import Head, Ranker
from matchloop.column_mapping.schema.schema import load_schema
from matchloop.column_mapping.views.encoder import Encoder
from matchloop.column_mapping.views.views import HEAD, TOKENIZER
from matchloop.files import replacing
from matchloop.graphs import four_bits, quantization
from matchloop.labels.foreign import Part
from matchloop.params import Params
from tasks.column_mapping import SPACE
from tasks.column_mapping.evidence import foreign_tables, rank_by
from tasks.column_mapping.forest import learn_forest
from tasks.column_mapping.models import INT8, views_of

if TYPE_CHECKING:
    from matchloop.column_mapping.evidence.learning import Example

DESCRIPTIONS = SPACE.work / "descriptions"
_FEWEST = 300  # described columns, under which no promise is made

console = Console()


def descriptions() -> None:
    """Write the encoder of sentences, and learn what reads it, cross-fitted by system."""
    params = SPACE.params()
    folder = SPACE.emptied("descriptions")
    tables, missing = foreign_tables()
    learned_on = [table for table in tables if table.part is Part.LEARN]
    if _described(table for table in tables if table.part is not Part.MEASURE) < _FEWEST:
        console.print("too few described columns of other people's tables: none are read")
        return
    _export(folder / SENTENCES, params.column_mapping)
    learn_forest(
        _examples(tables, _sentences(folder, learned_on, params), params),
        params,
        trees=folder / TREES,
        judgement=folder / JUDGEMENT,
        version=look.FEATURE_VERSION,
        missing=missing,
    )


def description_files() -> dict[str, Path]:
    """Return what the step left for the bundle, by name; nothing where it could not learn."""
    names = (SENTENCES, WEIGHTS, TREES, JUDGEMENT)
    return {name: DESCRIPTIONS / name for name in names if (DESCRIPTIONS / name).is_file()}


def description_graphs(opset: int) -> dict[str, Graph]:
    """Return the graphs of descriptions by their roles, none where they could not be learned."""
    if not description_files():
        return {}
    judged = Judgement.read(DESCRIPTIONS / JUDGEMENT)
    told = {
        Role.SENTENCES: Variant(file=SENTENCES, fit=True, reason="the pretrained model, in int8"),
        Role.DESCRIBED: Variant(file=TREES, fit=True, reason="the exported model"),
    }
    return {
        role: Graph(
            variants={"served": variant},
            served="served",
            opset=opset,
            thresholds=(
                {"answer": judged.threshold, "rate": judged.rate} if role is Role.DESCRIBED else {}
            ),
        )
        for role, variant in told.items()
    }


def _sentences(folder: Path, tables: list[LabelledTable], params: Params) -> look.Sentences:
    """Learn what the figures of sentences count; returns what reads them."""
    from matchloop.column_mapping.described import learning as weighing

    tokenizer = SPACE.work / "export" / TOKENIZER
    encoder = Encoder(folder / SENTENCES, tokenizer, params.base.threads, look.LONGEST)
    pairs = list(weighing.pair_tables(tables, load_schema(None), encoder.texts))
    weights = weighing.learn(pairs)
    weights.write(folder / WEIGHTS)
    return look.Sentences(encoder, weights)


def _examples(
    tables: list[LabelledTable], sentences: look.Sentences, params: Params
) -> list["Example"]:
    """Look at every labelled column as the trees will; those to learn from in several ways."""
    from matchloop.column_mapping.evidence import learning

    wanted, schema = params.column_mapping.evidence, load_schema(None)
    views = views_of(SPACE.work / "quantize" / INT8, params.base.threads)
    rank = rank_by(Ranker(views, Head(SPACE.work / "head" / HEAD, params.base.threads)))

    def seen(table: TableFacts, ready: PreparedSchema) -> list[Candidates]:
        ranked = rank([column.name for column in table.columns], ready.schema)
        return described_features(table, ready, ranked, sentences)

    # Each view reads every sentence again: one among a part of the schema is enough.
    views_once = wanted.model_copy(update={"views": 1})
    found = learning.viewed(tables, schema, seen, views_once, params.base.seed)
    coded = [_coded(table) for table in tables if table.part is Part.LEARN]
    return found + learning.seen(coded, schema, seen, plain=False)


def _described(tables: Iterable[LabelledTable]) -> int:
    """Return how many labelled columns have a description."""
    return sum(bool(label.description) for table in tables for label in table.labels.values())


def _coded(table: LabelledTable) -> LabelledTable:
    """Return the described columns of a table with codes for names and without values."""
    columns = tuple(
        ColumnFacts(f"F{place:03}", description=column.description)
        for place, column in enumerate(table.facts.columns)
    )
    labels = {i: label for i, label in table.labels.items() if label.description}
    return replace(table, facts=TableFacts(table.facts.name, columns), labels=labels)


def _export(path: Path, params: ColumnMappingParams) -> None:
    """Write the pretrained encoder with all its layers, small."""
    import onnx

    from matchloop.column_mapping.models.export import export_encoder
    from matchloop.column_mapping.models.siamese import Siamese, pretrained

    encoder = Siamese(pretrained(params.train.siamese.encoder, None))
    exact, int8 = path.with_suffix(".float.onnx"), path.with_suffix(".int8.onnx")
    export_encoder(encoder, exact, params.export.opset)
    quantization.to_int8_dynamic(exact, int8)
    small = four_bits.with_packed_words(onnx.load(int8), _words(encoder))
    with replacing(path) as temporary:
        onnx.save(small, str(temporary))
    exact.unlink()
    int8.unlink()


def _words(encoder: "object") -> np.ndarray:
    """Return float32 [words, d], the table of words of a sentence encoder."""
    body = encoder.encoder[0].model  # type: ignore[attr-defined]
    return np.asarray(body.get_input_embeddings().weight.detach().numpy(), np.float32)
