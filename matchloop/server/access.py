"""The outermost layer: request ids, one line of JSON a request in the log, figures, and host names.

Never writes a value of a table, a column's name or a file's name. What goes wrong without being
raised on purpose becomes a problem 500 with the request's id, and a traceback in the log.
"""

import json
import logging
import re
import time
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchloop.server.metrics import Metrics
from matchloop.server.problems import RefusedError, response

ID_HEADER = "x-request-id"
NOTES = "matchloop_notes"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PORT = re.compile(r":[0-9]*$")
_log = logging.getLogger(__name__)
_lines = logging.getLogger("matchloop.access")


def notes(scope: Mapping[str, Any]) -> dict[str, Any]:
    """What a handler wants to be in the request's line of the log; plain values."""
    found: dict[str, Any] = scope["state"][NOTES]
    return found


def request_id(scope: Mapping[str, Any]) -> str:
    """The request's id: the client's own if it sent one that can be used."""
    return str(notes(scope)["request"])


class Access:
    """Wraps an application.

    hosts: names by which it may be called, None for any. Where there are no keys a page in the
    user's browser could otherwise reach the service by a name of its own that leads to loopback.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, hosts: Collection[str] | None):
        self._app, self._metrics, self._hosts = app, metrics, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        headers = dict(scope["headers"])
        given = headers.get(ID_HEADER.encode(), b"").decode("latin-1")
        told: dict[str, Any] = {"request": given if _ID.fullmatch(given) else uuid.uuid4().hex}
        scope.setdefault("state", {})[NOTES] = told
        sent = _Sent(send, told["request"])
        try:
            self._check_host(headers)
            await self._app(scope, receive, sent)
        except RefusedError as refused:  # by its host: nothing else comes this far
            told["problem"] = refused.kind
            await response(refused, told["request"])(scope, receive, sent)
        except Exception as error:  # the application has told the client
            told["problem"] = "error"
            _log.exception("request %s failed: %s", told["request"], type(error).__name__)
        finally:
            self._note(scope, told, sent, time.perf_counter() - begin)

    def _check_host(self, headers: Mapping[bytes, bytes]) -> None:
        name = _PORT.sub("", headers.get(b"host", b"").decode("latin-1").lower())
        if self._hosts is not None and name not in self._hosts:
            raise RefusedError(
                421,
                "host",
                f"The service is not called {name[:100]!r}. Without keys it answers to "
                f"{', '.join(sorted(self._hosts))} only.",
            )

    def _note(self, scope: Scope, told: dict[str, Any], sent: "_Sent", seconds: float) -> None:
        route = told.pop("route", None) or getattr(scope.get("route"), "path", "none")
        self._metrics.requests.labels(route, str(sent.status)).inc()
        self._metrics.request_seconds.labels(route).observe(seconds)
        if "problem" in told:
            self._metrics.problems.labels(told["problem"]).inc()
        if _lines.isEnabledFor(logging.INFO):
            line = {
                "time": round(time.time(), 3),
                "method": scope["method"],
                "route": route,
                "status": sent.status,
                "ms": round(1e3 * seconds, 2),
                "bytes": sent.bytes,
                **told,
            }
            _lines.info(json.dumps(line, separators=(",", ":")))


class _Sent:
    """Adds headers to a response, and notes its status and length; 0 before it has begun."""

    def __init__(self, send: Send, request: str):
        self._send, self._request = send, request.encode()
        self.status = self.bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message.get("headers", ()),
                (ID_HEADER.encode(), self._request),
                (b"x-content-type-options", b"nosniff"),
                (b"cache-control", b"no-store"),
            ]
        else:
            self.bytes += len(message.get("body", b""))
        await self._send(message)


def failed() -> RefusedError:
    """Return the refusal for what no client is to blame for."""
    return RefusedError(
        500,
        "error",
        "Something went wrong in the service; it goes on. Who runs it finds the reason in the log "
        "by the request's id.",
    )
