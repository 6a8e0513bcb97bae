"""Redis as a cache that several processes share; never a reason not to answer.

Each command has a short time. After several in a row that failed the breaker opens: Redis is left
alone for a while, then one command tries whether it is back.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from matchloop.errors import ServiceError

COMMAND_SECONDS = 0.1
FAILURES, PAUSE_SECONDS = 3, 5.0
_PREFIX = "matchloop:answer:"
_log = logging.getLogger(__name__)


class Breaker:
    """Whether a thing that fails may be tried: not for `pause` s after `failures` in a row."""

    def __init__(
        self,
        failures: int = FAILURES,
        pause: float = PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._most, self._pause, self._clock = failures, pause, clock
        self._failed, self._until = 0, 0.0

    @property
    def is_open(self) -> bool:
        """Whether it may not be tried just now."""
        return self._clock() < self._until

    def allows(self) -> bool:
        """Whether to try now. After a pause one caller tries, while the others wait for it."""
        if self.is_open:
            return False
        if self._failed >= self._most:
            self._until = self._clock() + self._pause
        return True

    def succeeded(self) -> None:
        """Note that it works."""
        self._failed, self._until = 0, 0.0

    def failed(self) -> bool:
        """Note that it failed; True if the breaker has opened now."""
        self._failed += 1
        if self._failed >= self._most:
            self._until = self._clock() + self._pause
        return self._failed == self._most


class RedisCache:
    """Answers in Redis, for `seconds` each. Raises ServiceError for an address that is none."""

    def __init__(self, url: str, seconds: float, breaker: Breaker | None = None):
        try:
            self._redis = Redis.from_url(
                url, socket_timeout=COMMAND_SECONDS, socket_connect_timeout=COMMAND_SECONDS
            )
        except ValueError as error:
            raise ServiceError(
                f"MATCHLOOP_REDIS_URL is no address of Redis ({error}); expected one like "
                "redis://localhost:6379/0."
            ) from None
        self._milliseconds = max(1, round(seconds * 1000))
        self.breaker = breaker or Breaker()

    async def get(self, key: str) -> bytes | None:
        """Return what is kept, None where nothing is, or it is out of reach."""
        found = await self._tried(lambda: self._redis.get(_PREFIX + key))
        return found if isinstance(found, bytes) else None

    async def put(self, key: str, value: bytes) -> None:
        """Keep it, if it can be kept."""
        await self._tried(lambda: self._redis.set(_PREFIX + key, value, px=self._milliseconds))

    async def close(self) -> None:
        """Let go of connections."""
        await self._redis.aclose()

    async def _tried(self, command: Callable[[], Awaitable[Any]]) -> Any:
        if not self.breaker.allows():
            return None
        try:
            found = await command()
        except (RedisError, OSError, TimeoutError) as error:
            if self.breaker.failed():
                _log.warning(
                    "Redis does not answer; answers go on without the shared cache. %s", error
                )
            return None
        self.breaker.succeeded()
        return found
