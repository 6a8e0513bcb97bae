"""A schema made ready to be searched, and kept on disk so that it is encoded once.

Each standard column is there with its name and its synonyms; `owner` says whose they are. What is
kept on disk is the vectors; the rest is made anew in a blink.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.views.channel import Steps
from matchloop.column_mapping.views.ngrams import NgramIndex, best
from matchloop.column_mapping.words.letters import StandardLetters
from matchloop.files import replacing

LARGE = 10_000  # from so many texts on, vectors are searched with FAISS
KEPT = 16  # encoded schemas kept on disk
_NEIGHBOURS_PER_LIST = 40
_DIGEST = 32  # bytes of SHA-256 that end a file of vectors


@dataclass(frozen=True)
class EncodedSchema:
    """Standard columns as texts, letters, n-grams and vectors.

    texts: names and synonyms; owner: int32 [m], number of the column each text stands for;
    vectors: float32 [m, d]; steps: of the channel, None where there are too many to keep.
    """

    schema: Schema
    texts: tuple[str, ...]
    owner: np.ndarray
    vectors: np.ndarray
    letters: StandardLetters
    ngrams: NgramIndex
    steps: Steps | None = field(default=None)

    @cached_property
    def _faiss(self) -> Any:
        import faiss  # only large schemas need it

        lists = int(np.sqrt(len(self.vectors)))
        quantizer = faiss.IndexFlatIP(self.vectors.shape[1])
        index = faiss.IndexIVFFlat(
            quantizer, self.vectors.shape[1], lists, faiss.METRIC_INNER_PRODUCT
        )
        index.cp.min_points_per_centroid = 1
        sample = np.random.default_rng(0).permutation(len(self.vectors))
        index.train(self.vectors[sample[: _NEIGHBOURS_PER_LIST * lists]])
        index.add(self.vectors)
        index.nprobe = max(8, lists // 8)
        return index

    def by_meaning(self, u: np.ndarray, k: int) -> np.ndarray:
        """Return int64 [n, k]: the texts whose vectors are nearest to u [n, d]."""
        k = min(k, len(self.texts))
        if len(self.texts) >= LARGE:
            found = self._faiss.search(np.ascontiguousarray(u), k)[1]
            return np.where(found < 0, found[:, :1], found)
        return best(u @ self.vectors.T, k)


def texts_of(schema: Schema) -> tuple[tuple[str, ...], np.ndarray]:
    """Return all names and synonyms of a schema, and the number of the column of each."""
    pairs = [
        (text, number)
        for number, column in enumerate(schema.columns)
        for text in (column.name, *column.synonyms)
    ]
    texts, owners = zip(*pairs, strict=True)
    return texts, np.array(owners, np.int32)


def assemble(
    schema: Schema, vectors: np.ndarray, steps: Steps | None, letters: StandardLetters
) -> EncodedSchema:
    """Put an encoded schema together from what the models made of its texts."""
    texts, owner = texts_of(schema)
    return EncodedSchema(schema, texts, owner, vectors, letters, NgramIndex(texts), steps)


def load_vectors(path: Path, rows: int, dimensions: int) -> np.ndarray | None:
    """Return kept vectors float32 [rows, dimensions], None when they are not there or not whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    content, digest = memoryview(data)[:-_DIGEST], data[-_DIGEST:]
    if len(content) != 4 * rows * dimensions or hashlib.sha256(content).digest() != digest:
        return None
    return np.frombuffer(content, np.float32).reshape(rows, dimensions)


def keep_vectors(path: Path, vectors: np.ndarray) -> None:
    """Keep float32 vectors on disk, the newest `KEPT` files; what cannot be kept is not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = np.ascontiguousarray(vectors, np.float32).tobytes()
        with replacing(path) as temporary:
            temporary.write_bytes(content + hashlib.sha256(content).digest())
        kept = path.parent.glob(f"*{path.suffix}")
        for old in sorted(kept, key=lambda p: p.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:  # a cache that cannot be written is no reason not to answer
        return
