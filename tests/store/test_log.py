"""The prediction log: off the answering path, never in its way, and honest about what it drops."""

import logging
import sqlite3
import sys
import threading

import numpy as np
import pytest

from matchloop import store as stores
from matchloop.store import log as module
from matchloop.store import predictions
from matchloop.store.log import PredictionLog
from tests.counting import calls
from tests.store.logged import ids, rows
from tests.waiting import CEILING, wait_until


def test_what_is_added_is_written_under_its_ids(log, url, answers):
    given = [*log.add(answers(3)), *log.add(answers(2, start=3))]
    assert log.flush(CEILING)
    assert ids(url) == given == sorted(set(given))
    assert (log.written, log.dropped) == (5, 0)


def test_it_writes_without_being_asked(log, url, answers):
    log.add(answers(3))
    wait_until(lambda: log.written == 3)
    assert len(ids(url)) == 3


def test_two_logs_do_not_take_the_same_ids(log, url, answers):
    other = PredictionLog(url)
    given = [i for _ in range(50) for each in (log, other) for i in each.add(answers(10))]
    assert log.flush(CEILING)
    assert other.close(CEILING)
    assert len(set(given)) == 1000
    assert sorted(given) == sorted(ids(url))


def test_it_is_written_where_the_store_was_when_it_was_asked(tmp_path, answers, monkeypatch):
    log = PredictionLog(interval=5)
    log.add(answers(2))
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "another"))
    assert log.close(CEILING)
    assert (tmp_path / "home" / "store.db").exists()
    assert not (tmp_path / "another").exists()


def test_an_array_changed_afterwards_changes_nothing(log, url, answers):
    features = np.ones((2, 3), np.float32)
    log.add(answers(2, features=features, feature_set="x"))
    features[:] = 7
    log.flush(CEILING)
    assert predictions.feature_matrix(rows(url)).tolist() == [[1] * 3] * 2


def test_without_a_database_library_answers_go_on(tmp_path, answers, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "matchloop.store.writer", None)
    log = PredictionLog(f"sqlite:///{tmp_path}/x.db", interval=0.01)
    log.add(answers(2))
    assert log.flush(CEILING)
    log.add(answers(1))
    assert log.dropped == 3
    assert "cannot be logged just now; answers go on" in caplog.text


@pytest.mark.parametrize(("switch", "kept"), [("on", ["a", "b"]), ("", [None, None])])
def test_raw_names_are_logged_only_if_allowed(url, answers, monkeypatch, switch, kept):
    monkeypatch.setenv("MATCHLOOP_LOG_NAMES", switch)
    log = PredictionLog(url)
    log.add(answers(2, names=["a", "b"]))
    assert log.close(CEILING)
    assert rows(url)["name"].to_pylist() == kept


def test_off_by_one_setting(tmp_path, answers, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_LOG", "off")
    log = PredictionLog()
    assert list(log.add(answers(3))) == []
    assert log.close()
    assert not (tmp_path / "home").exists()


def test_a_locked_database_is_waited_for(tmp_path, answers, caplog):
    url = f"sqlite:///{tmp_path}/x.db"
    stores.open(url).close()
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    log = PredictionLog(url, interval=0.01, patience=CEILING)
    for number in range(20):
        log.add(answers(2, start=2 * number))
    # Adding has not waited: nothing is written, and what was added first is still being tried.
    assert (log.written, log.dropped) == (0, 0)
    wait_until(lambda: caplog.records)
    assert not log.flush(2.5)
    assert (log.written, log.dropped) == (0, 0)
    other.rollback()
    assert log.flush(CEILING)
    assert len(ids(url)) == log.written == 40
    warnings = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "answers go on" in warnings[0]
    assert "database is locked" in warnings[0]
    assert log.close()


def test_what_stays_locked_is_dropped_counted_and_told(tmp_path, answers, caplog, monkeypatch):
    url = f"sqlite:///{tmp_path}/x.db"
    stores.open(url).close()
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    log = PredictionLog(url, interval=0.01, patience=0.2)
    log.add(answers(5))
    assert log.flush(CEILING)
    assert (log.written, log.dropped) == (0, 5)
    monkeypatch.setattr(log, "_patience", CEILING)
    log.add(answers(2))
    assert not log.close(0.3)  # waited no longer: nobody frees the lock
    assert log.dropped == 7
    assert caplog.records[-1].message == (
        "7 predictions were not logged, 0 of this process were; feedback cannot name them by "
        "their ids."
    )
    other.close()


def test_a_process_that_ends_waits_for_a_database_that_is_slow_to_open(
    tmp_path, answers, monkeypatch, caplog
):
    """As when several commands start at once, on a store that is not there yet."""
    from matchloop.store.writer import Writer

    monkeypatch.setattr(module, "EXIT_SECONDS", 0.05)
    monkeypatch.setattr(module, "START_SECONDS", CEILING)
    really, opening = Writer._opened, threading.Event()

    def opened(writer):
        opening.wait(0.6)
        return really(writer)

    monkeypatch.setattr(Writer, "_opened", opened)
    log = PredictionLog(f"sqlite:///{tmp_path}/x.db", interval=60)
    given = log.add(answers(2))
    assert log.close()
    assert ids(f"sqlite:///{tmp_path}/x.db") == list(given)
    assert caplog.text == ""


def test_a_process_that_ends_waits_a_while_for_others_and_says_why_it_gave_up(
    tmp_path, answers, monkeypatch, caplog
):
    url = f"sqlite:///{tmp_path}/x.db"
    stores.open(url).close()
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(module, "EXIT_SECONDS", 0.0)
    monkeypatch.setattr(module, "BUSY_SECONDS", CEILING)
    log = PredictionLog(url, interval=60)
    given = log.add(answers(2))
    timer = threading.Timer(1.5, other.rollback)
    timer.start()
    assert log.close()
    timer.join()
    other.close()
    assert ids(url) == list(given)

    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.1)
    log = PredictionLog(url, interval=60)
    log.add(answers(1))
    assert not log.close()
    other.close()
    (record,) = caplog.records
    assert record.message.startswith("1 prediction was not logged, 0 of this process were; feed")
    assert "database is locked. Another process holds it" in record.message


def test_a_folder_that_cannot_be_written_costs_one_note_and_no_wait(
    tmp_path, answers, monkeypatch, caplog
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(module, "EXIT_SECONDS", 1_000.0)
    log = PredictionLog(f"sqlite:///{tmp_path}/file/x.db", interval=60)
    log.add(answers(2))
    assert log.close()
    (record,) = caplog.records
    assert "2 predictions were not logged" in record.message
    assert "File exists. A folder was expected and a file is in its place" in record.message


def test_a_full_queue_drops_what_comes_and_counts_it(tmp_path, answers):
    log = PredictionLog(f"sqlite:///{tmp_path}/x.db", interval=60, capacity=10)
    given = [*log.add(answers(6)), *log.add(answers(4))]
    log.add(answers(1))
    assert log.dropped == 1
    assert log.flush(CEILING)
    assert ids(f"sqlite:///{tmp_path}/x.db") == given
    log.close()


def test_a_file_that_was_removed_is_made_anew(tmp_path, answers):
    url = f"sqlite:///{tmp_path}/x.db"
    log = PredictionLog(url, interval=0.01)
    log.add(answers(2))
    assert log.flush(CEILING)
    for path in tmp_path.glob("x.db*"):
        path.unlink()
    given = log.add(answers(3))
    assert log.flush(CEILING)
    assert ids(url) == list(given)
    log.close()


def test_a_server_that_goes_away_is_caught_up_with(server, answers):
    url = server.new_database()
    log = PredictionLog(url, interval=0.01, patience=CEILING)
    given = list(log.add(answers(2)))
    assert log.flush(CEILING)
    server.stop()
    try:
        given += log.add(answers(3))
        assert not log.flush(1)
    finally:
        server.start()
    given += log.add(answers(4))
    assert log.flush(CEILING)
    assert ids(url) == given
    assert log.dropped == 0
    log.close()


def test_an_address_that_leads_nowhere_never_reaches_the_answers(answers, caplog):
    log = PredictionLog("mysql://u:hunter2@host/x", interval=0.01, patience=0.1)
    log.add(answers(2))
    assert log.flush(CEILING)
    assert log.dropped == 2
    assert "cannot be on 'mysql'" in caplog.text
    assert "hunter2" not in caplog.text
    log.close()


def test_adding_does_nothing_to_an_answer_alone(answers, monkeypatch):
    """A thousand answers are added as one: what is done to each is left to the thread."""
    log = PredictionLog("sqlite://", interval=CEILING)
    monkeypatch.setattr(log, "_start", lambda: None)  # nobody takes what waits
    few, many = (
        calls(log.add, answers(n, features=np.ones((n, 64)), feature_set="x")) for n in (10, 1000)
    )
    assert few == many
