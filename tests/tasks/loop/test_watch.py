"""What the watch shows, and that it goes on without the registry."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matchloop import serving
from matchloop import store as stores
from matchloop.drift.findings import DriftVerdict
from matchloop.errors import RegistryError
from matchloop.monitoring.events import DriftDetected
from matchloop.monitoring.status import FamilyStatus
from matchloop.monitoring.watch import WatchResult
from matchloop.params import load_params
from matchloop.store import retraining, verdicts
from matchloop.store.retraining import State
from matchloop.store.tables import retrain_requests
from tasks.loop import prefect_events
from tasks.loop.watch import (
    look_after,
    reconcile,
    status_markdown,
    watch_markdown,
    watched_families,
)
from tests.watch_toys import FAMILY, PARAMS, log, older, serve

ALL = load_params(Path(__file__).parents[3] / "params.yaml").model_copy(update={"watch": PARAMS})


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("MATCHLOOP_DATABASE_URL", "MATCHLOOP_LOG", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def drifted(home, monkeypatch):
    """A family whose newest predictions are others than its first, and a registry that agrees."""

    def report(reference, window, result, path, limits):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    monkeypatch.setattr("matchloop.monitoring.watch.report", report)
    monkeypatch.setattr("tasks.loop.watch.registry.sync", serving.current)
    serve(home)
    log(200)
    log(200, start=1_000, shift=3)
    return home


@pytest.fixture
def sent(monkeypatch):
    """The events that would have been sent to a server that is there."""
    events = []
    monkeypatch.setattr(prefect_events, "announce", lambda event: events.append(event) or "")
    return events


def test_drift_is_announced_once_after_it_was_recorded(drifted, sent):
    result = look_after(FAMILY, ALL, drifted, False)
    assert sent == [DriftDetected(FAMILY, result.request.reason, result.request.id)]
    assert result.notes == ()
    again = look_after(FAMILY, ALL, drifted, True)
    assert again.request.merged == 1
    assert len(sent) == 1
    with stores.opened() as store:
        assert verdicts.latest(store, FAMILY).reasons == list(result.reasons)


def test_the_webhook_is_told_once_and_what_it_says_is_a_note(drifted, sent, monkeypatch):
    posted = []
    monkeypatch.setattr("tasks.loop.watch.webhook.post", lambda event: posted.append(event) or "no")
    assert look_after(FAMILY, ALL, drifted, False).notes == ("the webhook was not told: no",)
    look_after(FAMILY, ALL, drifted, True)
    assert posted == sent


def test_an_event_that_cannot_be_sent_is_said_and_the_request_waits(drifted, monkeypatch):
    monkeypatch.setattr(prefect_events, "announce", lambda event: "connection refused")
    result = look_after(FAMILY, ALL, drifted, False)
    assert result.notes[0].startswith("the event could not be sent: connection refused.")
    assert "python -m flows.retrain toys" in result.notes[0]
    with stores.opened() as store:
        (request,) = retraining.requests(store, FAMILY)
        assert (request.id, request.state) == (result.request.id, State.OPEN)


def test_requests_that_got_stuck_are_announced_in_words(home, sent):
    with stores.opened() as store:
        request = retraining.ask(store, FAMILY, "drift")
        assert list(reconcile(store, ALL)) == []
        retraining.claim(store, "dead", FAMILY)
        older(store, retrain_requests, "claimed_at", timedelta(hours=2))
        assert list(reconcile(store, ALL)) == [
            "toys: the run that served request 1 was lost; it is open",
            "toys: request 1 is announced again",
        ]
    assert sent == [DriftDetected(FAMILY, "drift", request.id)]


def test_with_the_registry_out_of_reach_the_local_champion_is_watched(home, monkeypatch):
    def unreachable(*_):
        raise RegistryError("no answer from the registry")

    monkeypatch.setattr("tasks.loop.watch.registry.versions", unreachable)
    monkeypatch.setattr("tasks.loop.watch.registry.sync", unreachable)
    serve(home)
    log(20)
    assert watched_families() == [FAMILY]
    watched = look_after(FAMILY, ALL, home, False)
    assert watched.verdict is DriftVerdict.NOT_ENOUGH_DATA
    assert "without the registry: no answer from the registry" in watched.notes[0]


def test_a_family_without_champion_is_passed_over(home):
    assert look_after("bricks", ALL, home, False) is None


def test_the_page_shows_reasons_as_they_are():
    watched = WatchResult("toys", "v1", DriftVerdict.DRIFTED, ("answers: *a*|b\nc 10 % → 90 %",))
    assert watch_markdown(watched, Path("/project")) == (
        "# toys version 1: drifted\n\n- answers: \\*a\\*\\|b c 10 % → 90 %\n"
    )


def test_the_status_page_has_a_table_for_each_family():
    found = [FamilyStatus("toys"), FamilyStatus("bricks", problems=("a|b",))]
    page = status_markdown(found, datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert "## toys\n\n| | |\n| --- | --- |\n| champion | none yet" in page
    assert "| problem | a\\|b |" in page
