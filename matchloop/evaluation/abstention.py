"""From which confidence to answer, so that what is answered is right at a stated rate.

Takes confidences and whether the answers were right, on rows that the model was neither trained
nor calibrated on, and returns a threshold with a guarantee. It knows nothing of models.

The method is selective classification with guaranteed risk (Geifman & El-Yaniv 2017, "Selective
Classification for Deep Neural Networks", section 3) in the form of multiple testing
(Angelopoulos, Bates et al. 2021, "Learn then Test", section 4; Bates et al. 2021,
"Distribution-Free, Risk-Controlling Prediction Sets"). For each threshold of a fixed grid, from
strict to lax, the hypothesis "answers are right less often than the rate" is tested with the exact
binomial bound (Clopper & Pearson 1934). The sequence is the fallback procedure (Wiens 2003): the
error probability `delta` is shared out over a few starting points, a rejection hands its
share on to the next threshold, and a failure ends only that run. With one starting point it is
fixed-sequence testing; with several, a threshold so strict that it leaves too few rows to tell
does not end the matter. It holds for any model and any data whose rows are independent and like
those that are answered later: nothing is assumed of the shape of the confidences.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import betaincinv

from matchloop.errors import DataError
from matchloop.evaluation.calibration import coverage_at, rounded

GRID = tuple(step / 200 for step in range(198, -1, -1))
"""0.99, 0.985, … 0: set before any data is seen, as the guarantee demands."""
STARTS = (0.99, 0.98, 0.95, 0.9, 0.8)
"""Where a run may begin; each has the same share of delta."""
NEVER = 1.01
"""The threshold that no confidence reaches: always abstain."""


@dataclass(frozen=True)
class Threshold:
    """From which confidence to answer.

    threshold: the confidence; `NEVER` when none gives the rate. coverage, accuracy: share of the
    n rows that is answered, and how much of that is right (None when nothing is answered).
    guaranteed: with probability 1 − delta, at least this share of all future answers is right;
    None when no threshold could be shown to reach `rate`. n: rows it was chosen on.
    """

    threshold: float
    coverage: float
    accuracy: float | None
    guaranteed: float | None
    n: int
    rate: float
    delta: float

    @property
    def reached(self) -> bool:
        """Whether any threshold gives the stated rate; otherwise every answer is withheld."""
        return self.guaranteed is not None

    def __str__(self) -> str:
        if not self.reached:
            return (
                f"No threshold gives answers that are right at {self.rate:.0%} with "
                f"{1 - self.delta:.0%} confidence on {self.n:,} rows, so nothing is answered. "
                f"At least {fewest(self.rate, self.delta)} confident rows without an error are "
                "needed; give more held-out rows, or ask for a lower rate."
            )
        return (
            f"Answers from confidence {self.threshold:g}: {self.coverage:.1%} of {self.n:,} rows "
            f"are answered, {self.accuracy:.1%} of those right; at least {self.rate:.0%} of all "
            f"future answers on such rows are, with {1 - self.delta:.0%} confidence."
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: floats with six digits, None for what is undefined."""
        pairs = asdict(self).items()
        return {name: rounded(v) if isinstance(v, float) else v for name, v in pairs}


def threshold_for(
    confidence: np.ndarray, correct: np.ndarray, rate: float = 0.95, delta: float = 0.05
) -> Threshold:
    """Find the smallest threshold whose answers are right at `rate`, as far as the data can tell.

    Args:
        confidence: (n,) floats in [0, 1], of rows that played no part in training or calibration.
        correct: (n,) bools, whether the answer is right.
        rate: share of the answers that must be right, between 0 and 1.
        delta: probability with which the threshold may be too low, over draws of the n rows.

    Raises:
        DataError: no rows, shapes that differ, confidences outside [0, 1], or a rate or delta
            that is not between 0 and 1.
    """
    confidence, correct = _checked(confidence, correct, rate, delta)
    found, level = NEVER, 0.0
    for threshold, (right, kept) in zip(GRID, _kept(confidence, correct), strict=True):
        level += delta / len(STARTS) if threshold in STARTS else 0.0
        if level and lower_bound(right, kept, level) >= rate:
            found = threshold
        else:
            level = 0.0
    point = coverage_at(confidence, correct, found)
    guaranteed = None if found == NEVER else rate
    return Threshold(found, point.coverage, point.accuracy, guaranteed, len(correct), rate, delta)


def lower_bound(right: int, count: int, delta: float) -> float:
    """One-sided lower bound of a share at confidence 1 − delta (Clopper & Pearson 1934)."""
    return float(betaincinv(right, count - right + 1, delta)) if right else 0.0


def fewest(rate: float, delta: float) -> int:
    """How many answers, all of them right, it takes at least to show the rate."""
    return math.ceil(math.log(delta / len(STARTS)) / math.log(rate))


def _kept(confidence: np.ndarray, correct: np.ndarray) -> list[tuple[int, int]]:
    """Right answers and all answers from each threshold of the grid on."""
    order = np.argsort(-confidence, kind="stable")
    right = np.concatenate([[0], np.cumsum(correct[order])])
    counts = np.searchsorted(-confidence[order], -np.array(GRID), side="right")
    return [(int(right[count]), int(count)) for count in counts]


def _checked(
    confidence: np.ndarray, correct: np.ndarray, rate: float, delta: float
) -> tuple[np.ndarray, np.ndarray]:
    confidence, correct = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=bool)
    for name, value in (("rate", rate), ("delta", delta)):
        if not 0 < value < 1:
            raise DataError(f"The {name} of a guarantee is {value}; expected between 0 and 1.")
    if confidence.ndim != 1 or confidence.shape != correct.shape:
        raise DataError(
            f"Got confidences of shape {confidence.shape} and answers of shape {correct.shape}; "
            "expected (n,) and (n,)."
        )
    if not len(confidence):
        raise DataError("There are no rows to choose a threshold on. Give held-out rows.")
    outside = np.flatnonzero(~((confidence >= 0) & (confidence <= 1)))
    if len(outside):
        row = outside[0]
        raise DataError(f"Row {row} has confidence {confidence[row]:g}; expected 0 to 1.")
    return confidence, correct
