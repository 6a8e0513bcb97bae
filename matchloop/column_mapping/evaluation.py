"""The family's frozen hold-outs, and a ranker's answers to them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from matchloop.column_mapping.nameguess import NameGuess
from matchloop.column_mapping.ranker import Ranker, Ranking
from matchloop.column_mapping.reporting import Answers
from matchloop.column_mapping.schema.schema import Schema, schema_of
from matchloop.column_mapping.standards import schema_for
from matchloop.column_mapping.training import examples
from matchloop.column_mapping.views.encoded import EncodedSchema
from matchloop.evaluation.ranking import RankingMetrics, ranking

UNSEEN = "unseen standards"
DEPTH = 10
_SINGLE = 300


@dataclass(frozen=True)
class HoldOut:
    """Raw names that no training saw, and the standards they are looked for among.

    name, about: as people read them. real: whether people wrote the names. schema: the standards,
    with their synonyms where they have any. truth: int [n] into it. kinds: what kind each name is
    of, by kind of kind.
    """

    name: str
    about: str
    real: bool
    raw: tuple[str, ...]
    schema: Schema
    truth: np.ndarray
    kinds: Mapping[str, Sequence[str]]


def unseen(pairs: pa.Table, standards: pa.Table, known: Schema) -> HoldOut:
    """Return generated names of standards that no training saw; `known` gives their synonyms."""
    data = examples(pairs, standards, "test")
    about = f"generated names of {len(data.standards):,} standard columns never trained on"
    kinds = {"distortion": data.distortion}
    schema = schema_for(data.standards, known)
    return HoldOut(UNSEEN, about, False, data.names, schema, data.right, kinds)


def nameguess(city: str, task: NameGuess) -> HoldOut:
    """Return NameGuess's real tables of one city."""
    about = f"names of real open-data tables among {len(task.candidates):,} full names"
    kinds = {"difficulty": task.difficulty}
    schema = schema_of(task.candidates)
    return HoldOut(city, about, True, task.raw, schema, task.truth, kinds)


def answer(ranker: Ranker, part: HoldOut) -> Answers:
    """Return a ranker's answers to a hold-out."""
    found = ranker.rank(part.raw, ranker.views.encode(part.schema), DEPTH)
    return Answers(
        part.name,
        part.about,
        part.raw,
        part.schema.names,
        part.truth,
        found.candidates,
        found.probabilities,
        part.kinds,
    )


def measure(answers: Answers) -> RankingMetrics:
    """Return the figures of answers to a hold-out."""
    return ranking(answers.candidates, answers.probabilities, answers.truth, groups=answers.kinds)


def slices(answers: Answers) -> dict[str, np.ndarray]:
    """Return bool [n] by kind: which names are of it."""
    found: dict[str, np.ndarray] = {}
    for kind, names in answers.kinds.items():
        array = np.array(names)
        found |= {f"{kind} {name}": array == name for name in sorted(set(names))}
    return found


def latency(ranker: Ranker, schema: EncodedSchema, names: Sequence[str]) -> float:
    """Return the median milliseconds of one answer, asked one at a time."""
    chosen = [names[i * len(names) // _SINGLE] for i in range(min(_SINGLE, len(names)))]
    ranker.rank(chosen[:20], schema)
    times = []
    for name in chosen:
        begin = time.perf_counter()
        ranker.rank([name], schema)
        times.append(time.perf_counter() - begin)
    return float(np.median(times) * 1e3)


def same_first(one: Ranking, other: Ranking, threshold: float) -> float:
    """Return the share of names with the same first candidate, of those that either one answers.

    A name that has no standard column has no first candidate worth the name: it is left out.
    """
    answered = np.maximum(one.probabilities[:, 0], other.probabilities[:, 0]) >= threshold
    same = (one.candidates[:, 0] == other.candidates[:, 0])[answered]
    return float(same.mean()) if len(same) else 1.0
