"""Which model is proposed: the best within the limits, ties by calibration, then by latency."""

import numpy as np
import pytest

from matchloop.evaluation.metric import ACCURACY
from matchloop.release.choice import Contender, choose
from matchloop.release.gate_limits import GateLimits

LIMITS = GateLimits(
    floors={"accuracy": 0.5},
    ceilings={"ece": 0.1},
    maximum_latency_ms=1.0,
    maximum_bytes=1000,
    resamples=200,
)


def contender(
    name: str, wrong: int, ece: float = 0.02, ms: float = 0.1, size: int = 500, sure: float = 0.99
):
    """A model that is wrong on the first of 1,000 examples."""
    return Contender(name, np.arange(1000) >= wrong, sure, ece, ms, size)


def test_within_noise_the_one_that_is_right_where_it_is_sure_is_chosen():
    choice = choose(
        [contender("boosting", 30, 0.007, sure=0.993), contender("blend", 31, 0.011, sure=0.997)],
        LIMITS,
        ACCURACY,
    )
    assert choice.model == "blend"
    assert choice.reasons[-1] == (
        "Of these blend has the highest accuracy at confidence 0.9 (boosting 0.993, blend 0.997)."
    )
    assert chosen(contender("never", 30, 0.001, sure=None), contender("b", 31)) == "b"


def chosen(*contenders: Contender) -> str:
    return choose(contenders, LIMITS, ACCURACY).model


def test_the_best_beyond_noise_is_chosen_whatever_its_calibration():
    choice = choose(
        [contender("forest", 90, ece=0.001), contender("blend", 30, ece=0.05)], LIMITS, ACCURACY
    )
    assert choice.model == "blend"
    assert choice.reasons == (
        "blend is the best by accuracy, 0.9700, alone within noise (paired 95 % intervals).",
    )


def test_within_noise_the_better_calibrated_is_chosen():
    choice = choose(
        [
            contender("boosting", 30, ece=0.031),
            contender("network", 32, ece=0.012),
            contender("forest", 90, ece=0.001),
        ],
        LIMITS,
        ACCURACY,
    )
    assert choice.model == "network"
    assert choice.reasons == (
        "boosting is the best by accuracy, 0.9700; as good within noise (paired 95 % intervals): "
        "network 0.9680.",
        "Of these network has the highest accuracy at confidence 0.9 (boosting 0.990, "
        "network 0.990).",
        "Of those alike in it network has the smallest calibration error (boosting 0.031, "
        "network 0.012).",
    )


def test_equally_calibrated_the_faster_is_chosen_and_no_time_is_told():
    slow, fast = contender("slow", 30, 0.0123, ms=0.5), contender("fast", 31, 0.0121, ms=0.2)
    choice = choose([slow, fast], LIMITS, ACCURACY)
    assert choice.model == "fast"
    assert choice.reasons[-1] == "slow and fast are equal in that; fast answers faster."
    twins = [contender(name, 30) for name in ("b", "a")]
    assert chosen(*twins) == "a"


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"ece": 0.2}, "calibration error 0.200 over 0.1"),
        ({"ms": 1.5}, "one answer takes more than 1 ms"),
        ({"size": 2000}, "2,000 bytes over 1,000"),
    ],
)
def test_a_model_over_a_limit_is_left_out_with_the_reason(over, why):
    choice = choose([contender("large", 1, **over), contender("small", 90)], LIMITS, ACCURACY)
    assert choice.model == "small"
    assert choice.reasons[0] == f"large is left out: {why}."


def test_where_all_are_over_a_limit_the_best_goes_to_the_gate():
    choice = choose([contender("a", 90, ms=2), contender("b", 10, ms=2)], LIMITS, ACCURACY)
    assert choice.model == "b"
    assert choice.reasons[-1] == ("Every model is over a limit, so the gate will refuse this one.")


def test_scores_between_right_and_wrong_decide_too():
    scores = np.tile([0.5, 0.75], 500)
    better = Contender("b", scores + 0.1, 0.99, 0.05, 0.1, 500)
    assert chosen(Contender("a", scores, 0.99, 0.01, 0.1, 500), better) == "b"
