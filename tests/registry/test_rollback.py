"""A rollback takes effect here first; the registry is told, whenever it can be."""

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from matchloop import registry, serving
from matchloop.errors import NoChampionError, OvertakenError, RegistryError
from matchloop.registry import mlflow_store
from matchloop.serving import Pointer
from tests.registry.aliases import raw_aliases, state
from tests.waiting import CEILING


def test_a_rollback_goes_through_with_the_registry_away_and_is_told_later(
    two: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
        patch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
        pointer = registry.rollback("toys", "customers complained")
    assert (pointer.version, pointer.previous) == (1, 2)
    assert "stands on this machine, but" in caplog.text
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]
    assert raw_aliases() == {"champion": 2, "previous": 1}
    # what is shown is what is meant
    assert state()[0] == {1: ("champion",), 2: ("previous",)}

    assert registry.sync("toys") == replace(pointer, untold=None)
    assert raw_aliases() == {"champion": 1, "previous": 2}
    tags = registry.find("toys", 1).tags
    assert (tags["promoted_by"], tags["promoted_because"]) == ("rollback", "customers complained")
    assert pointer.untold is not None
    assert tags["promoted_at"] == pointer.untold.at


@pytest.mark.parametrize("done", [{"previous": "2"}, {"previous": "2", "champion": "1"}])
def test_telling_the_registry_can_be_killed_anywhere(two: None, done: dict[str, str]) -> None:
    serving.go_back("toys", "bad")
    for alias, version in done.items():
        mlflow_store.client().set_registered_model_alias("matchloop.toys", alias, version)
    assert state()[0] == {1: ("champion",), 2: ("previous",)}

    registry.tell("toys")

    assert raw_aliases() == {"champion": 1, "previous": 2}
    assert registry.find("toys", 1).tags["promoted_because"] == "bad"
    pointer = serving.current("toys")
    assert pointer is not None
    assert pointer.untold is None


def test_two_rollbacks_that_cancel_out_have_nothing_to_tell(two: None) -> None:
    serving.go_back("toys", "bad")
    again = serving.go_back("toys", "it was not", taken_back=1)

    assert (again.version, again.previous, again.untold) == (2, 1, None)
    assert registry.sync("toys") == again
    assert raw_aliases() == {"champion": 2, "previous": 1}


def test_a_rollback_that_another_machine_has_overtaken_is_not_taken_over(
    two: None, registered: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    registered(3)
    serving.go_back("toys", "bad")
    for alias, version in (("previous", "2"), ("champion", "3")):
        mlflow_store.client().set_registered_model_alias("matchloop.toys", alias, version)

    pointer = registry.sync("toys")

    assert pointer is not None
    assert (pointer.version, pointer.previous, pointer.untold) == (3, 2, None)
    assert "version 3 was promoted there meanwhile" in caplog.text


def test_a_promotion_tells_of_the_rollback_before_it(
    two: None, registered: Callable[..., int]
) -> None:
    registered(3)
    serving.go_back("toys", "bad")

    pointer = registry.promote("toys", 3, "better")

    assert (pointer.version, pointer.previous) == (3, 1)
    assert raw_aliases() == {"champion": 3, "previous": 1}
    assert registry.find("toys", 1).tags["promoted_because"] == "bad"


def test_a_rollback_of_a_version_that_serves_no_more_changes_nothing(two: None) -> None:
    before = state()
    with pytest.raises(RegistryError, match="Version 1 of toys is not to be taken back any more"):
        registry.rollback("toys", "worse", taken_back=1)
    assert state() == before
    assert registry.rollback("toys", "worse", taken_back=2).version == 1


def test_the_second_to_take_back_a_version_is_told_and_does_not_bring_it_back(two: None) -> None:
    registry.rollback("toys", "bad")
    before = state()

    for named in (None, 2):
        with pytest.raises(OvertakenError, match=r"Version 2 of toys was taken back.*: bad"):
            registry.rollback("toys", "bad indeed", named)
    assert state() == before
    assert registry.rollback("toys", "this one is worse", taken_back=1).version == 2


def test_another_machine_knows_that_a_version_serves_by_a_rollback(
    two: None, a_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.rollback("toys", "bad")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{a_home / 'mlflow.db'}")
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "elsewhere"))

    for follow in (lambda: None, lambda: registry.sync("toys")):
        follow()
        with pytest.raises(OvertakenError, match=r"Version 2 of toys was taken back.*: bad"):
            registry.rollback("toys", "bad")
    assert raw_aliases() == {"champion": 1, "previous": 2}


def test_a_version_that_is_fetched_again_still_serves_by_a_rollback(two: None) -> None:
    registry.rollback("toys", "bad")
    registry.promote("toys", 1, "damaged copy")

    with pytest.raises(OvertakenError, match="Version 2 of toys was taken back already"):
        registry.rollback("toys", "bad")


def test_a_rollback_that_a_promotion_overtakes_changes_nothing(
    two: None, registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wish to leave 2 was uttered before 3 was promoted, which holds the lock meanwhile."""
    registered(3)
    with serving.lock("toys"):
        wish: list[object] = []
        thread = threading.Thread(target=lambda: wish.append(told_by_rollback()))
        seen = threading.Event()
        really = serving.going_back.served

        def served(family: str) -> Pointer:
            found = really(family)
            seen.set()
            return found

        monkeypatch.setattr(serving.going_back, "served", served)
        thread.start()
        assert seen.wait(CEILING)
        serving.install("toys", 3, serving.version_folder("toys", 2))
        serving.point("toys", 3, previous=2)
    thread.join(CEILING)

    assert "version 3 serves by now" in str(wish[0])
    pointer = serving.current("toys")
    assert pointer is not None
    assert (pointer.version, pointer.previous) == (3, 2)


def told_by_rollback() -> Exception | None:
    try:
        registry.rollback("toys", "bad")
    except OvertakenError as error:
        return error
    return None


def test_a_family_without_a_champion_gets_no_folder(a_home: Path) -> None:
    for act in (
        lambda: registry.rollback("bricks", "x"),
        lambda: serving.go_back("bricks", "x"),
        lambda: registry.sync("bricks"),
        lambda: registry.tell("bricks"),
        lambda: registry.stop_shadow("bricks"),
    ):
        with suppress(NoChampionError):
            act()
    assert not (a_home / "serving").exists()


def test_a_rollback_without_its_copy_fetches_it(two: None) -> None:
    shutil.rmtree(serving.version_folder("toys", 1))

    assert registry.rollback("toys", "bad").version == 1
    assert raw_aliases() == {"champion": 1, "previous": 2}
    assert serving.champion("toys")
