"""Candidates by character n-grams: which standard columns share letters with a raw name.

TF-IDF over the n-grams of four spellings of a name side by side (its words, the words run together,
their consonants, their initials), so that "custeml" meets "customer email". Cosine similarity,
0 to 1. Cheap, and it nearly always has the right column among the first; who is first is decided
by better models.
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy import sparse

from matchloop.column_mapping.words.names import words

SIZES = (1, 2, 3)
_VOWELS = str.maketrans("", "", "aeiou")


class NgramIndex:
    """Standard columns as sparse vectors of character n-grams."""

    def __init__(self, texts: Sequence[str]):
        grams = [_grams(text) for text in texts]
        self._gram = {gram: i for i, gram in enumerate(dict.fromkeys(chain.from_iterable(grams)))}
        counts = self._matrix(grams)
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        self._idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        self._standards = self._weighted(counts).T.tocsr()

    def similarity(self, names: Sequence[str]) -> np.ndarray:
        """Return float32 [len(names), standards]: the cosine between names and standards."""
        queries = self._weighted(self._matrix([_grams(name) for name in names]))
        return (queries @ self._standards).toarray()

    def _matrix(self, grams: Sequence[dict[str, float]]) -> sparse.csr_array:
        known = [[(self._gram[g], w) for g, w in row.items() if g in self._gram] for row in grams]
        flat = np.array(list(chain.from_iterable(known)), np.float32).reshape(-1, 2)
        ends = np.cumsum([0, *map(len, known)])
        shape = (len(grams), len(self._gram))
        return sparse.csr_array((flat[:, 1], flat[:, 0].astype(np.int32), ends), shape)

    def _weighted(self, counts: sparse.csr_array) -> sparse.csr_array:
        counts = counts.copy()
        counts.data = counts.data * self._idf[counts.indices]
        norm = np.sqrt(np.asarray(counts.multiply(counts).sum(1)).ravel())
        scale = np.divide(1, norm, out=np.zeros_like(norm), where=norm > 0)
        counts.data = counts.data * np.repeat(scale, np.diff(counts.indptr)).astype(np.float32)
        return counts


def best(similarity: np.ndarray, k: int) -> np.ndarray:
    """Return int [n, min(k, m)]: the columns of the highest values of each row, in any order."""
    k = min(k, similarity.shape[1])
    if k == similarity.shape[1]:
        return np.tile(np.arange(k), (len(similarity), 1))
    return np.argpartition(-similarity, k - 1, axis=1)[:, :k]


def _grams(name: str) -> dict[str, float]:
    """Return the n-grams of a name with their sublinear term frequency."""
    parts = words(name)
    joined = "".join(parts)
    consonants = "".join(part[0] + part[1:].translate(_VOWELS) for part in parts)
    spellings = (*parts, joined, consonants, "".join(part[0] for part in parts))
    padded = [f" {spelling} " for spelling in spellings if spelling]
    found = Counter(
        text[i : i + n] for text in padded for n in SIZES for i in range(len(text) - n + 1)
    )
    found.pop(" ", None)
    return {gram: 1 + math.log(count) for gram, count in found.items()}
