"""How well the words of a raw name and those of the texts of a schema cover each other.

The texts of a column are its name, its synonyms and what packs call it. A rare word counts more
than a frequent one. What the table's name says may cover words that the header leaves out, never
the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchloop.column_mapping.evidence.packs import headers_of
from matchloop.column_mapping.evidence.wording import Words, parts_of
from matchloop.column_mapping.schema.schema import Schema

COVER_NAMES = (
    "raw_covered", "text_covered", "text_covered_in_context", "raw_extra", "text_missing",
    "text_missing_in_context", "heads_equal", "raw_head_covered", "text_head_covered",
    "text_head_covered_in_context", "weakest_pair", "raw_covered_without_prefix",
    "raw_extra_without_prefix", "raw_words", "text_words", "kind_of_text", "in_order", "foreign",
    "name_covered", "name_covered_in_context", "name_missing_in_context", "raw_covered_by_name",
)  # fmt: skip
_LONGEST = 8  # words of a text that are read
_READ = 160  # texts that are looked at closely
_BESIDE = 0.8  # what words of the table's name count beside the header's own
NAME, SYNONYM, PACK = 0, 1, 2


@dataclass(frozen=True)
class Reading:
    """The words of a raw name. prefix: how many of the first ones siblings share.

    foreign: whether words were translated.
    """

    parts: tuple[str, ...]
    prefix: int = 0
    foreign: bool = False


class SchemaTexts:
    """The texts of a schema as numbers of words.

    owner: int [m], the column of each text, ascending; first: int [columns + 1], the first text of
    each; kind: int [m], `NAME`, `SYNONYM` or `PACK`; ids: int [m, longest], numbers of words, the
    number of words where there are fewer; weights: float32 [words + 1], 0 to 1, rare ones more.
    """

    def __init__(self, schema: Schema):
        known = headers_of(schema)
        rows = [
            (number, kind, parts_of(text)[:_LONGEST])
            for number, column in enumerate(schema.columns)
            for kind, texts in enumerate(((column.name,), column.synonyms, known[number]))
            for text in texts
        ]
        self.owner = np.array([number for number, _, _ in rows])
        self.kind = np.array([kind for _, kind, _ in rows], np.float32)
        self.first = np.searchsorted(self.owner, np.arange(len(schema) + 1))
        self.words = Words(
            (word for _, _, parts in rows for word in parts),
            (word for _, kind, parts in rows for word in parts if kind != PACK),
        )
        none = len(self.words.words)
        self.ids = np.full((len(rows), max(len(parts) for _, _, parts in rows)), none)
        for row, (_, _, parts) in enumerate(rows):
            self.ids[row, : len(parts)] = [self.words.number[word] for word in parts]
        self.length = np.maximum((self.ids < none).sum(1), 1)
        # A word counts once for a column, however many of its texts have it.
        pairs = np.unique(self.ids * len(schema) + self.owner[:, None]) // len(schema)
        users = np.maximum(np.bincount(pairs, minlength=none + 1), 1)
        self.weights = (np.log1p(len(schema) / users) / np.log1p(len(schema))).astype(np.float32)
        self.weights[none] = 0
        self.own = self.weights[self.ids]
        self.whole = np.maximum(self.own.sum(1), 1e-6)
        # Where each word stands: `_texts[_from[word] : _from[word + 1]]`.
        order = np.argsort(self.ids, axis=None, kind="stable")
        self._texts = order // self.ids.shape[1]
        self._from = np.searchsorted(self.ids.ravel()[order], np.arange(none + 1))

    def with_any(self, words: np.ndarray) -> np.ndarray:
        """Return the texts that have at least one of some words, ascending."""
        found = [self._texts[self._from[word] : self._from[word + 1]] for word in words]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.intp)

    def of(self, columns: Sequence[int]) -> np.ndarray:
        """Return the numbers of the texts of some columns."""
        if not len(columns):
            return np.zeros(0, np.intp)
        return np.concatenate([np.arange(self.first[c], self.first[c + 1]) for c in columns])


@dataclass(frozen=True)
class Cover:
    """How columns cover a raw name, best first: columns int [c], features float32 [c, names]."""

    columns: np.ndarray
    features: np.ndarray


def around(context: Sequence[str], texts: SchemaTexts) -> np.ndarray:
    """Return float32 [words + 1]: how strongly the words around a column say each word."""
    said = [texts.words.strengths(word) for word in context]
    return np.max(said, axis=0) if said else np.zeros(len(texts.weights), np.float32)


def cover(
    readings: Sequence[Reading],
    said_around: np.ndarray,
    texts: SchemaTexts,
    asked: Sequence[int] = (),
) -> Cover:
    """Cover a raw name with the texts that fit best, and with all texts of the columns asked."""
    if not readings:
        columns = np.unique(np.array(asked, np.intp))
        return Cover(columns, np.zeros((len(columns), len(COVER_NAMES)), np.float32))
    rows = texts.of(asked)
    strengths = []
    for reading in readings:
        strength = np.stack([texts.words.strengths(word) for word in reading.parts])
        strengths.append(strength)
        rows = np.concatenate([rows, _promising(strength.max(0), said_around, texts)])
    rows = np.unique(rows)
    if not len(rows):
        return Cover(rows, np.zeros((0, len(COVER_NAMES)), np.float32))
    found = np.stack(
        [
            _covers(reading, strength, said_around, texts, rows)
            for reading, strength in zip(readings, strengths, strict=True)
        ]
    )
    scores = score(found)
    best = scores.argmax(0)
    features, scores = found[best, np.arange(len(rows))], scores.max(0)
    owners = texts.owner[rows]
    # Best text of each column: the first of each owner in the order of scores.
    order = np.argsort(-(scores - 0.001 * texts.kind[rows]), kind="stable")
    _, firsts = np.unique(owners[order], return_index=True)
    kept = order[np.sort(firsts)]
    columns = owners[kept]
    named = _by_names(readings, strengths, said_around, texts, texts.first[columns])
    return Cover(columns, np.concatenate([features[kept], named], axis=1))


def _promising(own: np.ndarray, said: np.ndarray, texts: SchemaTexts) -> np.ndarray:
    """Return the texts that the words of a name, float32 [words + 1], cover most; none at 0."""
    rows = texts.with_any(np.flatnonzero(own[:-1] * texts.weights[:-1]))
    ids, whole = texts.ids[rows], texts.whole[rows]
    alone = (own * texts.weights)[ids].sum(1) / whole
    beside = (np.maximum(own, said) * texts.weights)[ids].sum(1) / whole
    worth = np.maximum(alone, _BESIDE * beside)
    return rows[np.argsort(-worth, kind="stable")[:_READ]]


def _by_names(
    readings: Sequence[Reading],
    strengths: Sequence[np.ndarray],
    said: np.ndarray,
    texts: SchemaTexts,
    rows: np.ndarray,
) -> np.ndarray:
    """Return float32 [rows, 4]: how the own names of columns are covered."""
    found = np.stack(
        [
            _covers(reading, strength, said, texts, rows)
            for reading, strength in zip(readings, strengths, strict=True)
        ]
    )
    best = found[score(found).argmax(0), np.arange(len(rows))]
    return best[:, [1, 2, 5, 0]]


def score(features: np.ndarray) -> np.ndarray:
    """Return [...]: how well name and text cover each other, 0 to 1; features [..., names]."""
    raw = np.maximum(features[..., 0], 0.9 * features[..., 11])
    text = np.maximum(features[..., 1], 0.9 * features[..., 2])
    return 2 * raw * text / np.maximum(raw + text, 1e-6)


def _covers(
    reading: Reading, strength: np.ndarray, said: np.ndarray, texts: SchemaTexts, rows: np.ndarray
) -> np.ndarray:
    """Return float32 [rows, names]; strength: [raw words, words + 1]."""
    ids, own, whole = texts.ids[rows], texts.own[rows], texts.whole[rows]
    pairs = strength[:, ids]  # raw words, texts, words of a text
    text = pairs.max(0)
    context = np.maximum(text, said[ids])
    raw = pairs.max(2)  # raw words, texts
    # A raw word weighs as much as the rarest word that it may well stand for.
    likely = strength > 0.5
    worth = np.where(likely, texts.weights, 0).max(1)
    worth = np.where(likely.any(1), worth, 1.0)[:, None].astype(np.float32)
    each = np.arange(len(ids))
    last = texts.length[rows] - 1
    bare = slice(min(reading.prefix, len(reading.parts) - 1), None)
    places = pairs.argmax(2)
    steps = (np.diff(places, axis=0) > 0).mean(0) if len(places) > 1 else np.zeros(len(ids))
    columns = (
        (raw * worth).sum(0) / worth.sum(),
        (text * own).sum(1) / whole,
        (context * own).sum(1) / whole,
        ((1 - raw) * worth).max(0),
        ((1 - text) * own).max(1),
        ((1 - context) * own).max(1),
        strength[-1, ids[each, last]],
        raw[-1],
        text[each, last],
        context[each, last],
        raw.min(0),
        (raw[bare] * worth[bare]).sum(0) / worth[bare].sum(),
        ((1 - raw[bare]) * worth[bare]).max(0),
        np.full(len(ids), len(reading.parts)),
        texts.length[rows],
        texts.kind[rows],
        steps,
        np.full(len(ids), reading.foreign),
    )
    return np.stack(columns, 1).astype(np.float32)
