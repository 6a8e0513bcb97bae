"""A real Prefect server and worker: slow, and the only proof that prefect.yaml works."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from tasks.telemetry import SWITCHES
from tests.flows import toy

HOUSE = Path(__file__).parents[2]
SECONDS = 150


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The toy project with the house's flows and the house's prefect.yaml, its family toy."""
    root = toy.make(tmp_path_factory.mktemp("clone") / "toy")
    for package in ("flows", "tasks", "matchloop"):
        shutil.copytree(
            HOUSE / package, root / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    config = yaml.safe_load((HOUSE / "prefect.yaml").read_text())
    deployment = config["deployments"][0]
    deployment |= {"name": "toy", "parameters": {**deployment["parameters"], "family": "toy"}}
    (root / "prefect.yaml").write_text(yaml.safe_dump(config))
    return root


@pytest.fixture(scope="module")
def api():
    return f"http://127.0.0.1:{free_port()}/api"


@pytest.fixture(scope="module")
def ask(api):
    """A function that asks the server for all it has of something."""

    def ask(what):
        request = urllib.request.Request(
            f"{api}/{what}/filter", b"{}", {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    return ask


@pytest.fixture(scope="module")
def prefect(clone, api, tmp_path_factory):
    """A function that runs the prefect command against a server and a worker of our own."""
    folder = tmp_path_factory.mktemp("prefect")
    port = api.split(":")[2].removesuffix("/api")
    env = {name: value for name, value in os.environ.items() if "PREFECT" not in name} | {
        **SWITCHES,
        "PREFECT_HOME": str(folder),
        "PREFECT_API_URL": api,
        "DVC_SITE_CACHE_DIR": str(folder / "site"),
        "MATCHLOOP_HOME": str(folder / "home"),
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }
    env.pop("PYTHONPATH", None)
    started = []

    def start(*arguments):
        log = (folder / f"{arguments[0]}.log").open("w")
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "prefect", *arguments],
                cwd=clone,
                env=env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
            cwd=clone,
            env=env,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        return done.returncode, done.stdout + done.stderr

    try:
        start("server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui")
        wait_until_healthy(f"{api}/health", folder / "server.log")
        assert run("work-pool", "create", "matchloop", "--type", "process")[0] == 0
        start("worker", "start", "--pool", "matchloop", "--type", "process")
        yield run
    finally:
        for process in reversed(started):
            stop(process)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


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
        process.kill()
        process.wait()


def test_a_deployment_runs_the_graph_and_again_from_the_cache(prefect, ask, clone):
    code, output = prefect("deploy", "--all")
    assert code == 0, output
    assert "train/toy" in output
    for _ in range(2):
        code, output = prefect("deployment", "run", "train/toy", "--watch")
        assert code == 0, output
    assert (clone / "join.out").read_text() == "joinleftdrawseedrightdrawseed"
    states = [run["state_name"] for run in ask("task_runs") if run["name"].startswith("toy-")]
    assert sorted(states) == ["Cached"] * 4 + ["Completed"] * 4
    assert "hello from join" in [line["message"] for line in ask("logs")]
    assert {artifact["key"] for artifact in ask("artifacts")} == {"toy-stages"}


def test_the_schedule_is_off_and_runs_take_turns(prefect, ask):
    code, output = prefect("deploy", "--all")
    assert code == 0, output
    (deployment,) = ask("deployments")
    assert [schedule["active"] for schedule in deployment["schedules"]] == [False]
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "ENQUEUE"
