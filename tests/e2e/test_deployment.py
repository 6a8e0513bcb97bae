"""A real Prefect server and worker: the deployment of prefect.yaml in the finished copy."""

import json

import pytest

from tests.e2e import server
from tests.e2e.project import FAMILY


@pytest.fixture(scope="module")
def project(finished, tmp_path_factory):
    """The finished copy with a server of its own to be and no champion yet."""
    folder = tmp_path_factory.mktemp("prefect")
    return server.to_be(finished, folder).having(MATCHLOOP_HOME=str(folder / "home"))


@pytest.fixture(scope="module")
def up(project, tmp_path_factory):
    """The server, which a worker serves."""
    with server.serving(project, tmp_path_factory.mktemp("logs")) as up:
        yield up


def test_the_deployment_shows_its_stages_and_promotes(up, project):
    output = up.prefect("deployment", "run", "train/column-types", "--watch")
    assert "Completed" in output
    (run,) = up.ask("flow_runs")
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"{FAMILY}: from the deployment")
    shown = {run["name"]: run["state_name"] for run in up.ask("task_runs")}
    assert shown.pop(f"release {FAMILY}") == "Completed"
    assert set(shown.values()) == {"Cached"}
    assert "column_types-train@network" in shown

    artifacts = {artifact["key"]: artifact["data"] for artifact in up.ask("artifacts")}
    assert {"column-types-stages", "column-types-verdict", "column-types-metrics"} < set(artifacts)
    assert any("evaluation.html" in str(data) for data in artifacts.values())
    assert "version 1 (" in artifacts["column-types-verdict"]
    assert "macro-F1 on synthetic" in artifacts["column-types-verdict"]
    assert {row["champion"] for row in json.loads(artifacts["column-types-metrics"])} == {
        "none yet"
    }
    assert "version 1 (" in "".join(line["message"] for line in up.ask("logs"))
    assert "champion" in project.ok("matchloop.cli.main", "models", "list", FAMILY)


def test_every_schedule_is_off_and_runs_take_turns(up):
    deployments = {each["name"]: each for each in up.ask("deployments")}
    assert set(deployments) == {"column-types", "column-mapping", "watch", "retrain"}
    assert not any(s["active"] for each in deployments.values() for s in each["schedules"])
    assert [len(deployments[name]["schedules"]) for name in ("column-types", "watch")] == [1, 1]
    for each in deployments.values():
        assert each["global_concurrency_limit"]["limit"] == 1
    collisions = {
        name: each["concurrency_options"]["collision_strategy"]
        for name, each in deployments.items()
    }
    assert collisions == {
        "column-types": "ENQUEUE",
        "column-mapping": "ENQUEUE",
        "watch": "CANCEL_NEW",
        "retrain": "ENQUEUE",
    }
