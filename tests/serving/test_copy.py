import errno
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from matchloop import serving
from matchloop.bundle import REBUILD, Bundle, write_bundle
from matchloop.errors import (
    BundleError,
    HomeError,
    NoChampionError,
    OvertakenError,
    RegistryError,
)
from matchloop.serving import Pointer, Untold
from matchloop.serving.pointer import write_pointer, write_shadow
from tests.tiny_bundle import change_one_byte, tiny_bundle
from tests.waiting import CEILING


@pytest.fixture(autouse=True)
def a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return tiny_bundle(tmp_path / "forest")


def test_no_champion_says_how_to_get_one(a_home: Path) -> None:
    with pytest.raises(NoChampionError, match=r"no champion of toys in .* yet.*`make run`"):
        serving.champion("toys")
    assert serving.current("toys") is None
    assert not a_home.exists()


def test_the_champion_is_what_was_pointed_at(bundle: Bundle) -> None:
    serving.install("toys", 3, bundle.folder)
    pointer = serving.point("toys", 3, previous=2)

    assert serving.current("toys") == pointer == Pointer(3, 2, bundle.sha256)
    assert serving.champion("toys").manifest == bundle.manifest
    assert serving.champion("toys").folder == serving.version_folder("toys", 3)


def test_installing_alone_serves_nothing(bundle: Bundle) -> None:
    serving.install("toys", 1, bundle.folder)

    with pytest.raises(NoChampionError):
        serving.champion("toys")


def test_a_damaged_champion_names_file_and_both_remedies(bundle: Bundle) -> None:
    serving.install("toys", 3, bundle.folder)
    serving.point("toys", 3, previous=2)
    change_one_byte(serving.version_folder("toys", 3) / "model.onnx")

    with pytest.raises(
        BundleError,
        match=r"model\.onnx is damaged.*`matchloop models promote toys 3 .*version 2 with "
        r"`matchloop rollback toys",
    ):
        serving.champion("toys")


def test_another_bundle_in_the_champions_place_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    serving.install("toys", 1, bundle.folder)
    serving.point("toys", 1)
    other = tiny_bundle(tmp_path / "other", weight=2)
    serving.install("toys", 1, other.folder)

    with pytest.raises(BundleError, match=r"holds another bundle than version 1.*promote toys 1"):
        serving.champion("toys")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "3",
        '{"version": 1}',
        '{"version": "1"}',
        '{"untold": 3}',
        '{"version": -1, "previous": null, "manifest_sha256": ""}',
        '{"version": 1, "previous": null, "manifest_sha256": "", "taken_back": 2}',
        '{"version": 1, "previous": null, "manifest_sha256": "", "untold": '
        '{"champion": 2, "reason": "x", "at": "2026-03-01T10:00:00"}}',
        '{"version": 1, "previous": null, "manifest_sha256": "\\ud800"}',
        "[" * 900 + "]" * 900,
        "[" * 100_000,
        "9" * 5_000,
    ],
    ids=lambda text: text[:40],
)
def test_a_damaged_pointer_says_what_to_do(bundle: Bundle, text: str) -> None:
    serving.install("toys", 1, bundle.folder)
    serving.point("toys", 1)
    (serving.version_folder("toys", 1).parent.parent / "champion.json").write_text(text)

    with pytest.raises(BundleError, match=r"champion\.json is damaged.*models promote toys 1 "):
        serving.champion("toys")


def test_a_damaged_bundle_is_not_installed(bundle: Bundle) -> None:
    change_one_byte(bundle.folder / "model.onnx")

    with pytest.raises(BundleError, match=r"model\.onnx is damaged"):
        serving.install("toys", 1, bundle.folder)
    assert serving.installed("toys") == []


def test_installing_again_repairs_a_damaged_copy(bundle: Bundle) -> None:
    serving.install("toys", 1, bundle.folder)
    change_one_byte(serving.version_folder("toys", 1) / "model.onnx")

    serving.install("toys", 1, bundle.folder)

    assert Bundle.read(serving.version_folder("toys", 1)).sha256 == bundle.sha256


def test_pointing_at_what_is_not_there_changes_nothing(bundle: Bundle) -> None:
    serving.install("toys", 1, bundle.folder)
    before = serving.point("toys", 1)

    with pytest.raises(BundleError, match=r"versions/2 holds no bundle\.json"):
        serving.point("toys", 2, previous=1)
    assert serving.current("toys") == before


def test_old_versions_go_but_never_one_that_is_named(bundle: Bundle) -> None:
    for version in range(1, 9):
        serving.install("toys", version, bundle.folder)

    serving.point("toys", 2, previous=1)

    assert serving.installed("toys") == [1, 2, 6, 7, 8]


def test_the_left_over_of_a_killed_install_goes(bundle: Bundle) -> None:
    serving.install("toys", 1, bundle.folder)
    left_over = serving.version_folder("toys", 7).with_name(".7.part")
    left_over.mkdir()

    serving.point("toys", 1)

    assert not left_over.exists()


@pytest.fixture
def two(bundle: Bundle, tmp_path: Path) -> None:
    """Version 2 serves, a rollback returns to 1."""
    serving.install("toys", 1, bundle.folder)
    serving.install("toys", 2, tiny_bundle(tmp_path / "second", weight=2).folder)
    serving.point("toys", 2, previous=1)


def test_going_back_swaps_the_two_and_remembers_what_is_untold(two: None, bundle: Bundle) -> None:
    before = serving.signature("toys")

    pointer = serving.go_back("toys", "it is worse")

    assert (pointer.version, pointer.previous, pointer.manifest_sha256) == (1, 2, bundle.sha256)
    assert isinstance(pointer.untold, Untold)
    assert (pointer.untold.champion, pointer.untold.reason) == (2, "it is worse")
    assert serving.current("toys") == pointer
    assert serving.champion("toys").sha256 == bundle.sha256
    assert serving.signature("toys") != before
    serving.told("toys")
    assert pointer.taken_back is not None
    assert (pointer.taken_back.version, pointer.taken_back.reason) == (2, "it is worse")
    assert serving.current("toys") == Pointer(1, 2, bundle.sha256, None, pointer.taken_back)


def test_of_two_at_once_the_second_is_told(two: None) -> None:
    """Both have seen version 2 serve; the lock lets one after the other."""
    ready, told = threading.Barrier(2), list[str]()

    def go_back() -> None:
        left = serving.leaving("toys")
        ready.wait(CEILING)
        try:
            serving.go_back("toys", "bad", left)
        except OvertakenError as error:
            told.append(str(error))

    threads = [threading.Thread(target=go_back) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(CEILING)

    assert serving.champion("toys").folder.name == "1"
    (text,) = told
    assert re.search(
        r"Version 2 of toys was taken back already \(20.*: bad\); version 1 serves since\. Nothing "
        r"was changed\. .*`matchloop models promote toys 2 ",
        text,
    )


def test_who_comes_after_a_rollback_does_not_bring_the_bad_version_back(two: None) -> None:
    serving.go_back("toys", "bad")
    before = serving.current("toys")

    with pytest.raises(OvertakenError, match="Version 2 of toys was taken back already"):
        serving.go_back("toys", "bad, I say")
    assert serving.current("toys") == before
    assert serving.go_back("toys", "on purpose", taken_back=1).version == 2


def test_a_reason_is_kept_as_every_file_takes_it(two: None) -> None:
    with pytest.raises(RegistryError, match="The reason has 10,001 characters; at most 10,000"):
        serving.go_back("toys", "x" * 10_001)
    pointer = serving.go_back("toys", "caf\udce9 \0")
    assert pointer.taken_back is not None
    assert pointer.taken_back.reason == "caf? \ufffd"
    assert serving.current("toys") == pointer


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_refuses_leaves_the_last_good_state(
    two: None, bundle: Bundle, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    before = serving.current("toys")

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("matchloop.files.os.fsync", refuse)
    words = os.strerror(code)
    with pytest.raises(HomeError, match=rf"champion\.json cannot be written: {words}\. What ser"):
        serving.go_back("toys", "bad")
    with pytest.raises(HomeError, match=rf"shadow\.json cannot be written: {words}\. No other v"):
        serving.start_shadow("toys", 1)
    with pytest.raises(HomeError, match=rf"versions/3 cannot be written: {words}\. What served"):
        serving.install("toys", 3, bundle.folder)
    assert serving.current("toys") == before
    assert serving.shadow("toys") is None
    assert serving.installed("toys") == [1, 2]
    assert not list(serving.version_folder("toys", 1).parent.parent.rglob("*.part"))


def test_state_that_cannot_be_read_is_named(two: None, a_home: Path) -> None:
    pointer = a_home / "serving" / "toys" / "champion.json"
    pointer.unlink()
    pointer.mkdir()
    with pytest.raises(HomeError, match=r"champion\.json cannot be read: Is a directory\. A file"):
        serving.champion("toys")
    shutil.rmtree(a_home)
    a_home.write_text("a file")
    assert serving.signature("toys") is None
    with pytest.raises(HomeError, match=r"champion\.json cannot be read: Not a directory\. A fol"):
        serving.champion("toys")
    with (
        pytest.raises(HomeError, match=r"lock cannot be locked: .*Nothing was changed\. A folder"),
        serving.lock("toys"),
    ):
        pass


def test_going_back_from_a_damaged_champion_to_a_whole_one(two: None) -> None:
    change_one_byte(serving.version_folder("toys", 2) / "model.onnx")

    assert serving.go_back("toys", "damaged").version == 1


def test_going_back_to_what_is_not_fit_changes_nothing(two: None) -> None:
    before = serving.current("toys")
    change_one_byte(serving.version_folder("toys", 1) / "model.onnx")

    with pytest.raises(BundleError, match=r"model\.onnx is damaged"):
        serving.go_back("toys", "it is worse")
    assert serving.current("toys") == before


def test_a_version_of_another_make_must_run_before_it_serves_again(
    bundle: Bundle, tmp_path: Path
) -> None:
    broken = tiny_bundle(tmp_path / "old", outputs=5)
    manifest = broken.manifest.model_copy(
        update={"feature_version": "0.9", "files": {}, "sizes": {}}
    )
    files = {name: broken.folder / name for name in broken.manifest.files}
    serving.install("toys", 1, write_bundle(tmp_path / "older", manifest, files).folder)
    serving.install("toys", 2, bundle.folder)
    before = serving.point("toys", 2, previous=1)

    with pytest.raises(BundleError, match="is 5 wide, expected 2"):
        serving.go_back("toys", "it is worse")
    assert serving.current("toys") == before


def test_nothing_to_go_back_to(bundle: Bundle) -> None:
    with pytest.raises(NoChampionError, match="no champion of toys"):
        serving.go_back("toys", "x")
    serving.install("toys", 1, bundle.folder)
    serving.point("toys", 1)
    with pytest.raises(RegistryError, match="Version 1 of toys is the first champion on this"):
        serving.go_back("toys", "x")


def test_a_shadow_stands_beside_the_champion_until_it_serves(two: None, bundle: Bundle) -> None:
    assert serving.shadow("toys") is None
    started = serving.start_shadow("toys", 1)
    assert (started.version, started.manifest_sha256) == (1, bundle.sha256)
    assert serving.start_shadow("toys", 1) == started
    assert serving.shadow("toys") == started
    assert serving.shadow_bundle("toys", started).manifest == bundle.manifest
    for version in range(3, 9):
        serving.install("toys", version, bundle.folder)
    serving.point("toys", 8, previous=7)
    assert serving.installed("toys") == [1, 4, 5, 6, 7, 8]

    serving.point("toys", 1, previous=8)
    assert serving.shadow("toys") is None
    assert not serving.stop_shadow("toys")


def test_a_damaged_shadow_says_what_to_do_and_can_be_replaced(two: None) -> None:
    path = serving.version_folder("toys", 1).parent.parent / "shadow.json"
    for text in (
        "{",
        "[]",
        '{"version": 1}',
        '{"version": 1, "manifest_sha256": "", "since": "x"}',
        '{"version": 1, "manifest_sha256": "", "since": "2026-03-01T10:00:00"}',
        '{"version": 1, "manifest_sha256": "", "since": 3}',
        "[" * 900 + "]" * 900,
    ):
        path.write_text(text)
        with pytest.raises(
            BundleError, match=r"shadow\.json is damaged.*`matchloop shadow stop toy"
        ):
            serving.shadow("toys")
    started = serving.start_shadow("toys", 1)
    change_one_byte(serving.version_folder("toys", 1) / "model.onnx")
    with pytest.raises(BundleError, match="answers nobody: fetch it again with `matchloop shadow"):
        serving.shadow_bundle("toys", started)
    assert serving.stop_shadow("toys")


def test_a_family_cannot_name_a_place_outside() -> None:
    with pytest.raises(RegistryError, match=r"'\.\./x' is no name of a family"):
        serving.champion("../x")


def test_the_lock_is_held_against_others_and_says_so() -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with serving.lock("toys"):
            held.set()
            done.wait(CEILING)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(CEILING)
    with (
        pytest.raises(RegistryError, match=r"Another process has held .*lock for 0\.1 seconds"),
        serving.lock("toys", seconds=0.1),
    ):
        pass
    done.set()
    thread.join()
    with serving.lock("toys", seconds=0.1):
        pass


def test_reading_a_champion_imports_neither_mlflow_nor_onnx() -> None:
    code = (
        "import sys, matchloop.serving\n"
        "heavy = {'mlflow', 'onnx', 'onnxruntime', 'pandas', 'sklearn', 'tensorflow'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def test_only_the_version_that_serves_can_be_taken_back(two: None) -> None:
    before = serving.current("toys")
    with pytest.raises(RegistryError) as caught:
        serving.go_back("toys", "it is worse", taken_back=1)
    assert str(caught.value) == (
        "Version 1 of toys is not to be taken back any more: version 2 serves by now. "
        "Nothing was changed."
    )
    assert serving.current("toys") == before
    assert serving.go_back("toys", "it is worse", taken_back=2).version == 1


@pytest.mark.parametrize(
    ("untold", "told_of"),
    [
        (None, 2),  # the registry knows that 2 serves
        (Untold(1, "bad", "2025-01-01T00:00:00+00:00"), None),  # it never heard of 2
        (Untold(3, "bad", "2025-01-01T00:00:00+00:00"), 3),  # it thinks that 3 serves
    ],
)
def test_the_registry_is_told_of_the_champion_it_knows(
    two: None, bundle: Bundle, untold: Untold | None, told_of: int | None
) -> None:
    now = serving.current("toys")
    assert now is not None
    write_pointer("toys", replace(now, untold=untold))

    found = serving.go_back("toys", "it was not").untold

    assert (found.champion if found else None) == told_of
    assert found is None or found.reason == "it was not"
    assert found is None or datetime.fromisoformat(found.at).tzinfo is not None


def test_a_registry_that_knows_is_not_told_again(two: None) -> None:
    before = serving.signature("toys")
    serving.told("toys")
    assert serving.signature("toys") == before
    serving.told("nobody")
    assert serving.signature("nobody") is None


def test_the_signature_is_that_of_the_pointers_file(two: None) -> None:
    found = (serving.version_folder("toys", 1).parents[1] / "champion.json").stat()
    assert serving.signature("toys") == (found.st_ino, found.st_mtime_ns, found.st_size)


def test_a_copy_that_is_there_and_whole_is_left_alone(bundle: Bundle, tmp_path: Path) -> None:
    first = serving.install("toys", 1, bundle.folder)
    model = serving.version_folder("toys", 1) / "model.onnx"
    before = model.stat().st_ino

    assert serving.install("toys", 1, bundle.folder).folder == first.folder == model.parent
    assert model.stat().st_ino == before
    other = tiny_bundle(tmp_path / "other", weight=2)
    assert serving.install("toys", 1, other.folder).sha256 == other.sha256
    assert serving.install("toys", 1, other.folder).folder == model.parent


def test_another_family_s_bundle_is_not_installed(bundle: Bundle) -> None:
    with pytest.raises(BundleError, match="toys"):
        serving.install("others", 1, bundle.folder)
    assert serving.installed("others") == []


def test_a_shadow_of_another_version_outlives_promotion_and_rollback(
    two: None, bundle: Bundle
) -> None:
    serving.install("toys", 3, bundle.folder)
    started = serving.start_shadow("toys", 3)
    serving.point("toys", 1, previous=2)
    assert serving.shadow("toys") == started
    serving.go_back("toys", "it is worse")
    assert serving.shadow("toys") == started


def test_a_shadow_that_is_gone_back_to_is_none_any_more(two: None) -> None:
    serving.start_shadow("toys", 1)
    serving.go_back("toys", "it is worse")
    assert serving.shadow("toys") is None


def test_a_shadow_begins_anew_for_another_version_or_other_bytes(two: None, tmp_path: Path) -> None:
    long_ago = replace(serving.start_shadow("toys", 1), since="2025-01-01T00:00:00+00:00")
    write_shadow("toys", long_ago)
    assert serving.start_shadow("toys", 1) == long_ago
    serving.install("toys", 1, tiny_bundle(tmp_path / "third", weight=3).folder)
    other_bytes = serving.start_shadow("toys", 1)
    assert other_bytes.manifest_sha256 != long_ago.manifest_sha256
    assert other_bytes.since > long_ago.since
    write_shadow("toys", replace(other_bytes, since=long_ago.since))
    other_version = serving.start_shadow("toys", 2)
    assert (other_version.version, other_version.since > long_ago.since) == (2, True)
    assert serving.shadow("toys") == other_version


def broken_one(bundle: Bundle, folder: Path, **changes: object) -> Bundle:
    """A bundle whose model cannot answer, so that running it is noticed."""
    broken = tiny_bundle(folder / "old", outputs=5)
    manifest = broken.manifest.model_copy(update={"files": {}, "sizes": {}, **changes})
    files = {name: broken.folder / name for name in broken.manifest.files}
    return write_bundle(folder / "older", manifest, files)


def gone_back(bundle: Bundle, older: Bundle) -> Pointer:
    serving.install("toys", 1, older.folder)
    serving.install("toys", 2, bundle.folder)
    serving.point("toys", 2, previous=1)
    return serving.go_back("toys", "it is worse")


def test_a_version_of_the_same_make_is_not_run_first(bundle: Bundle, tmp_path: Path) -> None:
    assert gone_back(bundle, broken_one(bundle, tmp_path)).version == 1


def test_a_version_that_looks_at_other_features_must_run_first(
    bundle: Bundle, tmp_path: Path
) -> None:
    older = broken_one(bundle, tmp_path, feature_names=("length", "digits", "blanks"))
    with pytest.raises(BundleError, match="is 5 wide"):
        gone_back(bundle, older)


@pytest.mark.parametrize("text", [None, "{", "[]", "{}", '{"feature_version": "1.0"}'])
def test_beside_a_champion_that_cannot_be_read_the_other_must_run_first(
    bundle: Bundle, tmp_path: Path, text: str | None
) -> None:
    serving.install("toys", 1, broken_one(bundle, tmp_path).folder)
    serving.install("toys", 2, bundle.folder)
    serving.point("toys", 2, previous=1)
    manifest = serving.version_folder("toys", 2) / "bundle.json"
    manifest.unlink()
    if text is not None:
        manifest.write_text(text)
    with pytest.raises(BundleError, match="is 5 wide"):
        serving.go_back("toys", "it is worse")


def test_the_words_of_what_cannot_serve(bundle: Bundle, a_home: Path) -> None:
    with pytest.raises(NoChampionError) as no_champion:
        serving.champion("toys")
    assert str(no_champion.value) == (
        f"There is no champion of toys in {a_home / 'serving' / 'toys'} yet. Train and promote one "
        "with `make run`, or promote a registered version with "
        '`matchloop models promote toys VERSION --reason "…"`.'
    )
    serving.install("toys", 1, bundle.folder)
    serving.point("toys", 1)
    with pytest.raises(RegistryError) as first:
        serving.go_back("toys", "x")
    assert str(first.value) == (
        "Version 1 of toys is the first champion on this machine: there is no previous one to go "
        "back to."
    )
    now = serving.current("toys")
    assert now is not None
    write_pointer("toys", replace(now, manifest_sha256="0123456789abcdef" * 4))
    with pytest.raises(BundleError) as another:
        serving.champion("toys")
    assert str(another.value) == (
        f"{serving.version_folder('toys', 1)} holds another bundle than version 1: its manifest's "
        f"SHA-256 is {bundle.sha256[:16]}…, expected 0123456789abcdef…. This is the champion's "
        "serving copy: fetch it again with `matchloop models promote toys 1 --reason "
        '"damaged copy"`.'
    )


def test_the_lock_is_free_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), serving.lock("toys"):
        raise ZeroDivisionError
    with serving.lock("toys", seconds=0.1):
        pass


def test_the_shadow_is_a_bundle_of_the_family(two: None, tmp_path: Path) -> None:
    other = tiny_bundle(tmp_path / "bricks", family="bricks")
    shutil.copytree(other.folder, serving.version_folder("toys", 3))
    with pytest.raises(BundleError, match="bricks"):
        serving.start_shadow("toys", 3)
    with pytest.raises(BundleError, match="bricks"):
        serving.point("toys", 3)
    assert serving.shadow("toys") is None


def test_a_damaged_copy_is_told_with_one_remedy(bundle: Bundle) -> None:
    serving.install("toys", 1, bundle.folder)
    serving.point("toys", 1)
    change_one_byte(serving.version_folder("toys", 1) / "model.onnx")
    with pytest.raises(BundleError) as caught:
        serving.champion("toys")
    assert REBUILD not in str(caught.value)
    assert "  " not in str(caught.value)
    assert str(caught.value).endswith(
        ". This is the champion's serving copy: fetch it again with `matchloop models promote "
        'toys 1 --reason "damaged copy"`.'
    )


def test_the_champion_is_a_bundle_of_the_family(two: None, tmp_path: Path) -> None:
    other = tiny_bundle(tmp_path / "bricks", family="bricks")
    shutil.rmtree(serving.version_folder("toys", 2))
    shutil.copytree(other.folder, serving.version_folder("toys", 2))
    with pytest.raises(BundleError, match="bricks"):
        serving.champion("toys")
