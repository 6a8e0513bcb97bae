"""The `matchloop` command as a whole: versions, errors in one paragraph, exit codes."""

import os
import subprocess
import sys

import pytest

from matchloop import __version__
from matchloop.cli import main as module
from matchloop.cli import unforeseen
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
    def app(**_: object) -> None:
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
        (KeyboardInterrupt(), 130, "Stopped."),
    ],
)
def test_exit_codes(run, monkeypatch, error, code, text):
    monkeypatch.setattr(module, "app", failing(error))
    assert run("profile") == (code, "", text + "\n")


def test_what_nobody_foresaw_is_a_paragraph_and_a_report_without_values(run, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "app", failing(KeyError("anna@example.org")))
    code, out, err = run("map", "secret name", "--json")
    assert (code, out) == (70, "")
    assert len(err.strip().splitlines()) == 1
    assert "`matchloop map` failed in a way that nobody foresaw (KeyError at" in err
    assert "`matchloop --debug map …` shows the traceback" in err
    (report,) = (tmp_path / "home" / "errors").iterdir()
    assert str(report) in err
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text()
    assert "command: matchloop map\n" in text
    assert "builtins.KeyError" in text
    assert f"matchloop {__version__}" in text
    assert "in _run: code = app(" in text
    for value in ("anna", "secret"):
        assert value not in text


def test_the_report_goes_elsewhere_where_the_home_cannot_be_written(run, monkeypatch, tmp_path):
    (tmp_path / "home").write_text("a file")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(module, "app", failing(RecursionError()))
    code, _, err = run("status")
    assert code == 70
    (report,) = (tmp_path / "temporary").iterdir()
    assert str(report) in err


def test_a_report_tells_the_whole_chain_and_not_all_of_a_recursion():
    def deeper(n):
        if n:
            return deeper(n - 1)
        try:
            raise OSError(28, "full", "/home/anna")
        except OSError as error:
            raise ExceptionGroup("anna", [ValueError("anna"), KeyError("anna")]) from error

    with pytest.raises(ExceptionGroup) as caught:
        deeper(100)
    text = unforeseen.report(caught.value, "matchloop map")
    kinds = ("builtins.ExceptionGroup\n", "builtins.OSError (ENOSPC)\n", "builtins.ValueError\n")
    assert all(kind in text for kind in (*kinds, "builtins.KeyError\n"))
    assert "outer frames" in text
    assert text.count("in deeper") < 50
    assert "anna" not in text.replace('raise OSError(28, "full", "/home/anna")', "").replace(
        'raise ExceptionGroup("anna", [ValueError("anna"), KeyError("anna")])', ""
    )


def test_debug_shows_the_traceback(run, monkeypatch):
    monkeypatch.setattr(module, "app", failing(ZeroDivisionError("bug \x1b[31m")))
    code, _, err = run("--debug", "profile", "x.csv")
    assert code == 70
    assert "Traceback" in err
    assert r"ZeroDivisionError: bug \x1b[31m" in err
    assert "\x1b" not in err
    assert "Traceback" not in run("profile", "--debug")[2]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(28, "No space left on device", "/x/y"),
            ["/x/y was refused to", ": No space left on device. Make"],
        ),
        (OSError(30, "Read-only file system", "/x"), ["/x was refused", "It is mounted read-only"]),
        (
            NotADirectoryError(20, "Not a directory", "/x/y"),
            ["a file is in its place"],
        ),
        (PermissionError(13, "Permission denied", b"/x"), ["/x was refused", "Permission denied"]),
        (OSError(99, "Odd"), ["A place that the system does not name was refused", "Odd. Mend"]),
        (OSError("no number"), ["no number. Mend"]),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "no"), ["cannot be read or written as utf-8"]),
        (MemoryError(), ["not enough memory"]),
    ],
)
def test_what_the_machine_refuses_is_told(run, monkeypatch, error, words):
    monkeypatch.setattr(module, "app", failing(error))
    code, out, err = run("status")
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    for word in (*words, "`matchloop status`"):
        assert word in err


def test_a_place_in_the_home_is_told_to_be_one(run, monkeypatch, tmp_path):
    error = PermissionError(13, "Permission denied", str(tmp_path / "home" / "store.db"))
    monkeypatch.setattr(module, "app", failing(error))
    assert "MATCHLOOP_HOME names another" in run("status")[2]


def test_nothing_of_a_stranger_steers_the_terminal(run, monkeypatch):
    monkeypatch.setattr(module, "app", failing(InputError("a\x1b]0;pwn\x07\u202e.csv\nsecond")))
    _, _, err = run("profile")
    assert err == r"a\x1b]0;pwn\x07\u202e.csv" + "\nsecond\n"


def test_a_long_path_is_shortened_in_its_middle(run, monkeypatch):
    monkeypatch.setattr(module, "app", failing(InputError("x" * 5000 + " does not exist. Check.")))
    _, _, err = run("profile")
    assert len(err) < 1_100
    assert "does not exist. Check." in err


@pytest.mark.parametrize("columns", ["0", "1", "5"])
def test_a_terminal_of_no_width_shows_something(run, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    code, out, _ = run("--help")
    assert code == 0
    assert "profile" in out


def test_a_reader_that_stops_early_gets_no_traceback():
    code = (
        "import sys, matchloop.cli.main as m\n"
        "def app(**_): raise BrokenPipeError\n"
        "m.app = app\n"
        "m.main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=CEILING
    )
    assert (run.returncode, run.stderr) == (1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_takes_nothing_is_named(monkeypatch, unbuffered):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "matchloop.cli.main", "--version"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert run.returncode == 1
    assert run.stderr.startswith("standard output was refused")
    assert len(run.stderr.strip().splitlines()) == 1


def test_closed_standard_streams_are_told():
    command = 'exec "$0" -m matchloop.cli.main --version >&- <&-'
    run = subprocess.run(["sh", "-c", command, sys.executable], stderr=subprocess.PIPE, text=True)
    assert run.returncode == 1
    assert run.stderr.startswith("standard output was refused to `matchloop`: Bad file")
    assert len(run.stderr.strip().splitlines()) == 1


def test_wrong_usage_is_told_without_what_would_steer_the_terminal(run):
    code, _, err = run("pro\x1b[31mfile")
    assert code == 2
    assert r"\x1b[31m" in err
    assert "\x1b[31mfile" not in err
