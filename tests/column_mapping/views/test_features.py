import numpy as np
import pytest

from matchloop.column_mapping.views.features import FEATURE_NAMES, features


def seen(chance, present=None, ngrams=None, meaning=None, letters=(4,)):
    chance = np.array(chance, np.float32)
    fill = np.zeros_like(chance)
    given = [fill if a is None else np.array(a, np.float32) for a in (ngrams, meaning)]
    there = np.ones(chance.shape, bool) if present is None else np.array(present)
    found = features(chance, *given, np.array(letters, np.uint8), there)
    assert found.shape == (*chance.shape, len(FEATURE_NAMES))
    assert found.dtype == np.float32
    return {name: found[:, :, i] for i, name in enumerate(FEATURE_NAMES)}


def test_each_figure_and_how_far_it_is_behind_the_best():
    found = seen([[-2.0, -7.0, -12.0]], ngrams=[[0.9, 0.5, 0.7]], meaning=[[0.1, 0.4, 0.2]])
    assert found["chance"][0] == pytest.approx([-0.2, -0.7, -1.2])
    assert found["chance_a_letter"][0] == pytest.approx([-0.5, -1.75, -3.0])
    assert found["chance_behind_best"][0] == pytest.approx([0, -1, -2])
    ahead = np.log1p(np.exp([5.0, 0.0, -5.0])) / 5
    assert found["chance_ahead_of_second"][0] == pytest.approx(ahead)
    assert np.exp(5 * found["chance_among_all"][0]).sum() == pytest.approx(1)
    assert found["ngrams"][0] == pytest.approx([0.9, 0.5, 0.7])
    assert found["ngrams_behind_best"][0] == pytest.approx([0, -0.4, -0.2])
    assert found["meaning_behind_best"][0] == pytest.approx([-0.3, 0, -0.2])


def test_a_candidate_that_is_not_there_changes_nothing_for_the_others():
    alone = seen([[-2.0, -7.0]], ngrams=[[0.2, 0.1]], meaning=[[0.2, -0.1]])
    beside = seen(
        [[0.0, -2.0, -7.0]],
        present=[[False, True, True]],
        ngrams=[[1.0, 0.2, 0.1]],
        meaning=[[1.0, 0.2, -0.1]],
    )
    for name in FEATURE_NAMES:
        assert beside[name][0, 1:] == pytest.approx(alone[name][0], abs=1e-6), name


def test_one_candidate_has_no_rival():
    found = seen([[-3.0]])
    assert found["chance_behind_best"][0, 0] == 0
    assert found["chance_among_all"][0, 0] == 0
    assert found["chance_ahead_of_second"][0, 0] == pytest.approx(4.0)


def test_a_name_without_letters_is_a_number_too():
    found = seen([[-3.0, -4.0]], letters=(0,))
    assert all(np.isfinite(value).all() for value in found.values())
