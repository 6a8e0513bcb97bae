"""What a model's confidence is worth on tables it has never seen: when it is sure, when unsure.

Takes calibrated probabilities of columns that set confidences, and whether the answers are right.
From 0.9 on people rely on an answer, so probabilities are lowered, in their order, until what is
shown there is right at a stated rate; then the threshold is chosen under which answers are unsure.
Both are promises as `evaluation.abstention` makes them. Pure.
"""

from typing import TYPE_CHECKING

import numpy as np

from matchloop.column_types.records import Confidence
from matchloop.evaluation.abstention import GRID, NEVER, Threshold, threshold_for
from matchloop.evaluation.calibration import SURE, lowered

if TYPE_CHECKING:
    from matchloop.column_types.params import ConfidenceParams


def confidence(
    probabilities: np.ndarray, right: np.ndarray, params: "ConfidenceParams", about: str
) -> Confidence:
    """Set both on calibrated probabilities [n, labels] and whether each answer is right, bool [n].

    Where a rate cannot be shown, the strictest of the thresholds that were looked at is taken for
    sure, and only what is sure is no guess.
    """
    top = probabilities.max(1)
    sure = threshold_for(top, right, params.sure_rate, params.sure_delta)
    sure_from = max(SURE, GRID[0] if sure.threshold == NEVER else sure.threshold)
    shown = lowered(probabilities, sure_from).max(1)
    answered = threshold_for(shown, right, params.rate, params.delta)
    return Confidence(
        sure_from=sure_from,
        unsure=answered.threshold if answered.reached else SURE,
        about=about,
        columns=len(right),
        sure=_told(sure),
        answered=_told(answered),
    )


def unpromised(columns: int, params: "ConfidenceParams", about: str) -> Confidence:
    """Return what holds where there are too few foreign columns to promise anything."""
    return Confidence(unsure=params.unsure, about=about, columns=columns)


def _told(threshold: Threshold) -> dict[str, float | None]:
    return {name: None if v is None else float(v) for name, v in threshold.to_dict().items()}
