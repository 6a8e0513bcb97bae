"""The prediction log: off the answering path, never in its way, and honest about what it drops."""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from matchloop import store as stores
from matchloop.store import log as module
from matchloop.store import predictions, settings
from matchloop.store.log import PredictionLog
from matchloop.store.records import ShadowAnswers, identity


@pytest.fixture
def log(url):
    log = PredictionLog(url, interval=0.02)
    yield log
    log.close()


def ids(url, family="toys"):
    with stores.opened(url) as store:
        return predictions.window(store, family, columns=("id",))["id"].to_pylist()


def test_what_is_added_is_written_under_its_ids(log, url, answers):
    told = [*log.add(answers(3)), *log.add(answers(2, start=3))]
    assert log.flush(20)
    assert ids(url) == told == sorted(set(told))
    assert (log.written, log.dropped) == (5, 0)


def test_it_writes_without_being_asked(log, url, answers):
    log.add(answers(3))
    deadline = time.monotonic() + 20
    while log.written < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(ids(url)) == 3


def test_two_logs_do_not_take_the_same_ids(log, url, answers):
    other = PredictionLog(url)
    told = [i for _ in range(50) for each in (log, other) for i in each.add(answers(10))]
    assert log.flush(20)
    assert other.close(20)
    assert len(set(told)) == 1000
    assert sorted(told) == sorted(ids(url))


def read(url):
    with stores.opened(url) as store:
        return predictions.window(store, "toys")


def test_calls_that_have_one_projector_are_worked_out_together(log, url, answers):
    threads, sizes = set(), []

    def projector(features):
        threads.add(threading.get_ident())
        sizes.append(len(features))
        return features[:, :2] * 10

    rows = np.arange(300, dtype=np.float32).reshape(3, 100)
    for start in range(4):
        log.add(answers(3, features=rows + start, feature_set="x", projector=projector))
    assert log.flush(20)
    found = predictions.feature_matrix(read(url))
    assert found.tolist() == [
        [10 * (r + s), 10 * (r + s + 1)] for s in range(4) for r in (0, 100, 200)
    ]
    assert sum(sizes) == 12
    assert len(sizes) < 4
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("wrong", [lambda x: 1 / 0, lambda x: x, lambda x: x[:1, :2]])
def test_features_that_cannot_be_worked_out_are_left_out(log, url, answers, wrong, caplog):
    told = log.add(answers(3, features=np.ones((3, 100)), feature_set="x", projector=wrong))
    assert log.flush(20)
    assert ids(url) == list(told)
    assert read(url)["features"].null_count == 3
    assert "Answers are logged without features" in caplog.text


def test_a_shadow_is_asked_by_the_logs_thread(log, url, answers, caplog):
    def shadow():
        return ShadowAnswers("v2", ["x"] * 3, np.full(3, threading.get_ident() != caller))

    caller = threading.get_ident()
    log.add(answers(3, shadow=shadow))
    log.add(answers(3, start=3, shadow=lambda: None))
    log.add(answers(3, start=6, shadow=lambda: 1 / 0))
    assert log.flush(20)
    assert read(url)["shadow_confidence"].to_pylist() == [1.0] * 3 + [None] * 6
    assert "A shadow did not answer: ZeroDivisionError" in caplog.text


def test_it_is_written_where_the_store_was_when_it_was_asked(tmp_path, answers, monkeypatch):
    log = PredictionLog(interval=5)
    log.add(answers(2))
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "another"))
    assert log.close(20)
    assert (tmp_path / "home" / "store.db").exists()
    assert not (tmp_path / "another").exists()


def test_an_array_changed_afterwards_changes_nothing(log, url, answers):
    features = np.ones((2, 3), np.float32)
    log.add(answers(2, features=features, feature_set="x"))
    features[:] = 7
    log.flush(20)
    store = stores.open(url)
    assert predictions.feature_matrix(predictions.window(store, "toys")).tolist() == [[1] * 3] * 2
    store.close()


def test_without_a_database_library_answers_go_on(tmp_path, answers, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "matchloop.store.writer", None)
    log = PredictionLog(f"sqlite:///{tmp_path}/x.db", interval=0.01)
    log.add(answers(2))
    assert log.flush(5)
    log.add(answers(1))
    assert log.dropped == 3
    assert "cannot be logged just now; answers go on" in caplog.text


@pytest.mark.parametrize(("switch", "kept"), [("on", ["a", "b"]), ("", [None, None])])
def test_raw_names_are_logged_only_if_allowed(url, answers, monkeypatch, switch, kept):
    monkeypatch.setenv("MATCHLOOP_LOG_NAMES", switch)
    log = PredictionLog(url)
    log.add(answers(2, names=["a", "b"]))
    assert log.close(20)
    store = stores.open(url)
    assert predictions.window(store, "toys")["name"].to_pylist() == kept
    store.close()


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
    log = PredictionLog(url, interval=0.01)
    start = time.perf_counter()
    for number in range(20):
        log.add(answers(2, start=2 * number))
    assert time.perf_counter() - start < 0.1  # answers do not wait
    assert not log.flush(2.5)
    assert (log.written, log.dropped) == (0, 0)
    other.rollback()
    assert log.flush(20)
    assert len(ids(url)) == log.written == 40
    warnings = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "answers go on" in warnings[0]
    assert "database is locked" in warnings[0]
    assert log.close()


def test_what_stays_locked_is_dropped_counted_and_told(tmp_path, answers, caplog):
    url = f"sqlite:///{tmp_path}/x.db"
    stores.open(url).close()
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    log = PredictionLog(url, interval=0.01, patience=0.2)
    log.add(answers(5))
    assert log.flush(20)
    assert (log.written, log.dropped) == (0, 5)
    log.add(answers(2))
    start = time.monotonic()
    assert not log.close(0.3)
    assert time.monotonic() - start < 1
    assert log.dropped == 7
    assert caplog.records[-1].message == "7 predictions were not logged, 0 were."
    other.close()


def test_a_full_queue_drops_what_comes_and_counts_it(tmp_path, answers):
    log = PredictionLog(f"sqlite:///{tmp_path}/x.db", interval=60, capacity=10)
    told = [*log.add(answers(6)), *log.add(answers(4))]
    log.add(answers(1))
    assert log.dropped == 1
    assert log.flush(20)
    assert ids(f"sqlite:///{tmp_path}/x.db") == told
    log.close()


def test_a_file_that_was_removed_is_made_anew(tmp_path, answers):
    url = f"sqlite:///{tmp_path}/x.db"
    log = PredictionLog(url, interval=0.01)
    log.add(answers(2))
    assert log.flush(20)
    for path in tmp_path.glob("x.db*"):
        path.unlink()
    told = log.add(answers(3))
    assert log.flush(20)
    assert ids(url) == list(told)
    log.close()


def test_a_server_that_goes_away_is_caught_up_with(server, answers):
    url = server.new_database()
    log = PredictionLog(url, interval=0.01)
    told = list(log.add(answers(2)))
    assert log.flush(20)
    server.stop()
    try:
        told += log.add(answers(3))
        assert not log.flush(1)
    finally:
        server.start()
    told += log.add(answers(4))
    assert log.flush(20)
    assert ids(url) == told
    assert log.dropped == 0
    log.close()


def test_an_address_that_leads_nowhere_never_reaches_the_answers(answers, caplog):
    log = PredictionLog("mysql://u:hunter2@host/x", interval=0.01, patience=0.1)
    log.add(answers(2))
    assert log.flush(20)
    assert log.dropped == 2
    assert "cannot be on 'mysql'" in caplog.text
    assert "hunter2" not in caplog.text
    log.close()


ENDLESS = """
import sys
import numpy as np
from matchloop.store import log as module
from matchloop.store.records import PredictionBatch, identity
log = module.PredictionLog(sys.argv[1], interval=0.001)
for number in range(10**9):
    n = 50
    log.add(PredictionBatch("toys", f"v{number}", [identity([str(i)]) for i in range(n)], ["a"] * n,
                    np.ones(n), np.zeros(n, bool), 1.0))
    if number % 20 == 0:
        log.flush(10)
        print(log.written, flush=True)
"""


@pytest.mark.parametrize("moment", [0.0, 0.013, 0.05])
def test_killed_in_the_middle_of_writing(url, moment, answers):
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, url], stdout=subprocess.PIPE, text=True
    )
    told = [int(process.stdout.readline()) for _ in range(4)][-1]
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait(20)

    store = stores.open(url)
    stored = predictions.window(store, "toys", columns=("version",))["version"]
    if store.file:
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert len(stored) >= told > 0
    # Each call's answers are there wholly or not at all.
    assert {count["counts"] for count in stored.value_counts().to_pylist()} == {50}
    store.close()
    log = PredictionLog(url)  # and the next process goes on
    log.add(answers(1))
    assert log.close(20)
    assert len(ids(url)) == len(stored) + 1


SHORT = """
import sys, time
import numpy as np
from matchloop.store import log as module
from matchloop.store.records import PredictionBatch
assert not {"sqlalchemy", "alembic", "sqlite3", "psycopg"} & set(sys.modules)
module.shared().add(PredictionBatch("toys", "v1", ["x"], ["a"], np.ones(1), np.zeros(1, bool), 1.0))
print("answered")
"""


def test_a_short_command_logs_at_its_exit_and_loads_no_database_library_before(tmp_path):
    url = f"sqlite:///{tmp_path}/x.db"
    run = subprocess.run(
        [sys.executable, "-c", SHORT],
        env={**os.environ, "MATCHLOOP_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "answered\n", "")
    assert len(ids(url)) == 1


def test_a_short_command_does_not_wait_long_for_a_locked_database(tmp_path):
    url = f"sqlite:///{tmp_path}/x.db"
    stores.open(url).close()
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", SHORT],
        env={**os.environ, "MATCHLOOP_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert time.monotonic() - start < 2 * module.EXIT_SECONDS + 2
    assert (run.returncode, run.stdout) == (0, "answered\n")
    assert "1 predictions were not logged, 0 were." in run.stderr
    other.close()


def test_a_forked_process_has_a_log_of_its_own(log, url, answers):
    log.add(answers(2))
    log.flush(20)
    child = os.fork()
    if child == 0:
        log.add(answers(3))
        os._exit(0 if log.flush(20) and log.written == 3 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(ids(url)) == 5


def test_adding_takes_microseconds(log, answers):
    told = answers(1000, features=np.ones((1000, 64)), feature_set="x")
    costs = []
    for _ in range(30):
        start = time.perf_counter()
        log.add(told)
        costs.append(time.perf_counter() - start)
    # A thousand columns take a second to profile; a thousand names tens of milliseconds to map.
    assert sorted(costs)[15] < 0.001


def test_answers_of_different_lengths_are_refused(answers):
    with pytest.raises(ValueError, match=r"different lengths: \{'inputs': 2, 'answers': 1"):
        answers(2, answers=["a"])
    with pytest.raises(ValueError, match=r"features of shape \(2, 65\)"):
        answers(2, features=np.ones((2, 65)), feature_set="x")


def test_identity_stands_for_parts_in_order():
    assert identity(["a", "b"]) == identity([b"a", "b"])
    parts = [["a", "b"], ["b", "a"], ["ab"], ["ab", ""], ["ab", None], [], [None], [""], ["\ud800"]]
    assert len({identity(each) for each in parts}) == len(parts)
    assert len(identity(["a"])) == 32


def test_limits_from_the_environment(monkeypatch):
    assert (settings.limits().age.days, settings.limits().rows) == (90, 2_000_000)
    monkeypatch.setenv("MATCHLOOP_LOG_ROWS", "7")
    assert settings.limits().rows == 7
    monkeypatch.setenv("MATCHLOOP_LOG_DAYS", "-1")
    with pytest.raises(stores.settings.StoreError, match="LOG_DAYS is '-1'; expected a whole"):
        settings.limits()
