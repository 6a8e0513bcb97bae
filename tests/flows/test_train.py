import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from rich.console import Console

from flows.train import _tell, main, train
from matchloop.errors import UnknownFamilyError
from matchloop.evaluation.metric import ACCURACY
from tasks.pipeline.dvc import StageFailedError
from tasks.pipeline.screen import Screen
from tasks.release import Change, Decision, ReleaseResult
from tests.flows import toy
from tests.waiting import CEILING, wait_until

ENDED = {"Completed", "Cached", "Failed", "NotReady", "Crashed"}
HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return toy.make(tmp_path_factory.mktemp("template") / "toy")


@pytest.fixture
def root(template, tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path / "site"))
    root = Path(shutil.copytree(template, tmp_path / "toy"))
    monkeypatch.chdir(root)
    return root


def shown(state):
    """The flow run's stages as the UI shows them: name to state."""
    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(
            flow_run_filter=FlowRunFilter(id={"any_": [state.state_details.flow_run_id]})
        )
    return {run.name: run.state_name for run in runs if run.name.startswith("toy-")}


def settled(state, expected):
    # Task run states reach the server through events, a moment after the flow has ended.
    wait_until(lambda: set(shown(state).values()) <= ENDED and len(shown(state)) == len(expected))
    return shown(state)


def test_a_run_shows_its_stages_and_a_second_one_that_they_are_cached(root):
    names = ["toy-draw", "toy-left", "toy-right", "toy-join"]
    first = train("toy", parallel=2, return_state=True)
    assert settled(first, dict.fromkeys(names, "Completed")) == dict.fromkeys(names, "Completed")
    assert (root / "join.out").read_text() == "joinleftdrawseedrightdrawseed"
    second = train("toy", return_state=True)
    assert settled(second, dict.fromkeys(names, "Cached")) == dict.fromkeys(names, "Cached")


def test_independent_stages_run_side_by_side(root):
    (root / "left.until").write_text("right.began")
    (root / "right.until").write_text("left.began")  # each waits for the other
    train("toy", parallel=2)
    assert (root / "join.out").exists()


def test_a_failed_stage_stops_what_depends_on_it_and_nothing_else(root):
    (root / "left.fail").touch()
    state = train("toy", return_state=True)
    expected = {
        "toy-draw": "Completed",
        "toy-left": "Failed",
        "toy-right": "Completed",
        "toy-join": "NotReady",
    }
    assert settled(state, expected) == expected
    assert not (root / "join.began").exists()
    with pytest.raises(StageFailedError, match="row 7 of the toy is broken"):
        state.result()


def test_the_stages_are_published_as_a_table(root):
    train("toy", reason="a test")
    artifact = Artifact.get("toy-stages")
    assert "(a test)" in artifact.description
    assert "toy-join" in artifact.data


def test_an_unknown_family_fails_before_anything_runs(root):
    with pytest.raises(
        UnknownFamilyError, match="There is no family 'tea'; there are: column_types"
    ):
        train("tea")


def test_parallel_is_checked(root):
    with pytest.raises(Exception, match="parallel"):
        train("toy", parallel=0)


def test_a_release_is_shown_with_its_verdict_figures_and_reports(root, monkeypatch):
    result = ReleaseResult(
        family="toy",
        model="forest",
        decision=Decision.PROMOTED,
        version=3,
        against="champion v2",
        reasons=("✓ better than champion v2 on real by +1.2 points",),
        changes=(Change("real", ACCURACY, 0.95, 0.938),),
        reports=(Path("reports/toy/evaluation/report.html"),),
    )
    monkeypatch.setattr("tasks.release.release", lambda name, family, root: result)
    monkeypatch.setattr("tasks.release.load", lambda name: "a family")
    assert train("toy") == result
    verdict, figures, report = (
        Artifact.get(f"toy-{name}") for name in ("verdict", "metrics", "evaluation-report")
    )
    assert "better than champion v2" in verdict.data
    assert "+0.0120" in figures.data
    assert "report.html" in report.data


def test_a_crash_of_the_machinery_is_no_success(root, monkeypatch):
    def broken(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("tasks.pipeline.stages.run_stage", broken)
    with pytest.raises(StageFailedError, match=r"'toy-draw' crashed.*no space left"):
        train("toy")


def test_our_errors_show_no_traceback_in_the_log_but_others_do(root, monkeypatch, caplog):
    (root / "draw.fail").touch()
    with pytest.raises(StageFailedError):
        train("toy")
    assert "Stage 'toy-draw' failed" in caplog.text
    assert "Traceback" not in caplog.text
    monkeypatch.setattr("flows.train.stages", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        train("toy")
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [(signal.SIGTERM, 143, "Everything that was printed: "), (signal.SIGINT, 130, "Stopped. ")],
)
def test_a_stop_ends_the_stage_and_prefects_server_too(root, tmp_path, number, code, told):
    (root / "left.until").write_text("never")
    env = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    env |= {"MATCHLOOP_HOME": str(tmp_path / "home"), "PYTHONPATH": str(HOUSE)}
    command = [sys.executable, "-m", "tests.with_toys", "flows.train", "toy"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "start_new_session": True}
    running = subprocess.Popen(command, env=env, text=True, **streams)
    wait_until(lambda: (root / "left.began").exists() or running.poll() is not None)
    # Ctrl-C of a terminal reaches the children too.
    (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
    output = running.communicate(timeout=CEILING)[0]  # ends only when no child holds the pipe
    assert running.returncode == code
    assert told in output
    assert "Traceback" not in output
    (log,) = (tmp_path / "home" / "logs").glob("train-*.log")
    printed = log.read_text()
    assert "Stopping temporary server" in printed
    assert "Stage 'toy-left' failed" in printed


def test_the_command_ends_with_one_paragraph_and_code_1(root, capsys):
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(typer.Exit) as caught:
            main(["tea"])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert caught.value.exit_code == 1
    assert "There is no family 'tea'" in " ".join(capsys.readouterr().err.split())


def test_a_person_sees_a_line_a_stage_and_the_rest_is_in_the_log(root, tmp_path):
    (root / "left.fail").touch()
    env = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    env |= {"MATCHLOOP_HOME": str(tmp_path / "home"), "PYTHONPATH": str(HOUSE)}
    command = [sys.executable, "-m", "tests.with_toys", "flows.train", "toy"]
    run = subprocess.run(command, env=env, capture_output=True, text=True)
    assert run.returncode == 1
    words = [line.split()[:3] for line in run.stdout.splitlines()]
    assert words[1:5] == [
        ["✓", "toy-draw", "done"],
        ["✗", "toy-left", "failed"],
        ["✓", "toy-right", "done"],
        ["-", "toy-join", "not"],
    ]
    assert "row 7 of the toy is broken" in run.stderr
    (log,) = (tmp_path / "home" / "logs").glob("train-*.log")
    assert str(log) in run.stdout
    printed = log.read_text()
    assert "Task run 'toy-right' - hello from right" in printed
    assert "\x1b" not in printed


def test_a_verdict_shows_what_is_refused_and_counts_the_rest():
    file = io.StringIO()
    result = ReleaseResult(
        family="toy",
        model="forest",
        decision=Decision.REFUSED,
        version=2,
        against="champion v2",
        reasons=("✓ size is fine", "✗ worse than champion v2 on real", "✓ fast"),
    )
    _tell(result, Screen(Console(file=file, width=80), "a log"))
    assert file.getvalue().splitlines() == [
        "toy: the candidate (forest) was refused; version 2 goes on serving",
        "  • ✗ worse than champion v2 on real",
        "  2 of 3 conditions of the gate are met",
    ]
