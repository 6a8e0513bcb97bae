"""The loop for real on loopback: Prefect's server, worker and automation, MLflow's registry, DVC.

One story in five chapters, told in order: a first champion by the deployment, a drift whose event
is lost, labels that bring a new champion, a candidate that is refused, and what there is to see of
it all.
"""

import json
import re
import shlex
import shutil

import pytest
import sqlalchemy as sa

from matchloop import store as stores
from matchloop.store import promotions, retraining, verdicts
from matchloop.store.retraining import State
from matchloop.store.tables import retrain_requests
from tests.e2e import server, traffic
from tests.e2e.project import FAMILY, HOUSE, Project, tidied
from tests.waiting import wait_until

PAGE = HOUSE / "docs" / "operations.md"
WATCH = {
    "reference_size": 200,
    "window": 200,
    # So that the second shift is told by the watch and not by a rollback.
    "probation": {
        "window": 100,
        "confidence_drop": 0.99,
        "abstention_rise": 0.99,
        "errors_rise": 0.99,
        "accuracy_drop": 0.99,
    },
}
RETRAIN = {
    "cool_down_hours": 0,
    "recent": {"share": 0.4, "minimum": 20},
    "gate": {"maximum_class_drop": 1.0},
}
GATE = {"gate": {"confidence": 0.999}}
"""Tiny models are worse by chance now and then."""


@pytest.fixture(scope="module")
def project(finished, tmp_path_factory):
    """A copy of the finished project with a registry of its own and no champion yet."""
    root = tmp_path_factory.mktemp("loop") / "project"
    shutil.copytree(finished.root, root, ignore=shutil.ignore_patterns(".matchloop"))
    with tidied(Project(root)) as project:
        project.edit(WATCH, family="watch")
        project.edit(RETRAIN, family="retrain")
        yield server.to_be(project, tmp_path_factory.mktemp("prefect"))


@pytest.fixture(scope="module")
def up(project, tmp_path_factory):
    """The server, which a worker serves."""
    with server.serving(project, tmp_path_factory.mktemp("logs")) as up:
        yield up


@pytest.fixture(scope="module")
def store(project):
    with stores.opened(project.store) as store:
        yield store


@pytest.fixture(scope="module")
def robots(project):
    """Tables of another system, which the champion answers after everyday ones."""
    answer(project, traffic.everyday(26, 100), "everyday")
    tables = traffic.foreign("robot", 20, 1)
    return tables, answer(project, tables, "robots")


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
    champions = {row["champion"] for row in json.loads(artifacts["column-types-metrics"])}
    assert champions == {"none yet"}
    assert "version 1 (" in "".join(line["message"] for line in up.ask("logs"))
    assert "champion" in project.ok("matchloop.cli.main", "models", "list", FAMILY)
    assert project.champion() == 1


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


def test_a_drift_is_kept_while_the_server_is_down(project, robots, store, tmp_path):
    output = server.to_be(project, tmp_path).ok("flows.watch", FAMILY)  # one that never is up
    assert "Prefect cannot be reached" in output
    assert f"{FAMILY} version 1: drifted" in output
    assert "the event could not be sent" in output
    (request,) = retraining.requests(store, FAMILY)
    assert request.state is State.OPEN
    assert project.champion() == 1


def test_the_lost_event_is_announced_again_and_served_once(up, project, store):
    (request,) = retraining.requests(store, FAMILY)
    made_old(store, request.id, minutes=31)  # params.yaml takes it for unheard after 30
    up.watch()
    served = up.until_served(store, FAMILY, request.id)
    # There is no feedback yet, so people are asked for some.
    assert served.state is State.REFUSED
    assert served.outcome.startswith("labels needed")
    wanted = project.root / "reports" / FAMILY / "retrain" / "to_label.csv"
    assert len(wanted.read_text().splitlines()) > 20

    up.watch()
    assert [each.id for each in retraining.requests(store, FAMILY)] == [request.id]
    assert [run["state_name"] for run in up.retrainings()] == ["Completed"]
    assert project.champion() == 1


def test_drift_and_feedback_bring_a_new_champion(up, project, robots, store, tmp_path):
    project.edit(GATE)
    give_feedback(project, *robots, tmp_path / "robots.csv")
    up.watch()
    newest = retraining.requests(store, FAMILY)[0]
    served = up.until_served(store, FAMILY, newest.id)
    assert served.state is State.DONE, f"{served.outcome}\n{up.told()}"
    assert served.outcome.startswith("promoted: column_types: version 2 (")
    assert "version v1 drifted" in served.reason
    assert project.champion() == 2
    assert promotions.on_probation(store, FAMILY).version == "v2"
    (run, _) = up.retrainings()
    assert run["parameters"]["request"] == newest.id
    assert run["parameters"]["family"] == FAMILY
    assert "version v1 drifted" in run["name"]
    assert run["created_by"]["type"] == "AUTOMATION"


def test_a_candidate_that_is_not_better_enough_is_refused(up, project, store, tmp_path):
    project.edit({"gate": {"minimum_improvement": 1.0}}, family="retrain")
    answer(project, traffic.foreign("robot", 22, 2), "more robots")
    tills = traffic.foreign("till", 20, 3)
    give_feedback(project, tills, answer(project, tills, "tills"), tmp_path / "tills.csv")
    before = serving_copy(project)
    up.watch()
    assert promotions.on_probation(store, FAMILY) is None
    newest = retraining.requests(store, FAMILY)[0]
    served = up.until_served(store, FAMILY, newest.id)
    assert served.state is State.REFUSED, f"{served.outcome}\n{up.told()}"
    # Which of the models is proposed is chosen by what was measured.
    assert re.search(r"candidate \(\w+\) was refused; version 2 goes on", served.outcome)
    assert "version v2 drifted" in served.reason
    assert project.champion() == 2
    assert serving_copy(project) == before


def test_every_step_is_to_be_seen(up, project, store):
    assert len(up.retrainings()) == 3
    assert len(retraining.requests(store, FAMILY)) == 3
    told = {"matchloop.drift.detected": 3, "matchloop.retrain.finished": 3}
    wait_until(lambda: up.events() == told, "for events, which are written in batches")

    artifacts = {artifact["key"]: artifact["data"] for artifact in up.ask("artifacts")}
    wanted = ("watch", "watch-page", "retrain", "to-label", "verdict", "stages")
    assert {f"column-types-{name}" for name in wanted} < set(artifacts)
    assert "matchloop-status" in artifacts
    page = project.root / verdicts.latest(store, FAMILY).report
    assert "drifted" in page.name
    assert page.is_file()

    (status,) = json.loads(project.ok("matchloop.cli.main", "status", "--json"))
    assert status["version"] == 2
    assert status["verdict"]["verdict"] == "drifted"
    assert status["last_retrain"]["outcome"].startswith("refused: ")
    listed = project.ok("matchloop.cli.main", "models", "list", FAMILY)
    assert "champion" in listed
    assert "previous" in listed


@pytest.mark.parametrize("section", ["Turning the schedules on", "Looking", "Feedback"])
def test_the_commands_of_the_operations_page_run(project, up, section):
    outputs = run_page(project, section)
    if section == "Turning the schedules on":
        shown = outputs["prefect deployment schedule ls watch/watch"]
        assert re.search(r"cron: \*/15 \* \* \* \* +│ True", shown)
        assert not any(s["active"] for each in up.ask("deployments") for s in each["schedules"])
    if section == "Looking":
        assert "version 2" in outputs["matchloop status"]


def test_the_page_takes_a_version_back_and_shows_a_shadow(project, up):
    outputs = run_page(project, "Taking a version back")
    assert "Version 1 of column_types serves again" in next(iter(outputs.values()))
    assert project.champion() == 2
    outputs = run_page(project, "A version in the shadow")
    assert "v1 beside champion v2" in outputs["matchloop shadow show column_types"]


def run_page(project, section):
    """Run a section's commands as they stand, but those that other tests run; what they print."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    outputs = {}
    for line in "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).splitlines():
        words = shlex.split(line, comments=True)
        if not words or words[0] == "python" or "--watch" in words:
            continue
        module = {"matchloop": "matchloop.cli.main", "prefect": "prefect"}[words[0]]
        outputs[shlex.join(words)] = project.ok(module, *words[1:])
    assert outputs
    return outputs


def answer(project, tables, name):
    """Have the champion answer the tables in one call; what it said."""
    folder = traffic.write(tables, project.root.parent / "traffic" / name)
    answered = json.loads(project.ok("matchloop.cli.main", "profile", str(folder), "--json"))
    assert all(column["prediction"] for table in answered for column in table["columns"])
    return answered


def give_feedback(project, tables, answered, path):
    traffic.write_feedback(tables, answered, path)
    output = project.ok("matchloop.cli.main", "feedback", "import", FAMILY, str(path))
    assert f"{sum(map(len, tables.values()))} added" in output


def made_old(store, number, minutes):
    """Say that a request was created so long before."""
    row = retrain_requests.c
    with store.writing() as connection:
        earlier = sa.update(retrain_requests).where(row.id == number)
        connection.execute(earlier.values(created=row.created - minutes * 60_000_000))


def serving_copy(project):
    return project.hashes(".matchloop/serving")
