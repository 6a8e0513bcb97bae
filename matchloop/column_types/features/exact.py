"""Sums that are the same to the bit on every machine.

What a sum of floats comes to depends on the order of its terms, and that on the BLAS kernel and
on the width of the processor's vectors. Whole numbers add up alike in any order: counts are added
as they are, ratios as multiples of 2^-40, logarithms come out of tables of whole numbers. What is
left (+, -, *, / and square roots of single numbers) IEEE 754 fixes. Knows nothing of columns.
"""

import math

import numpy as np

LARGEST = 12_288
"""Largest count that the tables of logarithms hold."""

_UNIT = 2.0**40
_ENTROPY_UNIT = 2.0**24
_LOG2 = np.array([0.0, *map(math.log2, range(1, LARGEST + 1))])
_N_LOG2_N = np.rint(_LOG2 * np.arange(LARGEST + 1) * _ENTROPY_UNIT).astype(np.int64)
_LONGEST = 2**26


def total(rows: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return the sum over the first axis of `numbers`, each counted so many times.

    rows: int64 [n], with a sum of at most 2^20. numbers: bool, int64 or float64 [n, …]; floats
    are taken as multiples of 2^-40 and may be at most 8 in size. Returns int64 or float64 […].
    """
    if numbers.dtype.kind == "f":
        return np.asarray(rows @ np.rint(numbers * _UNIT).astype(np.int64)) / _UNIT
    return np.asarray(rows @ numbers)


def mean_and_deviation(rows: np.ndarray, sizes: np.ndarray) -> tuple[float, float]:
    """Return mean and standard deviation of whole numbers, each counted so many times.

    rows: int64 [n], n > 0, with a sum of at most 1,000. sizes: int64 [n], not negative; above
    2^26 they count as 2^26, whose square the sum still holds.
    """
    sizes = np.minimum(sizes, _LONGEST)
    count, first = int(rows.sum()), int(rows @ sizes)
    second = int(rows @ (sizes * sizes))
    return first / count, math.sqrt(second * count - first * first) / count


def entropy(counts: np.ndarray) -> float:
    """Return the entropy of a distribution in bits; counts: int64 [n], sum in 1..`LARGEST`."""
    size = int(counts.sum())
    return float(_LOG2[size]) - int(_N_LOG2_N[counts].sum()) / (size * _ENTROPY_UNIT)


def mean_entropy(counts: np.ndarray, owners: np.ndarray) -> float:
    """Return the mean entropy in bits of several distributions.

    counts, owners: int64 [n], n > 0; each count belongs to the distribution with that number. A
    number without counts has entropy 0.
    """
    # Sums of whole numbers below 2^53: exact, although bincount adds floats.
    sizes = np.bincount(owners, weights=counts)
    sums = np.bincount(owners, weights=_N_LOG2_N[counts])
    bits = _LOG2[sizes.astype(np.int64)] - sums / (np.maximum(sizes, 1.0) * _ENTROPY_UNIT)
    return float(np.rint(bits * _UNIT).astype(np.int64).sum() / _UNIT / len(bits))
