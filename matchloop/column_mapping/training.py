"""What the models learn from: raw names with their right standard and hard wrong ones.

Wrong standards are mined: those that come nearest to the raw name by letters, or by meaning with
the model as it is now. Others the generator made, as near in words or trade. Knows nothing of
torch.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matchloop.column_mapping.views.ngrams import NgramIndex, best

MEANING_WEIGHT = 8.0
_ROWS = 512


@dataclass(frozen=True)
class Examples:
    """Raw names of one split and its standards; `right` int [n] is the right one's number.

    wrong: int [n, w], the numbers of the wrong standards that the generator gave each name, -1
    where it gave fewer; None where they were not asked for.
    """

    names: tuple[str, ...]
    right: np.ndarray
    standards: tuple[str, ...]
    distortion: tuple[str, ...] = ()
    wrong: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class NamePairs:
    """Pairs of raw names; `confidence` float32 [n], 0 to 1: how sure that both mean the same."""

    one: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    confidence: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))

    def __len__(self) -> int:
        return len(self.one)


def examples(pairs: pa.Table, standards: pa.Table, *splits: str) -> Examples:
    """Return the pairs of the splits; every standard of the splits may be asked for."""
    names = standards.filter(pc.is_in(standards["split"], pa.array(splits)))["standard"]
    number = {standard: i for i, standard in enumerate(names.to_pylist())}
    of_splits = pairs.filter(pc.is_in(pairs["split"], pa.array(splits)))
    chosen = of_splits.filter(pc.equal(of_splits["label"], 1))
    raw = tuple(chosen["raw_column"].to_pylist())
    right = [number[standard] for standard in chosen["standard_column"].to_pylist()]
    return Examples(
        raw,
        np.array(right, np.int64),
        tuple(number),
        tuple(chosen["distortion"].to_pylist()),
        _generated_wrong(of_splits.filter(pc.equal(of_splits["label"], 0)), raw, number),
    )


def _generated_wrong(
    pairs: pa.Table, names: Sequence[str], number: Mapping[str, int]
) -> np.ndarray:
    """Return int64 [n, w]: the standards of each name's wrong pairs, -1 after the last one."""
    wrong: defaultdict[str, list[int]] = defaultdict(list)
    columns = (pairs["raw_column"].to_pylist(), pairs["standard_column"].to_pylist())
    for raw, standard in zip(*columns, strict=True):
        wrong[raw].append(number[standard])
    out = np.full((len(names), max(map(len, wrong.values()), default=1)), -1)
    for row, raw in enumerate(names):
        found = wrong.get(raw, ())
        out[row, : len(found)] = found
    return out


def name_pairs(table: pa.Table) -> NamePairs:
    """Return labelled pairs of raw names, as `labelled_pairs` reads them."""
    one, other, confidence = (table.column(i) for i in range(3))
    return NamePairs(
        tuple(one.to_pylist()), tuple(other.to_pylist()), confidence.to_numpy().astype(np.float32)
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
    generated: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw raw names int [batch] and candidates int [batch, 1 + wrong], the right one first.

    share: float64 [n], chance of each name to be drawn, all alike when None. generated: share of
    the wrong ones that are the generator's, where it gave the name any. Of the others three in four
    are hard ones, the rest any.
    """
    rng = np.random.default_rng(seed)
    names = rng.choice(len(data), batch, p=share)
    chosen = hard[names[:, None], rng.integers(0, hard.shape[1], (batch, wrong))]
    anyone = rng.integers(0, len(data.standards), (batch, wrong))
    chosen = np.where(rng.random((batch, wrong)) < 0.75, chosen, anyone)
    if generated and data.wrong is not None:
        given = (data.wrong[names] >= 0).sum(1, keepdims=True)
        place = rng.integers(0, np.maximum(given, 1), (batch, wrong))
        taken = (rng.random((batch, wrong)) < generated) & (given > 0)
        chosen = np.where(taken, data.wrong[names[:, None], place], chosen)
    return names, np.concatenate([data.right[names, None], chosen], 1)


def draw_pairs(
    pairs: NamePairs, count: int, seed: Sequence[int]
) -> tuple[list[str], list[str], np.ndarray]:
    """Draw `count` pairs of raw names, either one first, with their confidences float32 [count]."""
    rng = np.random.default_rng((*seed, len(pairs)))
    rows = rng.integers(0, len(pairs), count)
    turned = rng.random(count) < 0.5
    drawn = [(pairs.one[row], pairs.other[row]) for row in rows]
    one = [pair[int(turn)] for pair, turn in zip(drawn, turned, strict=True)]
    other = [pair[1 - int(turn)] for pair, turn in zip(drawn, turned, strict=True)]
    return one, other, pairs.confidence[rows]
