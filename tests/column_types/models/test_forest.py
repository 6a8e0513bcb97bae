"""Random forest: learns, repeats itself, and answers in ONNX as it does here."""

import numpy as np
import pytest

from matchloop.column_types.models import ModelName, Rows, fit
from matchloop.column_types.models import forest as module
from matchloop.column_types.params import ForestParams
from matchloop.graphs import inference, surgery
from tests.column_types import small

PARAMS = ForestParams(
    n_estimators=20,
    max_depth=None,
    min_samples_split=2,
    min_samples_leaf=1,
    max_features="sqrt",
    search="none",
)


def trained(rows: Rows | None = None, **changes: object):
    params = PARAMS.model_copy(update=changes)
    return fit(ModelName.FOREST, rows or small.rows(), params=params, seed=5, threads=1)


@pytest.fixture(scope="module")
def forest():
    return trained()


def in_onnx(model, X: np.ndarray, opset: int = 17) -> np.ndarray:
    exported = model.to_onnx(opset)
    return inference.predict(inference.session(exported.SerializeToString()), X)


def at_the_thresholds(model, X: np.ndarray) -> np.ndarray:
    """Rows whose features lie on a threshold in float32, just below, or just above."""
    rng = np.random.default_rng(0)
    rows = X[rng.integers(len(X), size=300)].copy()
    trees = [tree.tree_ for tree in model.model.estimators_]
    features = np.concatenate([tree.feature for tree in trees])
    values = np.concatenate([tree.threshold for tree in trees])
    for feature in np.unique(features[features >= 0]):
        on = rng.choice(values[features == feature], len(rows)).astype(np.float32)
        beside = rng.choice([-np.inf, 0, np.inf], len(rows)).astype(np.float32)
        rows[:, feature] = np.where(beside == 0, on, np.nextafter(on, beside))
    return rows


def test_it_can_learn_one_small_batch_by_heart(forest):
    rows = small.rows()
    assert (forest.probabilities(rows.X).argmax(1) == rows.y).mean() > 0.95
    assert forest.probabilities(rows.X).sum(1) == pytest.approx(1)


def test_the_same_seed_gives_the_same_bytes(forest):
    one, other = (model.to_onnx(17).SerializeToString() for model in (forest, trained()))
    assert one == other


def test_its_parameters_and_weights_are_used():
    assert {tree.get_depth() for tree in trained(max_depth=2).model.estimators_} == {2}
    X, y = np.zeros((40, 3), np.float32), np.array([0, 1] * 20)
    heavy = trained(Rows(X, y, np.where(y == 1, 3.0, 1.0), 2))
    assert heavy.probabilities(X[:1])[0, 1] == pytest.approx(0.75, abs=0.05)


@pytest.mark.parametrize("opset", [14, 17])
def test_onnx_answers_like_the_forest(forest, opset):
    X = small.rows().X
    found = surgery.parity(forest.probabilities(X), in_onnx(forest, X, opset))
    assert found.largest_difference <= 1e-5, found


def test_onnx_answers_like_the_forest_on_and_beside_every_threshold(forest):
    X = at_the_thresholds(forest, small.rows().X)
    found = surgery.parity(forest.probabilities(X), in_onnx(forest, X))
    assert found.largest_difference <= 1e-5, found


@pytest.mark.parametrize("kind", ["grid", "halving"])
def test_a_search_takes_the_best_of_the_grid(monkeypatch, kind, capsys):
    # A stump cannot tell eight classes apart; a deep tree can.
    monkeypatch.setattr(module, "GRID", {"max_depth": [1, 12], "n_estimators": [10]})
    found = trained(search=kind)
    assert found.model.get_params()["max_depth"] == 12
    assert found.model.get_params()["n_estimators"] == 10
    assert "max_depth=1" in capsys.readouterr().out
    assert in_onnx(found, small.rows().X).shape == (64, 8)


def test_the_grid_is_the_one_that_was_promised():
    sizes = [len(values) for values in module.GRID.values()]
    assert np.prod(sizes) == 3**5
