"""A family for the service that is no more than an echo, and an application around it."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from matchloop import families, serving
from matchloop.endpoint import Answer, Question, Reply
from matchloop.errors import InputError
from matchloop.server import app
from matchloop.server.settings import Settings
from matchloop.tables import Table
from tests.tiny_bundle import tiny_bundle
from tests.toys import TOYS
from tests.waiting import CEILING, wait_until

LOOPBACK = "http://127.0.0.1"
JSON = {"content-type": "application/json"}


class EchoQuestion(Question):
    """words: are echoed, "fail" and "crash" but go wrong; wait: seconds, in the model's thread."""

    words: tuple[str, ...] = ()
    wait: float = 0.0

    def columns(self) -> int:
        return len(self.words)


class EchoAnswer(Answer):
    words: list[str]
    version: str
    file: str | None


class Echo:
    path = "/v1/echo"
    summary = "Say it again."
    asks = ("toys",)
    takes_files = True
    question = EchoQuestion
    answer = EchoAnswer
    examples: Mapping[str, Mapping[str, Any]] = {"a word": {"words": ["a"]}}

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.warmed: list[str] = []
        self.held = threading.Event()
        self.held.set()

    def key(self, question: EchoQuestion) -> bytes:
        return question.model_dump_json().encode()

    def read(self, question: EchoQuestion, table: Table | None) -> Any:
        if "unreadable" in question.words:
            raise InputError("This cannot be read. Give something else.")
        if table is not None:
            rows = sum(len(chunk[0]) for chunk in table.chunks())
            return (question, f"{table.name}: {rows} rows of {len(table.columns)}")
        return (question, None)

    def weight(self, prepared: Any) -> int:
        return max(len(prepared[0].words), 1)

    def replies(
        self, models: Mapping[str, Any], prepared: Sequence[Any]
    ) -> list[Reply | Exception]:
        self.held.wait(CEILING)
        self.batches.append(len(prepared))
        time.sleep(max(question.wait for question, _ in prepared))
        if any("crash" in question.words for question, _ in prepared):
            raise RuntimeError("the model is broken")
        return [
            ZeroDivisionError("no such answer")
            if "fail" in question.words
            else Reply(
                {"words": list(question.words), "version": models["toys"].version, "file": file},
                [0.9] * len(question.words),
                len(question.words),
            )
            for question, file in prepared
        ]

    def warm(self, models: Mapping[str, Any]) -> None:
        self.warmed.append(models["toys"].version)


ECHO = Echo()
FAMILY = replace(TOYS[0], endpoints=("tests.server.parts:ECHO",))


def promote(folder: Path, version: int) -> None:
    """Make a version of the echo the champion of this home."""
    bundle = tiny_bundle(folder / f"b{version}", weight=version)
    with serving.lock("toys"):
        serving.install("toys", version, bundle.folder)
        serving.point("toys", version, version - 1 or None)


@contextmanager
def client(settings: Settings | None = None, **options: Any) -> Iterator[TestClient]:
    """An application that runs, once it is ready if there is something to be ready for."""
    service = app.create(settings or Settings())
    options = {"base_url": LOOPBACK, "raise_server_exceptions": False, **options}
    with TestClient(service, **options) as asked:
        if serving.current("toys"):
            wait_until(lambda: asked.get("/health/ready").status_code == 200)
        yield asked


@pytest.fixture
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Echo:
    """A home of its own whose only family is the echo, without a champion."""
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(families, "FAMILIES", (FAMILY,))
    fresh = Echo()
    monkeypatch.setattr("tests.server.parts.ECHO", fresh)
    return fresh


@pytest.fixture
def promoted(echo: Echo, tmp_path: Path) -> Echo:
    """The same with a champion, version 1."""
    promote(tmp_path, 1)
    return echo
