"""Which recent inputs are worth a person's label: the least certain and the most novel ones.

Uncertainty sampling (Lewis & Gale 1994) finds what the model is in doubt about; it cannot find what
the model is wrong about with confidence, so half of the places go to inputs that are unlike those
the model was watched on first. Pure: it sees arrays and no log.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

NEIGHBOURS = 5
_ROWS = 256


class Why(StrEnum):
    """Why an input is put forward."""

    UNCERTAIN = "uncertain"
    NOVEL = "novel"


@dataclass(frozen=True)
class Wanted:
    """An input to be labelled: its row, why, and how much so (doubt 0..1, or distance)."""

    row: int
    why: Why
    amount: float


def choose(
    confidence: np.ndarray,
    inputs: np.ndarray,
    novelty: np.ndarray | None,
    most: int,
) -> list[Wanted]:
    """Choose at most `most` different inputs, uncertain and novel ones in turn.

    confidence: [n], 0..1; inputs: [n], their identities; novelty: [n] or None when unknown, then
    uncertain ones take all places. Of the same input twice the later row is taken.
    """
    last = {identity: row for row, identity in enumerate(inputs.tolist())}
    rows = np.array(sorted(last.values()), int)
    doubt = 1 - np.asarray(confidence, np.float64)
    orders = [(Why.UNCERTAIN, doubt, rows[np.argsort(-doubt[rows], kind="stable")])]
    if novelty is not None:
        orders.append((Why.NOVEL, novelty, rows[np.argsort(-novelty[rows], kind="stable")]))
    chosen: dict[int, Wanted] = {}
    for place in range(len(rows)):
        for why, amount, order in orders:
            row = int(order[place])
            if len(chosen) < most:
                chosen.setdefault(row, Wanted(row, why, float(amount[row])))
    return list(chosen.values())


def novelty(features: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Mean distance of each row to its nearest rows of the reference, float64 [n].

    features: [n, d]; reference: [m, d], m at least 1. Each feature is measured in units of its
    spread in the reference, so that none counts for its scale.
    """
    middle = np.median(reference, axis=0)
    spread = np.subtract(*np.percentile(reference, [75, 25], axis=0)) / 1.349
    # A feature that hardly ever moves has no quartiles apart; then its deviation is the unit.
    spread = np.where(spread > 1e-6, spread, np.maximum(reference.std(axis=0), 1e-3))
    near, far = ((each - middle) / spread for each in (reference, features))
    k = min(NEIGHBOURS, len(near))
    found = np.empty(len(far))
    for start in range(0, len(far), _ROWS):
        part = far[start : start + _ROWS]
        squares = (part**2).sum(1)[:, None] + (near**2).sum(1) - 2 * part @ near.T
        nearest = np.partition(np.maximum(squares, 0), k - 1, axis=1)[:, :k]
        found[start : start + len(part)] = np.sqrt(nearest).mean(axis=1)
    return found
