"""Learns the trees of the second look on labelled columns, and what their scores are worth.

Each system (or unrelated table: a `world`) is judged by trees that have not seen it, by
cross-fitting, so confidences and threshold are set on answers about tables of strangers. The method
of the threshold is `evaluation.abstention`; that of the confidences isotonic regression (Zadrozny &
Elkan 2002), drawn towards the middle where there are few answers. Needs the training extra.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import lightgbm
import numpy as np

from matchloop.column_mapping.evidence.facts import ColumnFacts, TableFacts
from matchloop.column_mapping.evidence.features import (
    FEATURE_NAMES,
    FEATURE_VERSION,
    Candidates,
    Ranked,
    table_features,
)
from matchloop.column_mapping.evidence.foreign import NONE, Label, LabelledTable
from matchloop.column_mapping.evidence.judgement import SURE, Curve, Judgement, Kind, Mapped, kinds
from matchloop.column_mapping.evidence.prepared import PreparedSchema, prepared
from matchloop.column_mapping.evidence.second_look import ASKED, GIVEN
from matchloop.column_mapping.params import EvidenceParams
from matchloop.column_mapping.schema.schema import Schema
from matchloop.evaluation.abstention import Threshold, threshold_for
from matchloop.graphs import trees
from matchloop.graphs.inference import INPUT, OUTPUT
from matchloop.graphs.surgery import renamed
from matchloop.labels.foreign import Part

Rank = Callable[[Sequence[str], Schema], Ranked]
"""Ranks names among the columns of a schema, as serving does."""
Look = Callable[[TableFacts, PreparedSchema], list[Candidates]]
"""Finds the candidates of each column of a table, with their features."""
_HIDDEN_WEIGHT = 0.5  # of a column among a part of the schema, or without its values
_FEWEST = 60  # answers of a kind from which it has a curve of its own
_EDGE = 0.999


@dataclass(frozen=True, eq=False)
class Example:
    """A labelled column with its candidates: features [c, f], right bool [c], and where it is of.

    plain: as it is met when answering: whole schema, with its values.
    """

    world: str
    part: Part
    label: Label
    features: np.ndarray
    right: np.ndarray
    plain: bool


def examples(
    tables: Sequence[LabelledTable], schema: Schema, rank: Rank, params: EvidenceParams, seed: int
) -> list[Example]:
    """Look at every labelled column in several ways, by names, values and the table."""
    return viewed(tables, schema, _features(rank), params, seed)


def viewed(
    tables: Sequence[LabelledTable],
    schema: Schema,
    look: Look,
    params: EvidenceParams,
    seed: int,
) -> list[Example]:
    """Look at every labelled column in several ways.

    Once as serving does; and for learning also among parts of the schema, in which many a right
    column is missing ("none of them" is then right), and by the headers alone.
    """
    found = seen(tables, schema, look, plain=True)
    learned = [table for table in tables if table.part is Part.LEARN]
    rng = np.random.default_rng(seed)
    for _ in range(params.views):
        kept = rng.random(len(schema)) >= params.hidden
        part = Schema("part", tuple(c for c, k in zip(schema.columns, kept, strict=True) if k))
        found += seen(learned, part, look, plain=False)
    found += seen([_headers_alone(table) for table in learned], schema, look, plain=False)
    return found


def seen(
    tables: Sequence[LabelledTable], schema: Schema, look: Look, *, plain: bool
) -> list[Example]:
    """Look at the labelled columns of tables; plain: as they are met when answering."""
    ready, out = prepared(schema), []
    for table in tables:
        found = look(table.facts, ready)
        for place, label in sorted(table.labels.items()):
            each = found[place]
            right = [schema.names[c] in label.answers for c in each.columns]
            out.append(
                Example(table.world, table.part, label, each.features, np.array(right, bool), plain)
            )
    return out


def fit(found: Iterable[Example], params: EvidenceParams, seed: int) -> lightgbm.Booster:
    """Train the trees: each candidate right or wrong."""
    rows = [each for each in found if len(each.features)]
    weights = [np.full(len(e.right), 1.0 if e.plain else _HIDDEN_WEIGHT) for e in rows]
    data = lightgbm.Dataset(
        np.concatenate([each.features for each in rows]),
        np.concatenate([each.right for each in rows]),
        weight=np.concatenate(weights),
        feature_name=_names(rows[0].features.shape[1]),
    )
    given = {
        "objective": "binary",
        "learning_rate": params.learning_rate,
        "num_leaves": params.num_leaves,
        "min_data_in_leaf": params.min_child_samples,
        "feature_fraction": params.colsample_bytree,
        "bagging_fraction": params.subsample,
        "bagging_freq": 1,
        "lambda_l2": params.reg_lambda,
        "verbose": -1,
        "num_threads": 1,
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
    }
    return trees.with_float32_thresholds(lightgbm.train(given, data, params.n_estimators))


def _names(width: int) -> list[str]:
    """Return the features' names; those beyond the second look's own are numbered."""
    return [*FEATURE_NAMES, *(f"further_{i}" for i in range(width - len(FEATURE_NAMES)))]


def to_onnx(booster: lightgbm.Booster, opset: int) -> Any:
    """Return the trees as the graph that `second_look` reads."""
    return renamed(trees.to_onnx(booster, opset), {INPUT: GIVEN, OUTPUT: ASKED})


def cross_fitted(
    found: Sequence[Example], params: EvidenceParams, seed: int
) -> list[tuple[Example, np.ndarray]]:
    """Return the plain examples with scores by trees that have not seen their system."""
    learned = [each for each in found if each.part is Part.LEARN]
    fold = {e.world: zlib.crc32(e.world.encode()) % params.folds for e in learned}
    scored = []
    for number in sorted(set(fold.values())):
        fitted = fit([e for e in learned if fold[e.world] != number], params, seed)
        asked = [e for e in learned if fold[e.world] == number and e.plain]
        scored += scored_by(fitted, asked)
    return scored


def scored_by(
    fitted: lightgbm.Booster, found: Sequence[Example]
) -> list[tuple[Example, np.ndarray]]:
    """Return examples with the trees' score of each candidate."""
    sizes = [len(each.right) for each in found]
    if not sum(sizes):
        return [(each, np.zeros(0)) for each in found]
    scores = np.asarray(fitted.predict(np.concatenate([e.features for e in found])))
    return list(zip(found, np.split(scores, np.cumsum(sizes)[:-1]), strict=True))


@dataclass(frozen=True)
class Firsts:
    """The first answers to n columns: score, listed and right [n]; absent: no answer is right."""

    score: np.ndarray
    listed: np.ndarray
    right: np.ndarray
    absent: np.ndarray
    there: np.ndarray


def firsts(scored: Sequence[tuple[Example, np.ndarray]]) -> Firsts:
    """Return the best candidate of each column; one without candidates has a score of 0."""
    best = [int(s.argmax()) if len(s) else None for _, s in scored]
    rows = [(e, s, b) for (e, s), b in zip(scored, best, strict=True)]
    return Firsts(
        score=np.array([0.0 if b is None else s[b] for _, s, b in rows]),
        listed=np.array(
            [b is not None and bool(kinds(e.features[b : b + 1])[0]) for e, _, b in rows], bool
        ),
        right=np.array([b is not None and bool(e.right[b]) for e, _, b in rows], bool),
        absent=np.array([e.label.absent for e, _, _ in rows], bool),
        there=np.array([e.label.standard != NONE for e, _, _ in rows], bool),
    )


def judgement(
    found: Firsts,
    *,
    rate: float,
    delta: float,
    sure_rate: float,
    sure_delta: float,
    version: str = FEATURE_VERSION,
) -> tuple[Judgement, Threshold]:
    """Set confidences and threshold on first answers about tables that the trees have not seen.

    rate, delta: of all answers given; sure_rate, sure_delta: of those that are shown as sure;
    version: of the features that the trees read.
    """
    whole = _isotonic(found.score, found.right)
    curves = {
        kind: _isotonic(found.score[of], found.right[of]) if of.sum() >= _FEWEST else whole
        for kind, of in ((Kind.LISTED, found.listed), (Kind.GUESSED, ~found.listed))
    }
    likely = np.where(
        found.listed, curves[Kind.LISTED](found.score), curves[Kind.GUESSED](found.score)
    )
    sure = threshold_for(likely, found.right, sure_rate, sure_delta)
    careful = _careful(min(sure.threshold, _EDGE))
    threshold = threshold_for(careful(likely), found.right, rate, delta)
    return (
        Judgement(
            feature_version=version,
            confidence={
                kind: Curve(at=curve.at, worth=tuple(careful(np.array(curve.worth)).tolist()))
                for kind, curve in curves.items()
            },
            precision=Curve(at=careful.worth, worth=careful.at),
            threshold=threshold.threshold,
            rate=rate,
            delta=delta,
            sure_rate=sure_rate,
            sure_delta=sure_delta,
        ),
        threshold,
    )


def mapped(found: Firsts, judged: Judgement) -> Mapped:
    """Return how first answers fare: shares right, found and falsely given, at both levels."""
    curves = judged.confidence
    confidence = np.where(
        found.listed, curves[Kind.LISTED](found.score), curves[Kind.GUESSED](found.score)
    )
    given, sure = confidence >= judged.threshold, confidence >= SURE
    return Mapped(
        columns=len(confidence),
        answered=_share(given),
        right=_share(found.right[given]),
        right_when_sure=_share(found.right[sure]),
        found=_share((found.right & given)[found.there]),
        falsely_mapped=_share(given[found.absent]),
    )


def _features(rank: Rank) -> Look:
    """Return what looks at a table as the second look does."""

    def look(table: TableFacts, ready: PreparedSchema) -> list[Candidates]:
        ranked = rank([column.name for column in table.columns], ready.schema)
        return table_features(table, ready, ranked)

    return look


def _headers_alone(table: LabelledTable) -> LabelledTable:
    columns = tuple(ColumnFacts(c.name, description=c.description) for c in table.facts.columns)
    return replace(table, facts=TableFacts("", columns))


def _isotonic(scores: np.ndarray, right: np.ndarray) -> Curve:
    """Fit a rising curve; each step is drawn towards a half by one answer more."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(out_of_bounds="clip").fit(scores, right).predict(scores)
    at, worth = [0.0], [0.0]
    for level in np.unique(fitted):
        step = fitted == level
        at.append(float(np.median(scores[step])))
        worth.append(float((right[step].sum() + 0.5) / (step.sum() + 1)))
    rising = np.maximum.accumulate(worth)
    points = np.maximum.accumulate(at) + np.arange(len(at)) * 1e-9
    return Curve(at=tuple(points.tolist()), worth=tuple(rising.tolist()))


def _careful(sure_from: float) -> Curve:
    """Return what a likelihood is shown as: `SURE` only from where sure answers are right."""
    if sure_from <= SURE:
        return Curve(at=(0.0, 1.0), worth=(0.0, 1.0))
    return Curve(at=(0.0, sure_from, 1.0), worth=(0.0, SURE, 1.0))


def _share(values: np.ndarray) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
