"""Errors as RFC 9457 problems: a status of its own for each kind, and the command line's remedy."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from starlette.responses import Response

from matchloop.errors import (
    BundleError,
    FeedbackError,
    HomeError,
    InputError,
    MatchloopError,
    NoChampionError,
    RegistryError,
    ServiceError,
    StoreError,
    UnknownFamilyError,
    UnknownSchemaError,
)

MEDIA_TYPE = "application/problem+json"
_SHOWN = 10
_STATUS: tuple[tuple[type[MatchloopError], int, str], ...] = (  # the narrower first
    (UnknownSchemaError, 404, "unknown-schema"),
    (UnknownFamilyError, 404, "unknown-family"),
    (NoChampionError, 503, "no-champion"),
    (FeedbackError, 422, "unusable-feedback"),
    (InputError, 422, "unusable-input"),
    (BundleError, 409, "damaged-bundle"),
    (RegistryError, 409, "registry"),
    (StoreError, 503, "store"),
    (HomeError, 503, "home"),
)


class RefusedError(ServiceError):
    """A request that is not answered, with its status.

    kind: what programs may tell it by, such as "queue-full". retry_after: seconds, rounded up.
    closes: whether the connection is of no use any more, for its body was not read.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        closes: bool = False,
    ):
        super().__init__(detail)
        self.status, self.kind = status, kind
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)
        if closes:
            self.headers["Connection"] = "close"


def refusal(error: Exception) -> RefusedError | None:
    """Return the refusal for an error that was raised on purpose; None for any other."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, ValidationError):
        return RefusedError(422, "unusable-question", _listed(error.errors(include_input=False)))
    for kind, status, name in _STATUS:
        if isinstance(error, kind):
            after = 5 if status == 503 else None
            return RefusedError(status, name, _plain(str(error)), retry_after=after)
    return None


def problem(found: RefusedError, request_id: str) -> dict[str, Any]:
    """Return the problem as plain values for JSON."""
    return {
        "type": f"urn:matchloop:problem:{found.kind}",
        "title": HTTPStatus(found.status).phrase,
        "status": found.status,
        "detail": str(found),
        "request_id": request_id,
    }


def response(found: RefusedError, request_id: str) -> Response:
    """Return the answer that tells it."""
    body = json.dumps(problem(found, request_id), ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, found.status, found.headers, media_type=MEDIA_TYPE)


def _listed(problems: Sequence[Any]) -> str:
    """Say what is wrong with a question, place by place, without the values that were given."""
    lines = [f"{_place(each['loc'])}: {each['msg']}" for each in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"… and {len(problems) - _SHOWN} more")
    return "; ".join(lines) + ". /openapi.json describes what may be asked."


def _place(location: Sequence[int | str]) -> str:
    return _plain(".".join(str(part)[:60] for part in location)) or "the question"


def _plain(text: str) -> str:
    """A text without what would steer a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)
