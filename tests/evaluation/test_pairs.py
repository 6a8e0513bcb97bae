import numpy as np
import pytest

from matchloop.evaluation.metric import AUC, F1, PRECISION, RECALL
from matchloop.evaluation.pairs import pair_figures


def test_figures_of_a_few_pairs():
    scores = np.array([0.9, 0.8, 0.4, 0.7, 0.1])
    together = np.array([True, True, True, False, False])
    assert pair_figures(scores, together, 0.5) == pytest.approx(
        {AUC: 5 / 6, PRECISION: 2 / 3, RECALL: 2 / 3, F1: 2 / 3}
    )


def test_what_there_is_nothing_to_divide_by_is_none():
    ones = np.ones(3, bool)
    assert pair_figures(np.zeros(3), ones, 0.5) == {AUC: None, PRECISION: None, RECALL: 0, F1: None}
    assert pair_figures(np.ones(3), ~ones, 0.5) == {AUC: None, PRECISION: 0, RECALL: None, F1: None}
