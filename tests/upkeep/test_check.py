"""Each fault is seen and has its remedy, and nothing is changed by looking."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchloop import serving
from matchloop.cli.main import app
from matchloop.upkeep import State, check
from tests.tiny_bundle import change_one_byte


def execute(home: Path, name: str, statement: str) -> None:
    with closing(sqlite3.connect(home / name)) as connection:
        connection.execute(statement)
        connection.commit()


def garble(path: Path) -> None:
    path.write_bytes(b"x" * 5_000)


BROKEN: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "pointer": (
        lambda home: (home / "serving/toys/champion.json").write_text("{"),
        "champion.json is damaged",
        "models promote toys 2",
    ),
    "champion": (
        lambda home: change_one_byte(home / "serving/toys/versions/2/model.onnx"),
        "model.onnx is damaged",
        "fetch it again",
    ),
    "previous": (
        lambda home: shutil.rmtree(home / "serving/toys/versions/1"),
        "the version to go back to",
        "models promote toys VERSION",
    ),
    "shadow": (
        lambda home: (home / "serving/toys/shadow.json").write_text("[]"),
        "shadow.json is damaged",
        "matchloop shadow stop toys",
    ),
    "registered files": (
        lambda home: shutil.rmtree(home / "artifacts/run1"),
        "version 1 of toys",
        "Restore it from a backup",
    ),
    "registered bundle": (
        lambda home: execute(
            home, "mlflow.db", "UPDATE model_version_tags SET value = 'ab' WHERE version = 1"
        ),
        "version 1 of toys is not what was registered",
        "Restore it from a backup",
    ),
    "not registered": (
        lambda home: execute(home, "mlflow.db", "DELETE FROM model_versions WHERE version = 2"),
        "version 2 of toys serves and is not registered",
        "restore a backup",
    ),
    "registry": (lambda home: garble(home / "mlflow.db"), "cannot be read", "home restore FILE"),
    "store": (lambda home: garble(home / "store.db"), "store.db is damaged", "Move it away"),
    "newer store": (
        lambda home: execute(home, "store.db", "UPDATE matchloop_schema SET version_num = '9'"),
        "has the schema 9",
        "Update matchloop",
    ),
    "link": (
        lambda home: (home / "serving/toys/link").symlink_to("/nowhere"),
        "link is a link",
        "Put what it leads to",
    ),
}


def times(home: Path) -> dict[Path, int]:
    """When each file was written, but for what SQLite itself puts beside one that is read."""
    files = (path for path in home.rglob("*") if path.is_file())
    return {p: p.stat().st_mtime_ns for p in files if not p.name.endswith(("-shm", "-wal"))}


def test_a_sound_home_has_nothing_to_mend(a_home: Path) -> None:
    before = times(a_home)
    found = check()
    assert [each for each in found if each.state is not State.OK] == []
    assert [each.place for each in found] == ["home", "rights", "toys", "registry", "store"]
    assert times(a_home) == before


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_has_its_remedy(a_home: Path, name: str) -> None:
    break_it, text, remedy = BROKEN[name]
    break_it(a_home)
    faults = [each for each in check() if each.state is State.FAULT]
    assert any(text in each.text and remedy in each.remedy for each in faults), faults


def test_what_is_worth_knowing_is_no_fault(a_home: Path) -> None:
    serving.go_back("toys", "bad")
    (a_home / "serving" / "toys" / "versions" / ".7.part").mkdir()
    (a_home / "serving" / "boys").mkdir()
    execute(a_home, "store.db", "UPDATE matchloop_schema SET version_num = '0002'")
    execute(a_home, "mlflow.db", "UPDATE experiments SET artifact_location = 'file:///x/artifacts'")
    notes = [each.text for each in check() if each.state is not State.OK]
    assert len(notes) == 5
    for text in (
        ".7.part was left",
        "boys is no family",
        "0002, the newest",
        "file:///x",
        "not been told",
    ):
        assert any(text in each for each in notes), text


def test_no_home_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "none"))
    (found,) = check()
    assert (found.state, "is no folder" in found.text) == (State.FAULT, True)
    assert not (tmp_path / "none").exists()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["home", *arguments])
    return result.exit_code, result.output


def test_the_command_says_it_in_80_columns_and_by_its_exit_code(a_home: Path) -> None:
    code, output = run("check")
    assert (code, "Nothing is to be mended." in output) == (0, True)
    change_one_byte(a_home / "serving/toys/versions/2/model.onnx")
    code, output = run("check")
    assert (code, "1 to mend, each with its remedy." in output) == (1, True)
    assert max(map(len, output.splitlines())) <= 80
    code, output = run("check", "--json")
    value = json.loads(output)
    assert (code, value["faults"], value["home"]) == (1, 1, str(a_home))


def test_backup_move_and_restore_by_command(
    a_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, output = run("backup", str(tmp_path / "b.tar.gz"))
    assert (code, "are in" in output) == (0, True)
    code, output = run("move", str(tmp_path / "moved"))
    assert (code, f"export MATCHLOOP_HOME={tmp_path / 'moved'}" in output) == (0, True)
    code, output = run("restore", str(tmp_path / "b.tar.gz"), "--json")
    assert (code, json.loads(output)["home"]) == (0, str(a_home))
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "moved"))
    assert {each.state for each in check()} == {State.OK}
    monkeypatch.setenv("MATCHLOOP_DATABASE_URL", "postgresql://u:secret@db.example.org/x")
    code, output = run("backup", str(tmp_path / "c.tar.gz"))
    assert "Not in it: the store that MATCHLOOP_DATABASE_URL names." in output
