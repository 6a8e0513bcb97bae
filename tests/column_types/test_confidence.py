"""From which confidence a model is sure, and from which its answers are no guesses."""

from types import SimpleNamespace

import numpy as np
import pytest

from matchloop.column_types.confidence import confidence, unpromised
from matchloop.evaluation.calibration import lowered

PARAMS = SimpleNamespace(rate=0.9, delta=0.05, sure_rate=0.97, sure_delta=0.1, unsure=0.5)


def probabilities(top):
    rest = (1 - np.asarray(top)) / 3
    return np.stack([top, rest, rest, rest], axis=1)


def test_what_is_sure_is_right_at_the_rate_and_what_is_no_guess_too():
    top = np.repeat([0.99, 0.97, 0.92, 0.6, 0.4], 400)
    right = np.concatenate([np.arange(400) >= wrong for wrong in (0, 4, 40, 40, 200)])
    told = confidence(probabilities(top), right, PARAMS, "columns of others")
    shown = lowered(probabilities(top), told.sure_from).max(1)
    assert told.sure_from > 0.92
    assert right[shown >= 0.9].mean() >= 0.97
    assert (shown >= 0.9).mean() == pytest.approx(0.4)
    assert right[shown >= told.unsure].mean() >= 0.9
    assert (shown >= told.unsure).mean() == pytest.approx(0.8)
    assert (told.columns, told.about) == (2000, "columns of others")
    assert told.thresholds == {"unsure": told.unsure, "rate": 0.9}


def test_a_model_that_keeps_no_promise_is_never_more_than_unsure_below_sure():
    top = np.full(400, 0.8)
    told = confidence(probabilities(top), np.arange(400) % 2 == 0, PARAMS, "")
    assert (told.sure_from, told.unsure) == (0.99, 0.9)


def test_without_foreign_columns_nothing_is_promised():
    told = unpromised(40, PARAMS, "too few")
    assert (told.sure_from, told.unsure, told.answered) == (0.0, 0.5, None)
    assert told.thresholds == {"unsure": 0.5}


def test_lowering_keeps_the_order_of_answers_and_of_confidences():
    rng = np.random.default_rng(3)
    given = rng.dirichlet(np.full(8, 0.3), 500)
    shown = lowered(given, 0.97)
    assert (shown.argmax(1) == given.argmax(1)).all()
    order = np.argsort(given.max(1), kind="stable")
    assert (np.diff(shown.max(1)[order]) >= 0).all()
    assert shown.sum(1) == pytest.approx(np.ones(500))
    assert ((shown.max(1) >= 0.9) == (given.max(1) >= 0.97)).all()
    assert (lowered(given, 0.9) == given).all()
