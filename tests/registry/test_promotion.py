"""A promotion happens whole or changes nothing, wherever it stops."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from matchloop import registry, serving
from matchloop.bundle import Bundle
from matchloop.errors import BundleError, HomeError, RegistryError
from matchloop.registry import PromotedBy, local_files, mlflow_store
from matchloop.serving import Pointer
from tests.registry.aliases import raw_aliases, refuse_champion, state
from tests.tiny_bundle import change_one_byte, tiny_bundle
from tests.toy_parts import Golden


def test_promotions_and_a_rollback(registered: Callable[..., int]) -> None:
    first, second = registered(1), registered(2)

    assert registry.promote("toys", first, "it is the first").previous is None
    registry.promote("toys", second, "better by 0.8 points")
    assert state()[0] == {1: ("previous",), 2: ("champion",)}
    assert serving.champion("toys").sha256 == registry.find("toys", 2).tags["manifest_sha256"]

    pointer = registry.rollback("toys", "customers complained")

    assert (pointer.version, pointer.previous) == (1, 2)
    assert state()[0] == {1: ("champion",), 2: ("previous",)}
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]
    tags = registry.find("toys").tags
    assert (tags["promoted_by"], tags["promoted_because"]) == ("rollback", "customers complained")
    assert registry.find("toys", 2).tags["gate"] == "passed"


def test_promoting_the_champion_again_only_repairs_its_copy(
    registered: Callable[..., int],
) -> None:
    registry.promote("toys", registered(1), "first")
    registry.promote("toys", registered(2), "second")
    before = state()
    change_one_byte(serving.version_folder("toys", 2) / "model.onnx")

    registry.promote("toys", 2, "damaged copy", PromotedBy.HAND)

    assert state() == before
    assert serving.champion("toys").manifest.model == "forest"
    assert registry.find("toys", 2).tags["gate"] == "bypassed"


def test_a_damaged_champion_with_nothing_left_to_fetch_can_be_replaced(
    a_home: Path, registered: Callable[..., int]
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    change_one_byte(serving.version_folder("toys", 1) / "model.onnx")
    shutil.rmtree(a_home / "artifacts" / registry.find("toys", 1).run_id)

    with pytest.raises(RegistryError, match=r"could not hand out the files of version 1 of toys"):
        registry.sync("toys")
    assert registry.promote("toys", 2, "the other is lost").version == 2


def test_damaged_files_in_the_registry_change_nothing(
    a_home: Path, registered: Callable[..., int]
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    before = state()
    folder = a_home / "artifacts" / registry.find("toys", 2).run_id / "artifacts" / "bundle"
    change_one_byte(folder / "model.onnx")

    with pytest.raises(BundleError, match=r"model\.onnx is damaged"):
        registry.promote("toys", 2, "try")
    assert state() == before
    assert serving.installed("toys") == [1]

    # another whole bundle in its place is not what was registered either
    shutil.rmtree(folder)
    tiny_bundle(folder, weight=3)
    with pytest.raises(BundleError, match=r"Version 2 of toys .* is not what was registered"):
        registry.promote("toys", 2, "try")
    assert state() == before


@pytest.mark.parametrize(
    ("weight", "outputs", "problem"),
    [(float("nan"), 2, "holds NaN or infinity"), (1.0, 5, "is 5 wide, expected 2, one for each")],
)
def test_a_model_that_does_not_answer_is_not_promoted(
    registered: Callable[..., int], weight: float, outputs: int, problem: str
) -> None:
    registry.promote("toys", registered(2), "first")
    before = state()[1]
    bad = registered(weight, outputs=outputs)

    with pytest.raises(BundleError, match=problem):
        registry.promote("toys", bad, "try")
    assert state() == ({1: ("champion",), 2: ()}, before)
    assert serving.installed("toys") == [1]


def test_a_failure_between_the_aliases_leaves_them_as_they_were(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for weight in (1, 2):
        registry.promote("toys", registered(weight), "good")
    registered(3)
    before = state()
    refuse_champion(monkeypatch, OSError("connection lost"))

    with pytest.raises(
        RegistryError, match="could not make version 3 of toys the champion: connection lost"
    ):
        registry.promote("toys", 3, "try")
    assert state() == before


def test_a_failure_of_the_second_promotion_leaves_no_previous(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    refuse_champion(monkeypatch, OSError("connection lost"))

    with pytest.raises(RegistryError, match="connection lost"):
        registry.promote("toys", 2, "try")
    aliases = mlflow_store.client().get_registered_model("matchloop.toys").aliases
    assert {name: int(version) for name, version in aliases.items()} == {"champion": 1}


def test_a_kill_between_the_aliases_took_no_effect(
    registered: Callable[..., int],
) -> None:
    for weight in (1, 2):
        registry.promote("toys", registered(weight), "good")
    registered(3)
    before = state()
    mlflow_store.client().set_registered_model_alias("matchloop.toys", "previous", "2")

    assert state() == before
    assert registry.sync("toys") == before[1]
    assert registry.rollback("toys", "still goes back to 1").version == 1


def test_a_crash_between_alias_and_pointer_is_caught_up(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)

    def crash(*_: object) -> Pointer:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(serving, "point", crash)
        with pytest.raises(KeyboardInterrupt):
            registry.promote("toys", 2, "second")
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]

    assert registry.sync("toys") == serving.current("toys")
    pointer = serving.current("toys")
    assert pointer is not None
    assert (pointer.version, pointer.previous) == (2, 1)


def test_a_promotion_that_fails_still_catches_up_with_the_one_before(
    registered: Callable[..., int],
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)
    bad = registered(3, outputs=5)
    mlflow_store.client().set_registered_model_alias("matchloop.toys", "previous", "1")
    mlflow_store.client().set_registered_model_alias("matchloop.toys", "champion", "2")

    with pytest.raises(BundleError, match="is 5 wide"):
        registry.promote("toys", bad, "try")
    pointer = serving.current("toys")
    assert pointer is not None
    assert (pointer.version, pointer.previous) == (2, 1)


def test_a_candidate_that_fails_its_golden_inputs_is_not_promoted(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    before = state()
    registered(2)
    asked = []

    def check(bundle: Bundle) -> None:
        asked.append(bundle.folder)
        raise BundleError("it said yes where it had said no.")

    monkeypatch.setattr(Golden, "check", check)
    with pytest.raises(BundleError, match=r"said yes where it had said no\. Nothing was promoted"):
        registry.promote("toys", 2, "try")
    assert asked
    assert raw_aliases() == {"champion": 1}
    assert (state()[0], state()[1]) == ({**before[0], 2: ()}, before[1])

    def crash(bundle: Bundle) -> None:
        raise KeyError("labels")

    monkeypatch.setattr(Golden, "check", crash)
    with pytest.raises(BundleError, match=r"cannot answer: KeyError\('labels'\)"):
        registry.promote("toys", 2, "try")


def test_a_pointer_that_cannot_be_written_is_caught_up(
    registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.promote("toys", registered(1), "first")
    registered(2)

    def full(*_: object) -> Pointer:
        raise HomeError("champion.json cannot be written: No space left on device.")

    with monkeypatch.context() as patch:
        patch.setattr(serving, "point", full)
        with pytest.raises(RegistryError, match=r"cannot be pointed at it .*No space left"):
            registry.promote("toys", 2, "second")
    assert serving.champion("toys").sha256 == registry.find("toys", 1).tags["manifest_sha256"]
    pointer = registry.sync("toys")
    assert pointer is not None
    assert (pointer.version, pointer.previous) == (2, 1)


def test_a_home_that_was_moved_goes_on(
    a_home: Path, registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With versions from before the move, and those that come after it."""
    registry.promote("toys", registered(1), "first")
    registered(2)
    moved = a_home.rename(a_home.with_name("moved"))
    monkeypatch.setenv("MATCHLOOP_HOME", str(moved))

    assert registry.show("toys", 1).card.startswith("# card of 1")
    registry.promote("toys", 2, "second")
    registry.promote("toys", registered(3), "third")

    assert serving.champion("toys").folder.is_relative_to(moved)
    assert not a_home.exists()
    assert local_files.elsewhere(moved) == ()
