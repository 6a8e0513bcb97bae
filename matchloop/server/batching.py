"""Answers the questions of one family in a thread of its own, those that came together in one go.

While one batch is answered the next one gathers; with nobody waiting a question is answered at
once. Only where the last batch held several is there a short wait for more.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from matchloop.endpoint import Endpoint, Reply

_log = logging.getLogger(__name__)
OnBatch = Callable[[int, int, float], None]
Ask = Callable[[Endpoint[Any], Sequence[Any]], tuple[Sequence[Reply | Exception], str]]
"""Asks models for a batch; returns the replies, and what stands for the models' versions."""


@dataclass(frozen=True)
class Limits:
    """columns: of a batch, but for a question that is larger alone. wait: seconds, at most."""

    columns: int
    wait: float


@dataclass(frozen=True)
class Answered:
    """A reply, by which versions, and what it took: seconds of waiting and of its whole batch."""

    reply: Reply
    versions: str
    waited: float
    seconds: float


@dataclass(frozen=True)
class _Waiting:
    endpoint: Endpoint[Any]
    prepared: Any
    weight: int
    since: float
    answer: "asyncio.Future[Answered]"


class Batcher:
    """The queue of a family and what empties it; belongs to one event loop.

    on_batch: told the questions, columns and seconds of each batch.
    """

    def __init__(
        self, family: str, ask: Ask, limits: Limits, on_batch: Callable[[int, int, float], None]
    ):
        self._ask, self._limits, self._on_batch = ask, limits, on_batch
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"answer-{family}")
        self._task = asyncio.create_task(self._run(), name=f"batches of {family}")

    async def answer(self, endpoint: Endpoint[Any], prepared: Any) -> Answered:
        """Return the answer to a question. One that is given up meanwhile is not answered."""
        waiting = _Waiting(
            endpoint,
            prepared,
            endpoint.weight(prepared),
            time.perf_counter(),
            asyncio.get_running_loop().create_future(),
        )
        self._waiting.append(waiting)
        self._arrived.set()
        return await waiting.answer

    async def close(self) -> None:
        """Answer what waits, then end."""
        self._closed = True
        self._arrived.set()
        await self._task
        self._thread.shutdown()

    async def _run(self) -> None:
        several = False
        while True:
            await self._arrived.wait()
            if several and not self._closed:
                await asyncio.sleep(self._limits.wait)
            batch = self._taken()
            if not self._waiting:
                if self._closed and not batch:
                    return
                if not self._closed:
                    self._arrived.clear()
            several = len(batch) > 1
            if batch:
                await self._answer(batch)

    def _taken(self) -> list[_Waiting]:
        """Take from the queue what fits into a batch; those that were given up are dropped."""
        batch: list[_Waiting] = []
        weight = 0
        while self._waiting:
            first = self._waiting[0]
            if not first.answer.done():
                if batch and weight + first.weight > self._limits.columns:
                    break
                weight += first.weight
                batch.append(first)
            self._waiting.popleft()
        return batch

    async def _answer(self, batch: list[_Waiting]) -> None:
        start = time.perf_counter()
        groups: dict[int, list[_Waiting]] = {}
        for each in batch:
            groups.setdefault(id(each.endpoint), []).append(each)
        loop = asyncio.get_running_loop()
        for group in groups.values():
            begin = time.perf_counter()
            answers = await loop.run_in_executor(self._thread, self._asked, group)
            seconds = time.perf_counter() - begin
            for each, (found, versions) in zip(group, answers, strict=True):
                if each.answer.done():  # given up meanwhile
                    continue
                if isinstance(found, Exception):
                    each.answer.set_exception(found)
                else:
                    waited = begin - each.since
                    each.answer.set_result(Answered(found, versions, waited, seconds))
        columns = sum(each.weight for each in batch)
        self._on_batch(len(batch), columns, time.perf_counter() - start)

    def _asked(self, group: list[_Waiting]) -> list[tuple[Reply | Exception, str]]:
        """Ask; where that fails for a whole batch each is asked alone, so that one spoils none."""
        endpoint = group[0].endpoint
        try:
            replies, versions = self._ask(endpoint, [each.prepared for each in group])
            return [(reply, versions) for reply in replies]
        except Exception as error:
            if len(group) == 1:
                return [(error, "")]
            _log.warning("A batch of %d failed and is answered one by one: %r", len(group), error)
        return [answer for each in group for answer in self._asked([each])]
