"""Who is told what becomes of a run's stages, while it happens.

A run tells `current()`, which is nobody until somebody is `listening`; so a run that a deployment
starts tells Prefect alone. Knows no screen.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from tasks.pipeline.dvc import Outcome, StageRun


class Reporter(Protocol):
    """What can be told. Stages run side by side, so calls come from several threads."""

    def planned(self, names: Sequence[str]) -> None:
        """These stages follow, in this order."""

    def started(self, name: str) -> None:
        """A stage runs now."""

    def printed(self, name: str, line: str) -> None:
        """A stage that runs has printed a line."""

    def ended(self, run: StageRun) -> None:
        """A stage has ended, or will not start; one that was cached may never have started."""

    def stopping(self) -> None:
        """The run is being stopped; stages that run are told to end."""


class _Nobody:
    def planned(self, names: Sequence[str]) -> None:
        pass

    def started(self, name: str) -> None:
        pass

    def printed(self, name: str, line: str) -> None:
        pass

    def ended(self, run: StageRun) -> None:
        pass

    def stopping(self) -> None:
        pass


# A context variable, because Prefect gives its threads a copy of the flow's context.
_current: ContextVar[Reporter] = ContextVar("reporter", default=_Nobody())  # noqa: B039


def current() -> Reporter:
    """Who listens here."""
    return _current.get()


@contextmanager
def listening(reporter: Reporter) -> Iterator[None]:
    """Tell `reporter` of the runs that happen inside."""
    token = _current.set(reporter)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Tell of what is no stage of the graph, but takes time like one."""
    reporter, started = current(), time.monotonic()
    reporter.started(name)
    outcome = Outcome.FAILED
    try:
        yield
        outcome = Outcome.RAN
    finally:
        reporter.ended(StageRun(name, outcome, time.monotonic() - started))
