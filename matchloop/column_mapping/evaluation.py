"""The family's frozen hold-outs, and a ranker's answers to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from matchloop.column_mapping.labelled import LabelledName
from matchloop.column_mapping.nameguess import NameGuess
from matchloop.column_mapping.ranker import Ranker, Ranking
from matchloop.column_mapping.schema.schema import Schema, schema_of
from matchloop.column_mapping.standards import schema_for
from matchloop.column_mapping.training import examples
from matchloop.column_mapping.words.names import fold
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.latency import REPEATS, median_milliseconds
from matchloop.evaluation.metric import TOP1
from matchloop.evaluation.paired import PairedAnswers
from matchloop.evaluation.ranking import ABSENT, RankingMetrics, ranking

UNSEEN = "unseen standards"
DEPTH = 10
SURE = 0.9


@dataclass(frozen=True)
class Names:
    """Raw names, and the standards they are looked for among.

    schema: the standards, with their synonyms where they have any. truth: int [n] into it, -1
    where none is right. kinds: what kind each name is of, by kind of kind.
    """

    raw: Sequence[str]
    schema: Schema
    truth: np.ndarray
    kinds: Mapping[str, Sequence[str]]


Part = HoldOut[Names]


@dataclass(frozen=True)
class Answers:
    """One model's ranked answers to a hold-out; candidates, probabilities: [n, k] as a `Ranking`'s.

    The names asked are those of `part`.
    """

    part: Part
    candidates: np.ndarray
    probabilities: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """The score of each name, bool [n]: whether the right standard is first."""
        first = self.candidates[:, 0]
        return (first == self.part.examples.truth) & (first != ABSENT)


def unseen(pairs: pa.Table, standards: pa.Table, known: Schema) -> Part:
    """Return generated names of standards that no training saw; `known` gives their synonyms."""
    data = examples(pairs, standards, "test")
    about = f"generated names of {len(data.standards):,} standard columns never trained on"
    kinds = {"distortion": data.distortion}
    names = Names(data.names, schema_for(data.standards, known), data.right, kinds)
    return HoldOut(UNSEEN, about, False, names)


def nameguess(city: str, task: NameGuess) -> Part:
    """Return NameGuess's real tables of one city."""
    about = f"names of real open-data tables among {len(task.candidates):,} full names"
    kinds = {"difficulty": task.difficulty}
    names = Names(task.raw, schema_of(task.candidates), task.truth, kinds)
    return HoldOut(city, about, True, names)


def city(stem: str, task: NameGuess) -> Part:
    """Return NameGuess's real tables of the city that a file is named after, eval_<city>."""
    name = stem.removeprefix("eval_").replace("_", " ").title()
    return nameguess(f"NameGuess {name}", task)


def recent_hold_out(
    kept: Iterable[LabelledName], learned: Iterable[LabelledName], known: Schema, minimum: int
) -> list[Part]:
    """Return the hold-out of recent feedback, none with fewer than `minimum` names.

    Names are looked for among the `known` schema and their own standards. One that is among those
    `learned` too is left out.
    """
    trained = {fold(name.raw) for name in learned}
    names = [name for name in kept if fold(name.raw) not in trained]
    if len(names) < minimum:
        return []
    standards = dict.fromkeys([*map(fold, known.names), *(name.standard for name in names)])
    number = {standard: place for place, standard in enumerate(standards)}
    truth = np.array([number[name.standard] for name in names])
    about = "names that people mapped after the model had answered, never trained on"
    raw, schema = tuple(name.raw for name in names), schema_for(tuple(standards), known)
    return [HoldOut("recent", about, True, Names(raw, schema, truth, {}))]


def answer(ranker: Ranker, part: Part) -> Answers:
    """Return a ranker's answers to a hold-out."""
    asked = part.examples
    found = ranker.rank(asked.raw, ranker.views.encode(asked.schema), DEPTH)
    return Answers(part, found.candidates, found.probabilities)


def measure(answers: Answers, answer_from: float = SURE) -> RankingMetrics:
    """Return the figures of answers to a hold-out; under `answer_from` none is given."""
    asked = answers.part.examples
    return ranking(
        answers.candidates,
        answers.probabilities,
        asked.truth,
        groups=asked.kinds,
        answer_from=answer_from,
    )


def compare(candidate: Answers, champion: Answers) -> PairedAnswers:
    """Return the answers of two models to the same hold-out as the gate compares them."""
    return PairedAnswers(TOP1, candidate.right, champion.right, slices=slices(candidate.part))


def pair_scores(answers: Answers, pairs: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Return how a hold-out's pairs are scored: confidences float64 [p], labels bool [p].

    pairs: labelled pairs of raw names and standards; those of other names are passed over. The
    confidence of a pair is the one that its standard got for its name; 0 where it is no candidate.
    """
    asked = answers.part.examples
    row = {raw: i for i, raw in enumerate(asked.raw)}
    number = {standard: i for i, standard in enumerate(asked.schema.names)}
    columns = (pairs[name].to_pylist() for name in ("raw_column", "standard_column", "label"))
    known = [
        (row[raw], number[standard], label == 1)
        for raw, standard, label in zip(*columns, strict=True)
        if raw in row and standard in number
    ]
    rows, standards, labels = (np.array(column) for column in zip(*known, strict=True))
    there = answers.candidates[rows] == standards[:, None]
    return (there * answers.probabilities[rows]).sum(1), labels


def slices(part: Part) -> dict[str, np.ndarray]:
    """Return bool [n] by kind: which names are of it."""
    found: dict[str, np.ndarray] = {}
    for kind, names in part.examples.kinds.items():
        array = np.array(names)
        found |= {f"{kind} {name}": array == name for name in sorted(set(names))}
    return found


def latency(ranker: Ranker, part: Part) -> float:
    """Return the median milliseconds of one answer, asked one at a time."""
    schema, names = ranker.views.encode(part.examples.schema), part.examples.raw
    count = min(REPEATS, len(names))
    chosen = [names[i * len(names) // REPEATS] for i in range(count)]
    ranker.rank(chosen[:20], schema)
    return median_milliseconds(lambda name: ranker.rank([name], schema), chosen)


def same_first(one: Ranking, other: Ranking, threshold: float) -> float:
    """Return the share of names with the same first candidate, of those that either one answers.

    A name that has no standard column has no first candidate worth the name: it is left out.
    """
    answered = np.maximum(one.probabilities[:, 0], other.probabilities[:, 0]) >= threshold
    same = (one.candidates[:, 0] == other.candidates[:, 0])[answered]
    return float(same.mean()) if len(same) else 1.0
