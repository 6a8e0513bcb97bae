"""A home is moved whole, and what stood in the registry as its address follows."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from matchloop import serving
from matchloop.errors import HomeError
from matchloop.registry import local_files
from matchloop.upkeep import State, check, move
from tests.upkeep.conftest import addresses


@pytest.mark.parametrize("disk", ["same", "another"])
def test_it_serves_where_it_was_moved_to(
    a_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: str
) -> None:
    (a_home / "prefect").mkdir(mode=0o700)
    really = os.rename

    def rename(source: Path, target: Path) -> None:
        if disk == "another" and Path(source) == a_home:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        really(source, target)

    monkeypatch.setattr(os, "rename", rename)
    target = tmp_path / "far" / "home"

    moved = move(target)

    monkeypatch.setenv("MATCHLOOP_HOME", str(target))
    assert (moved.source, moved.target) == (a_home, target)
    assert not a_home.exists()
    assert serving.champion("toys").folder.is_relative_to(target)
    assert {each.state for each in check()} == {State.OK}
    here = (target / "artifacts").as_uri()
    assert all(each.startswith((here, "file:///mine/")) for each in addresses(target))
    assert sorted(path.name for path in target.parent.iterdir()) == ["home"]


def test_a_home_that_was_moved_by_hand_follows_when_the_registry_is_opened(
    a_home: Path, tmp_path: Path
) -> None:
    there = tmp_path / "it's % there"
    shutil.move(a_home, there)
    assert local_files.copied(there, "run1", "model_card.md", tmp_path / "out") is not None
    assert (tmp_path / "out" / "model_card.md").read_text() == "# card 1"
    assert len(local_files.elsewhere(there)) == 1

    assert local_files.bring_up_to_date(there) == 7

    assert local_files.elsewhere(there) == ()
    assert "file:///mine/artifacts" in addresses(there)
    assert local_files.bring_up_to_date(there) == 0


def test_where_it_cannot_be_moved_to(a_home: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("")
    (tmp_path / "file").write_text("")
    for target, message in (
        (a_home / "inside", "lie in each other"),
        (a_home, "lie in each other"),
        (tmp_path, "lie in each other"),
        (tmp_path / "full", "is not empty; nothing was changed"),
        (tmp_path / "file", "is a file; expected a folder"),
        (tmp_path / "file" / "x", "cannot be moved to: .*The home is where it was"),
    ):
        with pytest.raises(HomeError, match=message):
            move(target)
    assert serving.champion("toys").folder.is_relative_to(a_home)
