"""The figures of each candidate of each column of a table: what the trees of the second look read.

Nothing here depends on which schema it is: a candidate is told by how it compares with the column
and with its rivals, never by its number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchloop.column_mapping.evidence import formats
from matchloop.column_mapping.evidence.context import readings, table_words
from matchloop.column_mapping.evidence.facts import ColumnFacts, TableFacts
from matchloop.column_mapping.evidence.prepared import THINGS, UNKNOWN, PreparedSchema
from matchloop.column_mapping.evidence.texts import COVER_NAMES, Cover, around, cover, score

FEATURE_VERSION = "1.0"
BY_RANKER, BY_WORDS = 6, 6
_FORMATS = (
    "whole", "decimal", "day", "moment", "clock", "year", "yes_no", "one_word", "few_words",
    "many_words", "code", "long_key", "negative", "leading_zero", "json", "url", "capitals",
    "short_code", "country", "currency", "email", "phone",
)  # fmt: skip
OF_NAME = (
    "ranker", "ranker_place", "ranker_behind", "ranker_ahead", "words_score", "words_place",
    "words_behind", "words_ahead", "words_equal_rivals",
)  # fmt: skip
OF_VALUES = (
    "has_rows", "nulls", "empty", "distinct", "rows_log", "length_mean", "formats_shared",
    "formats_missing", "formats_telling", "formats_clash", "magnitude_apart", "among_examples",
    "patterned_alike", *(f"values_{name}" for name in _FORMATS), "formats_behind", "length_apart",
)  # fmt: skip
OF_TABLE = (
    "columns", "place", "siblings_score", "siblings_equal", "table_words", "table_says_domain",
    "context_helps", "domain_share", "domain_share_behind", "rival_score", "rival_ranker",
    "rivals", "twin_formats",
)  # fmt: skip
OF_STANDARD = (*(f"is_{thing}" for thing in THINGS), "codes_for_a_name", "words_for_a_code")
FEATURE_NAMES = (*COVER_NAMES, *OF_NAME, *OF_VALUES, *OF_STANDARD, *OF_TABLE)
SIBLINGS = 500
"""Columns that are looked at beside each other; a wider table is looked at in parts."""


@dataclass(frozen=True)
class Ranked:
    """What the ranker of names said: int [n, k] and float [n, k]; -1 for none."""

    candidates: np.ndarray
    probabilities: np.ndarray


@dataclass(frozen=True)
class Candidates:
    """Candidates of one column: numbers of standard columns int [c], float32 [c, features]."""

    columns: np.ndarray
    features: np.ndarray


def table_features(
    table: TableFacts,
    schema: PreparedSchema,
    ranked: Ranked,
    further: np.ndarray | None = None,
) -> list[Candidates]:
    """Return the candidates of each column with their figures.

    further: int [n, f], standard columns that are looked at beside those that names propose.
    """
    names = [column.name for column in table.columns]
    context = table_words(table.name)
    said = around(context, schema.texts)
    found: list[Cover] = []
    for i, read in enumerate(readings(names)):
        asked = [int(c) for c in ranked.candidates[i, :BY_RANKER] if c >= 0]
        if further is not None:
            asked += [int(c) for c in further[i] if c not in asked]
        covered = cover(read, said, schema.texts, asked)
        chosen = (np.arange(len(covered.columns)) < BY_WORDS) | np.isin(covered.columns, asked)
        found.append(Cover(covered.columns[chosen], covered.features[chosen]))
    scores = [score(each.features) for each in found]
    chances = [_chances(each.columns, ranked, i) for i, each in enumerate(found)]
    written = np.array([formats.shares(column.texts, column.counts) for column in table.columns])
    siblings = [
        _Table(
            schema,
            found[start : start + SIBLINGS],
            scores[start : start + SIBLINGS],
            chances[start : start + SIBLINGS],
            len(context),
            said,
            written[start : start + SIBLINGS],
        )
        for start in range(0, len(found), SIBLINGS)
    ]
    return [
        Candidates(
            each.columns,
            np.concatenate(
                [
                    each.features,
                    _of_name(scores[i], chances[i], ranked.probabilities[i]),
                    _of_values(column, schema, each.columns, written[i]),
                    _of_standard(schema.things[each.columns], written[i]),
                    siblings[i // SIBLINGS].figures(i % SIBLINGS),
                ],
                axis=1,
            ).astype(np.float32),
        )
        for i, (column, each) in enumerate(zip(table.columns, found, strict=True))
    ]


def _chances(columns: np.ndarray, ranked: Ranked, row: int) -> np.ndarray:
    by_column = dict(
        zip(ranked.candidates[row].tolist(), ranked.probabilities[row].tolist(), strict=True)
    )
    return np.array([by_column.get(int(column), 0.0) for column in columns])


def _of_name(scores: np.ndarray, chances: np.ndarray, all_chances: np.ndarray) -> np.ndarray:
    top = float(all_chances.max(initial=0))
    return np.stack(
        [
            chances,
            _places(chances),
            top - chances,
            _ahead(chances),
            scores,
            _places(scores),
            scores.max(initial=0) - scores,
            _ahead(scores),
            (scores[None, :] >= scores[:, None] - 1e-3).sum(1),
        ],
        axis=1,
    )


def _places(values: np.ndarray) -> np.ndarray:
    """Return how many values are greater than each."""
    return (values[None, :] > values[:, None] + 1e-9).sum(1)


def _ahead(values: np.ndarray) -> np.ndarray:
    """Return how far each is ahead of the best other one; negative where it is behind."""
    if len(values) < 2:
        return values.copy()
    first, second = np.sort(values)[::-1][:2]
    return np.where(values >= first, values - second, values - first)


_TELLING = np.array([name in formats.TELLING for name in formats.NAMES])
_CODES = [formats.NAMES.index(name) for name in ("short_code", "code", "long_key", "uuid")]
_WORDS = [formats.NAMES.index(name) for name in ("few_words", "many_words")]
_NAME = list(THINGS).index("name")
_KEY_OR_CODE = [list(THINGS).index(name) for name in ("key", "code")]
_SHOWN = np.array([formats.NAMES.index(name) for name in _FORMATS])


def _of_values(
    column: ColumnFacts, schema: PreparedSchema, columns: np.ndarray, written: np.ndarray
) -> np.ndarray:
    out = np.full((len(columns), len(OF_VALUES)), UNKNOWN)
    held = column.rows - column.nulls
    out[:, 0] = column.rows > 0
    if not column.rows:
        return out
    out[:, 1] = column.nulls / column.rows
    out[:, 2] = held == 0
    if not held or not len(column.texts):
        return out
    counts = column.counts
    whole = float(counts.sum())
    out[:, 3] = column.distinct / held
    out[:, 4] = np.log10(1 + column.rows)
    out[:, 5] = sum(
        min(len(t), 200) * c for t, c in zip(column.texts[:60], counts[:60], strict=True)
    ) / max(float(counts[:60].sum()), 1)
    theirs = schema.formats[columns]
    shared = np.minimum(theirs, written)
    out[:, 6] = shared.sum(1) / np.maximum(theirs.sum(1), 0.5)
    out[:, 7] = (theirs - shared).max(1)
    out[:, 8] = shared[:, _TELLING].max(1)
    # What is written in a telling way is not what the examples, written otherwise, say.
    out[:, 9] = np.maximum(theirs - written, written - theirs)[:, _TELLING].max(1)
    mine = formats.magnitude(column.texts)
    there = schema.magnitudes[columns]
    if mine is not None:
        out[:, 10] = np.where(there >= 0, np.abs(mine - there), UNKNOWN)
    folded = [text.strip().casefold() for text in column.texts[:60]]
    patterns = [formats.pattern(text) for text in column.texts[:60]]
    for row, number in enumerate(columns):
        wanted, alike = schema.examples[number], schema.patterns[number]
        if wanted:
            out[row, 11] = sum(int(c) for t, c in zip(folded, counts, strict=False) if t in wanted)
            out[row, 12] = sum(int(c) for p, c in zip(patterns, counts, strict=False) if p in alike)
            out[row, 11:13] /= whole
    out[:, 13:-2] = written[_SHOWN]
    out[:, -2] = out[:, 6].max(initial=0) - out[:, 6]
    lengths = schema.lengths[columns]
    out[:, -1] = np.where(lengths > 0, np.abs(np.log1p(lengths) - np.log1p(out[:, 5])), UNKNOWN)
    return out


def _of_standard(things: np.ndarray, written: np.ndarray) -> np.ndarray:
    """Return float [candidates, len(OF_STANDARD)]: names and codes are told by the values alone."""
    codes, words = written[_CODES].max(), written[_WORDS].max()
    crossed = np.stack([things[:, _NAME] * codes, things[:, _KEY_OR_CODE].max(1) * words], 1)
    return np.concatenate([things, crossed], axis=1)


class _Table:
    """What the other columns of a table say of a candidate of one of them."""

    def __init__(
        self,
        schema: PreparedSchema,
        found: Sequence[Cover],
        scores: Sequence[np.ndarray],
        chances: Sequence[np.ndarray],
        context: int,
        said: np.ndarray,
        written: np.ndarray,
    ):
        self._written = written
        self._schema, self._found = schema, found
        self._scores, self._chances, self._context = scores, chances, context
        domains = len(schema.domain_words)
        self._best = np.array([each.max(initial=0) for each in scores])
        # How much each column speaks for each domain.
        self._mass = np.zeros((len(found), domains + 1))
        for row, (each, scored) in enumerate(zip(found, scores, strict=True)):
            weight = np.maximum(scored, 0) ** 8
            weight = weight / max(weight.sum(), 1.0)
            np.add.at(self._mass[row], schema.domain[each.columns], weight)
        self._whole = self._mass[:, :domains].sum(0)
        number = schema.texts.words.number
        none = len(schema.texts.words.words)
        self._says = np.array(
            [
                max((float(said[number.get(word, none)]) for word in words), default=0.0)
                for words in schema.domain_words
            ]
            + [0.0]
        )
        claims: dict[int, list[tuple[int, float, float]]] = {}
        for row, each in enumerate(found):
            for place, column in enumerate(each.columns):
                claim = (row, float(scores[row][place]), float(chances[row][place]))
                claims.setdefault(int(column), []).append(claim)
        self._claims = {column: np.array(each) for column, each in claims.items()}

    def figures(self, row: int) -> np.ndarray:
        """Return float [candidates, len(OF_TABLE)] of the column in `row`."""
        columns = self._found[row].columns
        n = len(self._found)
        others = np.delete(self._best, row)
        domain = self._schema.domain[columns]
        out = np.zeros((len(columns), len(OF_TABLE)))
        out[:, 0] = min(n, 200)
        out[:, 1] = row / max(n - 1, 1)
        out[:, 2] = others.mean() if len(others) else UNKNOWN
        out[:, 3] = (others > 0.99).mean() if len(others) else UNKNOWN
        out[:, 4] = self._context
        out[:, 5] = self._says[domain]
        features = self._found[row].features
        out[:, 6] = features[:, 2] - features[:, 1]
        mass = np.append(self._whole - self._mass[row, :-1], 0)
        share = mass / max(mass.sum(), 1e-6)
        out[:, 7] = share[domain]
        out[:, 8] = share.max() - share[domain]
        for place, column in enumerate(columns):
            claims = self._claims[int(column)]
            rivals = claims[claims[:, 0] != row]
            own = self._scores[row][place]
            most = rivals[:, 1:].max(0) if len(rivals) else np.zeros(2)
            out[place, 9] = most[0] - own
            out[place, 10] = most[1] - self._chances[row][place]
            strong = rivals[rivals[:, 1] >= own - 1e-3, 0].astype(np.intp)
            out[place, 11] = len(strong)
            alike = np.minimum(self._written[strong], self._written[row]).sum(1)
            out[place, 12] = alike.max(initial=0.0)
        return out
