"""Questions to families: one route for each of their endpoints, in JSON or with files beside."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from matchloop.endpoint import Endpoint
from matchloop.errors import MatchloopError
from matchloop.server import access, bodies
from matchloop.server.answering import Given, encoded
from matchloop.server.bodies import FORM, JSON, Upload
from matchloop.server.keys import Role
from matchloop.server.problems import RefusedError, problem, refusal
from matchloop.server.routes.documents import Documents
from matchloop.server.service import Service

MOST_QUESTIONS = 1_000
_AT_ONCE = 16  # questions of one request that are under way together
_Asked = tuple[Any, Upload | None]


def routes(service: Service, documents: Documents) -> list[Route]:
    """Return the routes of all endpoints.

    They are the framework's plainest: what it does beside, to find out what a function takes, costs
    a cached answer a quarter of its time. So they are told to the documents here.
    """
    for endpoint in service.endpoints:
        documents.add(endpoint)
    return [
        Route(endpoint.path, _handler(service, endpoint), methods=["POST"])
        for endpoint in service.endpoints
    ]


def _handler(service: Service, endpoint: Endpoint[Any]) -> Callable[[Request], Awaitable[Response]]:
    types = (JSON, FORM) if endpoint.takes_files else (JSON,)

    async def ask(request: Request) -> Response:
        told = access.notes(request.scope)
        told.update(route=endpoint.path, family=endpoint.asks[0])
        service.admit(request, Role.ASK)
        if bodies.check_type(request, *types) == FORM:
            return await _ask_about_files(service, endpoint, request)
        sent = bodies.parsed(await service.body(request))
        if isinstance(sent, dict) and sent.keys() == {"batch"}:
            return await _ask_all(service, endpoint, _questions(sent["batch"]), told)
        question = endpoint.question.model_validate(sent)
        return _response(await service.answering.answer(endpoint, question), told)

    return ask


async def _ask_about_files(service: Service, endpoint: Endpoint[Any], request: Request) -> Response:
    told, settings = access.notes(request.scope), service.settings
    service.answering.admit(endpoint.asks[0])  # before a large body is read
    async with AsyncExitStack() as stack:
        form = await bodies.take_form(
            request, settings.body_megabytes * 1e6, settings.read_seconds, stack
        )
        if not form.uploads:
            raise RefusedError(
                422,
                "form",
                "The form has no part `file`. Send one: curl -F file=@table.csv",
            )
        sent = bodies.parsed(form.question)
        asked = [(sent, upload) for upload in form.uploads]
        if len(asked) > 1:
            return await _ask_all(service, endpoint, asked, told)
        question = endpoint.question.model_validate(sent)
        return _response(await service.answering.answer(endpoint, question, form.uploads[0]), told)


def _questions(batch: Any) -> list[_Asked]:
    if not isinstance(batch, list) or not 1 <= len(batch) <= MOST_QUESTIONS:
        raise RefusedError(
            422,
            "unusable-question",
            f"batch: expected a list of 1 to {MOST_QUESTIONS:,} questions.",
        )
    return [(each, None) for each in batch]


async def _ask_all(
    service: Service, endpoint: Endpoint[Any], asked: Sequence[_Asked], told: dict[str, Any]
) -> Response:
    """Answer several questions; one that cannot be answered has its problem in its place."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(sent: Any, upload: Upload | None) -> bytes:
        try:
            async with turns:
                question = endpoint.question.model_validate(sent)
                return (await service.answering.answer(endpoint, question, upload)).body
        except (MatchloopError, ValidationError) as error:
            found = refusal(error)
            if found is None:
                raise
            return encoded({"problem": problem(found, told["request"])})

    answers = await asyncio.gather(*(one(sent, upload) for sent, upload in asked))
    told["questions"] = len(answers)
    body = b'{"answers":[' + b",".join(answers) + b"]}"
    return Response(body, media_type=JSON)


def _response(given: Given, told: dict[str, Any]) -> Response:
    told["kept"] = given.kept
    return Response(given.body, media_type=JSON)
