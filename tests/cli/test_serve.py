"""`matchloop serve` and `matchloop keys`: settings are checked before anything listens."""

import builtins

import pytest
from typer.testing import CliRunner

from matchloop.cli.main import app
from matchloop.errors import MissingExtraError, ServiceError
from matchloop.server import process
from matchloop.server.keys import parse

RUNNER = CliRunner()


@pytest.fixture
def started(monkeypatch):
    """What uvicorn would have been started with."""
    found = []
    for name in ("HOST", "PORT", "WORKERS"):
        monkeypatch.setenv(f"MATCHLOOP_SERVE_{name}", "")
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.setattr(process.uvicorn, "run", lambda *_, **options: found.append(options))
    return found


def test_it_listens_where_it_is_told(started):
    result = RUNNER.invoke(app, ["serve", "--port", "8123"])
    assert result.exit_code == 0, result.output
    (options,) = started
    assert (options["host"], options["port"], options["workers"]) == ("127.0.0.1", 8123, None)
    assert "http://127.0.0.1:8123/health/ready" in result.output.replace("\n", "")


def test_workers_write_their_figures_to_one_folder(started, monkeypatch):
    import os

    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    assert RUNNER.invoke(app, ["serve", "--workers", "2"]).exit_code == 0
    assert started[0]["workers"] == 2
    assert "matchloop-metrics-" in os.environ["PROMETHEUS_MULTIPROC_DIR"]


def test_other_addresses_need_keys(started):
    result = RUNNER.invoke(app, ["serve", "--host", "0.0.0.0"])
    assert isinstance(result.exception, ServiceError)
    assert started == []


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    import sys

    for name in [name for name in sys.modules if name.startswith("matchloop.server")]:
        monkeypatch.delitem(sys.modules, name)
    really = builtins.__import__

    def without(name, *rest):
        if name.partition(".")[0] == "uvicorn":
            raise ModuleNotFoundError("No module named 'uvicorn'", name="uvicorn")
        return really(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    result = RUNNER.invoke(app, ["serve"])
    assert isinstance(result.exception, MissingExtraError)
    assert "pip install 'matchloop[serve]'" in str(result.exception)


def test_a_new_key_and_its_line():
    result = RUNNER.invoke(app, ["keys", "new", "ann", "--role", "review"])
    assert result.exit_code == 0, result.output
    (caller,) = parse(result.stdout).values()
    assert (caller.name, caller.role.word) == ("ann", "review")
    assert "ml_" not in result.stdout
    assert "shown this once: ml_" in result.stderr.replace("\n", "")
    assert isinstance(RUNNER.invoke(app, ["keys", "new", "a b"]).exception, ServiceError)
