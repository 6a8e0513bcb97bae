"""Learns what the figures of descriptions count, on pair tables of other people's systems.

A conditional logit (McFadden 1974): among the standard columns of a raw one the right ones are to
get the whole of the softmax. Scaled and drawn towards 0, so that few pairs mislead little.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from matchloop.column_mapping.described.figures import of_pairs, of_tables
from matchloop.column_mapping.described.sides import Encode, Side, Text, of_schema, read
from matchloop.column_mapping.described.weights import Weights
from matchloop.column_mapping.evidence.context import table_words
from matchloop.column_mapping.evidence.foreign import NONE, Label, LabelledTable
from matchloop.column_mapping.schema.schema import Schema

_DRAWN = 1e-3
_FEWEST = 8  # raw columns with a match, for a pair of systems to be learned from
_EVERYWHERE = 2  # a standard that more columns of a system have, as each of its tables has it


@dataclass(frozen=True, eq=False)
class PairTable:
    """Two sides and which pairs are right, bool [n, m]."""

    raw: Side
    standard: Side
    right: np.ndarray


def pair_tables(
    tables: Iterable[LabelledTable], schema: Schema, encode: Encode
) -> Iterator[PairTable]:
    """Derive pair tables: each system against the schema, and against each other system.

    Columns of two systems that carry the same standard are a match. Against the schema a system
    stands once with its names and once with codes for them, so that only descriptions tell.
    """
    systems = _described(tables)
    standard = read(of_schema(schema), encode)
    sides = {name: read([text for text, _ in rows], encode) for name, rows in systems.items()}
    for name, rows in systems.items():
        right = np.array([[s in label.answers for s in schema.names] for _, label in rows])
        yield PairTable(sides[name], standard, right)
        coded = [replace(text, name=f"F{i:03}") for i, (text, _) in enumerate(rows)]
        yield PairTable(read(coded, encode), standard, right)
    for ours, mine in systems.items():
        for theirs, others in systems.items():
            right = _matches([label for _, label in mine], [label for _, label in others])
            if ours != theirs and right.any(1).sum() >= _FEWEST:
                yield PairTable(sides[ours], sides[theirs], right)


def learn(tables: Sequence[PairTable]) -> Weights:
    """Return the weights that fit the pair tables best."""
    pairs = [of_pairs(each.raw, each.standard) for each in tables]
    rights = [each.right for each in tables]
    alone = _fitted(pairs, rights)
    whole = [
        np.concatenate([found, of_tables(each.raw, each.standard, found @ alone)], axis=2)
        for found, each in zip(pairs, tables, strict=True)
    ]
    return Weights(alone=tuple(alone.tolist()), together=tuple(_fitted(whole, rights).tolist()))


def _described(tables: Iterable[LabelledTable]) -> Mapping[str, list[tuple[Text, Label]]]:
    systems: dict[str, list[tuple[Text, Label]]] = {}
    for table in tables:
        around = " ".join(table_words(table.facts.name))
        for place, label in sorted(table.labels.items()):
            column = table.facts.columns[place]
            if column.description:
                text = Text(around, column.name, column.description)
                systems.setdefault(table.world, []).append((text, label))
    return systems


def _matches(mine: Sequence[Label], theirs: Sequence[Label]) -> np.ndarray:
    found = np.array([label.standard for label in theirs])
    standards, counts = np.unique(found, return_counts=True)
    telling = set(standards[counts <= _EVERYWHERE].tolist()) - {NONE}
    return np.array(
        [[label.standard == other and other in telling for other in found] for label in mine]
    )


def _fitted(figures: Sequence[np.ndarray], rights: Sequence[np.ndarray]) -> np.ndarray:
    """Return float64 [f]: the weights; figures [n, m, f] and bool [n, m] of each table."""
    rows = [(f[r.any(1)], r[r.any(1)]) for f, r in zip(figures, rights, strict=True)]
    scale = np.concatenate([f.reshape(-1, f.shape[2]) for f, _ in rows]).std(0) + 1e-6
    scaled = [(f / scale, right) for f, right in rows]
    number = sum(len(f) for f, _ in scaled)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros(len(weights))
        for f, right in scaled:
            scores = f @ weights
            scores = scores - scores.max(1, keepdims=True)
            e = np.exp(scores)
            whole, good = e.sum(1), (e * right).sum(1) + 1e-30
            total += float((np.log(whole) - np.log(good)).sum())
            pull = e / whole[:, None] - e * right / good[:, None]
            slope += np.einsum("nm,nmf->f", pull, f)
        drawn = _DRAWN * float(weights @ weights)
        return total / number + drawn, slope / number + 2 * _DRAWN * weights

    found = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return np.round(found.x / scale, 6)
