"""Ranks standard columns for raw names: the views and the head put together.

Knows nothing of bundles, so that what training measures is what serving answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matchloop.column_mapping.views.encoded import EncodedSchema
from matchloop.column_mapping.views.features import FEATURE_NAMES
from matchloop.column_mapping.views.views import Sight, Views
from matchloop.column_mapping.words.names import fold
from matchloop.graphs import inference

_ROWS = 256  # names looked at together


@dataclass(frozen=True)
class Ranking:
    """The best candidates of n raw names, the best first.

    candidates: int32 [n, k], numbers of standard columns, -1 where there are fewer; probabilities:
    float32 [n, k], calibrated chance that this one is the right one. A row sums to at most 1; the
    rest is the chance that none of the candidates is. view: float32 [n, 9 + d], what the head was
    told of the best text, and the name's vector; None where nobody asked the head.
    """

    candidates: np.ndarray
    probabilities: np.ndarray
    view: np.ndarray | None = None


class Ranker:
    """The views and the head at work."""

    def __init__(self, views: Views, head: "Head"):
        self.views = views
        self._head = head

    def rank(self, names: Sequence[str], schema: EncodedSchema, k: int = 10) -> Ranking:
        """Rank the standard columns for each raw name; a name without letters has no candidates."""
        k = min(k, len(schema.schema))
        candidates = np.full((len(names), k), -1, np.int32)
        probabilities = np.zeros((len(names), k), np.float32)
        view = np.zeros(
            (len(names), len(FEATURE_NAMES) + self.views.encoder.dimensions), np.float32
        )
        for start in range(0, len(names), _ROWS):
            rows = slice(start, start + _ROWS)
            sight = self.views.look(names[rows], schema)
            chances = self._head.probabilities(sight, schema)
            found = ranked(sight, chances, schema.owner, k)
            best = sight.features[np.arange(len(chances)), chances.argmax(1)]
            view[rows] = np.concatenate([best, sight.u], axis=1)
            candidates[rows], probabilities[rows] = found.candidates, found.probabilities
        wordless = [not fold(name) for name in names]
        candidates[wordless], probabilities[wordless] = -1, 0
        return Ranking(candidates, probabilities, view)


class Head:
    """The exported head: a calibrated logit for each candidate, beside 0 for "none of them"."""

    def __init__(self, graph: Path, threads: int = 1):
        self._session = inference.session(graph, threads)

    def probabilities(self, sight: Sight, schema: EncodedSchema) -> np.ndarray:
        """Return float64 [n, k]: the chance of each candidate; 0 where there is none."""
        present = sight.candidates >= 0
        rows = np.nonzero(present)[0]
        logits = np.full(present.shape, -np.inf)
        if len(rows):
            given = {
                "u": sight.u[rows],
                "v": schema.vectors[sight.candidates[present]],
                "features": sight.features[present],
            }
            logits[present] = self._session.run(None, given)[0]
        return softmax_with_none(logits)


def softmax_with_none(logits: np.ndarray) -> np.ndarray:
    """Return the softmax over each row and one more logit of 0, less that last one."""
    top = np.maximum(logits.max(1, keepdims=True, initial=0), 0)
    e = np.exp(logits - top)
    return e / (e.sum(1, keepdims=True) + np.exp(-top))


def ranked(sight: Sight, probabilities: np.ndarray, owner: np.ndarray, k: int) -> Ranking:
    """Add up the texts of each column and keep the k best columns; ties by the column's number."""
    present = sight.candidates >= 0
    columns = np.where(present, owner[np.where(present, sight.candidates, 0)], -1)
    order = np.argsort(columns, axis=1, kind="stable")
    columns = np.take_along_axis(columns, order, 1)
    p = np.take_along_axis(np.where(present, probabilities, 0), order, 1)
    first = np.ones_like(columns, bool)
    first[:, 1:] = columns[:, 1:] != columns[:, :-1]
    sums = np.zeros_like(p)
    group = np.cumsum(first, 1) - 1
    np.add.at(sums, (np.arange(len(p))[:, None], group), p)
    names = np.full_like(columns, -1)
    at_rows, at_columns = np.nonzero(first)
    names[at_rows, group[first]] = columns[at_rows, at_columns]
    sums = np.where(names >= 0, sums, -1.0)
    best = np.argsort(-sums, axis=1, kind="stable")[:, :k]
    chosen = np.take_along_axis(names, best, 1)
    chances = np.maximum(np.take_along_axis(sums, best, 1), 0)
    missing = k - best.shape[1]
    if missing > 0:
        chosen = np.pad(chosen, ((0, 0), (0, missing)), constant_values=-1)
        chances = np.pad(chances, ((0, 0), (0, missing)))
    return Ranking(chosen.astype(np.int32), chances.astype(np.float32))
