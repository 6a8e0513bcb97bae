"""Load on the service from real HTTP clients: so many at once, or so many a second; and figures."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np

Ask = tuple[str, dict[str, Any]]
"""A path and the JSON that is sent to it."""


@dataclass
class Figures:
    """What became of requests.

    seconds: that each took, by status; elapsed: in all; cpu: of the service's processors, 0 where
    nobody looked. broken: connections. versions: how many answers of each model.
    """

    seconds: dict[int, list[float]] = field(default_factory=dict)
    broken: int = 0
    elapsed: float = 0.0
    cpu: float = 0.0
    versions: Counter[str] = field(default_factory=Counter)

    @property
    def answered(self) -> int:
        """How many were answered with 200."""
        return len(self.seconds.get(200, ()))

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / max(self.elapsed, 1e-9)

    @property
    def cpu_milliseconds(self) -> float:
        """What the service's processors worked for an answer."""
        return 1e3 * self.cpu / max(self.answered, 1)

    @property
    def lost(self) -> int:
        """Those that were neither answered nor refused."""
        expected = (200, 503)
        others = sum(len(times) for status, times in self.seconds.items() if status not in expected)
        return self.broken + others

    def milliseconds(self, percentile: float, status: int = 200) -> float:
        """A percentile of the time that requests of a status took; NaN without any."""
        times = self.seconds.get(status)
        return 1e3 * float(np.percentile(times, percentile)) if times else float("nan")


@asynccontextmanager
async def session(url: str, connections: int) -> Any:
    """Lend a client that keeps so many connections."""
    connector = aiohttp.TCPConnector(limit=connections)
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(url, connector=connector, timeout=timeout) as client:
        yield client


async def at_once(
    url: str,
    asks: Iterator[Ask],
    clients: int,
    *,
    requests: int | None = None,
    seconds: float = 1e9,
    halfway: Callable[[], None] | None = None,
) -> Figures:
    """Let so many clients ask, each as soon as it has its answer, until requests or time are over.

    halfway: called in a thread when half of the time is over.
    """
    found = Figures()
    left = requests if requests is not None else 10**9
    begin = time.perf_counter()

    async def client(http: aiohttp.ClientSession) -> None:
        nonlocal left
        while left > 0 and time.perf_counter() - begin < seconds:
            left -= 1
            await _ask(http, next(asks), found)

    async def in_the_middle() -> None:
        if halfway is not None:
            await asyncio.sleep(seconds / 2)
            await asyncio.to_thread(halfway)

    async with session(url, clients) as http:
        await asyncio.gather(in_the_middle(), *(client(http) for _ in range(clients)))
    found.elapsed = time.perf_counter() - begin
    return found


async def by_rate(url: str, asks: Iterator[Ask], a_second: float, seconds: float) -> Figures:
    """Ask so many times a second whether there are answers or not, as strangers do."""
    found = Figures()
    begin = time.perf_counter()
    tasks: list[asyncio.Task[None]] = []
    async with session(url, 2_000) as http:
        while (now := time.perf_counter() - begin) < seconds:
            while len(tasks) < now * a_second:
                tasks.append(asyncio.create_task(_ask(http, next(asks), found)))
            await asyncio.sleep(0.002)
        await asyncio.gather(*tasks)
    found.elapsed = time.perf_counter() - begin
    return found


async def _ask(http: aiohttp.ClientSession, ask: Ask, found: Figures) -> None:
    path, body = ask
    begin = time.perf_counter()
    try:
        async with http.post(path, json=body) as response:
            told = await response.json(content_type=None)
            found.seconds.setdefault(response.status, []).append(time.perf_counter() - begin)
            if response.status == 200 and "model" in told:
                found.versions[told["model"]] += 1
    except (aiohttp.ClientError, TimeoutError):
        found.broken += 1


def in_turn(asks: Sequence[Ask]) -> Iterator[Ask]:
    """The same questions again and again."""
    while True:
        yield from asks
