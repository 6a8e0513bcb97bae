"""The files of the serving copy: what is in them is checked, and errors say what to do."""

import errno
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matchloop.errors import BundleError, HomeError, RegistryError
from matchloop.serving.pointer import (
    Pointer,
    Shadow,
    Untold,
    _problem,
    installed,
    moment,
    pointer_path,
    read_pointer,
    read_shadow,
    remove_shadow,
    root,
    shadow_path,
    version_folder,
    write_pointer,
    write_shadow,
)

UNTOLD = Untold(2, "it is worse", "2025-01-01T00:00:00+00:00")


@pytest.fixture(autouse=True)
def a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path))
    return tmp_path


def test_where_the_files_lie(a_home: Path) -> None:
    folder = a_home / "serving" / "toys_2"
    assert root("toys_2") == folder
    assert pointer_path("toys_2") == folder / "champion.json"
    assert shadow_path("toys_2") == folder / "shadow.json"
    assert version_folder("toys_2", 12) == folder / "versions" / "12"


@pytest.mark.parametrize("name", ["../x", "Toys", "2toys", "", "toys/..", "toys\n"])
def test_a_family_cannot_name_another_place(name: str) -> None:
    with pytest.raises(RegistryError) as caught:
        root(name)
    assert str(caught.value) == (
        f"{name!r} is no name of a family; expected one like 'column_types'. "
        "`matchloop models list` shows the registered ones."
    )


def test_versions_are_folders_with_a_number_in_ascending_order() -> None:
    assert installed("toys") == []
    for name in ("10", "9", ".11.part", "notes"):
        (root("toys") / "versions" / name).mkdir(parents=True)
    assert installed("toys") == [9, 10]


@pytest.mark.parametrize(
    "pointer", [Pointer(2, 1, "a"), Pointer(1, None, "a"), Pointer(1, 2, "a", UNTOLD)]
)
def test_a_pointer_is_read_as_it_was_written(pointer: Pointer) -> None:
    assert read_pointer("toys") is None
    write_pointer("toys", pointer)
    assert read_pointer("toys") == pointer
    assert (Pointer(3, 2, "a").name, Shadow(4, "a", "").name) == ("v3", "v4")


def test_a_shadow_is_read_as_it_was_written() -> None:
    assert read_shadow("toys") is None
    shadow = Shadow(3, "a", moment())
    write_shadow("toys", shadow)
    assert read_shadow("toys") == shadow


def test_a_moment_is_of_now_in_utc_and_whole_seconds() -> None:
    found = datetime.fromisoformat(moment())
    assert found.utcoffset() == timedelta(0)
    assert found.microsecond == 0
    assert abs(datetime.now(UTC) - found) < timedelta(minutes=10)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "2"},
        {"version": 2.0},
        {"version": True},
        {"previous": "1"},
        {"previous": True},
        {"manifest_sha256": None},
        {"untold": {"champion": "2", "reason": "bad", "at": "now"}},
        {"untold": {"champion": 2}},
        {"untold": 3},
        {"another": 1},
    ],
)
def test_a_pointer_of_other_things_is_damaged(changes: dict) -> None:
    value = {"version": 2, "previous": 1, "manifest_sha256": "a", "untold": None, **changes}
    pointer_path("toys").parent.mkdir(parents=True)
    pointer_path("toys").write_text(json.dumps(value))
    with pytest.raises(BundleError) as caught:
        read_pointer("toys")
    assert str(caught.value).startswith(f"{pointer_path('toys')} is damaged (")
    assert str(caught.value).endswith(
        "); expected version, previous and manifest_sha256. Point at a version again: "
        '`matchloop models promote toys VERSION --reason "…"`.'
    )


def test_the_remedy_for_a_damaged_pointer_names_the_newest_version() -> None:
    for version in (2, 10):
        version_folder("toys", version).mkdir(parents=True)
    pointer_path("toys").write_text("{")
    with pytest.raises(BundleError, match=r"is damaged \(.*promote toys 10 --reas"):
        read_pointer("toys")


@pytest.mark.parametrize(
    "changes",
    [{"version": "3"}, {"version": True}, {"manifest_sha256": 7}, {"manifest_sha256": None}],
)
def test_a_shadow_of_other_things_is_damaged(changes: dict) -> None:
    value = {"version": 3, "manifest_sha256": "a", "since": "2025-01-01T00:00:00+00:00", **changes}
    shadow_path("toys").parent.mkdir(parents=True)
    shadow_path("toys").write_text(json.dumps(value))
    with pytest.raises(BundleError) as caught:
        read_shadow("toys")
    assert str(caught.value).startswith(f"{shadow_path('toys')} is damaged (")
    assert str(caught.value).endswith(
        "); expected version, manifest_sha256 and since. Remove it with "
        "`matchloop shadow stop toys`, or start a shadow again."
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "Expecting property name"),
        ('{"version": 3}', "."),
        ('{"version": 3, "manifest_sha256": "a", "since": "x"}', "'x'"),
    ],
)
def test_a_damaged_shadow_says_why(text: str, problem: str) -> None:
    shadow_path("toys").parent.mkdir(parents=True)
    shadow_path("toys").write_text(text)
    with pytest.raises(BundleError, match=rf"shadow\.json is damaged \(.*{problem}"):
        read_shadow("toys")


def test_a_shadow_that_cannot_be_removed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert remove_shadow("toys") is False
    write_shadow("toys", Shadow(3, "a", moment()))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(HomeError) as caught:
            remove_shadow("toys")
    start = f"{shadow_path('toys')} cannot be removed: Permission denied. The shadow goes on."
    assert str(caught.value).startswith(start)
    assert remove_shadow("toys") is True
    assert read_shadow("toys") is None


def test_a_problem_is_told_once_where_it_lies_and_not_at_length() -> None:
    path = Path("/home/x/champion.json")
    for error, told in (
        (f"{path}: it is torn", "it is torn"),
        (f"{path} is torn", "is torn"),
        (f"it is {path} ", f"it is {path} "),
        (f"it is {path}: ", f"it is {path}: "),
        ("x" * 300, "x" * 200),
    ):
        assert _problem(path, ValueError(error)) == told


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"another": 1}, "got {'version': 2, "),
        ({"version": "2"}, "'2' is no number of a version"),
        ({"version": -1}, "-1 is no number of a version"),
        ({"manifest_sha256": 7}, "manifest_sha256 is 7"),
        ({"untold": {"champion": 2, "reason": 3, "at": UNTOLD.at}}, "the reason is 3"),
        (
            {"untold": {"champion": 2, "reason": "bad", "at": "soon"}},
            "Invalid isoformat string: 'soon'",
        ),
        (
            {"untold": {"champion": 2, "reason": "bad", "at": "2025-01-01T00:00:00"}},
            "'2025-01-01T00:00:00' is no moment with a time zone, such as 20",
        ),
    ],
)
def test_what_is_wrong_in_a_pointer_is_named(changes: dict, problem: str) -> None:
    value = {"version": 2, "previous": 1, "manifest_sha256": "a", "untold": None, **changes}
    pointer_path("toys").parent.mkdir(parents=True)
    pointer_path("toys").write_text(json.dumps(value))
    with pytest.raises(BundleError) as caught:
        read_pointer("toys")
    assert str(caught.value).startswith(f"{pointer_path('toys')} is damaged ({problem}")


def test_a_version_may_be_0() -> None:
    write_pointer("toys", Pointer(0, None, "a"))
    assert read_pointer("toys") == Pointer(0, None, "a")
