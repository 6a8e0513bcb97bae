"""Judges the best candidates of a table's columns by everything there is, from exported trees.

Imports no training library. What it judges by is `features`; what its scores are worth,
`judgement`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matchloop.column_mapping.evidence.facts import TableFacts
from matchloop.column_mapping.evidence.features import (
    FEATURE_VERSION,
    Candidates,
    Ranked,
    table_features,
)
from matchloop.column_mapping.evidence.judgement import Judgement, Kind, exact, kinds
from matchloop.column_mapping.evidence.prepared import PreparedSchema
from matchloop.errors import BundleError
from matchloop.graphs import inference

TREES, JUDGEMENT = "evidence.onnx", "evidence.json"
GIVEN, ASKED = "evidence", "right"
"""Input and output of the graph: features float32 [n, f]; [n, 2], the chance of wrong and right."""


@dataclass(frozen=True, eq=False)
class Judged:
    """The candidates of one column, the best first.

    candidates: int [k], numbers of standard columns. confidences: float64 [k]; they sum to at most
    1, the rest is the chance that none of them is right. listed, exact: bool [k], see `judgement`.
    """

    candidates: np.ndarray
    confidences: np.ndarray
    listed: np.ndarray
    exact: np.ndarray


class SecondLook:
    """The trees and what their scores are worth. version: of the figures that are computed."""

    def __init__(
        self,
        trees: Path,
        judgement: Judgement,
        threads: int = 1,
        version: str = FEATURE_VERSION,
    ):
        if judgement.feature_version != version:
            raise BundleError(
                f"{trees} was trained on evidence {judgement.feature_version}, this matchloop "
                f"computes {version}. Train again: make run."
            )
        self.judgement = judgement
        self._session = inference.session(trees, threads)

    def judge(self, table: TableFacts, schema: PreparedSchema, ranked: Ranked) -> list[Judged]:
        """Judge the candidates of each column of a table."""
        return self.judged(table_features(table, schema, ranked))

    def judged(self, found: Sequence[Candidates]) -> list[Judged]:
        """Judge candidates by their figures."""
        scores = self.scores(found)
        return [self._judged(each, score) for each, score in zip(found, scores, strict=True)]

    def scores(self, found: Sequence[Candidates]) -> list[np.ndarray]:
        """Return for each column float64 [c]: what the trees say of its candidates."""
        sizes = [len(each.columns) for each in found]
        if not sum(sizes):
            return [np.zeros(0) for _ in found]
        rows = np.concatenate([each.features for each in found])
        right = inference.predict(self._session, rows, GIVEN, ASKED)[:, 1].astype(np.float64)
        return np.split(right, np.cumsum(sizes)[:-1])

    def _judged(self, found: Candidates, scores: np.ndarray) -> Judged:
        listed = kinds(found.features)
        curves = self.judgement.confidence
        worth = np.where(listed, curves[Kind.LISTED](scores), curves[Kind.GUESSED](scores))
        order = np.lexsort((found.columns, -scores, -worth))
        worth = worth[order]
        if len(worth) and worth.sum() > 1:
            # The first keeps what it is worth; the others share the rest.
            worth[1:] *= (1 - worth[0]) / worth[1:].sum()
        return Judged(found.columns[order], worth, listed[order], exact(found.features)[order])


def load(folder: Path, threads: int = 1) -> SecondLook | None:
    """Load the second look of a bundle; None where the bundle has none."""
    if not (folder / TREES).is_file():
        return None
    return SecondLook(folder / TREES, Judgement.read(folder / JUDGEMENT), threads)
