"""A real Prefect server and worker for a copy of the project, on a free port of loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.project import Project

SECONDS = 150


@dataclass(frozen=True)
class Server:
    """What is up: the address of its API, the project it is for, and where the logs are."""

    api: str
    project: Project
    logs: Path

    def prefect(self, *arguments: str) -> str:
        """Run the prefect command, which must succeed; its output."""
        return self.project.ok("prefect", "--no-prompt", *arguments)

    def ask(self, what: str, **wanted: Any) -> Any:
        """Ask the server for all it has of something, or what fits a filter."""
        address, body = f"{self.api}/{what}/filter", json.dumps(wanted).encode()
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def told(self) -> str:
        """The last lines of the logs, for a test that fails."""
        parts = []
        for log in sorted(self.logs.glob("*.log")):
            last = log.read_text(errors="replace").splitlines()[-60:]
            parts.append("\n".join([f"--- {log.name}", *last]))
        return "\n".join(parts)


def to_be(project: Project, folder: Path) -> Project:
    """The copy with the address of a server that is not up yet; folder: of the server's files."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return project.having(PREFECT_HOME=str(folder), PREFECT_API_URL=f"http://127.0.0.1:{port}/api")


@contextmanager
def serving(project: Project, logs: Path) -> Iterator[Server]:
    """Start the server that the copy has the address of, its deployments and a worker."""
    api = project.variables["PREFECT_API_URL"]
    server, started = Server(api, project, logs), []

    def start(*arguments: str) -> None:
        with (logs / f"{arguments[0]}.log").open("w") as log:
            command = [sys.executable, "-m", "prefect", *arguments]
            options: Any = {"cwd": project.root, "env": project.env, "start_new_session": True}
            started.append(subprocess.Popen(command, stdout=log, stderr=log, **options))

    port = api.rpartition(":")[2].removesuffix("/api")
    try:
        start("server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui")
        _wait_until_healthy(server)
        server.prefect("work-pool", "create", "matchloop", "--type", "process", "--overwrite")
        start("worker", "start", "--pool", "matchloop", "--type", "process")
        server.prefect("deploy", "--all")
        yield server
    finally:
        for process in reversed(started):
            _stop(process)


def _wait_until_healthy(server: Server) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{server.api}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the Prefect server did not answer in {SECONDS} s:\n{server.told()}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
