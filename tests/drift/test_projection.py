import numpy as np
import pytest

from matchloop.drift.projection import Projection, fit
from matchloop.errors import DataError

RNG = np.random.default_rng(0)
BASE = RNG.normal(size=(500, 2))
# length and twin say the same, digits is another thing, greek has never been seen
ROWS = np.column_stack([BASE[:, 0], BASE[:, 0] * 2, BASE[:, 1], np.zeros(500)])
NAMES = ("length", "twin", "digits", "greek")
BLOCKS = {"size": [0, 1], "letters": [2, 3]}


def test_the_most_telling_features_are_watched_and_twins_once():
    found = fit(ROWS, NAMES, BLOCKS, readable=[0, 1, 2, 3], size=4)
    assert found.names == ("length", "digits", "novelty_size", "novelty_letters")
    np.testing.assert_allclose(found.apply(ROWS)[:, 0], ROWS[:, 0], rtol=1e-6)


def test_only_readable_features_are_watched_by_name():
    assert fit(ROWS, NAMES, BLOCKS, readable=[2], size=4).names[0] == "digits"


def test_what_was_never_seen_is_novel():
    found = fit(ROWS, NAMES, BLOCKS, readable=[0, 2], size=4)
    greek = ROWS[:1] + np.array([0, 0, 0, 1])
    usual, unusual = found.apply(np.concatenate([ROWS[:1], greek]))
    assert unusual[3] > usual[3] + 2
    assert unusual[2] == pytest.approx(usual[2])


def test_twins_that_part_are_novel():
    found = fit(ROWS, NAMES, BLOCKS, readable=[0], size=3)
    parted = found.apply(ROWS[:1] * [1, -1, 1, 1] + np.array([3, 0, 0, 0]))
    assert parted[0, 1] > found.apply(ROWS)[:, 1].max()


def test_an_embedding_is_watched_by_its_components():
    found = fit(ROWS, NAMES, {"embedding": range(4)}, size=3)
    assert found.names == ("component_00", "component_01", "novelty_embedding")
    values = found.apply(ROWS)
    assert np.corrcoef(values[:, 0], ROWS[:, 0])[0, 1] ** 2 == pytest.approx(1, abs=1e-3)


def test_an_embedding_beside_readable_features():
    blocks = {"shape": [2, 3], "vector": [0, 1]}
    found = fit(ROWS, NAMES, blocks, readable=[2, 3], embedding=[0, 1], directions=1, size=4)
    assert found.names == ("digits", "component_00", "novelty_shape", "novelty_vector")
    values = found.apply(ROWS)
    np.testing.assert_allclose(values[:, 0], ROWS[:, 2], rtol=1e-6)
    assert np.corrcoef(values[:, 1], ROWS[:, 0])[0, 1] ** 2 == pytest.approx(1, abs=1e-6)


def test_extreme_values_stay_finite():
    values = fit(ROWS, NAMES, BLOCKS, readable=[0], size=3).apply(np.full((1, 4), 1e6))
    assert np.isfinite(values).all()
    assert values.dtype == np.float32


def test_it_comes_back_as_it_was(tmp_path):
    saved = fit(ROWS, NAMES, BLOCKS, readable=[0, 2], size=4)
    saved.save(tmp_path / "projection.npz")
    loaded = Projection.load(tmp_path / "projection.npz")
    assert loaded.names == saved.names
    np.testing.assert_array_equal(loaded.apply(ROWS), saved.apply(ROWS))


def test_something_else_is_no_projection(tmp_path):
    path = tmp_path / "projection.npz"
    path.write_bytes(b"PK\x03\x04 not a projection")
    with pytest.raises(DataError, match="is not a projection"):
        Projection.load(path)


def test_other_features_are_refused():
    with pytest.raises(DataError, match=r"fitted on 4 features and got an array of shape \(1, 3\)"):
        fit(ROWS, NAMES, BLOCKS, size=4).apply(np.zeros((1, 3)))
