"""What each control of the Siamese encoder's training gives: losses, wrong pairs, head, length.

`python -m benchmarks.siamese [--steps N] [--only NAME …] [--output FILE]`, after the step
`generate`. Each variant changes one thing of the parameters and is trained for the same number of
steps, unless it is about how many there are. Measured are the encoder and its head alone, as the
other views hide what they can: on generated names of standards that are not trained on, and on
headers of other people's tables, of the part to calibrate on, so that a choice by them spoils no
figure.
The last line of the output is JSON.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from rich.console import Console
from rich.table import Table

from matchloop.column_mapping.evidence.foreign import read_labels
from matchloop.column_mapping.models.siamese import (
    Siamese,
    judge_pairs,
    pretrained,
    train_siamese,
)
from matchloop.column_mapping.params import SiameseParams
from matchloop.column_mapping.schema.schema import Schema, load_schema
from matchloop.column_mapping.training import Examples, NamePairs, examples
from matchloop.evaluation.metric import named
from matchloop.files import write_json
from matchloop.labels.foreign import Part
from tasks.column_mapping import SPACE
from tasks.column_mapping.evidence import FOREIGN
from tasks.column_mapping.models import lesson_of, schedule_of

VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "as in params.yaml": {},
    "in-batch alone": {"losses": {"pairs": 0.0, "contrastive": 0.0}},
    "cross-entropy alone": {"losses": {"in_batch": 0.0, "contrastive": 0.0}},
    "contrastive alone": {"losses": {"pairs": 0.0, "in_batch": 0.0, "contrastive": 1.0}},
    "all three": {"losses": {"contrastive": 1.0}},
    "half of the wrong ones generated": {"generated": 0.5},
    "all wrong ones generated": {"generated": 1.0},
    "head of 256 and 64": {"head": {"widths": [256, 64]}},
    "dropout 0.3": {"head": {"dropout": 0.3}},
    "weight decay 0.1": {"weight_decay": 0.1},
    "bfloat16": {"precision": "bfloat16"},
}
LENGTHS = (4, 8)
"""How many times as long the further trainings are."""


@dataclass(frozen=True)
class Result:
    """One training.

    names: how many were seen; epochs: how often that goes through all. top1: right first by cosine,
    of generated names. auc, precision, recall, f1: of the head on generated pairs, at 0.5.
    strangers, strangers_10: real headers whose standard is first, or among ten, by cosine.
    """

    variant: str
    names: int
    epochs: float
    top1: float
    auc: float
    precision: float
    recall: float
    f1: float
    strangers: float
    strangers_10: float
    seconds: float


def changed(params: SiameseParams, changes: Mapping[str, Any]) -> SiameseParams:
    """Return the parameters with some of them changed, sections within too."""
    told = params.model_dump(mode="json")
    for name, value in changes.items():
        told[name] = {**told[name], **value} if isinstance(value, Mapping) else value
    return SiameseParams.model_validate(told)


def strangers() -> tuple[list[str], list[frozenset[str]]]:
    """Return the labelled headers that have a standard, of the part to calibrate on."""
    labels = [
        label
        for table in read_labels(FOREIGN)
        if table.part is Part.CALIBRATE
        for label in table.labels
        if not label.absent
    ]
    return [label.column for label in labels], [label.answers for label in labels]


def places(
    model: Siamese, schema: Schema, headers: Sequence[str], answers: Sequence[frozenset[str]]
) -> np.ndarray:
    """Return int [n]: at which place, from 0, the first right standard comes by cosine."""
    texts = [(i, text) for i, c in enumerate(schema.columns) for text in (c.name, *c.synonyms)]
    near = model.vectors(headers) @ model.vectors([text for _, text in texts]).T
    owner = np.array([i for i, _ in texts])
    best = np.stack([near[:, owner == i].max(1) for i in range(len(schema.columns))], 1)
    names = np.array(schema.names)
    right = np.stack([np.isin(names, sorted(each)) for each in answers])
    first = np.where(right, best, -np.inf).max(1, keepdims=True)
    return (best > first).sum(1)


def trained(
    variant: str, params: SiameseParams, data: Examples, held_out: Examples, seed: int
) -> Result:
    """Train one variant and measure it."""
    started = time.perf_counter()
    model, histories = train_siamese(
        data,
        held_out,
        pretrained(params.encoder, params.layers),
        schedule_of(params),
        rounds=params.rounds,
        batch=params.batch,
        rate=params.rate,
        head_rate=params.head_rate,
        seed=seed,
        lesson=lesson_of(params, NamePairs()),
    )
    seconds = time.perf_counter() - started
    seen = sum(each.steps[-1] for each in histories) * params.batch * params.accumulate
    place = places(model, load_schema(None), *strangers())
    return Result(
        variant,
        seen,
        round(seen / len(data), 2),
        round(histories[-1].best, 4),
        strangers=round(float((place == 0).mean()), 4),
        strangers_10=round(float((place < 10).mean()), 4),
        seconds=round(seconds, 1),
        **named(judge_pairs(model, held_out)),
    )


def main(
    steps: Annotated[int, typer.Option(help="Of each round, for all but the lengths.")] = 75,
    only: Annotated[list[str] | None, typer.Option(help="Variants to train; all if none.")] = None,
    output: Annotated[Path | None, typer.Option(help="A JSON file to write.")] = None,
) -> None:
    """Train every variant and print what it reaches."""
    params, console = SPACE.params(), Console()
    torch.set_num_threads(params.base.threads)
    data, held_out = (
        examples(SPACE.table("pairs"), SPACE.table("standards"), split)
        for split in ("train", "validation")
    )
    ours = changed(params.column_mapping.train.siamese, {"steps": steps})
    wanted = {name: changed(ours, changes) for name, changes in VARIANTS.items()}
    wanted |= {f"{n} times as long": changed(ours, {"steps": n * steps}) for n in LENGTHS}
    unknown = set(only or ()) - wanted.keys()
    if unknown:
        choices = ", ".join(wanted)
        raise typer.BadParameter(f"got {', '.join(sorted(unknown))}; expected some of: {choices}")
    found = []
    for name in only or wanted:
        found.append(trained(name, wanted[name], data, held_out, params.base.seed))
        console.print(asdict(found[-1]))
        if output:
            write_json(output, {"steps": steps, "results": [asdict(each) for each in found]})
    table = Table(*asdict(found[0]), title=f"{len(strangers()[0]):,} headers of strangers")
    for each in found:
        table.add_row(*map(str, asdict(each).values()))
    console.print(table)
    print(
        json.dumps({each.variant: {"f1": each.f1, "strangers": each.strangers} for each in found})
    )


if __name__ == "__main__":
    typer.run(main)
