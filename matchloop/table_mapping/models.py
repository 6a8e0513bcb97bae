"""What answering a table takes models for: protocols, so that a test may give stand-ins."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from matchloop.column_mapping.evidence.facts import TableFacts
from matchloop.column_mapping.evidence.features import Ranked
from matchloop.column_mapping.evidence.judgement import Judgement
from matchloop.column_mapping.evidence.prepared import PreparedSchema
from matchloop.column_mapping.evidence.second_look import Judged
from matchloop.column_mapping.schema.schema import Schema


class Ranking(Protocol):
    """Candidates, best first: int [n, k] into the schema, -1 for none; probabilities [n, k]."""

    @property
    def candidates(self) -> np.ndarray: ...  # noqa: D102
    @property
    def probabilities(self) -> np.ndarray: ...  # noqa: D102


class Model(Protocol):
    """What reads names: `matchloop.column_mapping.predict.MappingModel`, or a stand-in in a test.

    version: of the model. threshold: answers under it are withheld.
    """

    version: str
    threshold: float

    def encode(self, schema: Schema) -> Any:
        """Prepare a schema for `rank`."""

    def rank(self, names: Sequence[str], schema: Any, k: int) -> Ranking:
        """Return the k best candidates of each name."""


class Judge(Protocol):
    """What looks at the candidates again: `column_mapping.evidence.second_look.SecondLook`."""

    judgement: Judgement

    def judge(self, table: TableFacts, schema: PreparedSchema, ranked: Ranked) -> list[Judged]:
        """Judge the candidates of each column of a table."""
