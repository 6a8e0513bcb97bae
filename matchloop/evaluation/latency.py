"""How long one answer takes. Knows nothing of what is asked."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np

REPEATS = 300
"""Answers that are timed."""

T = TypeVar("T")


def median_milliseconds(answer: Callable[[T], object], asked: Iterable[T]) -> float:
    """Median wall time of one answer, in milliseconds, over all that is `asked`, at least one."""
    times = []
    for each in asked:
        begin = time.perf_counter()
        answer(each)
        times.append(time.perf_counter() - begin)
    return float(np.median(times)) * 1e3
