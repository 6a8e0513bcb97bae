"""Commands that other packages offer."""

import sys
from importlib.metadata import EntryPoint

import pytest
from typer.testing import CliRunner

from matchloop.cli import commands
from matchloop.cli.main import app

TRAIN = EntryPoint("train", "tasks.train.command:app", commands.GROUP)


@pytest.fixture
def offered(monkeypatch):
    monkeypatch.setattr(commands, "entry_points", lambda group: [TRAIN])


def test_an_offered_command_stands_among_the_others(offered):
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    assert "profile" in shown
    assert "train     Train a family in a folder of its own" in shown


def test_it_takes_its_own_options(offered):
    shown = CliRunner().invoke(app, ["train", "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert all(option in shown.output for option in ("--config", "--data", "--output", "--model"))


def test_our_own_commands_never_look_for_others(monkeypatch):
    monkeypatch.setattr(commands, "entry_points", None)
    assert CliRunner().invoke(app, ["profile", "--help"]).exit_code == 0


def test_the_help_of_an_offered_command_loads_none_of_its_work(offered, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("tasks.train")]:
        monkeypatch.delitem(sys.modules, name)
    CliRunner().invoke(app, ["--help"])
    assert "tasks.train.command" in sys.modules
    assert "tasks.train.training" not in sys.modules
