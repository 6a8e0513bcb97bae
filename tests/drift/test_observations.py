import numpy as np
import pytest
from pydantic import ValidationError

from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations
from matchloop.errors import DataError


def _of(names=("a", "b"), features=None, confidence=(0.5, 0.5), answer=("x", "y"), **given):
    features = np.zeros((2, 2)) if features is None else features
    return Observations.of(names, features, np.array(confidence), answer, **given)


def test_what_is_not_given():
    found = _of()
    assert found.correct.tolist() == [-1, -1]
    assert found.abstained.tolist() == [False, False]
    assert found.identity.tolist() == found.cluster.tolist() == [0, 1]
    assert found.features.dtype == np.float32


def test_answers_stay_whole():
    assert _of(answer=["x", "a long answer"]).answer.tolist() == ["x", "a long answer"]


def test_a_cluster_is_the_input_where_none_is_given():
    assert _of(identity=["q", "q"]).cluster.tolist() == ["q", "q"]


def test_rows_are_taken_together():
    taken = _of(features=np.array([[1, 2], [3, 4]])).take(np.array([1]))
    assert (taken.features.tolist(), taken.answer.tolist(), len(taken)) == ([[3, 4]], ["y"], 1)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"names": ("a",)}, r"shape \(2, 2\) and 1 names"),
        ({"confidence": (0.5,)}, "2 rows of features but 1 of confidence"),
        ({"features": np.array([[0, 0], [0, np.nan]])}, "b of row 1 is nan; expected a finite"),
        ({"confidence": (0.5, np.inf)}, "confidence of row 1 is inf"),
        ({"names": ("a", "a")}, "names must differ"),
        ({"names": ("a", "confidence")}, "names must differ"),
        (
            {"names": tuple(map(str, range(65))), "features": np.zeros((2, 65))},
            "have 65 features, at most 64",
        ),
    ],
)
def test_what_does_not_fit_is_refused(given, message):
    with pytest.raises(DataError, match=message):
        _of(**given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"unlike_attention": 0.5}, "unlike_attention is 0.5, above unlike_drifted"),
        ({"significance": 0.001}, "take at least 1000"),
        ({"sample": 10}, "greater than or equal to 200"),
        ({"samples": 1_000}, "Extra inputs are not permitted"),
    ],
)
def test_limits_that_make_no_sense_are_refused(given, message):
    with pytest.raises(ValidationError, match=message):
        DriftLimits(**given)
