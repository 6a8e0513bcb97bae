import numpy as np
import pytest

from matchloop.drift.classifier import separation

ALONE = np.arange(500)


def _separation(reference, window, *groups):
    return separation(reference, window, *(groups or (ALONE, ALONE)), permutations=99, seed=0)


def test_inputs_like_the_reference_are_not_told_from_it():
    rng = np.random.default_rng(0)
    found = _separation(rng.normal(size=(500, 4)), rng.normal(size=(500, 4)))
    assert abs(found.unlike) < 0.1
    assert found.p_value > 0.05


def test_strangers_are_told_by_their_share():
    rng = np.random.default_rng(1)
    window = rng.normal(size=(500, 4))
    window[:150] += 6
    found = _separation(rng.normal(size=(500, 4)), window)
    assert found.unlike == pytest.approx(0.3, abs=0.08)
    assert found.p_value == 0.01


def test_a_change_that_no_single_feature_shows_is_seen():
    rng = np.random.default_rng(2)
    reference, window = rng.normal(size=(500, 2)), rng.normal(size=(500, 2))
    window[:, 1] = 0.9 * window[:, 0] + 0.44 * window[:, 1]  # each as before, now correlated
    found = _separation(reference, window)
    assert found.unlike > 0.2
    assert found.p_value == 0.01


def test_a_few_tables_of_their_own_kind_are_no_drift():
    rng = np.random.default_rng(3)
    tables = np.repeat(np.arange(10), 50)
    reference, window = (
        rng.normal(size=(10, 4))[tables] + 0.1 * rng.normal(size=(500, 4)) for _ in range(2)
    )
    assert _separation(reference, window, tables, tables).p_value > 0.02


def test_constant_features_tell_nothing():
    found = _separation(np.ones((500, 3)), np.ones((500, 3)))
    assert abs(found.unlike) < 0.1
    assert found.p_value > 0.05


def test_it_is_the_same_every_time():
    rng = np.random.default_rng(4)
    sides = rng.normal(size=(2, 500, 3))
    assert _separation(*sides) == _separation(*sides)
