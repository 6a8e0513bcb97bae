import hashlib
import json
import os
import socket
from pathlib import Path

import pytest

from matchloop import files
from matchloop.errors import SourceError
from matchloop.sources import Role, Source, SourceFile, State, available, pull, read_manifest
from matchloop.sources import fetch as fetch_module

COMMIT = "0" * 40
TEXT = b"name\nOslo\n"


def source(name: str = "cities", content: bytes | None = TEXT, **changed: object) -> Source:
    """A source of one file; content None makes it one whose checksum nobody knows."""
    known = content is not None
    file = SourceFile(
        path=f"{name}.csv",
        sha256=hashlib.sha256(content).hexdigest() if content is not None else None,
        bytes=len(content) if content is not None else None,
    )
    fields = {
        "name": name,
        "families": ("column_types",),
        "role": Role.TRAIN if known else Role.EVALUATE,
        "licence": "MIT",
        "description": "Cities.",
        "repository": "owner/data",
        "commit": COMMIT,
        "files": (file,),
        "unverified": None if known else "not seen",
    }
    return Source(**(fields | changed))


def address(name: str = "cities") -> str:
    return f"/owner/data/{COMMIT}/{name}.csv"


def everything(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_source_is_downloaded_verified_and_then_present(site, tmp_path):
    site.pages[address()] = TEXT
    seen = []
    (first,) = pull([source()], tmp_path, progress=lambda *a: seen.append(a), base=site.base)
    (again,) = pull([source()], tmp_path, base=site.base)
    assert first.state is State.DOWNLOADED
    assert again.state is State.PRESENT
    assert first.files == again.files == (tmp_path / "train/cities/cities.csv",)
    assert first.files[0].read_bytes() == TEXT
    assert site.asked == [address()]
    assert seen == [("cities", len(TEXT))]


def test_a_mirror_is_asked_before_the_network(site, tmp_path):
    mirror = tmp_path / "mirror"
    (mirror / "owner__data").mkdir(parents=True)
    (mirror / "owner__data" / "cities.csv").write_bytes(TEXT)
    (result,) = pull([source()], tmp_path / "here", mirror, base=site.base)
    assert result.state is State.COPIED
    assert result.files[0].read_bytes() == TEXT
    assert site.asked == []


def test_a_mirror_with_other_bytes_is_refused_by_its_own_path(tmp_path):
    (tmp_path / "owner__data").mkdir()
    (tmp_path / "owner__data" / "cities.csv").write_bytes(b"other")
    with pytest.raises(SourceError, match=r"owner__data/cities.csv has sha256 \w{64}, expected "):
        pull([source()], tmp_path / "here", tmp_path)
    assert everything(tmp_path / "here") == {"manifest.json"}


def test_a_mirror_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(SourceError, match="MATCHLOOP_MIRROR or --mirror"):
        pull([source()], tmp_path, tmp_path / "absent")


def test_wrong_bytes_are_not_installed_and_the_others_are(site, tmp_path):
    got = hashlib.sha256(b"other bytes").hexdigest()
    site.pages |= {address(): TEXT, address("towns"): b"other bytes"}
    wrong = source("towns", b"right bytes")
    with pytest.raises(
        SourceError, match=f"towns.csv has sha256 {got}, expected {'[0-9a-f]' * 64}"
    ):
        pull([wrong, source()], tmp_path, base=site.base)
    assert everything(tmp_path) == {"manifest.json", "train/cities/cities.csv"}
    assert [s.name for s in read_manifest(tmp_path / "manifest.json").missing] == ["towns"]


def test_more_bytes_than_declared_are_refused(site, tmp_path):
    site.pages[address()] = TEXT * 2
    with pytest.raises(SourceError, match="sends more than the 10 bytes expected"):
        pull([source()], tmp_path, base=site.base)
    assert everything(tmp_path) == {"manifest.json"}


def test_a_file_of_unknown_size_has_a_cap(site, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_module, "SIZE_CAP", 5)
    site.pages[address()] = TEXT
    with pytest.raises(SourceError, match="sends more than the 5 bytes expected"):
        pull([source(content=None)], tmp_path, base=site.base)


def test_a_broken_off_body_is_unreachable_and_leaves_nothing(site, tmp_path):
    site.pages[address()] = TEXT[:4]
    site.announce = len(TEXT)
    (result,) = pull([source()], tmp_path, base=site.base)
    assert result.state is State.UNREACHABLE
    assert result.reason == "127.0.0.1 broke off after 4 of 10 bytes"
    assert everything(tmp_path) == {"manifest.json"}


def test_what_is_not_there_is_skipped_and_the_others_come(site, tmp_path):
    site.pages[address()] = TEXT
    absent, there = pull([source("towns", b"x"), source()], tmp_path, base=site.base)
    assert (absent.state, absent.reason) == (State.UNREACHABLE, "127.0.0.1 answered 404 Not Found")
    assert there.state is State.DOWNLOADED


def test_a_refused_connection_is_unreachable(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
        (result,) = pull([source()], tmp_path, base=base)
    assert result.reason == "127.0.0.1 refused the connection"


def test_a_silent_server_is_unreachable(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(fetch_module, "TIMEOUT", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (result,) = pull([source()], tmp_path, base=base)
    assert result.reason == "no answer from 127.0.0.1 within 0 s"


def test_an_interruption_leaves_nothing_half(site, tmp_path):
    def interrupt(name: str, count: int) -> None:
        raise KeyboardInterrupt

    site.pages[address()] = TEXT
    with pytest.raises(KeyboardInterrupt):
        pull([source()], tmp_path, progress=interrupt, base=site.base)
    assert everything(tmp_path) == {"manifest.json"}
    assert pull([source()], tmp_path, base=site.base)[0].state is State.DOWNLOADED


def test_what_a_killed_pull_left_is_swept_and_a_running_one_s_is_not(site, tmp_path):
    site.pages[address()] = TEXT
    folder = tmp_path / "train" / "cities"
    folder.mkdir(parents=True)
    dead = 2**22 + 1  # above the greatest process id of Linux
    (folder / f".cities.csv.{dead}.part").write_bytes(b"half")
    (folder / f".cities.csv.{os.getppid()}.part").write_bytes(b"half")
    pull([source()], tmp_path, base=site.base)
    assert {p.name for p in folder.iterdir()} == {
        "cities.csv",
        f".cities.csv.{os.getppid()}.part",
    }


def test_an_altered_file_is_fetched_again_or_refused(site, tmp_path):
    site.pages[address()] = TEXT
    (path,) = pull([source()], tmp_path, base=site.base)[0].files
    path.write_bytes(b"altered")
    with pytest.raises(SourceError, match=r"cities/cities.csv has sha256 .* expected"):
        available(source(), tmp_path)
    assert pull([source()], tmp_path, base=site.base)[0].state is State.DOWNLOADED
    assert available(source(), tmp_path) == (path,)
    path.write_bytes(b"altered")
    site.pages.clear()
    with pytest.raises(SourceError, match=r"cities/cities.csv has sha256 .* expected"):
        pull([source()], tmp_path, base=site.base)


def test_an_unverified_file_is_held_to_what_came_first(site, tmp_path):
    unknown = source(content=None)
    site.pages[address()] = TEXT
    pull([unknown], tmp_path, base=site.base)
    (entry,) = read_manifest(tmp_path / "manifest.json").sources[0].files
    assert (entry.sha256, entry.verified) == (hashlib.sha256(TEXT).hexdigest(), False)
    (tmp_path / "evaluate" / "cities" / "cities.csv").unlink()
    site.pages[address()] = b"something else"
    with pytest.raises(SourceError, match=r"has sha256 \w+, expected " + entry.sha256):
        pull([unknown], tmp_path, base=site.base)


def test_the_manifest_tells_what_is_there_with_the_same_bytes_each_time(site, tmp_path):
    site.pages[address()] = TEXT
    sources = [source(), source("towns", b"x", role=Role.EXAMPLE)]
    pull(sources, tmp_path, base=site.base)
    path = tmp_path / "manifest.json"
    first = path.read_bytes()
    pull([sources[0]], tmp_path, base=site.base, catalogue=sources)
    assert path.read_bytes() == first
    manifest = read_manifest(path)
    assert [(s.name, s.role, s.licence) for s in manifest.present] == [("cities", "train", "MIT")]
    assert [(s.name, s.role) for s in manifest.missing] == [("towns", "example")]
    assert json.loads(first)["sources"][0]["files"] == [
        {
            "file": "train/cities/cities.csv",
            "sha256": hashlib.sha256(TEXT).hexdigest(),
            "bytes": 10,
            "verified": True,
        }
    ]


def test_a_forgotten_unverified_file_is_taken_as_it_is(site, tmp_path):
    path = tmp_path / "evaluate" / "cities" / "cities.csv"
    files.write_text(path, "kept")
    assert pull([source(content=None)], tmp_path, base=site.base)[0].state is State.PRESENT


def test_a_damaged_manifest_is_named(tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(SourceError, match=r"manifest.json is damaged.*Delete it and run"):
        read_manifest(tmp_path / "manifest.json")
    assert read_manifest(tmp_path / "absent.json").sources == ()
