"""The retraining flow on a tiny DVC project, with Prefect's own test server."""

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import typer
import yaml
from prefect.artifacts import Artifact

from flows.retrain import main, retrain
from matchloop import store as stores
from matchloop.errors import StoreError
from matchloop.store import feedback, retraining
from matchloop.store.feedback import Given
from matchloop.store.retraining import State
from tasks.loop import prefect_events
from tasks.loop.retrain_result import Ending
from tasks.pipeline.dvc import StageFailedError
from tasks.release import Decision, ReleaseResult
from tests.flows import toy

HOUSE = Path(__file__).parents[2]
DEPENDENCIES = ("data/labelled/toy", "data/retrain/toy/generate")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = toy.make(tmp_path_factory.mktemp("template") / "toy", *DEPENDENCIES)
    toy.repro(root)
    return root


@pytest.fixture
def root(template, tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path / "site"))
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MATCHLOOP_DATABASE_URL", raising=False)
    root = Path(shutil.copytree(template, tmp_path / "toy"))
    monkeypatch.chdir(root)
    ask_for(root, cool_down_hours=12)
    return root


@pytest.fixture
def store(root):
    with stores.opened() as store:
        yield store


@pytest.fixture
def release(monkeypatch):
    """What the release comes to, and how often it was asked."""

    class Release:
        decision, reasons, asked = Decision.PROMOTED, ("✓ better",), 0

        def __call__(self, name, family, root):
            self.asked += 1
            self.limits = family._limits
            return ReleaseResult(name, "net", self.decision, 2, "champion v1", self.reasons)

    release = Release()
    monkeypatch.setattr("tasks.release.release", release)
    monkeypatch.setattr("tasks.release.load", lambda name: "a family")
    return release


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """The events that were sent."""
    events = []
    monkeypatch.setattr(prefect_events, "announce", lambda event: events.append(event) or "")
    return events


def ask_for(root, **changes):
    params = yaml.safe_load((HOUSE / "params.yaml").read_text())
    params["retrain"] |= changes
    (root / "params.yaml").write_text(yaml.safe_dump(params))


def say(store, count, start=0):
    names = [f"n{number}" for number in range(start, start + count)]
    feedback.add(store, "toy", [Given("city", payload={"name": name}) for name in names])


def the_request(store):
    (request,) = retraining.requests(store, "toy")
    return request


def test_labels_become_data_and_a_new_model(root, store, release, sent):
    say(store, 60)
    asked = retraining.ask(store, "toy", "v1 drifted")
    result = retrain("toy", "v1 drifted", request=asked.id)
    assert (result.ending, result.version) == (Ending.PROMOTED, 2)
    request = the_request(store)
    assert (request.state, request.claimed_by.count("/")) == (State.DONE, 2)
    assert request.outcome == "promoted: toy: version 2 (net) serves now"
    assert (root / "data/labelled/toy/feedback.csv").is_file()
    assert (root / "data/recent/toy/feedback.csv").is_file()
    assert release.limits == {"minimum_improvement": 0.0, "maximum_class_drop": 0.03}
    (event,) = sent
    assert (event.name, event.family) == ("matchloop.retrain.finished", "toy")
    assert (event.ending, event.request, event.reason) == ("promoted", asked.id, "v1 drifted")
    assert "v1 drifted" in Artifact.get("toy-retrain").data
    assert "toy-draw" in Artifact.get("toy-stages").data

    again = retrain("toy", "v1 drifted", request=asked.id)  # the event came twice
    assert (again.ending, release.asked) == (Ending.NOT_NOW, 1)
    assert "is done: promoted" in again.outcome
    assert len(sent) == 1


def test_a_refusal_leaves_the_champion_and_says_why(root, store, release):
    say(store, 60)
    release.decision, release.reasons = Decision.REFUSED, ("✓ fast", "✗ worse on recent")
    result = retrain("toy", "by hand")
    assert result.ending is Ending.REFUSED
    request = the_request(store)
    assert request.state is State.REFUSED
    assert "version 2 goes on serving; ✗ worse on recent" in request.outcome


def test_without_labels_it_asks_for_them_and_trains_nothing(root, store, release, sent):
    say(store, 3)
    (root / "draw.began").unlink()
    result = retrain("toy", "drift")
    assert (result.ending, release.asked) == (Ending.LABELS_NEEDED, 0)
    assert not (root / "draw.began").exists()
    assert not (root / "data/labelled/toy/feedback.csv").exists()
    request = the_request(store)
    assert request.state is State.REFUSED
    assert request.outcome.startswith("labels needed: ")
    assert "matchloop feedback import toy reports/toy/retrain/to_label.csv" in request.outcome
    assert (root / "reports/toy/retrain/to_label.csv").is_file()
    assert "to_label.csv" in Artifact.get("toy-to-label").data
    assert sent[0].ending == "labels needed"

    waiting = retrain("toy", "drift")
    assert waiting.ending is Ending.NOT_NOW
    say(store, 60, start=100)
    assert retrain("toy", "drift").ending is Ending.PROMOTED


def test_without_labels_it_draws_data_anew_where_that_is_allowed(root, store, release):
    ask_for(root, without_labels="regenerate")
    (root / "draw.began").unlink()
    result = retrain("toy", "drift")
    assert result.ending is Ending.PROMOTED
    assert (root / "draw.began").exists()
    assert "on regenerated data, without new labels" in the_request(store).outcome


def test_a_failed_stage_ends_the_request_as_failed(root, store, release, sent):
    say(store, 60)
    (root / "draw.fail").touch()
    with pytest.raises(StageFailedError, match="row 7 of the toy is broken"):
        retrain("toy", "drift")
    request = the_request(store)
    assert request.state is State.FAILED
    assert "Stage 'toy-draw' failed" in request.outcome
    assert release.asked == 0
    assert sent[0].ending == "failed"


def test_under_a_lost_claim_nothing_is_released(root, store, release, monkeypatch):
    say(store, 60)
    monkeypatch.setattr("flows.retrain.publish.pipeline", lambda *_: take_away(store))
    with pytest.raises(StoreError, match="is not being served by"):
        retrain("toy", "drift")
    assert release.asked == 0
    assert the_request(store).claimed_by == "another"


def take_away(store):
    from datetime import timedelta

    retraining.reopen_lost(store, timedelta(seconds=-1))
    retraining.claim(store, "another", "toy")


def test_a_webhook_is_told_and_need_not_answer(root, store, release, monkeypatch):
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("MATCHLOOP_WEBHOOK_URL", f"http://127.0.0.1:{server.server_port}/x")
    try:
        assert retrain("toy", "drift").ending is Ending.LABELS_NEEDED
    finally:
        server.shutdown()
        server.server_close()
    (body,) = got
    assert (body["event"], body["family"]) == ("matchloop.retrain.finished", "toy")
    assert body["outcome"].startswith("labels needed")


def test_the_command_tells_the_outcome(root, store, release, capsys):
    say(store, 60)
    main("toy", "by hand", 1, False)
    printed = " ".join(capsys.readouterr().out.split())
    assert "toy: promoted: toy: version 2 (net) serves now" in printed
    (root / "draw.fail").touch()
    say(store, 60, start=200)
    with pytest.raises(typer.Exit):
        main("toy", "by hand", 1, True)
    assert "Stage 'toy-draw' failed" in " ".join(capsys.readouterr().err.split())
