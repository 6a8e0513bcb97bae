"""Ranks the names of several requests at once, each as if it had come alone.

Most of ranking one name is the same work for a hundred. The encoder is the exception: its int8
variant scales all names of a run by the largest among them, so what stands beside a name changes
its vector, and a confidence by up to 0.18 (measured on 230 names in runs of 2, 8 and 32). A
stranger's request must not do that. Hence each request's names are a run of their own.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import accumulate
from typing import cast

import numpy as np

from matchloop.bundle import Bundle
from matchloop.column_mapping.predict import MappingModel
from matchloop.column_mapping.ranker import Ranker, Ranking
from matchloop.column_mapping.views.dictionary import in_english
from matchloop.column_mapping.views.encoded import EncodedSchema
from matchloop.column_mapping.views.encoder import Encoder, Progress

MOST_NAMES = 256
"""Names that are ranked in one go; more bring nothing."""


def served_model(bundle: Bundle, version: str) -> MappingModel:
    """Load a bundle for a process that answers many at once: each graph on one thread.

    Names are short. On two cores a second thread gains a request nothing when the machine is idle,
    and makes it more than twice as slow when it is not (docs/serving.md).
    """
    return MappingModel(bundle, version, threads=1)


def rank_together(
    ranker: Ranker, requests: Sequence[Sequence[str]], schema: EncodedSchema, k: int
) -> list[Ranking]:
    """Return the ranking of each request's names, as `Ranker.rank` gives it for them alone."""
    found: list[Ranking] = []
    for group in _groups(requests):
        if len(group) == 1:
            found.append(ranker.rank(group[0], schema, k))
            continue
        apart = copy(ranker)
        apart.views = copy(ranker.views)
        apart.views.encoder = cast(Encoder, _EncoderByRequest(ranker.views.encoder, group))
        ranking = apart.rank([name for names in group for name in names], schema, k)
        found += _parts(ranking, [len(names) for names in group])
    return found


class _EncoderByRequest:
    """An encoder that reads the names of each request in a run of their own.

    It is asked once, for all names in order, followed by the English readings of those that have
    one; see `Views.look`.
    """

    def __init__(self, encoder: Encoder, requests: Sequence[Sequence[str]]):
        self._encoder = encoder
        self.dimensions = encoder.dimensions
        owner = [i for i, names in enumerate(requests) for _ in names]
        english = [i for i, names in enumerate(requests) for name in names if in_english(name)]
        self._owner = np.array([*owner, *english])

    def __call__(self, names: Sequence[str], on_progress: Progress | None = None) -> np.ndarray:
        out = np.zeros((len(names), self.dimensions), np.float32)
        for request in np.unique(self._owner):
            rows = np.flatnonzero(self._owner == request).tolist()
            out[rows] = self._encoder([names[row] for row in rows])
        return out


def _groups(requests: Sequence[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Put requests together up to `MOST_NAMES` names; a larger one stays alone."""
    group: list[Sequence[str]] = []
    for names in requests:
        if group and sum(map(len, group)) + len(names) > MOST_NAMES:
            yield group
            group = []
        group.append(names)
    if group:
        yield group


def _parts(ranking: Ranking, lengths: Sequence[int]) -> Iterator[Ranking]:
    ends = list(accumulate(lengths))
    for begin, end in zip([0, *ends], ends, strict=False):
        view = None if ranking.view is None else ranking.view[begin:end]
        yield Ranking(ranking.candidates[begin:end], ranking.probabilities[begin:end], view)
