"""Questions on raw columns as they come over HTTP, and the forms of their answers."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from matchloop.endpoint import Answer, Cell, MinConfidence, Name, Question

MOST_STANDARDS = 2_000
"""Standard columns that a question may bring along; longer schemas are kept under a name."""

Names = Annotated[list[Name], Field(min_length=1)]
Standards = (
    Annotated[str, Field(max_length=100)]
    | Annotated[list[str | dict[str, Any]], Field(max_length=MOST_STANDARDS)]
    | dict[str, Any]
)


class _Asking(Question):
    """What all questions on raw columns may say.

    schema: the name of one that is kept; or names, columns or the layout of docs/schemas.md; the
    default one without it. top_k, min_confidence: as for `map_columns`.
    """

    standards: Standards | None = Field(default=None, alias="schema")
    top_k: int = Field(default=3, ge=1, le=100)
    min_confidence: MinConfidence | None = None


class MapQuestion(_Asking):
    """Which standard columns are these?

    names, or table: names to values, all equally long; without either a file is asked about.
    one_to_one, dictionary: as for `map_columns`.
    """

    names: Names | None = None
    table: dict[Name, list[Cell]] | None = None
    one_to_one: bool | None = None
    dictionary: dict[Name, str] | None = None

    def columns(self) -> int:
        """How many columns it asks about."""
        return len(self.names or self.table or ())

    @model_validator(mode="after")
    def _asks_about_one_thing(self) -> Self:
        if self.names is not None and self.table is not None:
            raise ValueError("both names and table were given; give one of them")
        if self.table is not None and not self.table:
            raise ValueError("table has no columns; give at least one")
        return self


class PredictQuestion(_Asking):
    """Which standard columns are these names? columns: raw names."""

    names: Names = Field(alias="columns")

    def columns(self) -> int:
        """How many columns it asks about."""
        return len(self.names)


class BatchPredictQuestion(_Asking):
    """The same for several lists of names at once."""

    batches: Annotated[list[Names], Field(min_length=1)]

    def columns(self) -> int:
        """How many columns it asks about."""
        return sum(map(len, self.batches))


class CandidateAnswer(Answer):
    """A standard column and its probability."""

    standard: str
    probability: float


class ColumnAnswer(Answer):
    """Which standard column one raw column is; the fields are those of `ColumnMapping`."""

    raw: str
    position: int
    standard: str | None
    confidence: float
    status: str
    runners_up: list[CandidateAnswer]
    why: str
    guess_only: bool
    prediction: str | None


class MapAnswer(Answer):
    """Which standard columns the columns of a table are; the fields are those of `TableMapping`."""

    table: str
    columns: list[ColumnAnswer]
    model: str
    standards: str = Field(alias="schema")
    threshold: float
    values_read: bool
    notes: list[str]


class PredictedAlternative(Answer):
    """Another standard column and its confidence."""

    standard: str
    confidence: float


class Predicted(Answer):
    """The plain pair, with what came next; standard is null where the answer is withheld."""

    column: str
    standard: str | None
    confidence: float
    alternatives: list[PredictedAlternative]
    prediction: str | None


class PredictAnswer(Answer):
    """Standard columns with confidence, in the order of the names."""

    predictions: list[Predicted]
    model_version: str


class BatchPredictAnswer(Answer):
    """The same for each list of names."""

    predictions: list[list[Predicted]]
    model_version: str
