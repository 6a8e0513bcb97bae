"""How well columns are matched to those of a described schema, from pair tables as those of SMAT.

    python -m benchmarks.schema_matching FILE

FILE is a table of candidate pairs (`benchmarks.pair_tables`). All targets of the file are ranked
for each source that has a match: by matchloop, which maps each source table with its descriptions
as a data dictionary to a schema of the targets, and by plain MiniLM, the cosine of name and
description. Of several matches the best ranked counts. The last line is JSON: the share of sources
whose match is first and among the first five, and the mean reciprocal rank.
"""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.mapping_baselines import minilm_vectors, ranks_of
from benchmarks.pair_tables import Member, Pairs, read_pairs
from matchloop.column_mapping.schema.schema import Schema, StandardColumn
from matchloop.column_mapping.words.names import fold
from matchloop.errors import DataError
from matchloop.table_mapping.inputs import Given
from matchloop.table_mapping.mapping import Mapper, Options, load_model
from matchloop.table_mapping.models import Model
from matchloop.table_mapping.result import ColumnMapping

_FIRST = 5


def main(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Candidate pairs with a label.")],
    bundle: Annotated[
        Path | None, typer.Option(help="A bundle by its folder; else the champion.")
    ] = None,
) -> None:
    """Measure the champion of column_mapping and plain MiniLM on a pair table."""
    os.environ["MATCHLOOP_LOG"] = "off"
    console, pairs = Console(), read_pairs(file)
    asked = int(pairs.right.any(1).sum())
    if not asked:
        raise DataError(f"{file} has no pair with the label 1, so there is nothing to measure.")
    console.print(
        f"{len(pairs.targets)} targets, {len(pairs.sources)} sources, {asked} of them with a match"
    )
    model = load_model() if bundle is None else _by_folder(bundle)
    if getattr(model, "described_look", None) is None:
        console.print("this model does not read descriptions: names and tables alone decide")
    begin = time.perf_counter()
    ours = figures(ranks(mapped(pairs, model), pairs.right))
    console.print(f"{time.perf_counter() - begin:.1f} s")
    theirs = figures(ranks(by_minilm(pairs), pairs.right))
    _show({"matchloop": ours, "MiniLM": theirs}, console)
    print(json.dumps(ours | {f"minilm_{name}": value for name, value in theirs.items()}))


def mapped(pairs: Pairs, model: Model) -> np.ndarray:
    """Return scores float64 [sources, targets], larger is better, of the product's own ranking."""
    schema = Schema(
        "targets",
        tuple(StandardColumn(t.name, t.description, domain=t.table) for t in pairs.targets),
    )
    place = {name: i for i, name in enumerate(schema.names)}
    mapper = Mapper(model, schema)
    options = Options(top_k=len(schema), one_to_one=False)
    scores = np.zeros((len(pairs.sources), len(schema)))
    for table in dict.fromkeys(source.table for source in pairs.sources):
        rows = [i for i, source in enumerate(pairs.sources) if source.table == table]
        members = [pairs.sources[i] for i in rows]
        given = Given(
            table=table,
            names=tuple(member.column for member in members),
            descriptions=tuple(member.description for member in members),
        )
        for row, column in zip(rows, mapper.map(given, options).columns, strict=True):
            for before, name in enumerate(_order(column)):
                scores[row, place[name]] = len(schema) - before
    return scores


def by_minilm(pairs: Pairs) -> np.ndarray:
    """Return the cosine of name and description by all-MiniLM-L6-v2, [sources, targets]."""
    encode = minilm_vectors()
    sources, targets = (encode(_texts(side)) for side in (pairs.sources, pairs.targets))
    found: np.ndarray = sources @ targets.T
    return found


def ranks(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the rank of the best ranked match of each source that has one, 1 is first."""
    asked = right.any(1)
    scores, right = scores[asked], right[asked]
    best = np.where(right, scores, -np.inf).argmax(1)
    return ranks_of(scores, best)


def figures(ranks: np.ndarray) -> dict[str, float]:
    """Return the shares of ranks, with four digits."""
    return {
        "recall_1": round(float((ranks <= 1).mean()), 4),
        "recall_5": round(float((ranks <= _FIRST).mean()), 4),
        "mrr": round(float((1 / ranks).mean()), 4),
    }


def _order(column: ColumnMapping) -> list[str]:
    runners_up = [candidate.standard for candidate in column.runners_up]
    return [column.standard, *runners_up] if column.standard else runners_up


def _texts(side: Sequence[Member]) -> list[str]:
    return [
        f"{fold(each.column)}: {each.description}" if each.description else fold(each.column)
        for each in side
    ]


def _by_folder(bundle: Path) -> Model:
    from matchloop.column_mapping.predict import load_bundle

    return load_bundle(bundle)


def _show(found: dict[str, dict[str, float]], console: Console) -> None:
    table = Table("method", "first", f"among {_FIRST}", "mean reciprocal rank")
    for name, each in found.items():
        table.add_row(name, *(f"{value:.4f}" for value in each.values()))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
