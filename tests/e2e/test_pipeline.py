"""The whole pipeline at a tiny scale: `dvc repro`, then the flow; killed and started again."""

import json
import os
import re
import shutil
import signal

import pytest
import yaml

from tests.e2e.project import FAMILY, OUTS, TIMINGS
from tests.waiting import wait_until

MADE = ("data/column_types", "models", "reports/column_types")


def stages(project):
    return set(yaml.safe_load((project.root / "dvc.lock").read_text())["stages"])


def ended(output, word):
    """The stages that the flow's page says ended so."""
    return set(re.findall(rf"^\S (\S+) +{word}\b", output, re.MULTILINE))


def printed(project):
    """What the flows of this copy printed."""
    logs = (project.root / ".matchloop" / "logs").glob("train-*.log")
    return "".join(log.read_text() for log in logs)


def profile(project, table):
    shown = json.loads(project.ok("matchloop.cli.main", "profile", str(table), "--json"))
    return [column["column"] for column in shown["columns"]]


def test_the_flow_after_repro_finds_everything_cached_and_promotes(finished, request):
    made = finished.hashes(*OUTS, "dvc.lock")
    output = request.getfixturevalue("flow_output")
    assert ended(output, "cached") == stages(finished)
    assert ended(output, "done") == {f"{FAMILY}-gate"}
    assert finished.hashes(*OUTS, "dvc.lock") == made
    assert "version 1 (" in output
    listed = finished.ok("matchloop.cli.main", "models", "list", FAMILY)
    assert "champion" in listed


def test_repro_after_the_flow_has_nothing_to_do(served):
    made = served.hashes(*OUTS, "dvc.lock")
    assert "Data and pipelines are up to date" in served.ok("dvc", "repro")
    assert served.hashes(*OUTS, "dvc.lock") == made


def test_the_champion_profiles_a_table(served, table):
    assert profile(served, table) == ["order_id", "ordered", "amount", "paid", "comment"]


@pytest.mark.skipif(not os.path.exists("/proc/self/cwd"), reason="reads Linux's /proc")
def test_killed_runs_go_on_and_end_with_the_same_bytes(served, fresh, table):
    """`kill -9` of the flow while models train, then of `dvc repro`; the flow ends the work."""
    shutil.copytree(served.root / ".matchloop" / "serving", fresh.root / ".matchloop" / "serving")
    shutil.copy(served.root / ".matchloop" / "mlflow.db", fresh.root / ".matchloop")

    flow = fresh.start("flows.train", FAMILY, "--parallel", "2")
    wait_until(lambda: "Running stage 'column_types-train@network'" in printed(fresh))
    flow.kill()
    flow.wait()
    wait_until(lambda: not trainings(fresh), "for the stages to end")
    assert profile(fresh, table)
    after_first = stages(fresh)
    assert "column_types-validate" in after_first
    assert "column_types-train@network" not in after_first

    repro = fresh.start("dvc", "repro")
    lines = read_until(repro, "Running stage 'column_types-train@network'")
    os.killpg(repro.pid, signal.SIGKILL)
    repro.wait()
    ran = set(re.findall(r"Running stage '(.+?)'", lines))
    assert not ran & after_first
    assert profile(fresh, table)
    after_second = stages(fresh)
    assert after_first <= after_second

    output = fresh.ok("flows.train", FAMILY, "--parallel", "2")
    assert after_second <= ended(output, "cached")
    assert "nothing new; version 1 goes on serving" in output
    assert stages(fresh) == stages(served)
    assert fresh.hashes(*MADE, besides=TIMINGS) == served.hashes(*MADE, besides=TIMINGS)


def trainings(project):
    """Stages that still run, without Prefect's own server, which its own watch ends."""
    running = []
    for number in project.processes():
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                running += [number] if b"tasks.column_types" in file.read() else []
        except OSError:
            continue
    return running


def read_until(process, mark):
    read = []
    for line in process.stdout:
        read.append(line)
        if mark in line:
            return "".join(read)
    raise AssertionError(f"never said {mark!r}:\n{''.join(read)[-4000:]}")
