"""What `column_types` offers over HTTP: profiles of tables, as `profile_table` gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from pydantic import model_validator

from matchloop.column_types.profile import Summarized, TableProfile, profiles, summarized
from matchloop.endpoint import Answer, Cell, MinConfidence, Name, Question, Reply
from matchloop.errors import InputError
from matchloop.store.records import Origin
from matchloop.tables import Table

FAMILY = "column_types"


class ProfileQuestion(Question):
    """What do these columns hold?

    table: names to values, all equally long; without it a file is asked about. min_confidence:
    answers under it are unsure; the model's own threshold without it.
    """

    table: dict[Name, list[Cell]] | None = None
    min_confidence: MinConfidence | None = None

    def columns(self) -> int:
        """How many columns it asks about."""
        return len(self.table or ())

    @model_validator(mode="after")
    def _has_columns(self) -> Self:
        if self.table is not None and not self.table:
            raise ValueError("table has no columns; give at least one")
        return self


class Alternative(Answer):
    """Another type and its probability."""

    type: str
    confidence: float


class ColumnAnswer(Answer):
    """What one column holds; the fields are those of `ColumnProfile`."""

    column: str
    position: int
    type: str
    confidence: float
    sure: bool
    alternatives: list[Alternative]
    why: str
    samples: list[str]
    rows: int
    nulls: int
    distinct: int
    prediction: str | None


class ProfileAnswer(Answer):
    """What the columns of a table hold."""

    name: str
    rows: int
    columns: list[ColumnAnswer]
    notes: list[str]
    model_version: str


@dataclass(frozen=True)
class Read:
    """A table that was read."""

    table: Summarized
    min_confidence: float | None


class ProfileEndpoint:
    """`POST /v1/columns/profile`."""

    path = "/v1/columns/profile"
    summary = "Say what each column of a table holds, how sure that is, and why."
    asks = (FAMILY,)
    takes_files = True
    question = ProfileQuestion
    answer = ProfileAnswer
    examples: Mapping[str, Mapping[str, Any]] = {
        "a small table": {"table": {"order_dt": ["2024-03-01", "2024-03-02"], "qty": [3, 5]}},
    }

    def key(self, question: ProfileQuestion) -> bytes:
        """Return what stands for the question."""
        return question.model_dump_json().encode()

    def read(self, question: ProfileQuestion, table: Table | None) -> Read:
        """Read the table to its end."""
        if (table is None) == (question.table is None):
            raise InputError(
                "Give either a table in the question, names to lists of values, or a file beside "
                "it; not both, and not neither."
            )
        return Read(summarized(table or question.table), question.min_confidence)

    def weight(self, prepared: Read) -> int:
        """How many columns there are to answer for."""
        return len(prepared.table.summaries)

    def replies(self, models: Mapping[str, Any], prepared: Sequence[Read]) -> Sequence[Reply]:
        """Answer for the columns of all tables at once."""
        tables = [each.table for each in prepared]
        thresholds = [each.min_confidence for each in prepared]
        return [_reply(p) for p in profiles(models[FAMILY], tables, thresholds, Origin.API)]

    def warm(self, models: Mapping[str, Any]) -> None:
        """Nothing: the golden inputs have been answered."""


def _reply(profile: TableProfile) -> Reply:
    columns = profile.columns
    return Reply(
        profile.to_dict(), [c.confidence for c in columns], sum(column.sure for column in columns)
    )


PROFILE = ProfileEndpoint()
