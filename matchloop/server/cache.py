"""Answers that were given, kept for a while: in this process, and in Redis where there is one.

Keys are hashes of question and model version, so a promotion makes old answers unreachable; values
are the bytes that were sent. Knows nothing of what they say.
"""

import hashlib
from collections.abc import Iterable
from typing import Protocol

from cachetools import TTLCache

_OVERHEAD = 200  # bytes that an entry takes beside its value


class Shared(Protocol):
    """A cache that several processes share; `matchloop.server.shared_cache.RedisCache` is one."""

    async def get(self, key: str) -> bytes | None:
        """Return what is kept, None where nothing is, or it is out of reach."""

    async def put(self, key: str, value: bytes) -> None:
        """Keep it, if it can be kept."""

    async def close(self) -> None:
        """Let go of connections."""


class Cache:
    """Two levels: this process's memory, then what is shared.

    megabytes: of answers in memory, the least recently used go first. seconds: that one is kept.
    """

    def __init__(self, megabytes: float, seconds: float, shared: Shared | None = None):
        self._most = int(megabytes * 1e6)
        self._memory: TTLCache[str, bytes] = TTLCache(
            self._most, seconds, getsizeof=lambda value: len(value) + _OVERHEAD
        )
        self.shared = shared

    async def get(self, key: str) -> tuple[bytes | None, str]:
        """Return what is kept and where: "memory", "shared", or None and "none"."""
        found = self._memory.get(key)
        if found is not None:
            return found, "memory"
        if self.shared is not None and (found := await self.shared.get(key)) is not None:
            self._keep(key, found)
            return found, "shared"
        return None, "none"

    async def put(self, key: str, value: bytes) -> None:
        """Keep an answer."""
        self._keep(key, value)
        if self.shared is not None:
            await self.shared.put(key, value)

    async def close(self) -> None:
        """Let go of what is shared."""
        if self.shared is not None:
            await self.shared.close()

    def _keep(self, key: str, value: bytes) -> None:
        if len(value) + _OVERHEAD <= self._most:
            self._memory[key] = value


def key_of(parts: Iterable[str | bytes]) -> str:
    """Return what stands for parts, in order; nobody reads the parts from it."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()
