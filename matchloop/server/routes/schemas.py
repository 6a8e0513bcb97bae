"""Schemas of standard columns by name: kept once, then named in questions."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from matchloop.column_mapping.schema.schema import Schema
from matchloop.errors import UnknownSchemaError
from matchloop.server import bodies
from matchloop.server.answering import encoded
from matchloop.server.bodies import JSON
from matchloop.server.keys import Role
from matchloop.server.routes.documents import Documents
from matchloop.server.service import Service
from matchloop.table_mapping import schemas

_ENDINGS = {
    JSON: ".json",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "text/plain": ".txt",
}


class SchemaNames(BaseModel):
    """The names of the schemas there are."""

    schemas: list[str]


class SchemaTold(BaseModel):
    """A schema: its name, the hash of its content, and the names of its columns."""

    name: str
    sha256: str
    columns: list[str]


FORMS: tuple[type[BaseModel], ...] = (SchemaNames, SchemaTold)


def router(service: Service, documents: Documents) -> APIRouter:
    """Return the routes."""
    found = APIRouter(prefix="/v1/schemas", tags=["schemas"])
    content = {each: {"schema": {"type": "string"}} for each in _ENDINGS}

    @found.get("", summary="List them.", openapi_extra=documents.of(answer=SchemaNames))
    async def names(request: Request) -> Response:
        service.admit(request, Role.ASK)
        return _told({"schemas": await run_in_threadpool(schemas.names)})

    @found.get("/{name}", summary="Show one.", openapi_extra=documents.of(answer=SchemaTold))
    async def show(request: Request, name: str) -> Response:
        service.admit(request, Role.ASK)
        return _schema(name, await run_in_threadpool(schemas.named, name))

    @found.put(
        "/{name}",
        summary="Keep one, in YAML, JSON or as one name a line (docs/schemas.md).",
        openapi_extra={
            **documents.of(answer=SchemaTold),
            "requestBody": {"required": True, "content": content},
        },
    )
    async def keep(request: Request, name: str) -> Response:
        service.admit(request, Role.ASK)
        ending = _ENDINGS[bodies.check_type(request, *_ENDINGS)]
        body = await service.body(request)
        return _schema(name, await run_in_threadpool(schemas.keep, name, body, ending))

    @found.delete("/{name}", summary="Remove one.", openapi_extra=documents.of(answer=SchemaNames))
    async def remove(request: Request, name: str) -> Response:
        service.admit(request, Role.ADMIN)
        if not await run_in_threadpool(schemas.remove, name):
            raise UnknownSchemaError(f"There is no schema {name!r} that was kept.")
        return _told({"schemas": await run_in_threadpool(schemas.names)})

    return found


def _schema(name: str, schema: Schema) -> Response:
    return _told({"name": name, "sha256": schema.sha256, "columns": list(schema.names)})


def _told(body: dict[str, Any]) -> Response:
    return Response(encoded(body), media_type=JSON)
