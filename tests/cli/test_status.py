"""`matchloop status` on a toy family, as a person and as a program sees it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from matchloop import serving
from matchloop import store as stores
from matchloop.cli.main import app
from matchloop.drift.findings import DriftVerdict
from matchloop.monitoring import probation
from matchloop.monitoring.status import FamilyStatus
from matchloop.monitoring.status_words import age, lines
from matchloop.store import retraining, verdicts
from matchloop.store.moments import now
from matchloop.store.retraining import State
from tests.tiny_bundle import change_one_byte
from tests.watch_toys import FAMILY, PARAMS, log, serve

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("MATCHLOOP_DATABASE_URL", "MATCHLOOP_LOG", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def store(tmp_path):
    serve(tmp_path, 1)
    serve(tmp_path, 2, previous=1)
    with stores.opened() as store:
        yield store


def shown(*arguments):
    """What the command prints: line by line, the name of a line to its text."""
    result = CliRunner().invoke(app, ["status", *arguments])
    assert result.exit_code == 0, result.exception
    parts = [line.strip().partition("  ") for line in result.output.splitlines()]
    return {name: text.strip() for name, _, text in parts}


def as_json(*arguments):
    result = CliRunner().invoke(app, ["status", "--json", *arguments])
    assert result.exit_code == 0, result.exception
    return json.loads(result.output)


def test_nothing_serves_yet(home):
    assert "No family serves yet. `make run` trains" in CliRunner().invoke(app, ["status"]).output
    assert as_json() == []
    assert not home.exists()


def test_a_champion_that_nobody_has_watched(tmp_path, home):
    serve(tmp_path)
    line = shown()
    assert line["champion"] == "version 1 (forest)"
    assert line["accuracy"] == "hold-out 0.960"
    assert line["drift"] == "never watched: `python -m flows.watch` does it"
    assert line["retraining"] == "nothing is asked for"
    assert line["last retrain"] == "none yet"
    assert "problem" not in line
    assert not (home / "store.db").exists()


def test_everything_the_loop_remembers_is_told(store):
    log(20)
    span = (now() - timedelta(hours=1), now())
    verdicts.record(
        store, FAMILY, "v2", DriftVerdict.DRIFTED, ["length rose"], window=span, window_size=1_000
    )
    probation.begin(store, FAMILY, serving.current(FAMILY), PARAMS.probation)
    served = retraining.ask(store, FAMILY, "old drift")
    retraining.claim(store, "me", FAMILY)
    retraining.finish(store, served.id, "me", State.REFUSED, "no better than version 2")
    retraining.ask(store, FAMILY, "new drift")
    line = shown()
    assert line["champion"] == (
        "version 2 (forest), for a moment; version 1 is the one to go back to"
    )
    assert line["drift"] == "drifted: length rose (1,000 predictions, a moment ago)"
    assert line["retraining"] == "request 2 waits since a moment: new drift"
    assert line["last retrain"] == (
        "refused, a moment ago: no better than version 2 (because: old drift)"
    )
    assert line["probation"] == "version 2 is on probation since a moment"


def test_json_has_the_same_in_plain_values(store):
    verdicts.record(store, FAMILY, "v2", DriftVerdict.STABLE, [], window=None, window_size=0)
    retraining.ask(store, FAMILY, "drift")
    (family,) = as_json()
    assert (family["family"], family["version"], family["previous"]) == (FAMILY, 2, 1)
    assert family["accuracy"] == {"hold-out": 0.96}
    assert family["verdict"]["verdict"] == "stable"
    assert family["requests"][0]["reason"] == "drift"
    assert datetime.fromisoformat(family["requests"][0]["created"]) <= now()
    assert family["last_retrain"] is None


def test_a_family_can_be_named(store):
    assert as_json("bricks")[0]["version"] is None
    assert shown("bricks")["champion"].startswith("none yet")


def test_a_damaged_champion_is_a_problem_not_an_end(store):
    change_one_byte(serving.version_folder(FAMILY, 2) / "model.onnx")
    line = shown()
    assert line["champion"].startswith("version 2")
    assert "SHA-256" in line["problem"]


def test_a_store_out_of_reach_is_a_problem_not_an_end(tmp_path, monkeypatch):
    serve(tmp_path)
    (tmp_path / "store.db").write_text("no database at all, but long enough to be read as one")
    monkeypatch.setenv("MATCHLOOP_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    line = shown()
    assert line["champion"] == "version 1 (forest)"
    assert "The store at sqlite:///" in line["problem"]


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=59), "a moment"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=3, hours=20), "3 days"),
    ],
)
def test_ages_are_told_in_their_largest_unit(span, text):
    assert age(span) == text


def test_a_verdict_on_an_older_version_says_so():
    verdict = verdicts.WatchVerdict(
        1, FAMILY, NOW - timedelta(hours=2), "v1", DriftVerdict.STABLE, [], NOW, NOW, 900, None
    )
    found = FamilyStatus(FAMILY, version=2, verdict=verdict, shadow=3)
    line = dict(lines(found, NOW))
    assert line["drift"] == "stable (of version 1) (900 predictions, 2 hours ago)"
    assert line["shadow"] == "version 3 answers unseen"
