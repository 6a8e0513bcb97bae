"""A backup is whole and can be restored anywhere; what is none changes nothing."""

import gzip
import io
import json
import os
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from matchloop import serving
from matchloop import store as stores
from matchloop.errors import HomeError
from matchloop.store import retraining
from matchloop.upkeep import State, back_up, check, restore
from tests.upkeep.conftest import addresses
from tests.waiting import CEILING


@pytest.fixture
def archive(a_home: Path, tmp_path: Path) -> Path:
    return back_up(tmp_path / "home.tar.gz").archive


def snapshot(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def test_what_was_backed_up_serves_somewhere_else(
    a_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stores.opened() as store:
        retraining.ask(store, "toys", "drift")
    (a_home / "cache").mkdir()
    (a_home / "cache" / "x").write_text("made anew")
    made = back_up(tmp_path / "home.tar.gz")
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "new" / "home"))

    listed = restore(made.archive)

    assert made.archive.stat().st_mode & 0o777 == 0o600
    assert made.files == len(listed.files)
    assert serving.champion("toys").folder.is_relative_to(tmp_path / "new")
    with stores.opened() as store:
        assert [each.reason for each in retraining.requests(store, "toys")] == ["drift"]
    assert {each.state for each in check()} == {State.OK}
    new = (tmp_path / "new" / "home" / "artifacts").as_uri()
    assert all(each.startswith((new, "file:///mine/")) for each in addresses(tmp_path / "new/home"))
    assert not (tmp_path / "new" / "home" / "cache").exists()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["home"]


def test_a_store_that_is_written_meanwhile_is_never_half_there(
    a_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each transaction writes one row to two tables."""
    with closing(sqlite3.connect(a_home / "store.db")) as connection:
        connection.executescript("CREATE TABLE a (n INT); CREATE TABLE b (n INT);")
    ended, begun = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(a_home / "store.db", timeout=CEILING)) as connection:
            while not ended.is_set():
                for table in "ab":
                    connection.execute(f"INSERT INTO {table} VALUES (1)")
                connection.commit()
                begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(CEILING)
    try:
        back_up(tmp_path / "home.tar.gz")
    finally:
        ended.set()
        thread.join(CEILING)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "new"))
    restore(tmp_path / "home.tar.gz")

    with closing(sqlite3.connect(tmp_path / "new" / "store.db")) as connection:
        (a,), (b,) = (connection.execute(f"SELECT count(*) FROM {t}").fetchone() for t in "ab")
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert a == b > 0


def test_where_no_backup_can_be_written(a_home: Path, tmp_path: Path) -> None:
    with pytest.raises(HomeError, match=r"x\.gz lies in the home itself"):
        back_up(a_home / "x.gz")
    (tmp_path / "there").write_text("")
    with pytest.raises(HomeError, match="there is there already"):
        back_up(tmp_path / "there")
    with pytest.raises(HomeError, match=r"cannot be written: .*There is no backup\. A folder was"):
        back_up(tmp_path / "there" / "x.gz")
    (a_home / "serving" / "link").symlink_to(tmp_path)
    with pytest.raises(HomeError, match="serving/link is a link; a home holds its files itself"):
        back_up(tmp_path / "x.gz")
    (a_home / "serving" / "link").unlink()
    (a_home / "store.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(HomeError, match=r"store\.db cannot be copied: file is not a database"):
        back_up(tmp_path / "x.gz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "there"]


def test_nothing_to_back_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "none"))
    with pytest.raises(HomeError, match="nothing to back up"):
        back_up(tmp_path / "x.gz")
    assert not list(tmp_path.iterdir())


def test_a_home_that_is_there_is_replaced_only_when_that_is_said(
    archive: Path, a_home: Path
) -> None:
    (a_home / "serving" / "toys" / "champion.json").write_text("{")
    before = snapshot(a_home)
    with pytest.raises(HomeError, match=r"is not empty; nothing was changed\. Say --replace"):
        restore(archive)
    assert snapshot(a_home) == before
    restore(archive, replace=True)
    assert serving.champion("toys")


def packed(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for info, data in members:
            info.size = len(data) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def listing(*names: str, **changes: object) -> bytes:
    files = {name: {"sha256": EMPTY, "bytes": 0} for name in names}
    value = {"format": 1, "written_by": "0", "created": "", "files": files, **changes}
    return json.dumps(value).encode()


def with_list(content: bytes, *more: tarfile.TarInfo) -> bytes:
    return packed([(member("matchloop-home.json"), content), *((each, b"") for each in more)])


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "empty|does not begin"),
    "text": (lambda _: b"hello" * 99, "not a gzip file|no whole backup"),
    "cut": (lambda whole: whole[: len(whole) // 2], "ended|damaged|truncated"),
    "changed": (lambda whole: whole[:-300] + b"x" * 300, "no whole backup|cannot be restored"),
    "no tar": (lambda _: gzip.compress(b"x" * 2_000), "no whole backup"),
    "another tar": (lambda _: packed([(member("a"), b"")]), "does not begin with matchloop-home"),
    "no list": (lambda _: with_list(b"["), "is not JSON"),
    "deep list": (lambda _: with_list(b"[" * 5_000), "is nested deeper than"),
    "newer": (lambda _: with_list(listing(format=2)), "in a newer form"),
    "above": (lambda _: with_list(listing("../x"), member("../x")), "no path inside a home"),
    "absolute": (lambda _: with_list(listing("/x"), member("/x")), "no path inside a home"),
    "link": (
        lambda _: with_list(listing("x"), member("x", tarfile.SYMTYPE, "/etc/passwd")),
        "'x' is not as its list says",
    ),
    "not listed": (lambda _: with_list(listing(), member("x")), "'x' is not as its list says"),
    "twice": (lambda _: with_list(listing("x"), member("x"), member("x")), "'x' is not as its"),
    "missing": (lambda _: with_list(listing("x", "y"), member("x")), "1 files are missing, such"),
    "too large": (
        lambda _: with_list(listing(files={"x": {"sha256": EMPTY, "bytes": 10**18}})),
        "Make room",
    ),
    "wrong hash": (
        lambda _: with_list(listing(files={"x": {"sha256": "0" * 64, "bytes": 0}}), member("x")),
        "'x' has another SHA-256",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_whole_backup_changes_nothing(archive: Path, a_home: Path, name: str) -> None:
    make, message = BAD[name]
    archive.write_bytes(make(archive.read_bytes()))
    before = snapshot(a_home)
    with pytest.raises(HomeError, match=message):
        restore(archive, replace=True)
    assert snapshot(a_home) == before
    assert sorted(os.listdir(a_home.parent)) == ["home", "home.tar.gz"]


def test_a_backup_that_is_not_there(a_home: Path, tmp_path: Path) -> None:
    with pytest.raises(HomeError, match=r"none\.gz cannot be restored: No such file .*as it was"):
        restore(tmp_path / "none.gz", replace=True)
