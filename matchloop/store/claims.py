"""Taking a request to retrain, so that it is served once, and keeping it while it is served.

One retraining of a family at a time is the store's promise; the pause after each is kept here.
Knows nothing of what retraining is.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

from matchloop.errors import StoreError
from matchloop.store import feedback, retraining
from matchloop.store.engine import Store
from matchloop.store.moments import now
from matchloop.store.retraining import Request, State

LABELS_NEEDED = "labels needed"
"""How the outcome of a request begins for which there were no labels."""

RENEW_SECONDS = 60.0
_log = logging.getLogger(__name__)


class Why(StrEnum):
    """Why there is nothing to serve now."""

    WAITING = "waiting"
    BUSY = "busy"
    SERVED = "served before"


@dataclass(frozen=True)
class NotNow:
    """Nothing was taken; `text` says why, and what will become of what was asked."""

    why: Why
    text: str


def take(
    store: Store,
    family: str,
    reason: str,
    *,
    asked: int | None,
    cool_down: timedelta,
    at_once: bool = False,
) -> Request | NotNow:
    """Claim the family's open request.

    asked: number of the request that started this run, which may have been served meanwhile; None
    makes a request with `reason`, merged into the open one if there is one. at_once: do not wait
    for the pause after the last retraining to end.
    """
    if asked is None:
        retraining.ask(store, family, reason)
    elif not retraining.requests(store, family, {State.OPEN}, limit=1):
        return NotNow(Why.SERVED, f"Nothing is open any more; {_stands(store, family, asked)}.")
    if not at_once and (text := _cooling(store, family, cool_down)):
        return NotNow(Why.WAITING, text)
    by = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
    request = retraining.claim(store, by, family)
    if request is not None:
        return request
    text = f"Another run retrains {family}; the request waits until the watch announces it again."
    return NotNow(Why.BUSY, text)


class Keeper:
    """Holds a claim: renews it in the background, and says whether it is still held."""

    def __init__(self, store: Store, request: Request, seconds: float = RENEW_SECONDS):
        self.request = request
        self._store, self._seconds, self._end = store, seconds, threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True, name="claim")

    @property
    def _by(self) -> str:
        return self.request.claimed_by or ""

    def check(self) -> None:
        """Raise StoreError if the claim was lost: then nothing may take effect any more."""
        retraining.renew(self._store, self.request.id, self._by)

    def finish(self, state: State, outcome: str) -> Request:
        """Close the request. Raises StoreError when it is not ours any more."""
        self._stop()
        return retraining.finish(self._store, self.request.id, self._by, state, outcome)

    def _renew(self) -> None:
        while not self._end.wait(self._seconds):
            try:
                self.check()
            except StoreError as error:  # it may pass; whether the claim is lost, `check` says
                _log.warning("The claim was not renewed: %s", error)

    def _stop(self) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(5)


@contextmanager
def keeping(store: Store, request: Request, seconds: float = RENEW_SECONDS) -> Iterator[Keeper]:
    """Keep a claim for the time of the block; one that was not finished in it ends as failed."""
    keeper = Keeper(store, request, seconds)
    keeper._thread.start()
    try:
        yield keeper
    except BaseException as error:  # Ctrl-C and a polite kill too: nobody else would close it
        _failed(keeper, error)
        raise
    finally:
        keeper._stop()


def failure(error: BaseException) -> str:
    """What broke off a run, in one line, as the outcome of its request."""
    return " ".join(str(error).split())[:500] or type(error).__name__


def _failed(keeper: Keeper, error: BaseException) -> None:
    try:
        keeper.finish(State.FAILED, failure(error))
    except StoreError as lost:  # the error itself matters more; the watch finds the claim
        _log.warning("The request could not be closed: %s", lost)


def _cooling(store: Store, family: str, cool_down: timedelta) -> str:
    """Until when there is a pause, in words; "" when there is none."""
    last = retraining.last_finished(store, family)
    if last is None or last.finished is None or now() >= last.finished + cool_down:
        return ""
    asked = (last.outcome or "").startswith(LABELS_NEEDED)
    # Nothing was trained then, and what was missing may have come.
    if asked and feedback.stored(store, family, since=last.finished, limit=1):
        return ""
    until = (last.finished + cool_down).strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"The last retraining ended at {last.finished.strftime('%H:%M')} UTC; the request waits "
        f"until {until}, then the watch announces it again. To go on at once: "
        f"`python -m flows.retrain {family} --now`"
    )


def _stands(store: Store, family: str, number: int) -> str:
    found = [each for each in retraining.requests(store, family) if each.id == number]
    if not found:
        return f"{family} has no request {number}"
    return f"request {number} is {found[0].state}: {found[0].outcome or 'no outcome yet'}"
