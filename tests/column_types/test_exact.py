"""Sums that no order and no processor changes."""

import math

import numpy as np
import pytest

from matchloop.column_types.features import FEATURE_NAMES, exact, extract
from matchloop.column_types.summary import ColumnSummary


def test_ratios_are_weighted_and_added() -> None:
    rows = np.array([1, 3])
    ratios = np.array([[0.5, 1 / 3], [1.0, 1 / 3]])
    assert exact.total(rows, ratios) == pytest.approx([3.5, 4 / 3], abs=1e-11)
    assert exact.total(rows, ratios > 0.4).tolist() == [4, 0]


def test_any_order_gives_the_same_bytes() -> None:
    rng = np.random.default_rng(0)
    rows, ratios = rng.integers(1, 9, 120), rng.random(120)
    sums = {
        exact.total(rows[order], ratios[order]).tobytes()
        for order in (rng.permutation(120) for _ in range(50))
    }
    assert len(sums) == 1


def test_mean_and_deviation() -> None:
    assert exact.mean_and_deviation(np.array([1, 2, 1]), np.array([1, 2, 3])) == (2, math.sqrt(0.5))


def test_sizes_alike_deviate_by_nothing() -> None:
    assert exact.mean_and_deviation(np.array([3, 4]), np.array([7, 7])) == (7, 0)


def test_a_size_whose_square_would_overflow_is_cut() -> None:
    mean, deviation = exact.mean_and_deviation(np.array([500, 500]), np.array([2**31, 2**31]))
    assert (mean, deviation) == (2**26, 0)


@pytest.mark.parametrize(
    ("counts", "bits"), [([5], 0), ([1, 1], 1), ([2, 2, 4], 1.5), ([1] * 1000, math.log2(1000))]
)
def test_entropy(counts: list[int], bits: float) -> None:
    assert exact.entropy(np.array(counts)) == pytest.approx(bits, abs=1e-7)


def test_mean_entropy_of_two_texts_and_one_without_letters() -> None:
    counts, owners = np.array([1, 1, 3]), np.array([0, 0, 2])
    assert exact.mean_entropy(counts, owners) == pytest.approx(1 / 3)


def test_shares_that_make_up_the_whole_are_the_whole() -> None:
    """1/6 + 4/6 + 1/6 is less than 1 in floats, and told small numbers from only small ones."""
    column = ColumnSummary.of("h", ["0", "1", "1", "1", "1", "2"])
    found = dict(zip(FEATURE_NAMES, extract(column).tolist(), strict=True))
    assert found["number_only_small"] == found["number_share"] == 1
