"""Models: what serves and how good it is; with an admin's key, what is to serve."""

import time
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from matchloop import families, serving
from matchloop.family import Family
from matchloop.monitoring import after_rollback
from matchloop.server import registry_process
from matchloop.server.answering import encoded
from matchloop.server.bodies import JSON
from matchloop.server.keys import Role
from matchloop.server.problems import RefusedError
from matchloop.server.routes.documents import Documents
from matchloop.server.service import Service

_KEPT_SECONDS = 60.0

Version = Annotated[int, Field(ge=1, lt=2**31)]
Reason = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00-\x1f]+$")]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Promotion(_Form):
    """A registered version that is to serve, by hand, and why."""

    version: Version
    reason: Reason


class Rollback(_Form):
    """The version before is to serve again. version: the one that is to serve no more."""

    reason: Reason
    version: Version | None = None


class ShadowStart(_Form):
    """A registered version that is to answer beside the champion, unseen."""

    version: Version


class Serves(BaseModel):
    """Which version serves, which one a rollback returns to, which one answers unseen."""

    family: str
    question: str
    champion: int | None
    previous: int | None
    shadow: int | None
    answers: int | None
    problem: str | None


class Families(BaseModel):
    """All families that answer."""

    families: list[Serves]


class FamilyTold(Serves):
    """A family with its versions and the champion's card; registry: why they are not there."""

    purpose: str
    known_limits: list[str]
    versions: list[dict[str, Any]]
    card: str
    registry: str | None


FORMS: tuple[type[BaseModel], ...] = (
    *(Promotion, Rollback, ShadowStart, Serves, Families, FamilyTold),
)


def router(service: Service, documents: Documents) -> APIRouter:
    """Return the routes."""
    found = APIRouter(prefix="/v1/models", tags=["models"])
    registry = _Registry()

    @found.get("", summary="What serves.", openapi_extra=documents.of(answer=Families))
    async def list_(request: Request) -> Response:
        service.admit(request, Role.ASK)
        return _told({"families": [_serves(service, each) for each in service.families]})

    @found.get(
        "/{family}",
        summary="A family's versions, champion, figures and card.",
        openapi_extra=documents.of(answer=FamilyTold),
    )
    async def show(request: Request, family: str) -> Response:
        service.admit(request, Role.ASK)
        known = families.get(family)
        return _told(
            {
                **_serves(service, known),
                "purpose": known.purpose,
                "known_limits": list(known.known_limits),
                **await registry.of(family),
            }
        )

    _add_changes(found, service, documents)
    return found


def _add_changes(found: APIRouter, service: Service, documents: Documents) -> None:
    @found.post(
        "/{family}/promote",
        summary="Let a registered version serve, whatever the gate said.",
        openapi_extra=documents.of(Promotion, Serves, {"version": 4, "reason": "tried in shadow"}),
    )
    async def promote(request: Request, family: str) -> Response:
        service.admit(request, Role.ADMIN)
        name = families.get(family).name
        form = await service.form(request, Promotion)
        words = ("models", "promote", name, str(form.version), f"--reason={form.reason}")
        await registry_process.command(*words)
        return _told(_serves(service, families.get(name)))

    @found.post(
        "/{family}/rollback",
        summary="Let the version before serve again.",
        openapi_extra=documents.of(Rollback, Serves, {"reason": "worse on orders"}),
    )
    async def rollback(request: Request, family: str) -> Response:
        service.admit(request, Role.ADMIN)
        name = families.get(family).name
        form = await service.form(request, Rollback)
        await run_in_threadpool(_rolled_back, name, form)
        return _told(_serves(service, families.get(name)))

    @found.post(
        "/{family}/shadow",
        summary="Let a version answer beside the champion, unseen.",
        openapi_extra=documents.of(ShadowStart, Serves, {"version": 5}),
    )
    async def start_shadow(request: Request, family: str) -> Response:
        service.admit(request, Role.ADMIN)
        name = families.get(family).name
        form = await service.form(request, ShadowStart)
        await registry_process.command("shadow", "start", name, str(form.version))
        return _told(_serves(service, families.get(name)))

    @found.delete(
        "/{family}/shadow",
        summary="Let no version answer beside the champion.",
        openapi_extra=documents.of(answer=Serves),
    )
    async def stop_shadow(request: Request, family: str) -> Response:
        service.admit(request, Role.ADMIN)
        name = families.get(family).name
        await registry_process.command("shadow", "stop", name)
        return _told(_serves(service, families.get(name)))


def _rolled_back(family: str, form: Rollback) -> None:
    serving.go_back(family, form.reason, form.version)
    after_rollback.notify_in_background(family, form.reason)


class _Registry:
    """What the registry says of families, kept for a minute or until the pointer moves."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Any, dict[str, Any]]] = {}

    async def of(self, family: str) -> dict[str, Any]:
        now, seen = time.monotonic(), serving.signature(family)
        until, then, found = self._kept.get(family, (0.0, None, {}))
        if now < until and seen == then:
            return found
        try:
            found = {**await registry_process.listing(family), "registry": None}
        except RefusedError as error:  # out of reach: what serves is known all the same
            found = {"versions": [], "card": "", "registry": str(error)}
        self._kept[family] = (now + _KEPT_SECONDS, seen, found)
        return found


def _serves(service: Service, family: Family) -> dict[str, Any]:
    pointer, shadow = serving.current(family.name), serving.shadow(family.name)
    answers = service.champions.pointers().get(family.name)
    return {
        "family": family.name,
        "question": family.question,
        "champion": pointer.version if pointer else None,
        "previous": pointer.previous if pointer else None,
        "shadow": shadow.version if shadow else None,
        "answers": answers.version if answers else None,
        "problem": service.champions.problems().get(family.name),
    }


def _told(body: dict[str, Any]) -> Response:
    return Response(encoded(body), media_type=JSON)
