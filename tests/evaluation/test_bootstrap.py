"""Differences between two models: intervals as of resampling rows, figures as of sklearn."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from matchloop.evaluation.bootstrap import (
    Resampling,
    class_differences,
    macro_f1_difference,
    score_difference,
)

WAYS = Resampling(4000, 0.95, 0)


def resampled(first: np.ndarray, second: np.ndarray, seed: int = 2) -> np.ndarray:
    """The textbook bootstrap of a difference of means, row by row."""
    rows = np.random.default_rng(seed).integers(0, len(first), (4000, len(first)))
    return np.quantile(first[rows].mean(1) - second[rows].mean(1), [0.025, 0.975])


def test_the_interval_of_right_and_wrong_is_that_of_resampling_rows() -> None:
    """The multinomial shortcut against the textbook bootstrap, row by row."""
    rng = np.random.default_rng(1)
    first, second = rng.random(400) < 0.9, rng.random(400) < 0.85

    found = score_difference(first, second, WAYS)

    assert found.value == pytest.approx(first.mean() - second.mean())
    assert [found.low, found.high] == pytest.approx(resampled(first, second), abs=0.005)


def test_the_interval_of_scores_is_that_of_resampling_rows() -> None:
    rng = np.random.default_rng(1)
    first = rng.random(500)
    second = np.clip(first - rng.normal(0.02, 0.1, 500), 0, 1)

    found = score_difference(first, second, WAYS)

    assert found.value == pytest.approx((first - second).mean())
    assert [found.low, found.high] == pytest.approx(resampled(first, second), abs=0.005)


def test_scores_that_are_right_or_wrong_give_what_bools_give() -> None:
    rng = np.random.default_rng(3)
    first, second = rng.random(200) < 0.8, rng.random(200) < 0.8

    assert score_difference(first.astype(float), second.astype(float), WAYS) == score_difference(
        first, second, WAYS
    )


def test_four_wins_to_none_are_not_certain_and_no_difference_has_an_interval() -> None:
    second = np.zeros(150, bool)
    first = second.copy()
    assert (
        score_difference(first, second, WAYS).low < 0 < score_difference(first, second, WAYS).high
    )
    first[:4] = True
    assert score_difference(first, second, WAYS).low <= 0
    assert score_difference(first * 0.01, second, WAYS).low <= 0  # a hundredth of a win each
    first[:8] = True
    assert score_difference(first, second, WAYS).low > 0


def test_recall_precision_and_false_positives_of_a_class() -> None:
    truth = np.array([1, 1, 1, 1, 0, 0], bool)
    first = np.array([1, 1, 1, 0, 1, 0], bool)  # recall 3/4, precision 3/4, false 1/2
    second = np.array([1, 1, 0, 0, 0, 0], bool)  # recall 2/4, precision 2/2, false 0/2

    found = class_differences(truth, first, second, WAYS)

    values = (found.recall.value, found.precision.value, found.false_positive_rate.value)
    assert values == pytest.approx((0.25, -0.25, 0.5))
    assert found.recall.low <= 0.25 <= found.recall.high


def test_macro_f1_is_sklearns_and_its_interval_that_of_resampling_rows() -> None:
    rng = np.random.default_rng(5)
    truth = rng.choice(4, 300, p=[0.5, 0.3, 0.15, 0.05])
    first, second = (
        np.where(rng.random(300) < p, truth, rng.integers(0, 4, 300)) for p in (0.9, 0.7)
    )

    def macro(rows: np.ndarray) -> float:
        there = np.unique(truth[rows])
        ours, theirs = (
            f1_score(truth[rows], said[rows], labels=there, average="macro")
            for said in (first, second)
        )
        return ours - theirs

    found = macro_f1_difference(truth, first, second, 4, WAYS)

    assert found.value == pytest.approx(macro(np.arange(300)))
    rows = np.random.default_rng(0).integers(0, 300, (300, 300))
    textbook = np.quantile([macro(each) for each in rows], [0.025, 0.975])
    assert [found.low, found.high] == pytest.approx(textbook, abs=0.03)


def test_macro_f1_of_answers_outside_the_labels_counts_them_as_wrong() -> None:
    truth = np.array([0, 0, 1, 1])
    found = macro_f1_difference(truth, np.array([0, 0, 1, -1]), truth, 2, WAYS)
    assert found.value == pytest.approx((1 + 2 / 3) / 2 - 1)
