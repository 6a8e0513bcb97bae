import json

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
)

from matchloop.errors import DataError
from matchloop.evaluation import classification
from matchloop.evaluation.metric import (
    ACCURACY,
    CONFIDENT,
    COVERAGE,
    false_positives_of,
    precision_of,
)

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


def test_group_ignores_confusion_inside_and_counts_others_taken_for_it() -> None:
    # Rows: truth text, number, date, date; answers number, text, text, date.
    answers = np.eye(3)[[1, 0, 0, 2]]
    truth, groups = np.array([0, 1, 2, 2]), {"words": {"text", "number"}}
    measured = classification.classification(truth, answers, LABELS, groups)

    group = measured.groups["words"]
    assert group.labels == ("text", "number")
    assert group.precision == pytest.approx(2 / 3)
    assert group.recall == 1.0
    assert group.false_positive_rate == pytest.approx(1 / 2)
    assert (group.support, group.others) == (2, 2)
    assert measured.to_dict()["groups"]["words"]["precision"] == 0.666667


def test_group_names_a_label_that_was_not_measured() -> None:
    with pytest.raises(DataError, match=r"not measured: url.*text, number, date"):
        classification.classification(TRUTH, ANSWERS, LABELS, {"words": {"text", "url"}})


def test_figures_are_by_metric_the_headline_first() -> None:
    groups = {"words": ("text", "date")}
    measured = classification.classification(TRUTH, ANSWERS, LABELS, groups)
    figures = measured.figures
    assert next(iter(figures)) == measured.headline == ACCURACY
    assert figures[COVERAGE] == 0.5
    assert figures[CONFIDENT] == 1.0
    assert figures[precision_of("words")] == measured.groups["words"].precision == 1.0
    assert figures[false_positives_of("words")] == 0.0
    assert [metric.name for metric in figures if not metric.greater_is_better] == [
        *("ece", "words_false_positive_rate"),
    ]


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
