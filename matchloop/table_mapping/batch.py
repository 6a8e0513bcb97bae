"""Which answers of a table are given, so that what is given is right often enough as a whole.

A threshold is set on the tables of other people. Where a table is harder than those, many of its
answers are barely over it; then the weakest are withheld until the rest is expected to keep the
promise. Takes numbers and returns a choice.
"""

import numpy as np


def chosen(
    confidences: np.ndarray, precisions: np.ndarray, threshold: float, rate: float
) -> np.ndarray:
    """Choose the most answers whose expected share of right ones is at least `rate`.

    confidences: float [n], of the answer to each column. precisions: float [n], how likely each is
    right. threshold: answers under it are never given. rate: between 0 and 1.

    The expected share may fall short of the rate by its own spread, which shrinks with the number
    of answers: a few doubtful ones are luck, many are a table that is harder than those that the
    threshold was set on. Returns bool [n].

    >>> likely = np.array([0.99, 0.85, 0.3])
    >>> chosen(likely, likely, 0.8, 0.95)
    array([ True,  True, False])
    """
    given = np.zeros(len(confidences), bool)
    order = np.argsort(-confidences, kind="stable")
    order = order[confidences[order] >= threshold]
    if not len(order):
        return given
    count = np.arange(1, len(order) + 1)
    expected = np.cumsum(precisions[order]) / count
    spread = np.sqrt(np.cumsum(precisions[order] * (1 - precisions[order]))) / count
    enough = np.flatnonzero(expected + spread >= rate)
    if len(enough):
        given[order[: enough[-1] + 1]] = True
    return given
