"""What is worked out for the prediction log in its own thread, when answers have long been given.

Features become the numbers that are kept, those of many calls at once; shadows answer. What fails
is told, and the answers are logged without it. Knows no family and no database.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matchloop.store.records import Watch
from matchloop.store.rows import Logged

_log = logging.getLogger(__name__)


def worked_out(batch: Sequence[Logged]) -> list[Logged]:
    """Return the batch with numbers in place of features, and with its shadows' answers."""
    done = list(batch)
    waiting: dict[Watch, list[int]] = {}
    for place, logged in enumerate(batch):
        if logged.answers.watch is not None:
            waiting.setdefault(logged.answers.watch, []).append(place)
    for watch, places in waiting.items():
        for place, logged in zip(places, _watched(watch, [done[i] for i in places]), strict=True):
            done[place] = logged
    return [_asked(logged) for logged in done]


def _watched(watch: Watch, batch: Sequence[Logged]) -> list[Logged]:
    """Project the features of calls that are watched alike."""
    given = [each.answers.features for each in batch if each.answers.features is not None]
    try:
        kept = np.split(watch(np.concatenate(given)), np.cumsum([len(rows) for rows in given])[:-1])
        return [
            replace(logged, answers=replace(logged.answers, features=rows, watch=None))
            for logged, rows in zip(batch, kept, strict=True)
        ]
    except Exception as error:  # whatever it is, the answers are logged
        _log.warning("Answers are logged without features: %r", error)
        return [
            replace(each, answers=replace(each.answers, features=None, feature_set="", watch=None))
            for each in batch
        ]


def _asked(logged: Logged) -> Logged:
    """The answers beside those of their shadow, without them when it fails."""
    shadow = logged.answers.shadow
    if not callable(shadow):
        return logged
    try:
        return replace(logged, answers=replace(logged.answers, shadow=shadow()))
    except Exception as error:  # whatever it is, the answers are logged
        _log.warning("A shadow did not answer: %r", error)
        return replace(logged, answers=replace(logged.answers, shadow=None))
