"""Right answers: what people confirm or correct, for the store that the next retraining reads."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from matchloop import families
from matchloop import store as stores
from matchloop.errors import FeedbackError
from matchloop.server.answering import encoded
from matchloop.server.bodies import JSON
from matchloop.server.keys import Role
from matchloop.server.routes.documents import Documents
from matchloop.server.service import Service
from matchloop.store import log

MOST_ITEMS = 1_000
_LOG_SECONDS = 2.0  # that the prediction log has to write what was answered just now
_PATIENCE = 5.0  # seconds that a locked database is waited for

Text = Annotated[str, Field(max_length=500)]


class Item(BaseModel):
    """A right answer. prediction: the id that came with the answer; example: see the family's form.

    At least one of prediction, input and example is needed; given: what was answered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    right: Text
    prediction: Annotated[str, Field(pattern=r"^[0-9]{1,19}$")] | None = None
    input: Text | None = None
    example: dict[str, Any] = Field(default_factory=dict)
    given: Text | None = None
    note: Annotated[str, Field(max_length=2_000)] = ""
    source: Text = "http"

    @field_validator("prediction")
    @classmethod
    def _is_a_number_of_the_log(cls, value: str | None) -> str | None:
        if value is not None and int(value) >= 2**63:
            raise ValueError("expected the id that came with an answer")
        return value


class FeedbackGiven(BaseModel):
    """Right answers to questions of a family; all are kept, or none.

    replace: they take the place of other answers to the same inputs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: Annotated[str, Field(max_length=100)]
    items: Annotated[list[Item], Field(min_length=1, max_length=MOST_ITEMS)]
    replace: bool = False


class FeedbackKept(BaseModel):
    """How many are new and known already, and which inputs now have several right answers."""

    new: int
    known: int
    conflicts: list[list[str]]


FORMS: tuple[type[BaseModel], ...] = (FeedbackGiven, FeedbackKept)
_EXAMPLE = {
    "family": "column_mapping",
    "items": [{"right": "customer_email", "prediction": "882310463127552"}],
}


def router(service: Service, documents: Documents) -> APIRouter:
    """Return the route."""
    found = APIRouter(tags=["feedback"])

    @found.post(
        "/v1/feedback",
        summary="Confirm or correct answers.",
        openapi_extra=documents.of(FeedbackGiven, FeedbackKept, _EXAMPLE),
    )
    async def give(request: Request) -> Response:
        service.admit(request, Role.REVIEW)
        form = await service.form(request, FeedbackGiven)
        return Response(encoded(await run_in_threadpool(_kept, form)), media_type=JSON)

    return found


def _kept(form: FeedbackGiven) -> dict[str, Any]:
    from matchloop.store import feedback as lib  # loads the database library

    check = families.get(form.family).feedback_form().check
    given = [
        lib.Given(
            right=item.right,
            prediction=None if item.prediction is None else int(item.prediction),
            input=item.input,
            payload=item.example,
            given=item.given,
            source=item.source,
            note=item.note,
        )
        for item in form.items
    ]
    problems = [lib.problem(each) or check(each.payload, each.right) for each in given]
    _refuse(problems)
    log.shared().flush(_LOG_SECONDS)  # an answer may be judged as soon as it is given
    with stores.opened(patience=_PATIENCE) as store:
        added = lib.add(store, form.family, given, replacing=form.replace)
    return {
        "new": added.new,
        "known": added.known,
        "conflicts": [list(each.answers) for each in added.conflicts],
    }


def _refuse(problems: Sequence[str]) -> None:
    lines = [f"  item {n}: {text}" for n, text in enumerate(problems, 1) if text]
    if lines:
        raise FeedbackError("\n".join(["No feedback was added:", *lines[:10]]))
