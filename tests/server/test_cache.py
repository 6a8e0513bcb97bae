"""Two levels of answers; the shared one may go away at any time."""

import asyncio

import pytest
from redis.exceptions import ConnectionError as RedisAway

from matchloop.errors import ServiceError
from matchloop.server.cache import Cache, key_of
from matchloop.server.shared_cache import Breaker, RedisCache


class Store:
    """Stands in for a connection to Redis; fails while it is away."""

    def __init__(self):
        self.kept, self.away, self.asked = {}, False, 0

    async def get(self, key):
        self._ask()
        return self.kept.get(key)

    async def set(self, key, value, px):
        self._ask()
        self.kept[key] = value

    async def aclose(self):
        pass

    def _ask(self):
        self.asked += 1
        if self.away:
            raise RedisAway("gone")


def shared(store, now=(0.0,)):
    cache = RedisCache("redis://nowhere", 60, Breaker(2, 5.0, lambda: now[0]))
    cache._redis = store
    return cache


def test_parts_do_not_run_into_each_other():
    assert key_of(["ab", "c"]) != key_of(["a", "bc"])
    assert key_of(["a", b"b"]) == key_of([b"a", "b"])


def test_memory_is_bounded_and_what_is_too_large_is_not_kept():
    async def scenario():
        cache = Cache(0.001, 60)  # 1,000 bytes
        for name in "abc":
            await cache.put(name, b"x" * 200)
        await cache.put("large", b"x" * 2000)
        return [(await cache.get(name))[1] for name in ("a", "b", "c", "large")]

    assert asyncio.run(scenario()) == ["none", "memory", "memory", "none"]


def test_another_process_finds_it():
    async def scenario():
        store = Store()
        one, other = (Cache(1, 60, shared(store)) for _ in range(2))
        await one.put("a", b"1")
        found = [await other.get("a"), await other.get("a")]
        await one.close()
        return found

    assert asyncio.run(scenario()) == [(b"1", "shared"), (b"1", "memory")]


def test_redis_gone_is_left_alone_for_a_while_and_told_once(caplog):
    async def scenario():
        store, now = Store(), [0.0]
        remote = shared(store, now)
        cache = Cache(1, 60, remote)
        store.away = True
        for i in range(10):
            await cache.put(str(i), b"1")
        assert [await cache.get("3"), await cache.get("x")] == [(b"1", "memory"), (None, "none")]
        assert store.asked == 2
        assert remote.breaker.is_open
        now[0] = 6.0
        assert not remote.breaker.is_open
        await cache.get("y")  # one tries
        await cache.get("z")
        assert store.asked == 3
        now[0], store.away = 12.0, False
        await cache.put("back", b"1")
        await cache.put("again", b"1")
        assert store.asked == 5
        assert not remote.breaker.is_open

    asyncio.run(scenario())
    assert len([line for line in caplog.messages if "Redis does not answer" in line]) == 1


def test_an_address_that_is_none():
    with pytest.raises(ServiceError, match=r"no address of Redis.*redis://localhost"):
        RedisCache("somewhere", 60)
