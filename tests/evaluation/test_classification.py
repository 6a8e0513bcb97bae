import json
import math

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
)

from matchloop.errors import DataError
from matchloop.evaluation import classification

LABELS = ("text", "number", "date")


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sample(n: int = 600, k: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, k, n)
    return y, softmax(rng.normal(size=(n, k)) + 1.5 * np.eye(k)[y])


# Six rows whose answers are text, text, number, number, date, text.
TRUTH = np.array([0, 0, 0, 1, 2, 2])
ANSWERS = np.array(
    [
        [0.90, 0.05, 0.05],
        [0.60, 0.30, 0.10],
        [0.20, 0.80, 0.00],
        [0.05, 0.95, 0.00],
        [0.00, 0.00, 1.00],
        [0.55, 0.00, 0.45],
    ]
)


def test_figures_worked_by_hand() -> None:
    measured = classification.classification(TRUTH, ANSWERS, LABELS)

    assert measured.accuracy == pytest.approx(4 / 6)
    assert measured.confusion == ((2, 1, 0), (0, 1, 0), (1, 0, 1))
    text = measured.per_class[0]
    assert (text.precision, text.recall, text.support, text.predicted) == (2 / 3, 2 / 3, 3, 3)
    # |1-.9|, |1-.6|, |0-.8|, |1-.95|, |1-1|, |0-.55| in bins 14, 9, 12, {.95, 1}, 9.
    assert measured.ece == pytest.approx((0.1 + 0.8 + 0.05 + 2 * abs(0.5 - 0.575)) / 6)
    at = {point.threshold: point for point in measured.coverage}
    assert at[0.9] == classification.CoveragePoint(0.9, 0.5, 1.0, 3)
    assert at[0.7].accuracy == pytest.approx(3 / 4)


def test_figures_agree_with_scikit_learn() -> None:
    y, probabilities = sample()
    measured = classification.classification(y, probabilities, LABELS)
    answers = probabilities.argmax(axis=1)

    assert measured.accuracy == pytest.approx(accuracy_score(y, answers))
    assert measured.macro_f1 == pytest.approx(f1_score(y, answers, average="macro"))
    assert measured.log_loss == pytest.approx(log_loss(y, probabilities))
    assert np.array_equal(measured.confusion, confusion_matrix(y, answers))
    ours = [(s.precision, s.recall, s.f1, s.support) for s in measured.per_class]
    theirs = precision_recall_fscore_support(y, answers)
    assert np.allclose(np.array(ours).T, np.array(theirs))


def test_macro_f1_is_over_the_classes_present() -> None:
    y, probabilities = sample()
    kept = y != 2
    measured = classification.classification(y[kept], probabilities[kept], LABELS)

    answers = probabilities[kept].argmax(axis=1)
    expected = f1_score(y[kept], answers, labels=[0, 1], average="macro")
    assert measured.macro_f1 == pytest.approx(expected)
    assert measured.per_class[2].recall is None


def test_a_class_that_is_never_answered_has_no_precision_and_counts_zero() -> None:
    measured = classification.classification(np.array([0, 1]), np.eye(3)[[0, 0]], LABELS)

    assert measured.per_class[1].precision is None
    assert measured.macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_to_dict_is_json_without_nan_and_with_six_digits() -> None:
    measured = classification.classification(np.array([0, 1]), np.eye(3)[[0, 0]], LABELS).to_dict()

    again = json.loads(json.dumps(measured, allow_nan=False))
    assert again == measured
    assert measured["macro_f1"] == 0.333333
    assert measured["per_class"]["number"] == {
        "precision": None,
        "recall": 0.0,
        "f1": 0.0,
        "support": 1,
        "predicted": 0,
    }
    assert measured["reliability"][0]["accuracy"] is None
    assert "curve" not in measured


def test_rounded_refuses_what_json_cannot_say() -> None:
    assert classification.rounded(math.nan) is None
    assert classification.rounded(math.inf) is None
    assert classification.rounded(0.12345678) == 0.123457


def test_bins_hold_every_row_once_and_are_closed_on_the_right() -> None:
    bins = classification.reliability_bins(
        np.array([0.0, 1 / 15, 0.5, 1.0]), np.array([1, 0, 1, 1])
    )

    assert len(bins) == 15
    assert [bin_.count for bin_ in bins if bin_.count] == [2, 1, 1]
    assert (bins[0].count, bins[0].accuracy) == (2, 0.5)
    assert bins[-1].count == 1


def test_coverage_falls_with_the_threshold_and_may_be_nothing() -> None:
    measured = classification.classification(*sample(), LABELS)

    covered = [point.coverage for point in measured.curve]
    assert covered[0] == 1.0
    assert covered == sorted(covered, reverse=True)
    nothing = classification.coverage_at(np.array([0.4]), np.array([True]), 0.9)
    assert (nothing.coverage, nothing.accuracy, nothing.count) == (0.0, None, 0)


def test_group_ignores_confusion_inside_and_counts_others_taken_for_it() -> None:
    # Rows: truth text, number, date, date; answers number, text, text, date.
    answers = np.eye(3)[[1, 0, 0, 2]]
    measured = classification.classification(np.array([0, 1, 2, 2]), answers, LABELS)

    group = classification.group_score(measured, {"text", "number"})
    assert group.labels == ("text", "number")
    assert group.precision == pytest.approx(2 / 3)
    assert group.recall == 1.0
    assert group.false_positive_rate == pytest.approx(1 / 2)
    assert (group.support, group.others) == (2, 2)


def test_group_names_a_label_that_was_not_measured() -> None:
    measured = classification.classification(TRUTH, ANSWERS, LABELS)
    with pytest.raises(DataError, match=r"not measured: url.*text, number, date"):
        classification.group_score(measured, {"text", "url"})


def test_wilson_interval_is_the_published_one() -> None:
    # Newcombe 1998, table I: 81 of 263 and 0 of 20.
    assert classification.wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert classification.wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.5])
def test_temperature_finds_the_scale_that_was_applied(sharpness: float) -> None:
    rng = np.random.default_rng(1)
    honest = softmax(rng.normal(size=(4000, 3)) * 2)
    y = np.array([rng.choice(3, p=row) for row in honest])
    logits = np.log(honest) * sharpness

    assert classification.temperature(softmax(logits), y) == pytest.approx(sharpness, rel=0.06)


def test_temperature_agrees_with_a_logistic_regression_of_one_weight() -> None:
    # Two classes: temperature scaling is logistic regression on the log odds, no intercept.
    y, probabilities = sample(500, k=2)
    odds = np.log(probabilities[:, 1:] / probabilities[:, :1])
    fitted = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10).fit(odds, y)

    assert classification.temperature(probabilities, y) == pytest.approx(
        1 / fitted.coef_[0, 0], rel=1e-4
    )


def test_temperature_lowers_the_loss_and_keeps_the_answers() -> None:
    y, probabilities = sample()
    sure = classification.scaled(probabilities, 0.3)
    fitted = classification.scaled(sure, classification.temperature(sure, y))

    assert log_loss(y, fitted) < log_loss(y, sure)
    assert np.array_equal(fitted.argmax(axis=1), sure.argmax(axis=1))
    assert np.allclose(fitted.sum(axis=1), 1)


def test_temperature_of_exact_zeros_and_of_a_perfect_model_is_finite() -> None:
    y = np.array([0, 1, 2, 0])
    # Three of four right: the best scale gives the two others 1/8 each, ln 6 below the answer.
    expected = math.log(1e6) / math.log(6)
    assert classification.temperature(np.eye(3)[[0, 1, 2, 1]], y) == pytest.approx(
        expected, rel=1e-5
    )
    assert classification.temperature(np.eye(3)[y], y) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("truth", "probabilities", "message"),
    [
        (np.array([0]), np.ones((1, 2)) / 2, r"shape \(1, 2\).*expected \(1, 3\)"),
        (np.zeros(0, int), np.zeros((0, 3)), "no rows to measure"),
        (np.array([0.0]), np.eye(3)[:1], "whole numbers"),
        (np.array([0, 3]), np.eye(3)[:2], "Row 1 has label number 3; expected 0 to 2"),
        (np.array([0, 1]), np.array([[1, 0, 0], [2, -1, 0.0]]), "Row 1 is no row of prob"),
        (np.array([0]), np.array([[np.nan, 0, 0]]), "Row 0 is no row of prob"),
    ],
)
def test_bad_input_is_named(truth: np.ndarray, probabilities: np.ndarray, message: str) -> None:
    with pytest.raises(DataError, match=message):
        classification.classification(truth, probabilities, LABELS)
