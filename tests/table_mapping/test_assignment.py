import itertools

import numpy as np
import pytest

from matchloop.table_mapping.assignment import one_to_one


def test_the_better_column_gets_it_and_the_other_abstains():
    candidates = np.array([[0, 1], [0, 2]])
    probabilities = np.array([[0.90, 0.05], [0.95, 0.03]])
    assert one_to_one(candidates, probabilities, 0.8).tolist() == [-1, 0]


def test_second_best_is_taken_where_the_threshold_allows():
    candidates = np.array([[0, 1], [0, -1]])
    probabilities = np.array([[0.55, 0.40], [0.50, 0.0]])
    assert one_to_one(candidates, probabilities, 0.3).tolist() == [1, 0]
    assert one_to_one(candidates, probabilities, 0.45).tolist() == [0, -1]


def test_the_first_of_equals_is_served():
    same = np.array([[4], [4], [4]])
    assert one_to_one(same, np.full((3, 1), 0.9), 0.5).tolist() == [0, -1, -1]


def test_exactly_the_threshold_is_an_answer():
    assert one_to_one(np.array([[3]]), np.array([[0.8]]), 0.8).tolist() == [0]


def test_a_threshold_no_confidence_reaches_and_no_candidates():
    assert one_to_one(np.array([[0]]), np.array([[1.0]]), 1.01).tolist() == [-1]
    assert one_to_one(np.zeros((2, 0), int), np.zeros((2, 0)), 0.5).tolist() == [-1, -1]


def best_sum(candidates, probabilities, threshold):
    """By trying everything."""
    n, k = candidates.shape
    best = -np.inf
    for places in itertools.product(range(-1, k), repeat=n):
        taken = [(i, p) for i, p in enumerate(places) if p >= 0]
        given = [candidates[i, p] for i, p in taken]
        if -1 in given or len(set(given)) < len(given):
            continue
        if any(probabilities[i, p] < threshold for i, p in taken):
            continue
        best = max(best, sum(np.log(probabilities[i, p] / threshold) for i, p in taken))
    return best


@pytest.mark.parametrize("seed", range(8))
def test_it_is_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    candidates = np.array([rng.permutation(5)[:3] for _ in range(5)])
    probabilities = -np.sort(-rng.dirichlet(np.ones(4), 5)[:, :3], axis=1)
    choice = one_to_one(candidates, probabilities, 0.05)
    rows = np.flatnonzero(choice >= 0)
    given = candidates[rows, choice[rows]]
    assert len(set(given.tolist())) == len(given)
    total = np.log(probabilities[rows, choice[rows]] / 0.05).sum()
    assert total == pytest.approx(best_sum(candidates, probabilities, 0.05))


def test_ten_thousand_names_and_as_many_standards():
    rng = np.random.default_rng(1)
    candidates = np.array([rng.choice(12_000, 10, replace=False) for _ in range(10_000)])
    probabilities = -np.sort(-rng.dirichlet(np.full(11, 0.1), 10_000)[:, :10], axis=1)
    choice = one_to_one(candidates, probabilities, 0.5)  # as a full matrix it would take 1 GB
    rows = np.flatnonzero(choice >= 0)
    given = candidates[rows, choice[rows]]
    assert len(set(given.tolist())) == len(given) > 3_000
