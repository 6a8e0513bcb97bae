"""One hold-out answered by two models: what the gate compares. Knows no gate and no family.

Every comparison has a score for each example, between 0 and 1: right or wrong for labels, whatever
else a family measures its answers by for others. What is no mean over examples, such as macro-F1,
comes as a `PairedFigure` that knows how to resample itself.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchloop.evaluation.bootstrap import (
    Difference,
    Resampling,
    class_differences,
    macro_f1_difference,
)
from matchloop.evaluation.metric import (
    ACCURACY,
    MACRO_F1,
    Metric,
    false_positives_of,
    precision_of,
)


@dataclass(frozen=True)
class PairedFigure:
    """A figure of both models: over how many examples, and how far they differ."""

    examples: int
    difference: Callable[[Resampling], Difference]


@dataclass(frozen=True)
class PairedClass:
    """One class: which examples are of it, which each model takes for it; bool (n,)."""

    truth: np.ndarray
    candidate: np.ndarray
    champion: np.ndarray


@dataclass(frozen=True)
class PairedAnswers:
    """The candidate's and the champion's answers to the same n > 0 examples.

    metric: what the mean of the scores is; candidate, champion: scores (n,), bool or float in
    [0, 1]; figures: what else must not be worse; classes: of labels that are told apart; slices:
    named parts of the examples, bool (n,), e.g. one for each locale.
    """

    metric: Metric
    candidate: np.ndarray
    champion: np.ndarray
    figures: Mapping[Metric, PairedFigure] = field(default_factory=dict)
    classes: Mapping[str, PairedClass] = field(default_factory=dict)
    slices: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shapes = {np.shape(each) for each in (self.candidate, self.champion)}
        shapes |= {np.shape(mask) for mask in self.slices.values()}
        if len(shapes) != 1 or len(np.shape(self.candidate)) != 1 or len(self.candidate) == 0:
            raise ValueError(f"answers need non-empty arrays of one shape (n,), got {shapes}")
        for scores in (self.candidate, self.champion):
            if not ((scores >= 0) & (scores <= 1)).all():
                raise ValueError("the scores of answers lie between 0 and 1")


def paired_labels(
    truth: np.ndarray,
    candidate: np.ndarray,
    champion: np.ndarray,
    labels: Sequence[str],
    groups: Mapping[str, Collection[str]] | None = None,
    slices: Mapping[str, np.ndarray] | None = None,
) -> PairedAnswers:
    """Compare two classifiers.

    truth, candidate, champion: int (n,), positions in `labels`; an answer below 0 is outside
    them. groups: labels that are also judged as one, by name. Raises ValueError for arrays of
    different shapes and for a number that has no label.
    """
    shapes = {np.shape(each) for each in (truth, candidate, champion)}
    if len(shapes) != 1 or len(np.shape(truth)) != 1 or len(truth) == 0:
        raise ValueError(f"answers need non-empty arrays of one shape (n,), got {shapes}")
    highest = max(truth.max(), candidate.max(), champion.max())
    if highest >= len(labels):
        raise ValueError(f"label number {highest}, but there are {len(labels)} labels")
    classes = {
        label: PairedClass(truth == number, candidate == number, champion == number)
        for number, label in enumerate(labels)
    }
    macro_f1 = PairedFigure(
        len(truth),
        lambda ways: macro_f1_difference(truth, candidate, champion, len(labels), ways),
    )
    figures = {MACRO_F1: macro_f1}
    for name, group in (groups or {}).items():
        numbers = [number for number, label in enumerate(labels) if label in group]
        figures |= _group(name, *(np.isin(x, numbers) for x in (truth, candidate, champion)))
    return PairedAnswers(
        ACCURACY, candidate == truth, champion == truth, figures, classes, slices or {}
    )


def _group(
    name: str, truth: np.ndarray, candidate: np.ndarray, champion: np.ndarray
) -> dict[Metric, PairedFigure]:
    inside = int(np.count_nonzero(truth))

    def precision(ways: Resampling) -> Difference:
        return class_differences(truth, candidate, champion, ways).precision

    def false_positives(ways: Resampling) -> Difference:
        return class_differences(truth, candidate, champion, ways).false_positive_rate

    return {
        precision_of(name): PairedFigure(inside, precision),
        false_positives_of(name): PairedFigure(len(truth) - inside, false_positives),
    }
