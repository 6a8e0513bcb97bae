"""The steps of a promotion one by one, on a registry that only notes what it is told."""

import re
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from matchloop import registry, serving
from matchloop.bundle import Bundle
from matchloop.errors import BundleError, NoChampionError, OvertakenError, RegistryError
from matchloop.registry import PromotedBy, mlflow_store, promotion
from matchloop.registry.model_versions import Standing
from matchloop.serving import Pointer, Untold
from matchloop.serving.pointer import write_pointer
from tests.registry.aliases import raw_aliases

NAME = "matchloop.toys"


class Notebook:
    """Stands in for MLflow's client; fails at what `broken` names."""

    def __init__(self, broken: str = ""):
        self.broken, self.told = broken, list[tuple[str, ...]]()

    def set_registered_model_alias(self, *told: str) -> None:
        self._tell("set", *told)

    def delete_registered_model_alias(self, *told: str) -> None:
        self._tell("delete", *told)

    def set_model_version_tag(self, *told: str) -> None:
        self._tell("tag", *told)

    def _tell(self, *told: str) -> None:
        if self.broken and self.broken in told:
            raise OSError("connection lost")
        self.told.append(told)


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Notebook]:
    def begin(broken: str = "") -> Notebook:
        notes = Notebook(broken)
        monkeypatch.setattr(mlflow_store, "client", lambda: notes)
        return notes

    return begin


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (Standing(2, 1), [("set", NAME, "previous", "2"), ("set", NAME, "champion", "3")]),
        (Standing(None, None), [("set", NAME, "champion", "3")]),
    ],
)
def test_previous_is_moved_before_the_champion(
    noted: Callable[..., Notebook], before: Standing, told: list
) -> None:
    notes = noted()
    promotion._move_aliases("toys", 3, before)
    assert notes.told == told


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (Standing(2, 1), [("set", NAME, "previous", "2"), ("set", NAME, "previous", "1")]),
        (Standing(2, None), [("set", NAME, "previous", "2"), ("delete", NAME, "previous")]),
        (Standing(None, None), []),
    ],
)
def test_previous_is_put_back_when_the_champion_cannot_be_moved(
    noted: Callable[..., Notebook], before: Standing, told: list
) -> None:
    notes = noted("champion")
    with pytest.raises(
        RegistryError, match="could not make version 3 of toys the champion: connection lost"
    ):
        promotion._move_aliases("toys", 3, before)
    assert notes.told == told


@pytest.mark.parametrize(
    ("by", "gate"),
    [
        (PromotedBy.GATE, "passed"),
        (PromotedBy.HAND, "bypassed"),
        (PromotedBy.ROLLBACK, "not asked"),
    ],
)
def test_what_is_noted_on_a_version(
    noted: Callable[..., Notebook], by: PromotedBy, gate: str
) -> None:
    notes = noted()
    promotion._record("toys", 3, "better", by, "2025-01-01T00:00:00+00:00")
    assert notes.told == [
        ("tag", NAME, "3", "promoted_by", str(by)),
        ("tag", NAME, "3", "gate", gate),
        ("tag", NAME, "3", "promoted_because", "better"),
        ("tag", NAME, "3", "promoted_at", "2025-01-01T00:00:00+00:00"),
    ]


def test_a_note_without_a_moment_is_of_now(noted: Callable[..., Notebook]) -> None:
    notes = noted()
    promotion._record("toys", 3, "better", PromotedBy.GATE)
    at = datetime.fromisoformat(notes.told[-1][-1])
    assert at.utcoffset() == timedelta(0)
    assert at.microsecond == 0
    assert abs(datetime.now(at.tzinfo) - at) < timedelta(minutes=10)


def test_a_promotion_stands_without_its_note(
    noted: Callable[..., Notebook], caplog: pytest.LogCaptureFixture
) -> None:
    noted("promoted_by")
    promotion._record("toys", 3, "better", PromotedBy.GATE)
    (line,) = [record.getMessage() for record in caplog.records if "matchloop" in record.name]
    assert re.match(
        "Version 3 of toys serves, but: The registry .* could not note the promotion: connection",
        line,
    )


@pytest.fixture
def pointed(two: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list]:
    """Have the pointer say 1 with something untold, the registry a champion; what was done."""

    def begin(champion: int | None) -> list:
        pointer = serving.current("toys")
        assert pointer is not None
        untold = Untold(2, "it is worse", "2025-01-01T00:00:00+00:00")
        write_pointer("toys", replace(pointer, version=1, previous=2, untold=untold))
        done: list = []
        monkeypatch.setattr(promotion, "aliases", lambda family: (champion, 7))
        for name in ("_move_aliases", "_record"):
            monkeypatch.setattr(
                promotion, name, lambda *told, name=name: done.append((name, *told))
            )
        return done

    return begin


RECORDED = ("_record", "toys", 1, "it is worse", PromotedBy.ROLLBACK, "2025-01-01T00:00:00+00:00")


@pytest.mark.parametrize(
    ("champion", "expected", "logged"),
    [
        (2, [("_move_aliases", "toys", 1, Standing(2, 7)), RECORDED], ""),
        (1, [RECORDED], ""),  # it was killed after the aliases had moved
        (
            3,
            [],
            "The rollback of toys from version 2 to 1 (it is worse) is not taken over by the "
            "registry: version 3 was promoted there meanwhile",
        ),
    ],
)
def test_what_the_registry_is_told_of_a_rollback(
    pointed: Callable[..., list],
    caplog: pytest.LogCaptureFixture,
    champion: int,
    expected: list,
    logged: str,
) -> None:
    done = pointed(champion)
    registry.tell("toys")
    assert done == expected
    pointer = serving.current("toys")
    assert pointer is not None
    assert pointer.untold is None
    ours = [r.getMessage() for r in caplog.records if r.name == promotion.__name__]
    assert ours == ([logged] if logged else [])
    registry.tell("toys")  # there is nothing to tell any more
    assert done == expected


def test_a_damaged_pointer_has_nothing_to_tell(pointed: Callable[..., list]) -> None:
    done = pointed(2)
    (serving.version_folder("toys", 1).parents[1] / "champion.json").write_text("{")
    registry.tell("toys")
    assert done == []


def test_the_lock_is_held_while_something_is_told_followed_or_promoted(
    two: None, registered: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []
    really = serving.lock

    @contextmanager
    def lock(family: str):  # type: ignore[no-untyped-def]
        with really(family):
            held.append(family)
            yield

    monkeypatch.setattr(serving, "lock", lock)
    for act in (
        lambda: registry.tell("toys"),
        lambda: registry.sync("toys"),
        lambda: registry.start_shadow("toys", 1),
        lambda: registry.stop_shadow("toys"),
        lambda: registry.promote("toys", 2, "again"),
    ):
        before = len(held)
        act()
        assert held[before:] == ["toys"]


def test_a_copy_that_says_what_the_registry_says_is_left_alone(
    two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = serving.signature("toys")
    monkeypatch.setattr(promotion, "install", lambda target: 1 / 0)
    assert registry.sync("toys") == serving.current("toys")
    assert serving.signature("toys") == before


def test_a_pointer_that_names_another_previous_one_is_made_anew(two: None) -> None:
    pointer = serving.current("toys")
    assert pointer is not None
    write_pointer("toys", replace(pointer, previous=None))
    found = registry.sync("toys")
    assert found is not None
    assert (found.version, found.previous) == (2, 1)


def test_a_damaged_copy_is_fetched_again_and_said_to_be(
    two: None, caplog: pytest.LogCaptureFixture
) -> None:
    (serving.version_folder("toys", 2) / "model.onnx").write_bytes(b"")
    registry.sync("toys")
    assert isinstance(serving.champion("toys"), Bundle)
    ours = [r.getMessage() for r in caplog.records if r.name == promotion.__name__]
    assert len(ours) == 1
    assert ours[0].startswith("The serving copy of toys is fetched again: ")
    assert "model.onnx" in ours[0]


def test_without_a_registry_or_a_champion_in_it_the_last_good_copy_stays(
    two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = serving.current("toys")
    monkeypatch.setattr(promotion, "standing", lambda family: Standing(None, None))
    assert registry.sync("toys") == before
    monkeypatch.setattr(mlflow_store, "exists", lambda: False)
    monkeypatch.setattr(mlflow_store, "client", lambda: 1 / 0)
    assert registry.sync("toys") == before


def test_the_words_of_what_cannot_be_gone_back_to(
    registered: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    registered(1)
    with pytest.raises(NoChampionError) as nothing:
        registry.rollback("toys", "bad")
    assert re.fullmatch(
        r"There is no champion of toys in \S+ to roll back from\. Promote a version: "
        r"`matchloop models list toys` shows them\.",
        str(nothing.value),
    )
    registry.promote("toys", 1, "first")
    with pytest.raises(RegistryError) as first:
        registry.rollback("toys", "bad")
    assert str(first.value) == (
        "Version 1 of toys is the first champion: there is no previous one to go back to. Promote "
        "another version; `matchloop models list toys` shows them."
    )
    assert serving.champion("toys").folder.name == "1"


def test_a_rollback_by_the_registry_is_one_in_its_notes(two: None) -> None:
    serving.version_folder("toys", 1).rename(serving.version_folder("toys", 1).with_name("gone"))
    pointer = registry.rollback("toys", "it is worse")
    assert (pointer.version, pointer.previous) == (1, 2)
    tags = registry.find("toys", 1).tags
    assert (tags["promoted_by"], tags["gate"], tags["promoted_because"]) == (
        "rollback",
        "not asked",
        "it is worse",
    )


def test_the_words_of_a_shadow_that_cannot_be(registered: Callable[..., int]) -> None:
    registered(1)
    ending = (
        "; a shadow is compared with a champion. `matchloop models list toys` shows the others."
    )
    with pytest.raises(RegistryError) as none:
        registry.start_shadow("toys", 1)
    assert str(none.value) == f"Version 1 of toys would stand beside no champion{ending}"
    registry.promote("toys", 1, "first")
    with pytest.raises(RegistryError) as same:
        registry.start_shadow("toys", 1)
    assert str(same.value) == f"Version 1 of toys is the champion{ending}"


def test_a_promotion_goes_on_where_catching_up_failed_and_says_so(
    registered: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    registered(1)

    def broken(family: str) -> Pointer:
        raise BundleError(f"{family} is damaged")

    monkeypatch.setattr(promotion, "_sync", broken)
    assert registry.promote("toys", 1, "first", PromotedBy.HAND).version == 1
    ours = [r.getMessage() for r in caplog.records if r.name == promotion.__name__]
    assert ours == ["The serving copy of toys could not be caught up first: toys is damaged"]
    tags = registry.find("toys", 1).tags
    assert (tags["promoted_by"], tags["promoted_because"]) == ("hand", "first")
    assert raw_aliases() == {"champion": 1}


def test_by_default_the_gate_has_promoted(registered: Callable[..., int]) -> None:
    registry.promote("toys", registered(1), "first")
    assert registry.find("toys", 1).tags["promoted_by"] == "gate"


def test_a_family_without_a_copy_has_no_shadow_to_stop(a_home: Path) -> None:
    assert registry.stop_shadow("toys") is False


@pytest.mark.parametrize("taken_back", [2, None])
def test_by_the_registry_too_only_what_serves_is_taken_back(
    two: None, taken_back: int | None
) -> None:
    """The copies of this machine are gone, so that the registry is asked."""
    shutil.rmtree(serving.version_folder("toys", 1).parents[1])
    with pytest.raises(OvertakenError) as overtaken:
        registry.rollback("toys", "bad", taken_back=1)
    assert str(overtaken.value) == (
        "Version 1 of toys is not to be taken back any more: version 2 serves by now. Nothing was "
        "changed."
    )
    assert registry.rollback("toys", "it is worse", taken_back=taken_back).version == 1
    shutil.rmtree(serving.version_folder("toys", 1).parents[1])
    with pytest.raises(OvertakenError) as again:
        registry.rollback("toys", "bad", taken_back=taken_back)
    assert re.fullmatch(
        r"Version 2 of toys was taken back already \(20\S+: it is worse\); version 1 serves "
        r"since\. Nothing was changed\. To have version 2 serve again: "
        r"`matchloop models promote toys 2 --reason \"…\"`\.",
        str(again.value),
    )
