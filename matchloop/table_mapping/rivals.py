"""What else a name may be, where a schema is too small to say so.

Confidences are learned among the columns of the default schema. Among six columns a name has
little else to be than one of them, and what comes nearest looks sure. So a smaller schema is filled
up with rivals from the default one: an answer has to win against them as well, and where one of
them wins there is no answer. In speaker verification this is a cohort (Rosenberg et al. 1992).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from matchloop.column_mapping.evidence.prepared import PreparedSchema, prepared
from matchloop.column_mapping.schema.schema import Schema, StandardColumn, load_schema
from matchloop.column_mapping.words.names import fold
from matchloop.table_mapping.models import Model

_SAME = 0.5  # chance from which a column of the schema is taken to be what a rival is


@dataclass(frozen=True)
class Compared:
    """What raw names are compared with: the first `own` columns are the schema's, then rivals."""

    model: Model
    schema: Schema
    own: int

    @cached_property
    def encoded(self) -> Any:
        """The columns as the model reads them."""
        return self.model.encode(self.schema)

    @cached_property
    def prepared(self) -> PreparedSchema:
        """The columns as the second look reads them."""
        return prepared(self.schema)


def alone(model: Model, schema: Schema) -> Compared:
    """Return a schema as it is."""
    return Compared(model, schema, len(schema))


def among_rivals(model: Model, schema: Schema) -> Compared:
    """Return a schema with rivals, when it is smaller than the default one.

    A column of the default schema that means the same as one of the schema's is no rival.
    """
    known = load_schema(None)
    if len(schema) >= len(known):
        return alone(model, schema)
    same = _named_alike(schema, known.columns) | _meant_alike(model, schema, known)
    rivals = tuple(column for i, column in enumerate(known.columns) if i not in same)
    filled = replace(schema, columns=(*schema.columns, *rivals))
    return Compared(model, filled, len(schema))


def _named_alike(schema: Schema, columns: Sequence[StandardColumn]) -> set[int]:
    """Return the places of the columns that have a name or synonym in common with the schema."""
    taken = {fold(text) for column in schema.columns for text in (column.name, *column.synonyms)}
    return {
        i
        for i, column in enumerate(columns)
        if not taken.isdisjoint(fold(text) for text in (column.name, *column.synonyms))
    }


def _meant_alike(model: Model, schema: Schema, known: Schema) -> set[int]:
    """Return the places in the known schema that the schema's own names stand for."""
    found = model.rank(schema.names, model.encode(known), 1)
    near = found.probabilities[:, 0] >= _SAME
    return set(found.candidates[near, 0].tolist())
