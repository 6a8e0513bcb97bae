"""The prediction log: takes answers from the answering path and writes them off it.

`add` costs microseconds and never fails or waits because of the database: a bounded queue, and
one thread that writes it in batches. A database that is locked or away is tried again, with
growing pauses, for `patience` seconds; then answers are dropped, counted in `dropped`, and that is
said once. No database library is loaded before the thread's first write.

A process that ends waits for its log: long while the database is only slow to open, as when several
commands start at once, less while others hold it, and hardly where it is out of reach.
"""

import atexit
import logging
import os
import random
import threading
import time
from collections import deque
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from matchloop.errors import MatchloopError
from matchloop.store import settings
from matchloop.store.deferred import worked_out
from matchloop.store.records import PredictionBatch
from matchloop.store.rows import Logged

if TYPE_CHECKING:
    from matchloop.store.writer import Writer

BATCH = 5_000
CAPACITY = 100_000
START_SECONDS, BUSY_SECONDS, EXIT_SECONDS = 30.0, 10.0, 2.0
"""How long a process that ends waits: for the first attempt, for a lock of others, for the rest."""
_FIRST_PAUSE, _LONGEST_PAUSE, _HURRIED_PAUSE = 0.1, 5.0, 0.3
_ID_START = 1_577_836_800_000_000  # 2020 in microseconds: leaves 12 bits beside them until 2091
_log = logging.getLogger(__name__)


class PredictionLog:
    """A log to one store. Threads may share it; a forked process starts afresh with an empty one.

    url: as for `matchloop.store.open`. interval: seconds after which a batch that is not full is
    written. capacity: rows that may wait. patience: seconds that one batch is tried.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        interval: float = 1.0,
        capacity: int = CAPACITY,
        patience: float = 30.0,
    ):
        self._url, self._interval = url, interval
        self._capacity, self._patience = capacity, patience
        self.is_on = settings.log_is_on()
        self._names = settings.names_are_allowed()
        self._start_afresh()

    def _start_afresh(self) -> None:
        self.written = self.dropped = 0
        self._pid = os.getpid()
        self._changed = threading.Condition()
        self._queue: deque[Logged] = deque()
        self._waiting = 0  # rows in the queue and in the batch being written
        self._next_id = 0
        self._thread: threading.Thread | None = None
        self._hurry = self._closed = self._closing = self._warned = False
        self._problem, self._seconds = "", START_SECONDS

    def add(self, answers: PredictionBatch) -> range:
        """Take answers for writing and return their ids, by which feedback can name them.

        The ids are empty when the log is off or there is nothing to log.
        """
        if not self.is_on or len(answers) == 0:
            return range(0)
        if self._pid != os.getpid():
            self._start_afresh()
        now = time.time_ns() // 1000
        kept = _own(answers, self._names)
        with self._changed:
            ids = self._take_ids(len(answers), now)
            if self._closed or self._waiting + len(answers) > self._capacity:
                self.dropped += len(answers)
                return ids
            self._queue.append(Logged(ids, now, kept))
            self._waiting += len(answers)
            if self._thread is None:
                self._start()
            elif self._waiting >= BATCH:
                self._changed.notify_all()
        return ids

    def flush(self, timeout: float) -> bool:
        """Write what waits; False if `timeout` seconds were not enough."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: self._waiting == 0, timeout)
            self._hurry = self._closing
        return done

    def close(self, timeout: float | None = None) -> bool:
        """Flush and stop; what could not be written in time is dropped, counted and reported.

        timeout: seconds; None for as long as it is worth while, at most `START_SECONDS`.
        """
        atexit.unregister(self.close)
        if self._pid != os.getpid() or self._closed:
            return True
        self._closing = True
        done = self.flush(timeout) if timeout is not None else self._flush_while_worth_it()
        self._give_up()
        if self.dropped:
            _log.warning("%s", self._report())
        return done

    def _flush_while_worth_it(self) -> bool:
        start = time.monotonic()
        while True:
            waited = time.monotonic() - start
            if waited >= self._seconds:
                return False
            if self.flush(min(self._seconds - waited, 0.1)):
                return True

    def _report(self) -> str:
        were = "prediction was" if self.dropped == 1 else "predictions were"
        reason = self._problem or "the store was not open in time"
        told = "" if self._warned else f" {reason}"
        return (
            f"{self.dropped:,} {were} not logged, {self.written:,} of this process were; feedback "
            f"cannot name them by their ids.{told}"
        )

    def _take_ids(self, n: int, now: int) -> range:
        """Ids that grow with time and that another process does not take at the same moment."""
        start = max(self._next_id, (now - _ID_START) << 12 | random.getrandbits(12))
        self._next_id = start + n
        return range(start, start + n)

    def _start(self) -> None:
        # Where the store is now: by the first write the environment may name another one.
        url = self._url or settings.database_url()
        self._thread = threading.Thread(
            target=self._run, args=(url,), name="prediction-log", daemon=True
        )
        self._thread.start()
        atexit.register(self.close)

    def _run(self, url: str) -> None:
        try:
            from matchloop.store.writer import Writer
        except ImportError as error:  # a package of the database is not installed
            self._warn(error)
            self._give_up()
            return
        writer = Writer(url)
        try:
            while batch := self._next_batch():
                self._settle(batch, self._written(writer, worked_out(batch)))
        finally:
            writer.close()

    def _next_batch(self) -> list[Logged]:
        """Wait for a full batch, the interval or a flush; empty when the log is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            self._changed.wait_for(
                lambda: self._hurry or self._closed or self._waiting >= BATCH, self._interval
            )
            batch, rows = [], 0
            while self._queue and rows < BATCH:
                batch.append(self._queue.popleft())
                rows += len(batch[-1].ids)
            return batch

    def _written(self, writer: "Writer", batch: list[Logged]) -> int:
        """Write a batch, again and again if need be; return how many of its rows are stored."""
        deadline, pause = time.monotonic() + self._patience, _FIRST_PAUSE
        while True:
            try:
                stored = writer.write(batch)
            except Exception as error:  # whatever it is, answering goes on
                self._seconds = BUSY_SECONDS if writer.is_busy(error) else EXIT_SECONDS
                self._warn(error)
                if not writer.may_pass(error) or time.monotonic() + pause > deadline:
                    return 0
                if not self._pause(pause):
                    return 0
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._warned, self._problem, self._seconds = False, "", START_SECONDS
                return stored

    def _pause(self, seconds: float) -> bool:
        """Wait, less when somebody waits for the log; False when it has been closed."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or self._hurry, seconds):
                return True
            return not self._changed.wait_for(lambda: self._closed, min(seconds, _HURRIED_PAUSE))

    def _give_up(self) -> None:
        """Take nothing any more; what waits is dropped and counted."""
        with self._changed:
            self._closed = True
            self.dropped += self._waiting
            self._queue.clear()
            self._waiting = 0
            self._changed.notify_all()

    def _settle(self, batch: list[Logged], stored: int) -> None:
        rows = sum(len(logged.ids) for logged in batch)
        with self._changed:
            self.written += stored
            if not self._closed:  # closing has counted what was still under way
                self.dropped += rows - stored
                self._waiting -= rows
            self._changed.notify_all()

    def _warn(self, error: Exception) -> None:
        reason = str(error) if isinstance(error, MatchloopError) else repr(error)
        self._problem = reason
        if self._warned or self._closing:  # the report at the end says it
            return
        self._warned = True
        _log.warning("Predictions cannot be logged just now; answers go on. %s", reason)


def _own(answers: PredictionBatch, names: bool) -> PredictionBatch:
    """The answers without names that are not allowed, and with arrays nobody else changes."""
    features = answers.features
    if features is not None:
        features = np.array(features, dtype=np.float32, order="C")
    return replace(answers, features=features, names=answers.names if names else None)


@cache
def shared() -> PredictionLog:
    """The log of this process, to the store that the environment names."""
    return PredictionLog()
