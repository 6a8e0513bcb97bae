"""What the models learn from: raw names with their right standard and hard wrong ones.

Wrong standards are mined: those that come nearest to the raw name by letters, or by meaning with
the model as it is now. Knows nothing of torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.column_mapping.views.ngrams import NgramIndex, best

MEANING_WEIGHT = 8.0
_ROWS = 512


@dataclass(frozen=True)
class Examples:
    """Raw names of one split and its standards; `right` int [n] is the right one's number."""

    names: tuple[str, ...]
    right: np.ndarray
    standards: tuple[str, ...]
    distortion: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)


def examples(pairs: pa.Table, standards: pa.Table, *splits: str) -> Examples:
    """Return the right pairs of the splits; every standard of the splits may be asked for."""
    names = standards.filter(pc.is_in(standards["split"], pa.array(splits)))["standard"]
    number = {standard: i for i, standard in enumerate(names.to_pylist())}
    chosen = pairs.filter(
        pc.and_(pc.equal(pairs["label"], 1), pc.is_in(pairs["split"], pa.array(splits)))
    )
    right = [number[standard] for standard in chosen["standard_column"].to_pylist()]
    return Examples(
        tuple(chosen["raw_column"].to_pylist()),
        np.array(right, np.int64),
        tuple(number),
        tuple(chosen["distortion"].to_pylist()),
    )


def divided(data: Examples, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Divide the rows by standard: those to learn from, and those of `share` of the standards."""
    order = np.random.default_rng(seed).permutation(len(data.standards))
    kept = np.isin(data.right, order[: round(share * len(order))])
    return np.flatnonzero(~kept), np.flatnonzero(kept)


def hard_by_letters(data: Examples, k: int) -> np.ndarray:
    """Return int [n, k]: the wrong standards nearest to each raw name by character n-grams.

    There are fewer than k where there are no more wrong standards.
    """
    index = NgramIndex(data.standards)
    found = []
    for start in range(0, len(data), _ROWS):
        near = index.similarity(data.names[start : start + _ROWS])
        found.append(_nearest_wrong(near, data.right[start : start + _ROWS], k))
    return np.concatenate(found)


def hard_by_meaning(data: Examples, u: np.ndarray, v: np.ndarray, k: int) -> np.ndarray:
    """Return int [n, k]: the wrong standards nearest by vectors: u [n, d] names, v standards."""
    found = []
    for start in range(0, len(data), _ROWS):
        rows = slice(start, start + _ROWS)
        found.append(_nearest_wrong(u[rows] @ v.T, data.right[rows], k))
    return np.concatenate(found)


def _nearest_wrong(similarity: np.ndarray, right: np.ndarray, k: int) -> np.ndarray:
    similarity = similarity.copy()
    similarity[np.arange(len(right)), right] = -np.inf
    return best(similarity, min(k, similarity.shape[1] - 1))


def meaning_share(data: Examples) -> np.ndarray:
    """Return float64 [n]: how often to draw each name where meaning is to be learned; sums to 1.

    Names whose letters do not show their standard (synonyms, other languages) are few and are
    what a sentence encoder is for, so they count `MEANING_WEIGHT` times.
    """
    kinds = ("synonym", "translation")
    weights = np.array([MEANING_WEIGHT if k.startswith(kinds) else 1.0 for k in data.distortion])
    return weights / weights.sum()


def draw(
    data: Examples,
    hard: np.ndarray,
    batch: int,
    wrong: int,
    seed: Sequence[int],
    share: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw raw names int [batch] and candidates int [batch, 1 + wrong], the right one first.

    share: float64 [n], chance of each name to be drawn, all alike when None. Three wrong ones in
    four are hard ones, the rest any.
    """
    rng = np.random.default_rng(seed)
    names = rng.choice(len(data), batch, p=share)
    chosen = hard[names[:, None], rng.integers(0, hard.shape[1], (batch, wrong))]
    anyone = rng.integers(0, len(data.standards), (batch, wrong))
    chosen = np.where(rng.random((batch, wrong)) < 0.75, chosen, anyone)
    return names, np.concatenate([data.right[names, None], chosen], 1)
