"""Whether the service lives, is ready, how it is, and its figures; none of it needs a key."""

from typing import Any

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from matchloop import __version__
from matchloop.server.answering import encoded
from matchloop.server.bodies import JSON
from matchloop.server.service import Service


def router(service: Service) -> APIRouter:
    """Return the routes."""
    found = APIRouter(tags=["operations"])

    @found.get("/health/live", summary="Whether the process answers at all.")
    async def live() -> Response:
        return _told({"status": "live"})

    @found.get("/health/ready", summary="Whether the champions are loaded and warm; 503 if not.")
    async def ready() -> Response:
        is_ready = service.champions.is_ready
        body = {"status": "ready" if is_ready else "not ready", **_problems(service)}
        return _told(body, 200 if is_ready else 503)

    @found.get("/health", summary="What answers, what is under way, and what is wrong.")
    async def health() -> Response:
        pointers = service.champions.pointers()
        under_way = service.answering.under_way()
        return _told(
            {
                "status": "ready" if service.champions.is_ready else "not ready",
                "matchloop": __version__,
                "families": {
                    family.name: {
                        "version": pointers[family.name].name if family.name in pointers else None,
                        "under_way": under_way.get(family.name, 0),
                    }
                    for family in service.families
                },
                "shared_cache": _shared(service),
                **_problems(service),
            }
        )

    @found.get("/metrics", summary="Figures for Prometheus.")
    async def metrics() -> Response:
        text = service.metrics.text(service.versions(), service.shared_cache_is_open())
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return found


def _shared(service: Service) -> str:
    if not service.settings.redis:
        return "none"
    return "out of reach" if service.shared_cache_is_open() else "redis"


def _problems(service: Service) -> dict[str, Any]:
    problems = service.champions.problems()
    return {"problems": problems} if problems else {}


def _told(body: dict[str, Any], status: int = 200) -> Response:
    return Response(encoded(body), status, media_type=JSON)
