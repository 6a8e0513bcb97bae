"""What the steps of `column_mapping` leave for the next ones, beyond what every family's do."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from matchloop.column_mapping.evidence.judgement import Mapped
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.metric import AUC, F1, PRECISION, RECALL, Figures, Metric
from matchloop.evaluation.records import Record
from matchloop.labels.foreign import Part

SAME_ANSWER = Metric("same_answer", "answered by int8 as by float")
EXAMPLES_RIGHT = Metric("right", "examples answered right")
LOWEST_CONFIDENCE = Metric("lowest_confidence", "lowest confidence of an example")


class Head(Record):
    """The head: temperature, from which confidence it answers, names it was trained and set on."""

    temperature: float
    loss: tuple[float, ...]
    threshold: Threshold
    names: int
    calibrated_on: int


class Agreement(Record):
    """Share of so many real names that int8 answers as float does, of those answered."""

    int8: float
    names: int

    def fitness(self, floor: float) -> tuple[bool, str]:
        """Whether int8 may serve, and why, with figures for yes and no alike."""
        text = f"same answer as float for {self.int8:.2%} of the real names answered"
        return self.int8 >= floor, f"{text}; at least {floor:.0%} asked for"


class Example(Record):
    """One of the names that the docs speak of, with its answer on the default schema."""

    raw_column: str
    standard_column: str
    answer: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether the answer is the standard column."""
        return self.answer == self.standard_column


class Evaluation(Record):
    """What was measured of the model: its `RankingMetrics` by hold-out, and beside them.

    foreign: how labelled columns of other people's tables are mapped, by part. pairs: how well the
    pairs of unseen standards are told apart, at the threshold, by name of the figure.
    """

    hold_outs: dict[str, Any]
    agreement: Agreement
    examples: tuple[Example, ...]
    foreign: Mapping[str, Mapped] = Field(default_factory=dict)
    pairs: Mapping[str, float] = Field(default_factory=dict)

    def beside(self) -> dict[str, Figures]:
        """The figures that are of no hold-out."""
        found: dict[str, Figures] = {"int8": {SAME_ANSWER: self.agreement.int8}}
        if self.examples:
            found["examples"] = {
                EXAMPLES_RIGHT: sum(each.right for each in self.examples) / len(self.examples),
                LOWEST_CONFIDENCE: min(each.confidence for each in self.examples),
            }
        if self.pairs:
            found["pairs"] = self.pair_figures()
        learned = {part: m for part, m in self.foreign.items() if part != Part.MEASURE}
        return found | {f"foreign_{part}": m.figures() for part, m in learned.items()}

    def pair_figures(self) -> Figures:
        """How well pairs of unseen standards are told apart."""
        return {each: self.pairs.get(each.name) for each in (AUC, PRECISION, RECALL, F1)}

    def unseen_tables(self) -> dict[str, Figures]:
        """The figures on tables that nothing was learned or set on; limits hold for them."""
        measured = self.foreign.get(Part.MEASURE)
        return {f"foreign_{Part.MEASURE}": measured.figures()} if measured else {}
