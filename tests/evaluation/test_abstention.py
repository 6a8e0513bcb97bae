import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from matchloop.errors import DataError
from matchloop.evaluation.abstention import (
    GRID,
    NEVER,
    STARTS,
    Threshold,
    fewest,
    lower_bound,
    threshold_for,
)

DRAWS = 2_000


def violations(n: int, accuracy_at, seed: int, rate: float = 0.95, delta: float = 0.05) -> float:
    """Share of draws whose threshold lets through answers that are right less often than `rate`.

    Confidence is uniform over a grid of its own, so that the true accuracy above any threshold is
    known exactly: the mean of `accuracy_at` over the grid points that are accepted.
    """
    points = np.linspace(0.0025, 0.9975, 200)
    chances = accuracy_at(points)
    rng = np.random.default_rng(seed)
    bad = 0
    for _ in range(DRAWS):
        drawn = rng.integers(0, len(points), n)
        correct = rng.random(n) < chances[drawn]
        found = threshold_for(points[drawn], correct, rate, delta)
        bad += found.reached and chances[points >= found.threshold].mean() < rate
    return bad / DRAWS


# Standard error of a share of 0.05 among 2,000 draws: 0.005.
MOST = 0.05 + 3 * 0.005


@pytest.mark.parametrize("n", [80, 300, 2_000])
@pytest.mark.parametrize(
    "accuracy_at",
    [
        lambda c: np.full_like(c, 0.949),  # never enough, by a hair
        lambda c: 0.93 + 0.03 * c,  # enough at the very top
        lambda c: np.clip(c**0.2, 0, 1),  # a model that is too unsure of itself
        lambda c: np.where(c > 0.97, 0.9, 0.96),  # worst where it is surest
        lambda c: 0.945 + 0.05 * np.sin(40 * c),  # up and down
    ],
)
def test_the_rate_is_missed_in_at_most_delta_of_draws(n, accuracy_at) -> None:
    assert violations(n, accuracy_at, seed=n) <= MOST


def test_a_threshold_is_found_where_there_is_one() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0, 1, 20_000)
    correct = rng.random(20_000) < confidence  # accuracy above t is (1 + t) / 2
    found = threshold_for(confidence, correct)

    assert found.reached
    assert 0.9 <= found.threshold <= 0.93
    assert found.coverage == pytest.approx(1 - found.threshold, abs=0.01)
    assert found.accuracy == pytest.approx((1 + found.threshold) / 2, abs=0.01)
    assert (found.guaranteed, found.n) == (0.95, 20_000)
    assert "at least 95% of all future answers" in str(found)


def test_a_model_that_is_always_right_answers_everything() -> None:
    found = threshold_for(np.linspace(0.5, 1, 500), np.ones(500, bool))
    assert (found.threshold, found.coverage, found.accuracy) == (0.0, 1.0, 1.0)


def test_confidences_that_reach_no_high_start_are_served_by_a_lower_one() -> None:
    rng = np.random.default_rng(1)
    found = threshold_for(rng.uniform(0.7, 0.85, 2_000), rng.random(2_000) < 0.98)
    assert found.reached
    assert found.coverage == 1.0


def test_no_threshold_means_always_abstain_and_says_what_is_missing() -> None:
    found = threshold_for(np.full(1_000, 1.0), np.tile([True, False], 500))

    assert not found.reached
    assert (found.threshold, found.coverage, found.accuracy) == (NEVER, 0.0, None)
    assert found.guaranteed is None
    assert NEVER > 1
    assert "No threshold gives answers that are right at 95%" in str(found)
    assert json.loads(json.dumps(found.to_dict()))["guaranteed"] is None


def test_too_few_rows_are_not_enough_and_one_more_than_the_fewest_is() -> None:
    least = fewest(0.95, 0.05)
    assert least == 90
    assert not threshold_for(np.ones(least - 1), np.ones(least - 1, bool)).reached
    assert threshold_for(np.ones(least), np.ones(least, bool)).reached


def test_the_bound_is_clopper_and_pearson_s() -> None:
    for right, count, delta in ((95, 100, 0.05), (1, 7, 0.1), (30, 30, 0.01)):
        expected = beta.ppf(delta, right, count - right + 1)
        assert lower_bound(right, count, delta) == pytest.approx(expected)
    assert lower_bound(0, 10, 0.05) == lower_bound(0, 0, 0.05) == 0.0


def test_starts_are_on_the_grid_which_falls_to_zero() -> None:
    assert set(STARTS) <= set(GRID)
    assert list(GRID) == sorted(GRID, reverse=True)
    assert GRID[-1] == 0.0


@settings(max_examples=40, deadline=None)
@given(st.integers(90, 600), st.floats(0.6, 0.99), st.integers(0, 2**32 - 1))
def test_asking_for_more_never_answers_more(n: int, rate: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    confidence = rng.uniform(0, 1, n)
    correct = rng.random(n) < 0.5 + confidence / 2
    lax, strict = (threshold_for(confidence, correct, r) for r in (rate * 0.9, rate))
    surer = threshold_for(confidence, correct, rate, delta=0.005)
    assert lax.threshold <= strict.threshold <= surer.threshold
    if strict.accuracy is not None:
        assert strict.accuracy > rate


@pytest.mark.parametrize(
    ("confidence", "correct", "options", "message"),
    [
        ([], [], {}, "no rows to choose a threshold on"),
        ([0.5], [True, False], {}, r"shape \(1,\) and answers of shape \(2,\)"),
        ([0.5, 1.2], [True, True], {}, r"Row 1 has confidence 1.2; expected 0 to 1"),
        ([np.nan], [True], {}, "Row 0 has confidence nan"),
        ([0.5], [True], {"rate": 1.0}, r"The rate of a guarantee is 1.0; expected between"),
        ([0.5], [True], {"delta": 0.0}, r"The delta of a guarantee is 0.0"),
    ],
)
def test_what_cannot_be_guaranteed_is_refused(confidence, correct, options, message) -> None:
    with pytest.raises(DataError, match=message):
        threshold_for(np.array(confidence), np.array(correct, bool), **options)


def test_the_words_of_a_threshold() -> None:
    reached = Threshold(0.9, 0.75, 0.98, 0.95, 2_000, 0.95, 0.1)
    assert str(reached) == (
        "Answers from confidence 0.9: 75.0% of 2,000 rows are answered, 98.0% of those right; "
        "at least 95% of all future answers on such rows are, with 90% confidence."
    )
    assert str(Threshold(NEVER, 0.0, None, None, 2_000, 0.95, 0.1)) == (
        "No threshold gives answers that are right at 95% with 90% confidence on 2,000 rows, so "
        "nothing is answered. At least 77 confident rows without an error are needed; give more "
        "held-out rows, or ask for a lower rate."
    )


def test_a_threshold_as_json_keeps_six_digits_and_the_rest_as_it_is() -> None:
    assert Threshold(0.9, 1 / 3, None, None, 7, 0.95, 0.05).to_dict() == {
        "threshold": 0.9,
        "coverage": 0.333333,
        "accuracy": None,
        "guaranteed": None,
        "n": 7,
        "rate": 0.95,
        "delta": 0.05,
    }


def test_a_rate_that_is_just_reached_is_reached() -> None:
    every = np.ones(90, bool)
    rate = lower_bound(90, 90, 0.05 / len(STARTS))
    assert threshold_for(np.ones(90), every, rate).reached


def test_the_strictest_start_counts_by_itself() -> None:
    confidence = np.repeat([0.99, 0.985], [100, 100])
    found = threshold_for(confidence, confidence == 0.99)
    assert (found.threshold, found.coverage, found.accuracy) == (0.99, 0.5, 1.0)


def test_a_confidence_of_exactly_the_threshold_is_answered() -> None:
    confidence = np.repeat([0.9, 0.895], [200, 200])
    found = threshold_for(confidence, confidence == 0.9)
    assert (found.threshold, found.coverage, found.accuracy) == (0.9, 0.5, 1.0)


def test_the_chance_of_a_start_is_handed_on_and_not_spent_twice() -> None:
    """With a fifth of delta for each start, a run that lasts may use what it has gathered."""
    confidence = np.repeat([0.99, 0.98], [90, 90])
    correct = np.ones(180, bool)
    correct[-4:] = False  # 176 of 180: shown at two fifths of delta, not at one
    rate = lower_bound(176, 180, 0.02) - 1e-9
    assert rate > lower_bound(176, 180, 0.01)
    assert lower_bound(90, 90, 0.01) >= rate
    assert threshold_for(confidence, correct, rate).threshold <= 0.98


def test_what_is_refused_is_told_in_full() -> None:
    with pytest.raises(DataError) as caught:
        threshold_for(np.array([0.5]), np.array([True]), rate=1.5)
    assert str(caught.value) == "The rate of a guarantee is 1.5; expected between 0 and 1."
    with pytest.raises(DataError) as caught:
        threshold_for(np.ones((2, 1)), np.ones((2, 1), bool))
    assert str(caught.value) == (
        "Got confidences of shape (2, 1) and answers of shape (2, 1); expected (n,) and (n,)."
    )
    with pytest.raises(DataError) as caught:
        threshold_for(np.array([]), np.array([], bool))
    assert str(caught.value) == "There are no rows to choose a threshold on. Give held-out rows."
    with pytest.raises(DataError) as caught:
        threshold_for(np.array([0.0, 1.0, -0.25, 2.0]), np.ones(4, bool))
    assert str(caught.value) == "Row 2 has confidence -0.25; expected 0 to 1."
