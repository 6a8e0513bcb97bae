"""The watch flow on a real Prefect server, and by hand without one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.events.schemas.deployment_triggers import DeploymentEventTrigger

from flows.watch import watch
from matchloop import serving
from matchloop import store as stores
from matchloop.drift.findings import DriftVerdict
from matchloop.errors import BundleError
from matchloop.monitoring import probation
from matchloop.store import promotions, retraining, verdicts
from matchloop.store.promotions import Probation
from tasks.loop import prefect_events
from tests.tiny_bundle import change_one_byte
from tests.waiting import CEILING, wait_until
from tests.watch_toys import FAMILY, PARAMS, log, serve

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with small params for the watch, and a family that serves."""
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("MATCHLOOP_DATABASE_URL", "MATCHLOOP_LOG", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    params = yaml.safe_load((HOUSE / "params.yaml").read_text())
    params["watch"] = PARAMS.model_dump(mode="json")
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(prefect_events, "_SECONDS", CEILING)
    serve(tmp_path)
    return tmp_path


@pytest.fixture
def store(project):
    with stores.opened() as store:
        yield store


def drift():
    log(200)
    log(200, start=1_000, shift=3)


def heard(name):
    """The events of a name that the server has; they get there a moment after they were taken."""
    found = []

    def look():
        with get_client(sync_client=True) as client:
            events = client.request("POST", "/events/filter", json={"limit": 50}).json()["events"]
        found[:] = [each for each in events if each["event"] == name]
        return found

    wait_until(look, f"for {name}")
    return found


def test_drift_is_shown_and_the_server_hears_of_it(project, store):
    drift()
    (watched,) = watch()
    request = retraining.requests(store, FAMILY)[0]
    assert (watched.verdict, watched.request) == (DriftVerdict.DRIFTED, request)
    event = heard("matchloop.drift.detected")[0]
    assert event["resource"]["prefect.resource.id"] == FAMILY
    assert event["payload"] == {"reason": request.reason, "request": request.id}
    shown = Artifact.get("toys-watch").data
    assert shown.startswith("# toys version 1: drifted\n")
    assert "inputs: about" in shown
    assert (project / watched.page).as_uri() in Artifact.get("toys-watch-page").data
    assert "request 1 waits since a moment" in Artifact.get("matchloop-status").data


def test_a_bad_promotion_is_rolled_back_and_the_server_hears_of_it(project, store):
    log(200)
    serve(project, 2, previous=1)
    probation.begin(store, FAMILY, serving.current(FAMILY), PARAMS.probation)
    log(200, start=5_000, version="v2", confidence=0.6)
    (watched,) = watch([FAMILY])
    assert "toys version 2 was rolled back, version 1 serves again" in watched.notes[0]
    assert watched.version == "v1"
    assert serving.current(FAMILY).version == 1
    assert promotions.history(store, FAMILY)[1].state is Probation.ROLLED_BACK
    event = heard("matchloop.promotion.rolled_back")[0]
    assert (event["payload"]["version"], event["payload"]["serves"]) == ("v2", 1)


def test_one_family_that_cannot_be_watched_does_not_stop_the_others(project, store):
    serve(project, family="bricks")
    change_one_byte(serving.version_folder("bricks", 1) / "model.onnx")
    state = watch(return_state=True)
    assert state.is_failed()
    with pytest.raises(BundleError, match="bricks"):
        state.result()
    assert verdicts.latest(store, FAMILY).verdict is DriftVerdict.NOT_ENOUGH_DATA
    assert "## bricks" in Artifact.get("matchloop-status").data


def by_hand(project, **variables):
    env = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    env |= {"PYTHONPATH": str(HOUSE), "COLUMNS": "200", "NO_COLOR": "1", **variables}
    command = [sys.executable, "-m", "tests.with_toys", "flows.watch"]
    run = subprocess.run(
        command, cwd=project, env=env, capture_output=True, text=True, timeout=CEILING
    )
    return run.returncode, run.stdout + run.stderr


def test_by_hand_with_the_server_down_everything_is_recorded(project, store):
    drift()
    code, output = by_hand(project, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert code == 0, output
    assert "Prefect cannot be reached (http://127.0.0.1:9/api:" in output
    assert "toys version 1: drifted" in output
    assert "the event could not be sent" in output
    assert "request 1 asks for a retraining" in output
    assert verdicts.latest(store, FAMILY).verdict is DriftVerdict.DRIFTED
    assert len(retraining.requests(store, FAMILY)) == 1


def test_by_hand_a_problem_is_one_paragraph_and_code_1(project):
    change_one_byte(serving.version_folder(FAMILY, 1) / "model.onnx")
    code, output = by_hand(project, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert code == 1
    assert "toys:" in output
    assert "SHA-256" in output
    assert "Traceback" not in output


def test_the_deployments_are_what_the_events_fill_in():
    deployments = {
        each["name"]: each
        for each in yaml.safe_load((HOUSE / "prefect.yaml").read_text())["deployments"]
    }
    assert deployments["watch"]["schedules"][0]["active"] is False
    (trigger,) = deployments["retrain"]["triggers"]
    checked = DeploymentEventTrigger.model_validate(trigger)
    assert checked.expect == {"matchloop.drift.detected"}
    assert set(checked.parameters) == {"family", "reason", "request"}
