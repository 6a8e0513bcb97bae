"""A real Prefect server and worker for a copy of the project, on a free port of loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from matchloop.store import retraining
from matchloop.store.engine import Store
from matchloop.store.retraining import Request
from tests.e2e.project import Project
from tests.waiting import CEILING


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
        with urllib.request.urlopen(request, timeout=CEILING) as answer:
            return json.load(answer)

    def watch(self) -> None:
        """Run the deployment as its schedule would, to its end."""
        output = self.prefect("deployment", "run", "watch/watch", "--watch")
        assert "Completed" in output, f"{output}\n{self.told()}"

    def events(self) -> Counter[str]:
        """How many events of the loop the server has, by their name."""
        wanted = {"event": {"prefix": ["matchloop."]}}
        return Counter(each["event"] for each in self.ask("events", filter=wanted)["events"])

    def retrainings(self) -> Any:
        """Runs of the deployment `retrain`, the newest first."""
        named = {"name": {"any_": ["retrain"]}}
        return self.ask("flow_runs", flows=named, sort="EXPECTED_START_TIME_DESC")

    def until_served(self, store: Store, family: str, number: int) -> Request:
        """Wait until a request is closed and the run that did it has ended; the request."""
        end = time.monotonic() + CEILING
        while time.monotonic() < end:
            request = next(r for r in retraining.requests(store, family) if r.id == number)
            runs = [r for r in self.retrainings() if r["parameters"].get("request") == number]
            ended = [r for r in runs if r["state_type"] in ("COMPLETED", "FAILED", "CRASHED")]
            if request.finished and ended:
                return request
            if ended:
                break
            time.sleep(1)
        states = [(run["name"], run["state_name"]) for run in self.retrainings()]
        pytest.fail(f"request {number} was not served: {request}\n{states}\n{self.told()}")

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
    return project.having(
        PREFECT_HOME=str(folder),
        PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
        PREFECT_WORKER_QUERY_SECONDS="1",  # a worker looks every ten without being told
    )


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
    end = time.monotonic() + CEILING
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{server.api}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the Prefect server did not answer in {CEILING:g} s:\n{server.told()}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(CEILING)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
