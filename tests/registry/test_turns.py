"""Promotions on one machine take turns, and machines follow the registry."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from matchloop import families, registry, serving
from tests.registry.aliases import state
from tests.toys import TOYS
from tests.waiting import CEILING


def test_a_promotion_waits_for_the_one_that_runs(registered: Callable[..., int]) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    before = state()
    thread = threading.Thread(target=registry.promote, args=("toys", 2, "second"))

    with serving.lock("toys"):
        thread.start()
        thread.join(1)
        assert thread.is_alive()
        assert state() == before
    thread.join(CEILING)

    assert state()[0] == {1: ("previous",), 2: ("champion",)}


def test_another_machine_follows_the_alias(
    a_home: Path, tmp_path: Path, registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registry.promote("toys", registered(2), "second")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{a_home / 'mlflow.db'}")
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "elsewhere"))
    assert serving.current("toys") is None

    registry.sync("toys")

    assert serving.champion("toys").folder.is_relative_to(tmp_path / "elsewhere")
    assert state()[0] == {1: ("previous",), 2: ("champion",)}


def promote_in_a_process(home: str, version: int) -> None:
    os.environ["MATCHLOOP_HOME"] = home
    families.FAMILIES += TOYS
    registry.promote("toys", version, f"by process {version}")


def test_two_promotions_at_once_take_turns(a_home: Path, registered: Callable[..., int]) -> None:
    for weight in (1, 2, 3):
        registered(weight)
    registry.promote("toys", 1, "first")

    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=promote_in_a_process, args=(str(a_home), version))
        for version in (2, 3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(CEILING)

    assert [process.exitcode for process in processes] == [0, 0]
    aliases, pointer = state()
    assert pointer is not None
    assert {pointer.version, pointer.previous} == {2, 3}
    assert aliases[pointer.version] == ("champion",)
    assert aliases[pointer.previous] == ("previous",)
    assert aliases[1] == ()
    assert serving.champion("toys")
