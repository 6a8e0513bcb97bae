"""`matchloop rollback`: at once on this machine, and known to registry and store soon after."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matchloop import registry, serving
from matchloop import store as stores
from matchloop.cli.main import app
from matchloop.errors import (
    NoChampionError,
    OvertakenError,
    RegistryError,
    StoppedError,
    UnknownFamilyError,
)
from matchloop.monitoring import after_rollback, probation
from matchloop.registry import mlflow_store
from matchloop.store import promotions
from tests.tiny_bundle import tiny_bundle
from tests.waiting import CEILING, wait_until
from tests.watch_toys import PARAMS


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with version 2 as the champion and 1 before it."""
    folder = tmp_path_factory.mktemp("rollback")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("MATCHLOOP_HOME", str(folder / "home"))
        for weight in (1, 2):
            bundle = tiny_bundle(folder / f"b{weight}", weight)
            registry.register(bundle, metrics={}, card="", git_commit="")
            registry.promote("toys", weight, "passed the gate")
    return folder / "home"


@pytest.fixture(autouse=True)
def a_home(two_versions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MLFLOW_TRACKING_URI", "MATCHLOOP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(two_versions))
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rollback", *arguments])


def champion() -> int:
    aliases = mlflow_store.client().get_registered_model("matchloop.toys").aliases
    return int(aliases["champion"])


def promote_again(version: int) -> None:
    registry.promote("toys", version, "again")


def test_with_wait_everybody_knows() -> None:
    promote_again(2)
    store = stores.open()
    pointer = serving.current("toys")
    assert pointer is not None
    begun = probation.begin(store, "toys", pointer, PARAMS.probation)

    result = run("toys", "--reason", "customers complained", "--wait")

    assert result.exit_code == 0, result.exception
    assert "Version 1 of toys serves again; version 2 is the previous one now." in result.output
    assert "The registry has been told." in result.output
    assert champion() == 1
    assert registry.find("toys", 1).tags["promoted_because"] == "customers complained"
    ended = next(each for each in promotions.history(store, "toys") if each.id == begun.id)
    assert (ended.state, ended.reasons) == (
        "rolled back",
        ["Rolled back by hand: customers complained"],
    )
    store.close()


def wait_until_told(version: int) -> None:
    wait_until(
        lambda: champion() == version and not serving.current("toys").untold,  # type: ignore[union-attr]
        "for the registry to be told",
    )


def test_it_is_told_at_once_and_the_registry_hears_of_it() -> None:
    promote_again(2)
    for expected in (1, 2, 1):
        command = [
            sys.executable,
            "-m",
            "tests.with_toys",
            "matchloop.cli.main",
            "rollback",
            "toys",
            "--reason",
            "bad",
            "--version",
            str(3 - expected),  # also the one that was just gone back to
        ]
        told = subprocess.run(command, capture_output=True, text=True, timeout=CEILING)
        assert told.returncode == 0, told.stderr
        assert f"Version {expected} of toys serves again" in told.stdout
        pointer = serving.current("toys")
        assert pointer is not None
        assert pointer.version == expected
        wait_until_told(expected)


def test_the_second_of_two_is_told() -> None:
    promote_again(2)
    assert run("toys", "--reason", "bad", "--wait").exit_code == 0

    for more in ((), ("--version", "2")):
        again = run("toys", "--reason", "bad, I say", *more)
        assert isinstance(again.exception, OvertakenError)
        assert "Version 2 of toys was taken back already" in str(again.exception)
        assert again.output == ""
    assert serving.current("toys").version == 1  # type: ignore[union-attr]


def test_the_command_loads_neither_mlflow_nor_a_database() -> None:
    promote_again(2)
    code = (
        "import sys\n"
        "from matchloop import families\n"
        "from tests.toys import TOYS\n"
        "families.FAMILIES += TOYS\n"
        "from matchloop.monitoring import after_rollback\n"
        "after_rollback.notify_in_background = lambda family, reason: 'nowhere'\n"
        "sys.argv = ['matchloop', 'rollback', 'toys', '--reason', 'bad']\n"
        "from matchloop.cli.main import app\n"
        "app(standalone_mode=False)\n"
        "heavy = {'mlflow', 'sqlalchemy', 'onnxruntime', 'pandas', 'sklearn'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert serving.current("toys").version == 1  # type: ignore[union-attr]


def test_a_damaged_copy_is_fetched_from_the_registry() -> None:
    promote_again(2)
    (serving.version_folder("toys", 1) / "model.onnx").unlink()
    result = run("toys", "--reason", "bad", "--wait")
    assert result.exit_code == 0, result.exception
    assert "model.onnx is missing" in result.output
    assert champion() == 1
    assert serving.champion("toys")


def test_what_cannot_be_rolled_back_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("toys").exit_code == 2  # a reason is required
    assert isinstance(run("boys", "--reason", "x").exception, UnknownFamilyError)
    assert isinstance(run("bricks", "--reason", "x").exception, NoChampionError)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "first"))
    registry.register(tiny_bundle(tmp_path / "b"), metrics={}, card="", git_commit="")
    registry.promote("toys", 1, "first")
    error = run("toys", "--reason", "x").exception
    assert isinstance(error, RegistryError)
    assert "Version 1 of toys is the first champion" in str(error)


def test_ctrl_c_while_waiting_says_what_has_been_done(monkeypatch: pytest.MonkeyPatch) -> None:
    promote_again(2)

    def stopped(family: str, reason: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(after_rollback, "notify", stopped)
    error = run("toys", "--reason", "bad", "--wait").exception
    assert isinstance(error, StoppedError)
    assert error.exit_code == 130
    assert "Stopped: version 1 of toys serves" in str(error)


def test_a_reason_of_other_bytes_is_kept_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    promote_again(2)
    result = run("toys", "--reason", "zur\udcfcck \x1b[31m", "--wait")
    assert result.exit_code == 0, result.exception
    assert registry.find("toys", 1).tags["promoted_because"] == r"zur\xfcck \x1b[31m"


@pytest.mark.parametrize("wait", [["--wait"], []])
def test_the_registry_hears_of_it_where_nothing_can_be_printed(
    monkeypatch: pytest.MonkeyPatch, wait: list[str]
) -> None:
    promote_again(2)
    told: list[str] = []
    monkeypatch.setattr(after_rollback, "notify", lambda *given: told.append("waited"))
    monkeypatch.setattr(
        after_rollback, "notify_in_background", lambda *given: told.append("behind")
    )

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rich.console.Console.print", full)
    assert isinstance(run("toys", "--reason", "bad", *wait).exception, OSError)
    assert told == ["waited" if wait else "behind"]
