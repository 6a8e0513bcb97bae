"""Boosted trees: learn, repeat themselves, and answer in ONNX as they do here."""

import re

import lightgbm
import numpy as np
import pytest

from matchloop.column_types.models import ModelName, Rows, fit
from matchloop.column_types.models.boosting import Boosting, with_float32_thresholds
from matchloop.graphs import inference, surgery
from tests.column_types import small


def trained(seed: int = 5):
    return fit(ModelName.BOOSTING, small.rows(), params=small.BOOSTING, seed=seed, threads=2)


def in_onnx(model, X: np.ndarray, opset: int = 17) -> np.ndarray:
    exported = model.to_onnx(opset)
    return inference.predict(inference.session(exported.SerializeToString()), X)


def thresholds(model) -> dict[int, np.ndarray]:
    """Every threshold of the trees, by feature."""
    found: dict[int, list[float]] = {}

    def walk(node):
        if "threshold" in node:
            found.setdefault(node["split_feature"], []).append(node["threshold"])
            walk(node["left_child"])
            walk(node["right_child"])

    for tree in model.model.dump_model()["tree_info"]:
        walk(tree["tree_structure"])
    return {feature: np.array(values) for feature, values in found.items()}


def at_the_thresholds(model, X: np.ndarray) -> np.ndarray:
    """Rows whose features lie on a threshold, just below, or just above."""
    rng = np.random.default_rng(0)
    rows = X[rng.integers(len(X), size=300)].copy()
    for feature, values in thresholds(model).items():
        on = rng.choice(values, len(rows)).astype(np.float32)
        beside = rng.choice([-np.inf, 0, np.inf], len(rows)).astype(np.float32)
        rows[:, feature] = np.where(beside == 0, on, np.nextafter(on, beside))
    return rows


def test_it_can_learn_one_small_batch_by_heart():
    rows = small.rows()
    model = trained()
    assert (model.probabilities(rows.X).argmax(1) == rows.y).mean() > 0.95
    assert model.probabilities(rows.X).sum(1) == pytest.approx(1)
    assert model.history == {}


def test_the_same_seed_gives_the_same_bytes():
    assert trained().to_onnx(17).SerializeToString() == trained().to_onnx(17).SerializeToString()


def test_weights_move_the_answer():
    """Rows that look alike and are labelled unlike: a label is as likely as it is heavy."""
    X, y = np.zeros((60, 3), np.float32), np.array([0, 1, 2] * 20)
    for heavy in (0, 1, 2):
        rows = Rows(X, y, np.where(y == heavy, 3.0, 1.0), 3)
        model = fit(ModelName.BOOSTING, rows, params=small.BOOSTING, seed=1, threads=1)
        assert model.probabilities(X[:1])[0, heavy] == pytest.approx(0.6, abs=0.02)


@pytest.mark.parametrize("opset", [14, 17, 19])
def test_onnx_answers_like_the_trees(opset):
    model, X = small.boosting(), small.rows().X
    found = surgery.parity(model.probabilities(X), in_onnx(model, X, opset))
    assert found.largest_difference <= 1e-5, found
    assert {e.domain: e.version for e in model.to_onnx(opset).opset_import}[""] == opset


def test_onnx_answers_like_the_trees_on_and_beside_every_threshold():
    model = small.boosting()
    X = at_the_thresholds(model, small.rows().X)
    found = surgery.parity(model.probabilities(X), in_onnx(model, X))
    assert found.largest_difference <= 1e-5, found


@pytest.mark.parametrize("at", [-1e-35, -1e-36, 0.0, 1e-36, 1e-35])
def test_a_threshold_beside_zero_tells_nothing_apart_that_lightgbm_takes_for_zero(at):
    X = np.array([[-1.0], [0.0], [1.0]] * 20, np.float32)
    rows = Rows(X, np.array([0, 1, 2] * 20), np.ones(60), 3)
    model = fit(ModelName.BOOSTING, rows, params=small.BOOSTING, seed=1, threads=1)
    text = re.sub(r"(?m)^threshold=.*$", lambda m: _all_at(m[0], at), model.model.model_to_string())
    text = re.sub(r"(?m)^tree_sizes=.*\n", "", text)
    moved = Boosting(with_float32_thresholds(lightgbm.Booster(model_str=text)))
    tiny = np.array([-2e-35, -1e-35, -1e-36, 0, 1e-36, 1e-35, 2e-35], np.float32)
    found = surgery.parity(moved.probabilities(tiny[:, None]), in_onnx(moved, tiny[:, None]))
    assert found.largest_difference <= 1e-5, found


def _all_at(line: str, at: float) -> str:
    return "threshold=" + " ".join(repr(at) for _ in line.removeprefix("threshold=").split())


def test_every_threshold_is_a_float32():
    for values in thresholds(small.boosting()).values():
        assert (values.astype(np.float32) == values).all()
