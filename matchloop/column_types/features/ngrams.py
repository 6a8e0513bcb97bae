"""Features of the character n-grams of values, hashed."""

import math

import numpy as np

from matchloop.column_types.features.hashing import ngram_buckets
from matchloop.column_types.features.view import SampleView

BUCKETS = 38
LOOKED_AT = 48
"""Values whose n-grams are counted."""
CHARACTERS = 32
"""Characters of each."""

NAMES = tuple(f"value_ngram_{i:02d}" for i in range(BUCKETS))


def compute(view: SampleView) -> np.ndarray:
    """Return the mean count of each bucket a value, damped: float64 [BUCKETS]."""
    step = max(len(view.texts) // LOOKED_AT, 1)
    texts = view.texts[::step][:LOOKED_AT]
    if not texts:
        return np.zeros(BUCKETS)
    joined = "".join(f"\x02{text[:CHARACTERS].lower()}\x03" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32).copy()
    codes[(codes >= 48) & (codes <= 57)] = 48
    buckets = np.bincount(ngram_buckets(codes, 3, BUCKETS), minlength=BUCKETS)
    # One at a time: numpy's own logarithms differ with the processor.
    return np.array([math.log1p(count) for count in (buckets / len(texts)).tolist()])
