"""What the routes of one application share: settings, champions, what answers, who may ask."""

import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from matchloop import families
from matchloop.endpoint import Endpoint
from matchloop.family import Family
from matchloop.server import access, bodies, keys
from matchloop.server.answering import Answering
from matchloop.server.cache import Cache, Shared
from matchloop.server.champions import Champions
from matchloop.server.keys import Caller, Doorkeeper, Role
from matchloop.server.metrics import Metrics
from matchloop.server.settings import Settings
from matchloop.store import log

_LOG_SECONDS = 5.0  # that the prediction log has to write what was answered last
Form = TypeVar("Form", bound=BaseModel)


class Service:
    """The parts of the service, put together; nothing runs before `running`.

    Raises ServiceError where settings do not go together.
    """

    def __init__(self, settings: Settings):
        self.settings = settings
        self.families: tuple[Family, ...] = tuple(f for f in families.FAMILIES if f.endpoints)
        self.endpoints: tuple[Endpoint[Any], ...] = tuple(
            endpoint for family in self.families for endpoint in family.served_endpoints()
        )
        self.metrics = Metrics()
        self.champions = Champions(self.families)
        cache = Cache(settings.cache_megabytes, settings.cache_seconds, _shared(settings))
        self._shared = cache.shared
        self.answering = Answering(settings, self.champions, cache, self.metrics)
        self._doorkeeper = Doorkeeper(keys.parse(settings.keys), 1 / settings.workers)
        self._seen: dict[str, tuple[int, float]] = {}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Load champions and answer, until the block ends; what was begun is finished."""
        self.champions.start()
        self.answering.start([family.name for family in self.families])
        try:
            yield
        finally:
            await self.answering.close()
            self.champions.close()
            await run_in_threadpool(log.shared().flush, _LOG_SECONDS)

    def admit(self, request: Request, role: Role) -> Caller:
        """Return who asks. Raises RefusedError where they may not."""
        caller = self._doorkeeper.admit(request.headers.get("authorization", ""), role)
        if caller.name:
            access.notes(request.scope)["key"] = caller.name
        return caller

    async def json(self, request: Request) -> Any:
        """Return what was sent as JSON. Raises RefusedError."""
        bodies.check_type(request, bodies.JSON)
        return bodies.parsed(await self.body(request))

    async def body(self, request: Request) -> bytes:
        """Return what was sent, if it is no larger than JSON may be. Raises RefusedError."""
        most = self.settings.json_megabytes * 1e6
        return await bodies.take(request, most, self.settings.read_seconds)

    async def form(self, request: Request, form: type[Form]) -> Form:
        """Return what was sent as JSON, as a form. Raises RefusedError and ValidationError."""
        return form.model_validate(await self.json(request))

    def shared_cache_is_open(self) -> bool:
        """Whether the shared cache is left alone just now, for it does not answer."""
        breaker = getattr(self._shared, "breaker", None)
        return breaker is not None and bool(breaker.is_open)

    def versions(self) -> dict[str, tuple[int, float]]:
        """Which version answers, and since when it was seen to (seconds since 1970), by family."""
        for family, pointer in self.champions.pointers().items():
            if self._seen.get(family, (0, 0.0))[0] != pointer.version:
                self._seen[family] = (pointer.version, time.time())
        return dict(self._seen)


def _shared(settings: Settings) -> Shared | None:
    if not settings.redis:
        return None
    from matchloop.server.shared_cache import RedisCache  # only where there is one

    return RedisCache(settings.redis, settings.cache_seconds)
