"""What a family offers over HTTP: questions, how they are read and answered, many at once.

A family lists its endpoints in its `family.py`; the server makes routes of them and knows nothing
of what is asked. Nothing here knows of HTTP beyond a path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from matchloop.tables import Table

Prepared = TypeVar("Prepared")
Name = Annotated[str, Field(max_length=10_000)]
Cell = str | bool | int | float | None
MinConfidence = Annotated[float, Field(ge=0, le=1)]


class Question(BaseModel):
    """A question in JSON; unknown keys are refused, so that a slip of the pen is not passed over.

    Options stand here, and what is asked about, unless it is a file beside the question.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def columns(self) -> int:
        """How many columns it asks about; 0 for a question about a file."""
        raise NotImplementedError


class Answer(BaseModel):
    """An answer in JSON, for the documents and tests; what is sent is the plain dict."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Reply:
    """The answer to one question.

    body: plain values for JSON. confidences: of each column, 0 to 1. sure: how many of them are
    answers and no guesses.
    """

    body: dict[str, Any]
    confidences: Sequence[float]
    sure: int


class Endpoint(Protocol[Prepared]):
    """One kind of question of a family.

    path: such as "/v1/columns/profile". summary: a line. asks: families whose champions it takes,
    the first of which must be there. takes_files: whether a file can be asked about.
    question, answer: their forms; examples: questions for the documents, by name.
    """

    path: str
    summary: str
    asks: tuple[str, ...]
    takes_files: bool
    question: type[Question]
    answer: type[Answer]
    examples: Mapping[str, Mapping[str, Any]]

    def key(self, question: Any) -> bytes:
        """Return what stands for the question: the same for two that have the same answer.

        Raises InputError for what cannot be answered.
        """

    def read(self, question: Any, table: "Table | None") -> Prepared:
        """Read all there is to read, before a model is asked; table: of the file beside it.

        Raises InputError.
        """

    def weight(self, prepared: Prepared) -> int:
        """How many columns there are to answer for."""

    def replies(
        self, models: Mapping[str, Any], prepared: Sequence[Prepared]
    ) -> Sequence[Reply | Exception]:
        """Answer questions that came together, each as if it had come alone.

        models: champions by family, without those that are not there. Only one thread of a process
        asks at a time.
        """

    def warm(self, models: Mapping[str, Any]) -> None:
        """Do what the first question would wait for; models as for `replies`, in any thread."""
