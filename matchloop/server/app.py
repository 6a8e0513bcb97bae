"""The application: routes, and how errors are told. `from_environment` is what uvicorn loads."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from matchloop import __version__
from matchloop.errors import MatchloopError, ServiceError
from matchloop.server import access
from matchloop.server.problems import RefusedError, refusal, response
from matchloop.server.protocol import PatientProtocol
from matchloop.server.routes import asking, feedback, models, operations, schemas
from matchloop.server.routes.documents import Documents, forms_of
from matchloop.server.service import Service
from matchloop.server.settings import KEYS, KEYS_FILE, Settings, from_environment
from matchloop.server.without_pandas import keep_pandas_out

_LOOPBACK_NAMES = frozenset(("localhost", "127.0.0.1", "[::1]"))
_SWITCH_SECONDS = 0.0005
_TITLE = "matchloop: says what a stranger's table is"


def create(settings: Settings) -> ASGIApp:
    """Return the application. Raises ServiceError where the settings do not allow it to start."""
    check(settings)
    service = Service(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            yield

    app = FastAPI(
        title=_TITLE,
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # their pages load assets from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    documents = Documents(
        [*forms_of(service.endpoints), *models.FORMS, *schemas.FORMS, *feedback.FORMS]
    )
    app.router.routes.extend(asking.routes(service, documents))
    app.include_router(feedback.router(service, documents))
    app.include_router(models.router(service, documents))
    app.include_router(schemas.router(service, documents))
    app.include_router(operations.router(service))
    documents.install(app)
    for kind in (MatchloopError, ValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _told)
    hosts = _LOOPBACK_NAMES | {settings.host} if not settings.keys.strip() else None
    return access.Access(app, service.metrics, hosts)


def from_uvicorn() -> ASGIApp:
    """Return the application that the environment describes, in a process of its own."""
    # Threads that answer hold the interpreter for 5 ms at a time by default; whoever is to be
    # refused, or has a cached answer, would wait for each of its turns.
    sys.setswitchinterval(_SWITCH_SECONDS)
    keep_pandas_out()
    _log_lines()
    settings = from_environment()
    PatientProtocol.idle_seconds = settings.idle_seconds
    return create(settings)


def check(settings: Settings) -> None:
    """Raise ServiceError for an address that strangers reach without keys."""
    if not settings.is_loopback and not settings.keys.strip():
        raise ServiceError(
            f"On {settings.host} others can reach the service, and there are no keys. Make one "
            f"with `matchloop keys new NAME --role ask`, put its line into a file that {KEYS_FILE} "
            f"names (or into {KEYS}), or listen on 127.0.0.1."
        )


def _told(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        found = _of_http(request, error)
    else:
        found = refusal(error) or access.failed()
    notes: dict[str, Any] = access.notes(request.scope)
    notes["problem"] = found.kind
    return response(found, notes["request"])


def _of_http(request: Request, error: HTTPException) -> RefusedError:
    headers = dict(error.headers or {})
    where = f"{request.method} {request.url.path[:200]!r}"
    if error.status_code == 404:
        detail = f"There is nothing at {where}. /openapi.json lists what there is."
        return RefusedError(404, "unknown-path", detail, headers=headers)
    if error.status_code == 405:
        allowed = headers.get("allow", headers.get("Allow", "another method"))
        detail = f"{where} is not answered; expected {allowed}."
        return RefusedError(405, "method", detail, headers=headers)
    return RefusedError(error.status_code, "http", str(error.detail), headers=headers)


def _log_lines() -> None:
    """Let requests be logged as they are, a line of JSON each, to standard error."""
    lines = logging.getLogger("matchloop.access")
    if not lines.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        lines.addHandler(handler)
    lines.setLevel(logging.INFO)
    lines.propagate = False
