import math

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from matchloop.evaluation import calibration
from matchloop.evaluation.classification import classification
from tests.evaluation.test_classification import sample, softmax


def test_rounded_refuses_what_json_cannot_say() -> None:
    assert calibration.rounded(math.nan) is None
    assert calibration.rounded(math.inf) is None
    assert calibration.rounded(0.12345678) == 0.123457


def test_bins_hold_every_row_once_and_are_closed_on_the_right() -> None:
    bins = calibration.reliability_bins(np.array([0.0, 1 / 15, 0.5, 1.0]), np.array([1, 0, 1, 1]))

    assert len(bins) == 15
    assert [bin_.count for bin_ in bins if bin_.count] == [2, 1, 1]
    assert (bins[0].count, bins[0].accuracy) == (2, 0.5)
    assert bins[-1].count == 1


def test_coverage_falls_with_the_threshold_and_may_be_nothing() -> None:
    measured = classification(*sample(), ("text", "number", "date"))

    covered = [point.coverage for point in measured.curve]
    assert covered[0] == 1.0
    assert covered == sorted(covered, reverse=True)
    nothing = calibration.coverage_at(np.array([0.4]), np.array([True]), 0.9)
    assert (nothing.coverage, nothing.accuracy, nothing.count) == (0.0, None, 0)


def test_wilson_interval_is_the_published_one() -> None:
    # Newcombe 1998, table I: 81 of 263 and 0 of 20.
    assert calibration.wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert calibration.wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.5])
def test_temperature_finds_the_scale_that_was_applied(sharpness: float) -> None:
    rng = np.random.default_rng(1)
    honest = softmax(rng.normal(size=(4000, 3)) * 2)
    y = np.array([rng.choice(3, p=row) for row in honest])
    logits = np.log(honest) * sharpness

    assert calibration.temperature(softmax(logits), y) == pytest.approx(sharpness, rel=0.06)


def test_temperature_agrees_with_a_logistic_regression_of_one_weight() -> None:
    # Two classes: temperature scaling is logistic regression on the log odds, no intercept.
    y, probabilities = sample(500, k=2)
    odds = np.log(probabilities[:, 1:] / probabilities[:, :1])
    fitted = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10).fit(odds, y)

    assert calibration.temperature(probabilities, y) == pytest.approx(
        1 / fitted.coef_[0, 0], rel=1e-4
    )


def test_temperature_lowers_the_loss_and_keeps_the_answers() -> None:
    y, probabilities = sample()
    sure = calibration.scaled(probabilities, 0.3)
    fitted = calibration.scaled(sure, calibration.temperature(sure, y))

    assert log_loss(y, fitted) < log_loss(y, sure)
    assert np.array_equal(fitted.argmax(axis=1), sure.argmax(axis=1))
    assert np.allclose(fitted.sum(axis=1), 1)


def test_temperature_of_exact_zeros_and_of_a_perfect_model_is_finite() -> None:
    y = np.array([0, 1, 2, 0])
    # Three of four right: the best scale gives the two others 1/8 each, ln 6 below the answer.
    expected = math.log(1e6) / math.log(6)
    assert calibration.temperature(np.eye(3)[[0, 1, 2, 1]], y) == pytest.approx(expected, rel=1e-5)
    assert calibration.temperature(np.eye(3)[y], y) == pytest.approx(0.05)
