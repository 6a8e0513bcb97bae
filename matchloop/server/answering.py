"""From a question to the bytes of its answer: cache, reading, the queue, a batch, cache.

Knows nothing of HTTP but how a refusal is told, and nothing of what families answer.
"""

import asyncio
import json
import math
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from matchloop.endpoint import Endpoint, Question, Reply
from matchloop.server.batching import Answered, Batcher, Limits
from matchloop.server.bodies import Upload
from matchloop.server.bounded import Bounds, open_bounded
from matchloop.server.cache import Cache, key_of
from matchloop.server.champions import Champions
from matchloop.server.metrics import Metrics
from matchloop.server.problems import RefusedError
from matchloop.server.settings import Settings

_READERS = 2  # threads that read tables; more only take turns
_MEMORY = 0.9  # weight of the past in the mean time that a question takes


@dataclass(frozen=True)
class Given:
    """The bytes of an answer, and where it came from: "memory", "shared" or "none" (a model)."""

    body: bytes
    kept: str


class Answering:
    """Answers questions; belongs to one event loop, from `start` to `close`."""

    def __init__(self, settings: Settings, champions: Champions, cache: Cache, metrics: Metrics):
        self._settings, self._champions = settings, champions
        self._cache, self._metrics = cache, metrics
        most = settings.body_megabytes * 1e6
        self._bounds = Bounds(settings.columns, settings.rows, most, settings.answer_seconds)
        self._batchers: dict[str, Batcher] = {}
        self._under_way: Counter[str] = Counter()
        self._pace: dict[str, float] = {}  # mean seconds that a question takes its family
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="read")

    def start(self, families: Sequence[str]) -> None:
        """Begin to answer for these families."""
        limits = Limits(self._settings.batch_columns, self._settings.batch_wait_ms / 1e3)
        for family in families:
            self._batchers[family] = Batcher(family, self._ask, limits, self._counted(family))

    async def close(self) -> None:
        """Answer what was begun, then end."""
        for batcher in self._batchers.values():
            await batcher.close()
        self._readers.shutdown()
        await self._cache.close()

    async def answer(
        self, endpoint: Endpoint[Any], question: Question, upload: Upload | None = None
    ) -> Given:
        """Return the answer to a question, about a file if there is one.

        Raises InputError and NoChampionError as reading and models do, and RefusedError: 413 for
        too much of it, 503 where too many are under way, 504 where it takes too long.
        """
        if question.columns() > self._settings.columns:
            raise RefusedError(
                413,
                "too-much",
                f"The question is about {question.columns():,} columns, at most "
                f"{self._settings.columns:,} are answered for. Ask in several questions.",
            )
        _, versions = self._champions.held(endpoint.asks)
        asked = endpoint.key(question)
        if upload is not None:
            asked = key_of([asked, upload.name, upload.sha256]).encode()
        found, kept = await self._cache.get(key_of([endpoint.path, versions, asked]))
        self._metrics.cache.labels(kept).inc()
        if found is not None:
            return Given(found, kept)
        answered = await self._in_turn(endpoint, question, upload)
        body = encoded(answered.reply.body)
        await self._cache.put(key_of([endpoint.path, answered.versions, asked]), body)
        return Given(body, kept)

    def admit(self, family: str) -> None:
        """Raise RefusedError 503 where a family has as much to do as it may have."""
        waiting = self._under_way[family]
        if waiting < self._settings.queue:
            return
        seconds = max(1, math.ceil(waiting * self._pace.get(family, 0.0)))
        raise RefusedError(
            503,
            "queue-full",
            f"{waiting} questions to {family} are under way, and no more are taken. Ask again in "
            f"{seconds} s.",
            retry_after=seconds,
        )

    def under_way(self) -> dict[str, int]:
        """How many questions are under way, by family."""
        return {family: self._under_way[family] for family in self._batchers}

    async def _in_turn(
        self, endpoint: Endpoint[Any], question: Question, upload: Upload | None
    ) -> Answered:
        family = endpoint.asks[0]
        self.admit(family)
        self._under_way[family] += 1
        self._metrics.under_way.labels(family).inc()
        try:
            async with asyncio.timeout(self._settings.answer_seconds):
                begin = time.perf_counter()
                loop = asyncio.get_running_loop()
                prepared = await loop.run_in_executor(
                    self._readers, self._read, endpoint, question, upload
                )
                read = time.perf_counter() - begin
                answered = await self._batchers[family].answer(endpoint, prepared)
        except TimeoutError:
            raise RefusedError(
                504,
                "slow-answer",
                f"No answer within {self._settings.answer_seconds:g} seconds. Ask about fewer "
                "columns, or again when there is less to do.",
                retry_after=1,
            ) from None
        finally:
            self._under_way[family] -= 1
            self._metrics.under_way.labels(family).dec()
        self._note(family, read, answered)
        return answered

    def _read(self, endpoint: Endpoint[Any], question: Question, upload: Upload | None) -> Any:
        if upload is None:
            return endpoint.read(question, None)
        with open_bounded(upload.path, self._bounds) as table:
            return endpoint.read(question, table)

    def _ask(
        self, endpoint: Endpoint[Any], prepared: Sequence[Any]
    ) -> tuple[Sequence[Reply | Exception], str]:
        models, versions = self._champions.held(endpoint.asks)
        return endpoint.replies(models, prepared), versions

    def _note(self, family: str, read: float, answered: Answered) -> None:
        phases = {"read": read, "wait": answered.waited, "answer": answered.seconds}
        for phase, seconds in phases.items():
            self._metrics.phase_seconds.labels(family, phase).observe(seconds)
        self._metrics.answered(family, answered.reply.confidences, answered.reply.sure)

    def _counted(self, family: str) -> Any:
        questions = self._metrics.batch_questions.labels(family)
        columns = self._metrics.batch_columns.labels(family)

        def on_batch(count: int, width: int, seconds: float) -> None:
            questions.observe(count)
            columns.observe(width)
            past = self._pace.get(family, seconds / count)
            self._pace[family] = _MEMORY * past + (1 - _MEMORY) * seconds / count

        return on_batch


def encoded(value: Any) -> bytes:
    """Return plain values as JSON in UTF-8; what has no UTF-8 becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")
