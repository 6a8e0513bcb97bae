"""The `matchloop` command as a whole: versions, errors in one paragraph, exit codes."""

import subprocess
import sys

import pytest

from matchloop import __version__
from matchloop.cli import main as module
from matchloop.errors import InputError
from tests.column_types import small
from tests.waiting import CEILING


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["matchloop", *map(str, arguments)])
        try:
            module.main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_version(run):
    assert run("--version") == (0, f"matchloop {__version__}\n", "")


def test_help_names_the_commands(run):
    code, out, _ = run("--help")
    assert code == 0
    assert all(command in out for command in ("profile", "models", "sources"))


def test_no_command_shows_the_help(run):
    code, out, err = run()
    assert code == 2
    assert "profile" in out + err


def test_no_champion_yet(run, tmp_path):
    (tmp_path / "a.csv").write_text("x\n1\n")
    code, out, err = run("profile", tmp_path / "a.csv")
    assert (code, out) == (1, "")
    assert "There is no champion of column_types in" in err
    assert "make run" in err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["gone.csv", "[bold]gone.csv"])
def test_an_error_is_one_paragraph_on_standard_error(run, tmp_path, name):
    small.install(tmp_path / "bundle")
    code, out, err = run("profile", tmp_path / name)
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert f"{name} does not exist" in err
    assert "Traceback" not in err


def test_an_unknown_command_is_a_usage_error(run):
    code, _, err = run("profil")
    assert code == 2
    assert "profil" in err


def failing(error: BaseException):
    def app() -> None:
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (
            InputError("a.csv is empty. Give another [one]."),
            1,
            "a.csv is empty. Give another [one].",
        ),
        (KeyboardInterrupt(), 130, "Stopped; nothing has been changed."),
    ],
)
def test_exit_codes(run, monkeypatch, error, code, text):
    monkeypatch.setattr(module, "app", failing(error))
    assert run("profile") == (code, "", text + "\n")


def test_an_error_that_is_ours_to_mend_is_not_hidden(run, monkeypatch):
    monkeypatch.setattr(module, "app", failing(ZeroDivisionError("bug")))
    with pytest.raises(ZeroDivisionError, match="bug"):
        run("profile")


def test_a_reader_that_stops_early_gets_no_traceback():
    code = (
        "import sys, matchloop.cli.main as m\n"
        "def app(): raise BrokenPipeError\n"
        "m.app = app\n"
        "m.main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=CEILING
    )
    assert (run.returncode, run.stderr) == (1, "")
