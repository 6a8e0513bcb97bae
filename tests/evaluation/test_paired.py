"""Two models' answers side by side: what is checked of them, and what is compared."""

import numpy as np
import pytest

from matchloop.evaluation.bootstrap import Resampling
from matchloop.evaluation.classification import classification
from matchloop.evaluation.metric import (
    ACCURACY,
    MACRO_F1,
    TOP1,
    false_positives_of,
    precision_of,
)
from matchloop.evaluation.paired import PairedAnswers, paired_labels

WAYS = Resampling(200, 0.95, 0)
LABELS = ("long", "short", "number")
GROUPS = {"text": ("long", "short")}
TRUTH = np.array([0, 0, 1, 1, 2, 2, 2, 2])
OURS = np.array([0, 1, 1, 2, 2, 2, 2, 1])
THEIRS = np.array([0, 0, 1, 1, 2, 2, 0, 1])


def test_answers_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="non-empty arrays of one shape"):
        PairedAnswers(TOP1, np.zeros(3), np.zeros(2))
    with pytest.raises(ValueError, match="non-empty arrays of one shape"):
        PairedAnswers(TOP1, np.zeros(3), np.zeros(3), slices={"x": np.zeros(2, bool)})
    with pytest.raises(ValueError, match="non-empty arrays of one shape"):
        paired_labels(TRUTH, OURS[:2], THEIRS, LABELS)


def test_scores_lie_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        PairedAnswers(TOP1, np.array([1.5]), np.array([0.5]))


def test_a_number_without_a_label_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="label number 2, but there are 2 labels"):
        paired_labels(TRUTH, OURS, THEIRS, LABELS[:2])


def test_what_is_compared_is_what_is_measured() -> None:
    """Differences have the values of the figures that each model has by itself."""
    ours, theirs = (
        classification(TRUTH, np.eye(3)[said], LABELS, GROUPS).figures for said in (OURS, THEIRS)
    )
    pair = paired_labels(TRUTH, OURS, THEIRS, LABELS, GROUPS)

    assert pair.metric is ACCURACY
    assert pair.candidate.mean() == ours[ACCURACY]
    text = (precision_of("text"), false_positives_of("text"))
    assert set(pair.figures) == {MACRO_F1, *text}
    assert [pair.figures[metric].examples for metric in text] == [4, 4]
    for metric, figure in pair.figures.items():
        assert figure.difference(WAYS).value == pytest.approx(ours[metric] - theirs[metric])


def test_classes_are_masks_of_examples() -> None:
    pair = paired_labels(TRUTH, OURS, np.full(8, -1), LABELS)
    assert pair.classes["short"].candidate.tolist() == [0, 1, 1, 0, 0, 0, 0, 1]
    assert not any(each.champion.any() for each in pair.classes.values())
    assert not pair.champion.any()
