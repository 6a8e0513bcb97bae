"""A real Prefect server and worker: the deployment of prefect.yaml in the finished copy."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.e2e.project import FAMILY

SECONDS = 150


@pytest.fixture(scope="module")
def project(finished, tmp_path_factory):
    """The finished copy with a server of its own to be and no champion yet."""
    folder = tmp_path_factory.mktemp("prefect")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return finished.having(
        PREFECT_HOME=str(folder),
        PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
        MATCHLOOP_HOME=str(folder / "home"),
    )


@pytest.fixture(scope="module")
def prefect(project, tmp_path_factory):
    """A function that runs the prefect command; the server and a worker are up."""
    folder = tmp_path_factory.mktemp("logs")
    started = []

    def start(*arguments):
        log = (folder / f"{arguments[0]}.log").open("w")
        command = [sys.executable, "-m", "prefect", *arguments]
        options = {"cwd": project.root, "env": project.env, "start_new_session": True}
        started.append(subprocess.Popen(command, stdout=log, stderr=log, **options))

    def run(*arguments):
        return project.ok("prefect", "--no-prompt", *arguments)

    api = project.variables["PREFECT_API_URL"]
    port = api.rpartition(":")[2].removesuffix("/api")
    try:
        start("server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui")
        wait_until_healthy(f"{api}/health", folder / "server.log")
        run("work-pool", "create", "matchloop", "--type", "process")
        start("worker", "start", "--pool", "matchloop", "--type", "process")
        run("deploy", "--all")
        yield run
    finally:
        for process in reversed(started):
            stop(process)


@pytest.fixture(scope="module")
def ask(prefect, project):
    """A function that asks the server for all it has of something."""

    def ask(what):
        address = f"{project.variables['PREFECT_API_URL']}/{what}/filter"
        request = urllib.request.Request(address, b"{}", {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    return ask


def wait_until_healthy(address, log):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the Prefect server did not answer in {SECONDS} s:\n{log.read_text()}")


def stop(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_the_deployment_shows_its_stages_and_promotes(prefect, ask, project):
    output = prefect("deployment", "run", "train/column-types", "--watch")
    assert "Completed" in output
    (run,) = ask("flow_runs")
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"{FAMILY}: from the deployment")
    shown = {run["name"]: run["state_name"] for run in ask("task_runs")}
    assert shown.pop(f"release {FAMILY}") == "Completed"
    assert set(shown.values()) == {"Cached"}
    assert "column_types-train@network" in shown

    artifacts = {artifact["key"]: artifact["data"] for artifact in ask("artifacts")}
    assert {"column-types-stages", "column-types-verdict", "column-types-metrics"} < set(artifacts)
    assert any("evaluation.html" in str(data) for data in artifacts.values())
    assert "version 1 (" in artifacts["column-types-verdict"]
    assert "macro-F1 on synthetic" in artifacts["column-types-verdict"]
    assert {row["champion"] for row in json.loads(artifacts["column-types-metrics"])} == {
        "none yet"
    }
    assert "version 1 (" in "".join(line["message"] for line in ask("logs"))
    assert "champion" in project.ok("matchloop.cli.main", "models", "list", FAMILY)


def test_the_schedule_is_off_and_runs_take_turns(ask):
    (deployment,) = ask("deployments")
    assert [schedule["active"] for schedule in deployment["schedules"]] == [False]
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "ENQUEUE"
