"""The second look where raw columns are described: all that it looks at, and the sentences.

It runs only for tables of which somebody gave descriptions, with trees of its own that learned on
described columns, so nothing else changes by it. Imports no training library.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matchloop.column_mapping.described.sides import Side, Text, of_schema, of_table, read
from matchloop.column_mapping.described.weights import FIGURES, WEIGHTS, Weights
from matchloop.column_mapping.evidence import features
from matchloop.column_mapping.evidence.facts import TableFacts
from matchloop.column_mapping.evidence.features import Candidates, Ranked, table_features
from matchloop.column_mapping.evidence.judgement import Judgement
from matchloop.column_mapping.evidence.prepared import UNKNOWN, PreparedSchema
from matchloop.column_mapping.evidence.second_look import Judged, SecondLook
from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.views.encoded import keep_vectors, load_vectors
from matchloop.column_mapping.views.encoder import Encoder
from matchloop.home import home

SENTENCES, TREES, JUDGEMENT = "sentences.onnx", "described.onnx", "described.json"
"""Files of a bundle: the encoder of sentences, the trees, and what their scores are worth."""
LONGEST = 96  # tokens read of name and description
FURTHER = 6  # candidates by descriptions
_LEAST = 1e-6  # how sure the first one is at least, so that an order is kept
FEATURE_VERSION = f"{features.FEATURE_VERSION}+1.0"
FEATURE_NAMES = (
    "chance_log", "chance_place", "chance_behind", "chance_ahead", "described",
    "standard_described", *FIGURES,
)  # fmt: skip
"""What the trees read beside the second look's own features; `UNKNOWN` without a description."""


class Sentences:
    """What the sentences of a table say of all columns of a schema."""

    def __init__(self, encoder: Encoder, weights: Weights, cache: str = ""):
        self._encoder, self._weights, self._cache = encoder, weights, cache
        self._known: dict[str, Side] = {}

    def chances(self, table: TableFacts, schema: Schema) -> tuple[np.ndarray, np.ndarray]:
        """Return chances float64 [n, m], if one of them is right, and figures [n, m, FIGURES]."""
        raw = read(of_table(table), self._encoder.texts)
        figures = self._weights.figures(raw, self.side(schema))
        return self._weights.chances(figures), figures

    def side(self, schema: Schema) -> Side:
        """Return a schema as it is compared; it is encoded once, and its vectors kept on disk."""
        if schema.sha256 not in self._known:
            self._known.clear()
            self._known[schema.sha256] = self._read(of_schema(schema), schema.sha256)
        return self._known[schema.sha256]

    def _read(self, texts: list[Text], sha256: str) -> Side:
        if not self._cache:
            return read(texts, self._encoder.texts)
        path = home() / "cache" / "column_mapping" / f"{self._cache}-{sha256[:16]}.sentences"
        kept = load_vectors(path, 3 * len(texts), self._encoder.dimensions)
        if kept is not None:
            return read(texts, lambda _: kept)

        def encoded(written: Sequence[str]) -> np.ndarray:
            vectors = self._encoder.texts(written)
            keep_vectors(path, vectors)
            return vectors

        return read(texts, encoded)


def described_features(
    table: TableFacts, schema: PreparedSchema, ranked: Ranked, sentences: Sentences
) -> list[Candidates]:
    """Return the candidates of each column with the second look's figures and those of sentences.

    Beside the candidates by names there are those nearest by description. Of a table that nobody
    described the figures of sentences are `UNKNOWN`.
    """
    if not any(column.description for column in table.columns):
        return [_undescribed(each) for each in table_features(table, schema, ranked)]
    return _features(table, schema, ranked, *sentences.chances(table, schema.schema))


def _features(
    table: TableFacts,
    schema: PreparedSchema,
    ranked: Ranked,
    chances: np.ndarray,
    figures: np.ndarray,
) -> list[Candidates]:
    order = np.argsort(-chances, axis=1, kind="stable")
    found = table_features(table, schema, ranked, order[:, :FURTHER])
    theirs = np.array([bool(column.description) for column in schema.schema.columns])
    return [
        Candidates(
            each.columns,
            np.concatenate(
                [
                    each.features,
                    _of_sentences(
                        bool(table.columns[row].description),
                        theirs[each.columns],
                        chances[row],
                        figures[row],
                        each.columns,
                    ),
                ],
                axis=1,
            ).astype(np.float32),
        )
        for row, each in enumerate(found)
    ]


def _undescribed(found: Candidates) -> Candidates:
    unknown = np.full((len(found.columns), len(FEATURE_NAMES)), UNKNOWN, np.float32)
    return Candidates(found.columns, np.concatenate([found.features, unknown], axis=1))


def _of_sentences(
    described: bool,
    standards: np.ndarray,
    chances: np.ndarray,
    figures: np.ndarray,
    columns: np.ndarray,
) -> np.ndarray:
    out = np.full((len(columns), len(FEATURE_NAMES)), UNKNOWN)
    out[:, 4], out[:, 5] = described, standards
    if not described:
        return out
    top = np.sort(chances)[::-1][:2]
    own = chances[columns]
    out[:, 0] = np.log(own + 1e-6)
    out[:, 1] = (chances[None, :] > own[:, None] + 1e-12).sum(1)
    out[:, 2] = top[0] - own
    rival = np.where(own >= top[0], top[-1] if len(top) > 1 else 0.0, top[0])
    out[:, 3] = np.log(own + 1e-6) - np.log(rival + 1e-6)
    out[:, 6:] = figures[columns]
    return out


class DescribedLook:
    """Judges candidates by all there is, sentences included."""

    def __init__(self, sentences: Sentences, look: SecondLook):
        self.sentences, self._look = sentences, look

    @property
    def judgement(self) -> Judgement:
        """What the trees' scores are worth."""
        return self._look.judgement

    def judge(self, table: TableFacts, schema: PreparedSchema, ranked: Ranked) -> list[Judged]:
        """Judge the candidates of each column; as many as were asked for of the ranker.

        What the trees did not look at follows in the order of what the sentences say, without a
        chance. Where neither side has more than names and sentences, these alone give the order.
        """
        chances, figures = self.sentences.chances(table, schema.schema)
        judged = self._look.judged(_features(table, schema, ranked, chances, figures))
        most = ranked.candidates.shape[1]
        order = _by_sentences if _bare(table, schema.schema) else _longer
        return [order(each, row, most) for each, row in zip(judged, chances, strict=True)]


def _bare(table: TableFacts, schema: Schema) -> bool:
    """Whether there are names and sentences on both sides, and nothing else."""
    return not any(column.rows for column in table.columns) and not any(
        column.synonyms or column.examples for column in schema.columns
    )


def _by_sentences(judged: Judged, chances: np.ndarray, most: int) -> Judged:
    """Order by sentences: the trees, which learned beside values, say how sure the first one is."""
    every = _longer(judged, chances, len(chances))
    order = np.argsort(-chances[every.candidates], kind="stable")[: max(most, 1)]
    candidates = every.candidates[order]
    share = chances[candidates] / max(float(chances[candidates[0]]), 1e-12)
    sure = max(float(every.confidences[order[0]]), _LEAST)
    # The others share what the first one leaves.
    confidences = sure * share
    rest = float(confidences[1:].sum())
    confidences[1:] *= min(1.0, (1 - sure) / rest) if rest else 1.0
    return Judged(candidates, confidences, every.listed[order], every.exact[order])


def _longer(judged: Judged, chances: np.ndarray, most: int) -> Judged:
    rest = np.argsort(-chances, kind="stable")
    rest = rest[~np.isin(rest, judged.candidates)][: max(most - len(judged.candidates), 0)]
    nothing = np.zeros(len(rest), bool)
    return Judged(
        np.concatenate([judged.candidates, rest]),
        np.concatenate([judged.confidences, np.zeros(len(rest))]),
        np.concatenate([judged.listed, nothing]),
        np.concatenate([judged.exact, nothing]),
    )


def load(folder: Path, tokenizer: Path, cache: str, threads: int = 1) -> DescribedLook | None:
    """Load it from a bundle; None where the bundle does not read descriptions."""
    if not (folder / TREES).is_file():
        return None
    encoder = Encoder(folder / SENTENCES, tokenizer, threads, LONGEST)
    sentences = Sentences(encoder, Weights.read(folder / WEIGHTS), cache)
    judgement = Judgement.read(folder / JUDGEMENT)
    look = SecondLook(folder / TREES, judgement, threads, FEATURE_VERSION)
    return DescribedLook(sentences, look)
