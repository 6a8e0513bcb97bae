"""The log of a process that is killed, that ends at once, or that forks."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from matchloop import store as stores
from matchloop.store.log import PredictionLog
from tests.store.logged import ids, rows
from tests.waiting import CEILING

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
    reported = [int(process.stdout.readline()) for _ in range(4)][-1]
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait(CEILING)

    with stores.opened(url) as store:
        if store.file:
            with store.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    stored = rows(url)["version"]
    assert len(stored) >= reported > 0
    # Each call's answers are there wholly or not at all.
    assert {count["counts"] for count in stored.value_counts().to_pylist()} == {50}
    log = PredictionLog(url)  # and the next process goes on
    log.add(answers(1))
    assert log.close(CEILING)
    assert len(ids(url)) == len(stored) + 1


PATIENT = f"""
from matchloop.store import log
log.START_SECONDS = {CEILING}  # a busy machine may need more than half a minute
"""
SHORT = """
import sys
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
        [sys.executable, "-c", PATIENT + SHORT],
        env={**os.environ, "MATCHLOOP_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=CEILING,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "answered\n", "")
    assert len(ids(url)) == 1


def test_a_short_command_does_not_wait_long_for_a_locked_database(tmp_path):
    url = f"sqlite:///{tmp_path}/x.db"
    stores.open(url).close()
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    run = subprocess.run(
        [sys.executable, "-c", SHORT.replace("print(", "module.BUSY_SECONDS = 1.5\nprint(")],
        env={**os.environ, "MATCHLOOP_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=CEILING,
    )
    assert (run.returncode, run.stdout) == (0, "answered\n")
    assert "1 prediction was not logged, 0 of this process were;" in run.stderr
    assert "database is locked" in run.stderr
    assert run.stderr.count("\n") == 1
    other.close()


def test_a_forked_process_has_a_log_of_its_own(log, url, answers):
    log.add(answers(2))
    log.flush(CEILING)
    child = os.fork()
    if child == 0:
        log.add(answers(3))
        os._exit(0 if log.flush(CEILING) and log.written == 3 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(ids(url)) == 5
