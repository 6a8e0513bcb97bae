import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import typer

from deploy.ui import Addresses, ServiceError, _panel, free_port, main
from tests.waiting import CEILING

PATIENT = f"""
import typer
from deploy import ui
ui.START_SECONDS = {CEILING}
typer.run(ui.main)
"""
HOUSE = Path(__file__).parents[2]


def test_a_port_in_use_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) < port + 50


def test_no_free_port_is_an_error_with_a_remedy(monkeypatch):
    monkeypatch.setattr("deploy.ui._TRIES", 0)
    with pytest.raises(ServiceError, match=r"No free port from 4200.*--prefect-port 5200"):
        free_port(4200)


def test_outside_a_project_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(typer.Exit):
        main()
    assert "no prefect.yaml" in capsys.readouterr().err


def test_it_says_how_to_switch_the_schedules_on():
    where = Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3")
    assert "prefect deployment schedule resume --all" in _panel(where, False).renderable
    assert "The schedules are on" in _panel(where, True).renderable


def test_everything_starts_and_ends_with_ctrl_c(tmp_path):
    """The real servers, on free ports: slow."""
    shutil.copy(HOUSE / "prefect.yaml", tmp_path)
    for package in ("deploy", "flows", "tasks", "matchloop"):
        shutil.copytree(HOUSE / package, tmp_path / package)
    env = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    env |= {"MATCHLOOP_HOME": str(tmp_path / "home"), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    env.pop("MLFLOW_TRACKING_URI", None)
    ports = ["--prefect-port", "24200", "--mlflow-port", "25000", "--reports-port", "28500"]
    process = subprocess.Popen(
        [sys.executable, "-c", PATIENT, *ports],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = threading.Timer(CEILING, process.kill)
    watchdog.start()
    try:
        panel = "".join(iter(lambda: read_until(process.stdout, "Ctrl-C ends"), ""))
        addresses = re.findall(r"http://127\.0\.0\.1:\d+(?= )", panel)
        assert len(addresses) == 3, panel
        for address in addresses:
            with urllib.request.urlopen(address, timeout=CEILING) as answer:
                assert answer.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(CEILING)
        watchdog.cancel()
    assert code == 0
    for address in addresses:
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(address, timeout=5)


def read_until(stream, mark):
    """Lines up to the one with the mark; an empty text once that one has been read."""
    for line in stream:
        if mark in line:
            return ""
        return line
    return ""
