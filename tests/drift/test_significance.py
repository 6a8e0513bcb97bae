import numpy as np
import pytest
from scipy import stats

from matchloop.drift.significance import (
    accuracy_drop,
    chi_square,
    design_effect,
    gap,
    holm,
    ks,
)

RNG = np.random.default_rng(5)
ALONE = np.arange(400)
TOGETHER = np.repeat(np.arange(40), 10)


def test_rows_on_their_own_count_in_full():
    assert design_effect(RNG.normal(size=(400, 3)), ALONE).tolist() == [1, 1, 1]


def test_equal_rows_of_a_cluster_count_as_one():
    values = np.repeat(RNG.normal(size=40), 10)[:, None]
    assert design_effect(values, TOGETHER)[0] == pytest.approx(10)


def test_clusters_that_say_nothing_count_nearly_in_full():
    assert design_effect(RNG.normal(size=(400, 1)), TOGETHER)[0] < 1.7


def test_one_cluster_is_one_row():
    assert design_effect(RNG.normal(size=(8, 1)), np.zeros(8, int)).tolist() == [8]


def test_a_constant_column_has_no_effect():
    assert design_effect(np.ones((400, 1)), TOGETHER).tolist() == [1]


def test_ks_is_scipys_where_rows_are_independent():
    one, other = RNG.normal(size=(400, 1)), RNG.normal(0.2, size=(300, 1))
    expected = stats.ks_2samp(one[:, 0], other[:, 0], method="asymp")
    assert gap(one[:, 0], other[:, 0]) == pytest.approx(expected.statistic)
    found = ks(one, other, ALONE, np.arange(300))[0]
    assert found == pytest.approx(expected.pvalue, rel=1e-6)


def test_ks_with_ties_is_scipys():
    one, other = RNG.integers(0, 3, 400), RNG.integers(0, 4, 300)
    assert gap(one, other) == pytest.approx(stats.ks_2samp(one, other).statistic)


def test_the_same_difference_is_less_sure_when_rows_come_in_clusters():
    one = np.repeat(RNG.normal(size=40), 10)[:, None]
    other = np.repeat(RNG.normal(0.8, size=40), 10)[:, None]
    assert ks(one, other, ALONE, ALONE)[0] < 1e-6
    assert ks(one, other, TOGETHER, TOGETHER)[0] > 1e-4


def test_false_alarms_of_clusters_are_as_rare_as_said():
    alarms = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        one, other = (np.repeat(rng.normal(size=40), 10)[:, None] for _ in range(2))
        alarms += ks(one, other, TOGETHER, TOGETHER)[0] <= 0.05
    assert alarms <= 16  # 10 expected; 95 % of the time at most 15


def test_chi_square_is_scipys_where_rows_are_independent():
    one, other = RNG.choice(3, 400, p=[0.5, 0.3, 0.2]), RNG.choice(3, 400, p=[0.4, 0.4, 0.2])
    counts = np.stack([np.bincount(side) for side in (one, other)])
    expected = stats.chi2_contingency(counts, correction=False).pvalue
    assert chi_square(one, other, ALONE, ALONE) == pytest.approx(expected)


def test_chi_square_counts_clusters():
    one = np.repeat(RNG.choice(2, 40), 10)
    other = np.repeat(np.r_[np.zeros(26, int), np.ones(14, int)], 10)
    assert chi_square(one, other, TOGETHER, TOGETHER) > chi_square(one, other, ALONE, ALONE)


def test_rare_answers_are_one_category():
    one = np.r_[np.zeros(390, int), np.arange(1, 11)]
    other = np.r_[np.zeros(390, int), np.arange(11, 21)]
    # Ten rare answers gave way to ten other rare ones: the same share of rare ones.
    assert chi_square(one, other, ALONE, ALONE) == pytest.approx(1)


def test_one_category_alone_is_no_difference():
    assert chi_square(np.zeros(400, int), np.zeros(400, int), ALONE, ALONE) == 1


def test_holm_by_hand():
    assert holm(np.array([0.01, 0.04, 0.03])).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm(np.array([0.6, 0.5])).tolist() == [1, 1]


def test_accuracy_is_binomial_where_answers_are_independent():
    correct = np.arange(100) < 80
    expected = stats.binom.cdf(80, 100, 0.9)
    assert accuracy_drop(correct, np.arange(100), 0.9) == pytest.approx(expected)


def test_one_table_judged_wrong_is_no_proof():
    correct = np.ones(100, bool)
    correct[:10] = False
    assert accuracy_drop(correct, np.arange(100), 0.98) < 1e-3
    assert accuracy_drop(correct, np.repeat(np.arange(10), 10), 0.98) > 0.05
