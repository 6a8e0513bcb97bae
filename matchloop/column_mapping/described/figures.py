"""How near raw columns are to standard ones by what is written of both.

First each pair by itself: nearness of the vectors, less what all standard columns have in common,
and words shared, rare ones counting more. Then each pair within its table: which table (or domain)
of the standards the sibling columns speak for, and whether a sibling has the better claim.
"""

from collections.abc import Sequence

import numpy as np

from matchloop.column_mapping.described.sides import Side
from matchloop.column_mapping.evidence.wording import LISTED

OF_PAIR = (
    "whole", "meaning", "name", "meaning_name", "words_shared", "words_of_name",
    "name_in_words", "kind_same", "kind_clash",
)  # fmt: skip
OF_TABLE = ("siblings_here", "rival", "tables_near")
_NO_NAME = 0.1  # the nearness of a name that says nothing


def of_pairs(raw: Side, standard: Side) -> np.ndarray:
    """Return float64 [n, m, len(OF_PAIR)]."""
    all_by_raw, all_by_standard = _covers(raw.words, standard.words, standard)
    _, names_by_raw = _covers(raw.words, standard.names, standard)
    names_by_standard, _ = _covers(raw.names, standard.words, standard)
    same: np.ndarray = np.greater(raw.kinds.astype(float) @ standard.kinds.T.astype(float), 0)
    both = np.outer(raw.kinds.any(axis=1), standard.kinds.any(axis=1))
    return np.stack(
        [
            _near(raw.whole, standard.whole),
            _near(raw.meaning, standard.meaning),
            np.where(raw.coded[:, None], _NO_NAME, _near(raw.name, standard.name)),
            _near(raw.meaning, standard.name),
            2 * all_by_raw * all_by_standard / np.maximum(all_by_raw + all_by_standard, 1e-6),
            names_by_raw,
            names_by_standard,
            same,
            both & ~same,
        ],
        axis=2,
    )


def of_tables(raw: Side, standard: Side, scores: np.ndarray) -> np.ndarray:
    """Return float64 [n, m, len(OF_TABLE)]; scores [n, m]: of each pair by itself."""
    chances = softmax(scores)
    theirs = standard.table.max() + 1
    mass = np.stack([chances[:, standard.table == t].sum(1) for t in range(theirs)], 1)
    out = np.zeros((*scores.shape, len(OF_TABLE)))
    centre = standard.whole.mean(0)
    far = np.stack([(standard.whole - centre)[standard.table == t].mean(0) for t in range(theirs)])
    for number in range(raw.table.max() + 1):
        rows = np.flatnonzero(raw.table == number)
        others = mass[rows].sum(0) - mass[rows]
        share = (others + 0.3 / theirs) / (len(rows) - 1 + 0.3)
        out[rows, :, 0] = np.log(share + 0.02)[:, standard.table]
        if len(rows) > 1:
            second, top = np.sort(chances[rows], 0)[-2:]
            best_other = np.where(chances[rows] >= top, second, top)
            out[rows, :, 1] = np.maximum(best_other - chances[rows], 0)
        near = _cosine((raw.whole[rows] - centre).mean(0)[None], far)[0]
        out[rows, :, 2] = near[standard.table]
    return out


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the softmax over each row of [n, m]."""
    weights = np.exp(scores - scores.max(1, keepdims=True))
    return weights / weights.sum(1, keepdims=True)


def _near(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    centre = b.mean(0)
    return _cosine(a - centre, b - centre)


def _cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)[None, :]
    return (a @ b.T) / np.maximum(lengths, 1e-6)


def _covers(
    raw: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]], standard: Side
) -> tuple[np.ndarray, np.ndarray]:
    """Return [n, m] twice: how much of the raw words theirs cover, and the other way.

    A word that the standards do not have is as rare as can be; letters alone count nothing.
    """
    vocabulary, weight = standard.vocabulary, standard.rarity
    number, n, m = vocabulary.number, len(raw), len(theirs)
    held = np.zeros((m, len(number)))
    for row, words in enumerate(theirs):
        held[row, [number[word] for word in words]] = 1
    different = sorted({word for words in raw for word in words})
    place = {word: i for i, word in enumerate(different)}
    strength = np.zeros((len(different), len(number)))
    for row, word in enumerate(different):
        found = vocabulary.strengths(word)[:-1]
        strength[row] = np.where(found >= LISTED, found, 0)
    covered = np.zeros((len(different), m))
    for row, found in enumerate(strength):
        there = np.flatnonzero(found)
        if len(there):
            covered[row] = (held[:, there] * found[there]).max(1)
    by_standard, said = np.zeros((n, m)), np.zeros((n, len(number)))
    for row, words in enumerate(raw):
        if words:
            places = [place[word] for word in words]
            worth = np.array([weight[number[w]] if w in number else 1.0 for w in words])
            by_standard[row] = worth @ covered[places] / worth.sum()
            said[row] = strength[places].max(0)
    whole = np.maximum(held @ weight, 1e-6)
    return by_standard, (said * weight) @ held.T / whole
