"""Describes routes for /openapi.json: bodies that are read, and answers that are sent, by hand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from matchloop.endpoint import Endpoint
from matchloop.server.bodies import FORM, JSON
from matchloop.server.problems import MEDIA_TYPE

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:matchloop:problem:queue-full"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong, and what to do."},
        "request_id": {"type": "string"},
    },
}
_PROBLEMS = {
    "default": {
        "description": "A problem (RFC 9457).",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


class Documents:
    """The forms of all routes, and what is said of each route."""

    def __init__(self, forms: Sequence[type[BaseModel]]):
        wanted = [(form, "validation") for form in dict.fromkeys(forms)]
        self._places, made = models_json_schema(
            wanted,  # type: ignore[arg-type]
            ref_template="#/components/schemas/{model}",
        )
        self._schemas = made.get("$defs", {})
        self._endpoints: dict[str, Any] = {}

    def of(
        self,
        body: type[BaseModel] | None = None,
        answer: type[BaseModel] | None = None,
        example: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what is told of a route that takes JSON (None for nothing) and answers in JSON."""
        told: dict[str, Any] = {"responses": self._responses(self._ref(answer))}
        if body is not None:
            content: dict[str, Any] = {"schema": self._ref(body)}
            if example is not None:
                content["example"] = example
            told["requestBody"] = {"required": True, "content": {JSON: content}}
        return told

    def add(self, endpoint: Endpoint[Any]) -> None:
        """Tell of a family's endpoint, which takes one question, or several."""
        question, answer = self._ref(endpoint.question), self._ref(endpoint.answer)
        content: dict[str, Any] = {
            JSON: {
                "schema": {"anyOf": [question, _object(batch=_list(question))]},
                "examples": {n: {"value": dict(v)} for n, v in endpoint.examples.items()},
            }
        }
        if endpoint.takes_files:
            file = {"type": "string", "format": "binary"}
            form = _object(file=_list(file), question=question)
            content[FORM] = {"schema": {**form, "required": ["file"]}}
        problem = {"$ref": "#/components/schemas/Problem"}
        several = _object(answers=_list({"anyOf": [answer, _object(problem=problem)]}))
        self._endpoints[endpoint.path] = {
            "post": {
                "tags": ["questions"],
                "summary": endpoint.summary,
                "operationId": endpoint.path.strip("/").replace("/", "_"),
                "requestBody": {"required": True, "content": content},
                "responses": self._responses({"anyOf": [answer, several]}),
            }
        }

    def install(self, app: FastAPI) -> None:
        """Let the application tell the forms, and that keys may be needed."""
        plain = app.openapi

        def openapi() -> dict[str, Any]:
            if app.openapi_schema is None:
                told = plain()
                told["paths"] = {**self._endpoints, **told.get("paths", {})}
                components = told.setdefault("components", {})
                components.setdefault("schemas", {}).update(self._schemas, Problem=_PROBLEM)
                components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
                told["security"] = [{}, {"key": []}]
            return app.openapi_schema or {}

        app.openapi = openapi  # type: ignore[method-assign]

    def _ref(self, form: type[BaseModel] | None) -> dict[str, Any]:
        return {"type": "object"} if form is None else dict(self._places[form, "validation"])

    @staticmethod
    def _responses(schema: dict[str, Any]) -> dict[str, Any]:
        answer = {"description": "The answer.", "content": {JSON: {"schema": schema}}}
        return {"200": answer, **_PROBLEMS}


def forms_of(endpoints: Iterable[Endpoint[Any]]) -> list[type[BaseModel]]:
    """The forms of endpoints."""
    return [form for endpoint in endpoints for form in (endpoint.question, endpoint.answer)]


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
