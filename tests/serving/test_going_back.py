"""Who may take back what, without threads; two at once are in test_copy."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from matchloop import serving
from matchloop.errors import BundleError, HomeError, OvertakenError, RegistryError
from matchloop.serving import Pointer, TakenBack
from matchloop.serving.going_back import MOST_REASON, fit, leaving, refuse_another
from tests.tiny_bundle import tiny_bundle

DONE = TakenBack(2, "bad", "2025-01-01T00:00:00+00:00")
ALREADY = (
    "Version 2 of toys was taken back already (2025-01-01T00:00:00+00:00: bad); version 1 serves "
    "since. Nothing was changed. To have version 2 serve again: `matchloop models promote toys 2 "
    '--reason "…"`.'
)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 2 serves, a rollback returns to 1."""
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for version in (1, 2):
        folder = tiny_bundle(tmp_path / f"made{version}", weight=version).folder
        serving.install("toys", version, folder)
    serving.point("toys", 2, previous=1)


def refused(*given: object) -> str:
    with pytest.raises(OvertakenError) as caught:
        refuse_another("toys", *given)  # type: ignore[arg-type]
    return str(caught.value)


def test_who_is_refused_and_why() -> None:
    refuse_another("toys", 2, 2, None)
    refuse_another("toys", 1, 1, DONE)
    assert refused(1, 2, DONE) == ALREADY
    other = "Version {} of toys is not to be taken back any more: version {} serves by now. "
    assert refused(1, 3, DONE) == other.format(3, 1) + "Nothing was changed."
    assert refused(1, 2, None) == other.format(2, 1) + "Nothing was changed."
    assert refused(None, 2, None) == other.format(2, None) + "Nothing was changed."


@pytest.mark.parametrize(
    "wish",
    [
        lambda: leaving("toys"),
        lambda: serving.go_back("toys", "again"),
        lambda: serving.go_back("toys", "again", taken_back=2),
    ],
)
def test_what_was_taken_back_is_not_taken_back_again(two: None, wish: Callable[[], object]) -> None:
    assert leaving("toys") == 2
    serving.go_back("toys", "bad")
    before = serving.current("toys")
    with pytest.raises(OvertakenError) as caught:
        wish()
    assert re.sub(r"\(\S+: ", "(2025-01-01T00:00:00+00:00: ", str(caught.value)) == ALREADY
    assert serving.current("toys") == before


def test_a_promotion_keeps_what_it_is_given_of_a_rollback(two: None) -> None:
    assert serving.point("toys", 1, 2, DONE).taken_back == DONE
    found = serving.current("toys")
    assert found is not None
    assert found.taken_back == DONE
    with pytest.raises(OvertakenError, match="Version 2 of toys was taken back already"):
        leaving("toys")


def test_a_bundle_of_another_family_is_not_gone_back_to(two: None, tmp_path: Path) -> None:
    other = tiny_bundle(tmp_path / "bricks", family="bricks")
    shutil.rmtree(serving.version_folder("toys", 1))
    shutil.copytree(other.folder, serving.version_folder("toys", 1))
    with pytest.raises(BundleError, match="bricks"):
        serving.go_back("toys", "bad")


def test_a_shadow_that_cannot_be_removed_stops_no_promotion(
    two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving.start_shadow("toys", 1)

    def refuse(family: str) -> bool:
        raise HomeError(f"the shadow of {family} cannot be removed")

    monkeypatch.setattr("matchloop.serving.copy.remove_shadow", refuse)
    assert serving.point("toys", 1, previous=2) == Pointer(1, 2, serving.champion("toys").sha256)


def test_a_reason_of_the_greatest_length_is_kept_whole() -> None:
    assert fit("x" * MOST_REASON) == "x" * MOST_REASON
    with pytest.raises(RegistryError) as caught:
        fit("x" * (MOST_REASON + 1))
    assert str(caught.value) == (
        "The reason has 10,001 characters; at most 10,000 are kept. Say it in fewer."
    )
