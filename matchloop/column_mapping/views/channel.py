"""The abbreviation channel in NumPy: the chance that a raw name was written for a standard column.

Answers with what `models.channel` learned; the method is described there. For one pair the letters
of the raw name are followed through the standard's letters once, for many pairs side by side.
"""

from dataclasses import dataclass

import numpy as np

from matchloop.column_mapping.words.letters import RawLetters, StandardLetters

_STEPS = (12, 18, 26, 38)  # standards up to so many letters are followed together
_CHUNK = 1 << 21  # numbers held at a time for the steps of many pairs


@dataclass(frozen=True)
class Writing:
    """How kept letters are written, see `models.channel.Channel.writing`; arrays float32."""

    spelling: np.ndarray
    part: np.ndarray
    extra: float


@dataclass(frozen=True)
class Steps:
    """Chances of the next letter kept, float32 [m, L + 1, L], and of the end, [m, L + 1]."""

    to_letter: np.ndarray
    to_end: np.ndarray


def log_chances(
    standards: StandardLetters,
    steps: Steps,
    raw: RawLetters,
    pairs: tuple[np.ndarray, np.ndarray],
    writing: Writing,
) -> np.ndarray:
    """Return float32 [p]: log of the chance of raw name `pairs[0]` under standard `pairs[1]`."""
    names, columns = pairs
    out = np.zeros(len(names), np.float32)
    lengths = standards.length[columns]
    longest = steps.to_letter.shape[2]
    low = -1
    for limit in (*(step for step in _STEPS if step < longest), longest):
        at = np.flatnonzero((lengths > low) & (lengths <= limit))
        size = max(1, _CHUNK // (limit * (limit + 1)))
        for start in range(0, len(at), size):
            part = at[start : start + size]
            out[part] = _followed(
                standards, steps, raw, (names[part], columns[part]), writing, limit
            )
        low = limit
    return out


def _followed(
    standards: StandardLetters,
    steps: Steps,
    raw: RawLetters,
    pairs: tuple[np.ndarray, np.ndarray],
    writing: Writing,
    limit: int,
) -> np.ndarray:
    """The forward algorithm, scaled after each letter so that long names do not underflow."""
    names, columns = pairs
    to_letter = steps.to_letter[columns, : limit + 1, :limit]
    to_end = steps.to_end[columns, : limit + 1]
    spelling = writing.spelling[:, standards.codes[columns, :limit]]
    starts = (standards.place[columns, :limit] == 0).astype(np.intp)
    lengths = raw.length[names]
    state = np.zeros((len(names), 1, limit + 1), np.float32)
    state[:, 0, 0] = 1
    log_scale = np.zeros(len(names), np.float32)
    at = np.arange(len(names))
    for i in range(int(lengths.max(initial=0))):
        on = lengths > i
        written = spelling[raw.codes[names, i], at]
        written = written * writing.part[starts, raw.part[names, i, None]]
        moved = writing.extra * state
        moved[:, 0, 1:] += (state @ to_letter)[:, 0] * written
        scale = np.maximum(moved.sum(2), 1e-30)[:, 0]
        state = np.where(on[:, None, None], moved / scale[:, None, None], state)
        log_scale += np.where(on, np.log(scale), 0)
    ends = (state[:, 0] * to_end).sum(1)
    return log_scale + np.log(np.maximum(ends, 1e-30))
