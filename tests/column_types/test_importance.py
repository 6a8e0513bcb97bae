"""Which features answers rest on, and which say the same."""

import numpy as np
import pytest

from matchloop.column_types.importance import (
    GroupImportance,
    correlated_groups,
    importance,
    ordered,
)
from matchloop.column_types.importance_page import page


def twins() -> np.ndarray:
    """[60, 5]: a ramp, its square, another order, the ramp turned round, and nothing."""
    ramp = np.arange(60.0)
    other = (ramp * 37) % 60
    return np.stack([ramp, ramp**2, other, -ramp, np.ones(60)], axis=1).astype(np.float32)


def test_what_goes_up_or_down_together_is_a_group():
    assert correlated_groups(twins()) == ((0, 1, 3), (2,), (4,))


def test_a_stricter_limit_tells_more_apart():
    X = twins()[:, :2].copy()
    X[:20, 1] = X[:20, 1][::-1]
    assert correlated_groups(X, 0.9) == ((0, 1),)
    assert correlated_groups(X, 0.99) == ((0,), (1,))


def predict(X: np.ndarray) -> np.ndarray:
    """A model that looks at feature 0 or its twin 3, never at 2."""
    sure = np.where(X[:, 0] - X[:, 3] > 59, 0.9, 0.1)
    return np.stack([1 - sure, sure], axis=1)


def test_what_the_answers_rest_on_comes_first():
    X = twins()
    y = (np.arange(60) >= 30).astype(np.int64)
    found = importance(predict, X, y, ((0, 1, 3), (2,), (4,)), seed=1)
    assert [each.features for each in found] == [(0, 1, 3), (2,), (4,)]
    assert found[0].loss > 0.3
    assert found[0].accuracy > 0.2
    assert [each.loss for each in found[1:]] == pytest.approx([0, 0])
    assert importance(predict, X, y, ((0, 1, 3), (2,), (4,)), seed=1) == found
    assert ordered(found) == (0, 2, 4, 1, 3)


def test_the_page_shows_groups_with_all_their_features():
    groups = (GroupImportance((0, 2), 0.5, 0.25), GroupImportance((1,), 0.0, 0.0))
    text = page("blend", "3 real <columns>", groups, ("length", "a<b", "width"))
    assert "What blend looks at" in text
    assert "3 real &lt;columns&gt;" in text
    assert "length and 1 more" in text
    assert "0.500, +25.0%" in text
    assert "<li>length, width</li>" in text
    assert "a&lt;b" in text
