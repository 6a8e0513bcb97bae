"""What a schema of a few names does to confidence: headers of strangers among 1, 6 or 60 standards.

`python -m benchmarks.small_schemas [--part measure]`. Labelled headers are mapped as a list of
names to some columns of the default schema, names alone: drawn by chance, and those that the
headers have most often. Nearly all headers have no column there. The last line of the output is
JSON.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from matchloop.column_mapping.evidence.foreign import Label, read_labels
from matchloop.column_mapping.schema.schema import load_schema
from matchloop.labels.foreign import Part
from matchloop.table_mapping.mapping import load_model, map_columns
from matchloop.table_mapping.models import Model

FOREIGN = Path("data/foreign")
SIZES = (1, 6, 60)
_HEADERS = 400


@dataclass(frozen=True)
class Fared:
    """How headers fare among so many standards: shares, None where there is none to share."""

    standards: int
    chosen: str
    answered: int
    right: float | None
    found: float | None
    falsely_mapped: float | None


def fared(labels: Sequence[Label], standards: Sequence[str], chosen: str, model: Model) -> Fared:
    """Map headers to standards, all of them names alone."""
    columns = map_columns([label.column for label in labels], list(standards), model=model).columns
    there = np.array([not label.answers.isdisjoint(standards) for label in labels])
    given = np.array([column.standard is not None for column in columns])
    right = np.array(
        [c.standard in label.answers for c, label in zip(columns, labels, strict=True)]
    )
    return Fared(
        len(standards),
        chosen,
        int(given.sum()),
        _share(right, given),
        _share(right, there),
        _share(given, ~there),
    )


def _share(found: np.ndarray, of: np.ndarray) -> float | None:
    return round(float(found[of].mean()), 4) if of.any() else None


def main(
    part: Annotated[Part, typer.Option(help="Which labelled tables.")] = Part.MEASURE,
    seed: Annotated[int, typer.Option()] = 0,
) -> None:
    """Print how confidence fares in small schemas."""
    rng, model = np.random.default_rng(seed), load_model()
    labels = [la for t in read_labels(FOREIGN) if t.part is part for la in t.labels]
    labels = [labels[i] for i in rng.permutation(len(labels))[:_HEADERS]]
    common = Counter(label.standard for label in labels if not label.absent).most_common()
    known = load_schema(None).names
    found = []
    for size in SIZES:
        drawn = [str(name) for name in rng.choice(known, size, replace=False)]
        often = [name for name, _ in common[:size]]
        found.append(fared(labels, drawn, "drawn", model))
        found.append(fared(labels, often, "most frequent", model))
    table = Table(*asdict(found[0]), title=f"{len(labels)} headers of strangers, {part}")
    for each in found:
        table.add_row(*map(str, asdict(each).values()))
    Console().print(table)
    print(json.dumps({f"{e.standards} {e.chosen}": e.falsely_mapped for e in found}))


if __name__ == "__main__":
    typer.run(main)
