"""Character n-grams hashed into a fixed number of buckets.

The hashing trick (Weinberger et al., "Feature hashing for large scale multitask learning", 2009)
with a multiplicative hash, so that no Python loop runs over characters.
"""

import numpy as np

_MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], np.uint64)


def ngram_buckets(codes: np.ndarray, n: int, buckets: int) -> np.ndarray:
    """Bucket of each n-gram of a flat array of code points.

    codes: uint32 [m]; returns int64 [m - n + 1] in 0..buckets-1; empty when m < n.
    """
    if len(codes) < n:
        return np.zeros(0, np.int64)
    wide = codes.astype(np.uint64)
    mixed = np.zeros(len(codes) - n + 1, np.uint64)
    for i in range(n):
        mixed += wide[i : len(wide) - n + 1 + i] * _MULTIPLIERS[i]
        mixed ^= mixed >> np.uint64(15)
    mixed *= np.uint64(0x2545F4914F6CDD1D)
    return ((mixed >> np.uint64(40)) % np.uint64(buckets)).astype(np.int64)
