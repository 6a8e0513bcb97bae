"""The service as a process: clients that stall, SIGTERM, a promotion, and what it loads."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.column_types import small
from tests.test_imports import HEAVY
from tests.waiting import CEILING, wait_until

HEAVY_TO_SERVE = set(HEAVY) - {"sqlalchemy"}  # the log's own thread loads it
CODE = """
import json, sys
from matchloop.server import process
process.run(port={port})
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


class Served:
    """A service of a process of its own, on a port of its own."""

    def __init__(self, port: int, process: "subprocess.Popen[str]"):
        self.port, self.process = port, process

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=CEILING
            ) as found:
                return found.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def profile(self, header: str) -> dict:
        body = json.dumps({"table": {header: ["2024-03-01", "2024-03-02"]}}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1/columns/profile",
            body,
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=CEILING) as found:
            return json.load(found)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=CEILING)


@pytest.fixture
def served(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MATCHLOOP_SERVE_IDLE_SECONDS", "3")
    small.install(tmp_path / "bundle")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", CODE.format(port=port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
        cwd=Path(__file__).parents[2],
    )
    found = Served(port, process)
    wait_until(lambda: found.get("/health/ready") == 200)
    yield found
    process.kill()
    process.communicate()


def test_it_goes_on_whatever_clients_do_and_finishes_what_it_began(served, tmp_path):
    # One that never ends its request, and one that begins none, are cut off.
    stalled, silent = served.connect(), served.connect()
    stalled.sendall(b"POST /v1/columns/profile HTTP/1.1\r\nHost: localhost\r\nContent-Le")
    assert stalled.recv(100) == b""
    assert silent.recv(100) == b""

    # A promotion in the middle: no request is lost, each is answered by one version.
    versions = []
    with ThreadPoolExecutor(2) as pool:
        for i in range(30):
            versions.append(pool.submit(served.profile, f"day_{i}"))
            if i == 10:
                from matchloop import serving

                serving.install("column_types", 4, tmp_path / "bundle")
                serving.point("column_types", 4, 3)
    found = [each.result()["model_version"] for each in versions]
    assert set(found) <= {"v3", "v4"}
    wait_until(lambda: served.profile(f"at {time.monotonic()}")["model_version"] == "v4")

    # SIGTERM while a question is under way: it is answered, and nothing is taken any more.
    with ThreadPoolExecutor(1) as pool:
        last = pool.submit(served.profile, "last_day")
        wait_until(lambda: served.get("/health/live") == 200)
        served.process.send_signal(signal.SIGTERM)
        assert last.result()["model_version"] == "v4"
    printed, told = served.process.communicate(timeout=CEILING)
    assert served.process.returncode == 0
    assert set(json.loads(printed)) & HEAVY_TO_SERVE == set()
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert {line["status"] for line in lines if line["route"].startswith("/v1")} == {200}
    assert "day_" not in told
