"""Which standard columns are looked at closely: the nearest to a name by n-grams and meaning."""

import numpy as np

from matchloop.column_mapping.views.ngrams import best

BY_NGRAMS, BY_MEANING = 20, 8


def merged(by_ngrams: np.ndarray, by_meaning: np.ndarray) -> np.ndarray:
    """Put two lists of candidates together, each candidate once.

    Takes int [n, a] and int [n, b]; returns int64 [n, a + b] in ascending order, -1 (first) where
    a name has fewer.
    """
    both = np.sort(np.concatenate([by_ngrams, by_meaning], 1), 1).astype(np.int64)
    both[:, 1:][both[:, 1:] == both[:, :-1]] = -1
    return np.sort(both, 1)


def nearest(ngrams: np.ndarray, meaning: np.ndarray) -> np.ndarray:
    """Return int64 [n, k]: the candidates of n names by cosines [n, m] of both kinds."""
    return merged(best(ngrams, BY_NGRAMS), best(meaning, BY_MEANING))
