"""The entry point of the command, which can be stopped while it is being loaded."""

import sys
import types

import pytest

from matchloop.cli import entry


class Stopped(types.ModuleType):
    def __getattr__(self, name):
        raise KeyboardInterrupt


def test_ctrl_c_while_it_loads_ends_it_quietly(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matchloop.cli.main", Stopped("main"))
    with pytest.raises(SystemExit) as stopped:
        entry.main()
    assert stopped.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_it_runs_the_command_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["matchloop", "--version"])
    entry.main()
    assert capsys.readouterr().out.startswith("matchloop ")
