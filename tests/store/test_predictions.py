"""Reading the log: windows, samples, features, truths; and its limits."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from matchloop.errors import StoreError
from matchloop.store import feedback, predictions, retention
from matchloop.store.feedback import Given
from matchloop.store.moments import micros
from matchloop.store.records import Origin, ShadowAnswers, identity
from matchloop.store.rows import Logged
from matchloop.store.settings import Limits
from matchloop.store.truths import truths
from matchloop.store.writer import Writer

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def write(url, store, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_LOG_DAYS", "36500")  # NOON is long ago
    writer = Writer(url)
    yield lambda answers, first=1, time=NOON: writer.write(
        [Logged(range(first, first + len(answers)), micros(time), answers)]
    )
    writer.close()


def test_what_is_written_is_read(store, write, answers):
    features = np.array([[0.5, -1], [2, 3.25]])
    shadow = ShadowAnswers("v2", ["a", "b\0\ud800"], np.array([0.5, 0.25]))
    batch = answers(
        2, names=["Größe", "%s ? :x"], features=features, feature_set="two", cluster="b0"
    )
    write(batch)
    write(answers(2, start=2, shadow=shadow, origin=Origin.API, version="v2"), first=3)

    first, _, third, fourth = predictions.window(store, "toys").to_pylist()
    assert first == {
        "id": 1,
        "time": NOON,
        "family": "toys",
        "version": "v1",
        "input": identity(["0"]),
        "name": "Größe",
        "answer": "a0",
        "confidence": 0.25,
        "abstained": False,
        "latency_ms": 1.5,
        "features": np.array([0.5, -1], "<f4").tobytes(),
        "feature_set": "two",
        "origin": "command",
        "shadow_version": None,
        "shadow_answer": None,
        "shadow_confidence": None,
        "cluster": "b0",
    }
    assert (third["features"], third["name"], third["origin"]) == (None, None, "api")
    assert (fourth["shadow_version"], fourth["shadow_confidence"]) == ("v2", 0.25)
    assert fourth["shadow_answer"] == "b\ufffd?"
    seen = predictions.window(store, "toys", "v1")
    assert predictions.feature_matrix(seen).tolist() == features.tolist()
    assert seen.column("name").to_pylist()[1] == "%s ? :x"


def test_windows_by_size_version_and_time(store, write, answers):
    for hour in range(5):
        write(answers(2, start=2 * hour), first=1 + 2 * hour, time=NOON + timedelta(hours=hour))
    write(answers(2, start=90, version="v2"), first=90, time=NOON)
    write(answers(2, family="boys"), first=95, time=NOON)

    def ids(version=None, **limits):
        table = predictions.window(store, "toys", version, columns=("id",), **limits)
        return table.column("id").to_pylist()

    assert ids() == [1, 2, 90, 91, 3, 4, 5, 6, 7, 8, 9, 10]  # by time
    assert ids("v1", size=3) == [8, 9, 10]
    assert ids("v1", size=1) == [10]
    assert ids("v1", size=0) == []
    assert ids("v1", size=99) == list(range(1, 11))
    assert ids("v2", since=NOON) == [90, 91]
    later = NOON + timedelta(hours=1)
    assert ids(since=later, until=later + timedelta(hours=2)) == [3, 4, 5, 6]
    assert ids("v1", until=later, size=1) == [2]
    assert ids("v9") == []


def test_columns_are_those_asked_for(store, write, answers):
    write(answers(1))
    table = predictions.window(store, "toys", columns=("confidence", "answer"))
    assert table.to_pylist() == [{"confidence": 0.25, "answer": "a0"}]
    with pytest.raises(StoreError, match="no column colour; it has: id, time"):
        predictions.window(store, "toys", columns=("colour",))


def test_features_that_differ_are_no_matrix(store, write, answers):
    write(answers(2, features=np.ones((2, 3)), feature_set="a"))
    write(answers(1, features=np.ones((1, 2)), feature_set="b"), first=3)
    with pytest.raises(StoreError, match=r"The 3 predictions have different numbers.*\(3, 2\)"):
        predictions.feature_matrix(predictions.window(store, "toys"))
    empty = predictions.feature_matrix(predictions.window(store, "boys"))
    assert empty.shape == (0, 0)


def test_features_of_a_slice(store, write, answers):
    write(answers(5, features=np.arange(10).reshape(5, 2), feature_set="a"))
    table = predictions.window(store, "toys").slice(1, 3)
    assert predictions.feature_matrix(table).tolist() == [[2, 3], [4, 5], [6, 7]]


def test_the_same_batch_twice_is_stored_once(store, write, answers):
    assert write(answers(3)) == 3
    assert write(answers(4)) == 1
    assert len(predictions.window(store, "toys")) == 4


def test_limits_of_age_and_number(store, write, answers, monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 4)
    now = micros(NOON)
    for hour in range(10):
        write(answers(1), first=1 + hour, time=NOON - timedelta(hours=9 - hour))
        write(answers(1, family="boys"), first=51 + hour, time=NOON - timedelta(hours=9 - hour))
    monkeypatch.setattr(retention, "CHUNK", 2)

    assert retention.trim(store, Limits(timedelta(hours=6), rows=5), now, 60) == 10
    for family, last in (("toys", 10), ("boys", 60)):
        left = predictions.window(store, family, columns=("id",))["id"].to_pylist()
        assert left == list(range(last - 4, last + 1))
    assert retention.trim(store, Limits(timedelta(hours=3, minutes=1)), now, 60) == 2
    assert retention.trim(store, Limits(timedelta(hours=1)), now, seconds=0) == 2  # its time is up


def test_trimming_is_one_writers_turn_each_hour(store):
    hour = 3_600_000_000
    assert [retention.is_due(store, now) for now in (hour, hour + 1, 2 * hour, 2 * hour)] == [
        True,
        False,
        True,
        False,
    ]


def test_the_writer_trims_by_itself(store, write, answers, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_LOG_DAYS", "30")
    write(answers(2), time=datetime.now(UTC) - timedelta(days=31))
    write(answers(1, start=5), first=5, time=datetime.now(UTC))
    assert len(predictions.window(store, "toys")) == 1


def test_truths_by_number_and_by_input(store, write, answers):
    write(answers(3))
    write(answers(3, version="v2"), first=11, time=NOON + timedelta(hours=1))
    feedback.add(store, "toys", [Given("a0", prediction=1), Given("b", input=identity(["1"]))])
    feedback.add(store, "toys", [Given("x", input=identity(["2"])), Given("y", prediction=13)])

    found = truths(store, "toys", columns=("id", "answer")).to_pylist()
    assert found == [
        {"id": 1, "answer": "a0", "right": "a0"},
        {"id": 2, "answer": "a1", "right": "b"},
        {"id": 11, "answer": "a0", "right": "a0"},
        {"id": 12, "answer": "a1", "right": "b"},
    ]
    assert truths(store, "toys", "v2", columns=("id",))["right"].to_pylist() == ["a0", "b"]
    assert truths(store, "boys").num_rows == 0
