"""What the head is told of a raw name and each of its candidates, beside their two vectors.

Each view (letters in order, shared n-grams, meaning) gives its own figure, and how far it is behind
the best of the same list: a right answer is not only near, it is nearer than its rivals.
"""

import numpy as np

FEATURE_VERSION = "1.0"
FEATURE_NAMES = (
    "chance",
    "chance_a_letter",
    "chance_behind_best",
    "chance_ahead_of_second",
    "chance_among_all",
    "ngrams",
    "ngrams_behind_best",
    "meaning",
    "meaning_behind_best",
)
_NEVER = -99.0  # log chance of a candidate that is not there


def features(
    chance: np.ndarray,
    ngrams: np.ndarray,
    meaning: np.ndarray,
    letters: np.ndarray,
    present: np.ndarray,
) -> np.ndarray:
    """Return float32 [n, k, 9] for n raw names with k candidates each.

    chance: log chances of the channel [n, k]; ngrams and meaning: cosines [n, k]; letters: length
    of each raw name [n]; present: bool [n, k], False where a name has fewer candidates.
    """
    chance = np.where(present, chance, _NEVER)
    top = chance.max(1, keepdims=True)
    second = np.partition(chance, -2, 1)[:, -2, None] if chance.shape[1] > 1 else top + _NEVER
    total = top + np.log(np.exp(chance - top).sum(1, keepdims=True))
    columns = [
        chance / 10,
        chance / np.maximum(letters[:, None], 1),
        (chance - top) / 5,
        np.log1p(np.exp(np.clip(chance - second, -20, 20))) / 5,
        (chance - total) / 5,
    ]
    for cosine in (ngrams, meaning):
        best = np.where(present, cosine, -1.0).max(1, keepdims=True)
        columns += [cosine, cosine - best]
    return np.stack(columns, 2).astype(np.float32)
