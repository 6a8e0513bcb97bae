import os
import subprocess
import sys
from pathlib import Path

import pytest

from matchloop.errors import HomeError
from tasks import run_log
from tasks.run_log import KEPT

HOUSE = Path(__file__).parents[2]
PROGRAM = """
import atexit, logging, os, sys
from tasks import run_log
logging.basicConfig(format="%(message)s")
atexit.register(logging.warning, "farewell of a logger")
print("before")
with run_log.taken("toy") as log:
    print("printed")
    logging.warning("logged")
    os.system("echo of a child; echo complaint of a child >&2")
    log.out.write("for the person → ✓\\n")
print("after")
print("complaint", file=sys.stderr)
"""


def test_what_is_printed_goes_to_the_log_and_the_person_gets_the_rest(tmp_path):
    env = {**os.environ, "MATCHLOOP_HOME": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    command = (sys.executable, "-c", PROGRAM)
    run = subprocess.run(command, env=env, cwd=HOUSE, capture_output=True, text=True, check=True)
    assert run.stdout == "before\nfor the person ? ?\nafter\n"
    assert run.stderr == "complaint\n"
    (log,) = (tmp_path / "logs").glob("toy-*.log")
    lines = ["printed", "logged", "of a child", "complaint of a child", "farewell of a logger"]
    assert log.read_text().splitlines() == lines


def test_old_logs_go_and_those_of_other_commands_stay(tmp_path):
    for number in range(KEPT + 5):
        (tmp_path / f"toy-20250101-{number:06}-7.log").touch()
    (tmp_path / "prefect.log").touch()
    new = run_log._begin(tmp_path, "toy")
    kept = sorted(path.name for path in tmp_path.glob("toy-*.log"))
    assert len(kept) == KEPT
    assert kept[0] == "toy-20250101-000006-7.log"
    assert kept[-1] == new.name
    assert (tmp_path / "prefect.log").exists()


def test_a_log_that_cannot_be_written_is_told_with_the_remedy(tmp_path):
    (tmp_path / "logs").touch()
    with pytest.raises(HomeError, match=r"toy-.*cannot be written: .*Nothing has run\."):
        run_log._begin(tmp_path / "logs", "toy")
