"""What is worked out for the prediction log in its own thread, when answers have long been given.

Features become the numbers that are kept, those of many calls at once; shadows answer. What fails
is warned of, and the answers are logged without it. Knows no family and no database.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matchloop.store.records import Projector
from matchloop.store.rows import Logged

_log = logging.getLogger(__name__)


def worked_out(batch: Sequence[Logged]) -> list[Logged]:
    """Return the batch with numbers in place of features, and with its shadows' answers."""
    done = list(batch)
    waiting: dict[Projector, list[int]] = {}
    for place, logged in enumerate(batch):
        if logged.answers.projector is not None:
            waiting.setdefault(logged.answers.projector, []).append(place)
    for projector, places in waiting.items():
        projected = _projected(projector, [done[place] for place in places])
        for place, logged in zip(places, projected, strict=True):
            done[place] = logged
    return [_with_shadow(logged) for logged in done]


def _projected(projector: Projector, batch: Sequence[Logged]) -> list[Logged]:
    """Project the features of calls that have one projector."""
    given = [each.answers.features for each in batch if each.answers.features is not None]
    try:
        ends = np.cumsum([len(rows) for rows in given])[:-1]
        kept = np.split(projector(np.concatenate(given)), ends)
        return [
            replace(logged, answers=replace(logged.answers, features=rows, projector=None))
            for logged, rows in zip(batch, kept, strict=True)
        ]
    except Exception as error:  # whatever it is, the answers are logged
        _log.warning("Answers are logged without features: %r", error)
        return [
            replace(
                each,
                answers=replace(each.answers, features=None, feature_set="", projector=None),
            )
            for each in batch
        ]


def _with_shadow(logged: Logged) -> Logged:
    """The answers beside those of their shadow, without them when it fails."""
    shadow = logged.answers.shadow
    if not callable(shadow):
        return logged
    try:
        return replace(logged, answers=replace(logged.answers, shadow=shadow()))
    except Exception as error:  # whatever it is, the answers are logged
        _log.warning("A shadow did not answer: %r", error)
        return replace(logged, answers=replace(logged.answers, shadow=None))
