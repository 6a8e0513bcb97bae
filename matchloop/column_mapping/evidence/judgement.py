"""What the scores of the trees are worth: confidences by kind of evidence, and the threshold.

The record that training on foreign tables leaves and answering reads. Knows nothing of how it was
learned (`learning`).
"""

from enum import StrEnum

import numpy as np

from matchloop.column_mapping.evidence.texts import COVER_NAMES
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.metric import (
    FALSELY_MAPPED,
    FOUND,
    MAPPED_RIGHT,
    SURE_RIGHT,
    Figures,
)
from matchloop.evaluation.records import Record

SURE = 0.9
"""The confidence from which on an answer counts as sure."""
_LISTED_PAIR, _MOST_MISSING = 0.7, 0.4
_WHOLE = 0.99


class Kind(StrEnum):
    """Where it is known from that a name stands for a standard column."""

    LISTED = "listed"  # the words, or lists of synonyms, abbreviations and translations, say so
    GUESSED = "guessed"  # letters or meaning alone


class Curve(Record):
    """A rising line through points: what a figure `at` each of them is worth."""

    at: tuple[float, ...]
    worth: tuple[float, ...]

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Return float64 of the same shape; the ends hold beyond the first and last point."""
        return np.interp(values, self.at, self.worth)


class Judgement(Record):
    """How to read the trees.

    feature_version: of the figures they were trained on. confidence: from the score of a candidate
    to its confidence, by kind of evidence. precision: from a confidence to the share of answers
    that are right there; a confidence is more careful than that. threshold: answers under it are
    withheld; of those over it at least `rate` are right but for a chance of `delta`, and of those
    from `SURE` on at least `sure_rate` but for a chance of `sure_delta`, on columns like those
    that it was set on.
    """

    feature_version: str
    confidence: dict[Kind, Curve]
    precision: Curve
    threshold: float
    rate: float
    delta: float
    sure_rate: float
    sure_delta: float


class Mapped(Record):
    """How the first answers to labelled columns fare; shares, None where there is none to share.

    answered: of all; right: of those answered; right_when_sure: of those from `SURE` on; found: of
    the columns that have a standard, those that get it; falsely_mapped: of those that have none,
    those that get one.
    """

    columns: int
    answered: float | None
    right: float | None
    right_when_sure: float | None
    found: float | None
    falsely_mapped: float | None

    def figures(self) -> Figures:
        """The figures in the vocabulary of gate, card and report."""
        return {
            MAPPED_RIGHT: self.right,
            SURE_RIGHT: self.right_when_sure,
            FOUND: self.found,
            FALSELY_MAPPED: self.falsely_mapped,
        }


class Learned(Record):
    """What the step leaves beside trees and judgement.

    parts: how it fares on each part of the labelled columns; missing: systems whose tables were not
    here; threshold: how it was found; largest_difference: between the trees and their graph.
    """

    parts: dict[str, Mapped]
    missing: tuple[str, ...]
    threshold: Threshold
    largest_difference: float


def kinds(features: np.ndarray) -> np.ndarray:
    """Return bool [c]: which candidates are `Kind.LISTED`; features [c, features]."""
    return (_of(features, "weakest_pair") >= _LISTED_PAIR) & (
        _of(features, "text_missing_in_context") <= _MOST_MISSING
    )


def exact(features: np.ndarray) -> np.ndarray:
    """Return bool [c]: whose name, or other name in a list, is the raw name word for word."""
    return np.minimum(_of(features, "raw_covered"), _of(features, "text_covered")) >= _WHOLE


def _of(features: np.ndarray, name: str) -> np.ndarray:
    return features[:, COVER_NAMES.index(name)]
