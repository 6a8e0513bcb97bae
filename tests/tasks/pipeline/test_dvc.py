import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from zc.lockfile import LockFile

from tasks.pipeline.dvc import Outcome, PipelineError, Stage, StageFailedError, run_stage, stages
from tests.flows import toy
from tests.waiting import CEILING, wait_until

HOUSE = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return toy.make(tmp_path_factory.mktemp("template") / "toy")


@pytest.fixture
def root(template, tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path / "site"))
    return Path(shutil.copytree(template, tmp_path / "toy"))


def run(root, name, **options):
    lines = []
    return run_stage(root, name, lines.append, **options), lines


def run_all(root):
    return [run(root, stage.name)[0].outcome for stage in stages(root, "toy")]


def test_stages_come_after_their_needs(root):
    assert stages(root, "toy") == (
        Stage("toy-draw", ()),
        Stage("toy-left", ("toy-draw",)),
        Stage("toy-right", ("toy-draw",)),
        Stage("toy-join", ("toy-left", "toy-right")),
    )


def test_stages_do_not_depend_on_the_working_directory(root, monkeypatch):
    here = stages(root, "toy")
    monkeypatch.chdir(root)
    assert stages(root, "toy") == here


def test_a_family_holds_its_own_stages_and_their_ancestors(root):
    graph = root / "dvc.yaml"
    graph.write_text(
        graph.read_text().replace("toy-left:", "other-left:").replace("toy-draw:", "shared:")
    )
    assert [stage.name for stage in stages(root, "other")] == ["shared", "other-left"]
    assert [stage.name for stage in stages(root, "toy")] == [
        "shared",
        "other-left",
        "toy-right",
        "toy-join",
    ]


def test_an_unknown_family_is_named_with_what_there_is(root):
    with pytest.raises(PipelineError, match=r"no stage of the family 'tea'.*found toy-draw"):
        stages(root, "tea")


def test_a_broken_dvc_yaml_is_named(root):
    (root / "dvc.yaml").write_text("stages: [")
    with pytest.raises(PipelineError, match=r"cannot be read.*dvc\.yaml"):
        stages(root, "toy")


def test_no_dvc_repository(tmp_path):
    with pytest.raises(PipelineError, match="Expected a DVC repository"):
        stages(tmp_path, "toy")


def test_a_stage_runs_then_is_cached(root):
    first, lines = run(root, "toy-draw")
    second, again = run(root, "toy-draw")
    assert (first.outcome, second.outcome) == (Outcome.RAN, Outcome.CACHED)
    assert "hello from draw" in lines
    assert "hello from draw" not in again
    assert (root / "draw.out").read_text() == "drawseed"


def test_an_output_that_dvc_can_restore_counts_as_cached(root):
    run_all(root)
    (root / "left.out").unlink()
    assert not {stage.name: stage for stage in stages(root, "toy")}["toy-join"].current
    assert run(root, "toy-left")[0].outcome is Outcome.CACHED
    assert (root / "left.out").exists()


def test_current_stages_are_known_without_running_anything(root):
    assert run_all(root) == [Outcome.RAN] * 4
    assert all(stage.current for stage in stages(root, "toy"))
    (root / "seed.txt").write_text("other seed")
    assert not any(stage.current for stage in stages(root, "toy"))


def test_a_stage_below_a_changed_one_is_not_current_but_may_be_cached(root):
    run_all(root)
    (root / "dvc.yaml").write_text(
        (root / "dvc.yaml").read_text().replace("left left.out draw.out", "left  left.out draw.out")
    )
    current = {stage.name: stage.current for stage in stages(root, "toy")}
    assert current == {
        "toy-draw": True,
        "toy-left": False,
        "toy-right": True,
        "toy-join": False,
    }
    assert run(root, "toy-left")[0].outcome is Outcome.RAN
    assert run(root, "toy-join")[0].outcome is Outcome.CACHED


def test_a_failure_shows_the_last_lines_and_the_remedy(root):
    (root / "draw.fail").touch()
    with pytest.raises(StageFailedError) as caught:
        run(root, "toy-draw")
    message = str(caught.value)
    assert "Stage 'toy-draw' failed" in message
    assert "row 7 of the toy is broken" in message
    assert "dvc repro --single-item toy-draw" in message


def test_parallel_stages_wait_for_dvcs_lock(root):
    run(root, "toy-draw")
    for name in ("left", "right"):
        (root / f"{name}.wait").write_text("1")
    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(lambda name: run(root, name)[0], ("toy-left", "toy-right"))
    assert (left.outcome, right.outcome) == (Outcome.RAN, Outcome.RAN)
    assert all(stage.current for stage in stages(root, "toy") if stage.name != "toy-join")


def test_finished_work_waits_for_the_lock_instead_of_being_lost(root):
    (root / "draw.until").write_text("go")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, root, "toy-draw")
        wait_until(lambda: (root / "draw.began").exists() or running.done())
        lock = LockFile(str(root / ".dvc" / "tmp" / "lock"))
        (root / "go").touch()
        time.sleep(4.5)  # DVC alone gives up after 3 s
        lock.close()
        done, lines = running.result()
    assert done.outcome is Outcome.RAN
    assert lines.count("Running stage 'toy-draw':") == 1


def test_a_stage_whose_files_are_held_is_tried_again_and_then_given_up(root):
    holder = {"write": {str(root / "draw.out"): {"pid": os.getpid(), "cmd": "someone"}}}
    (root / ".dvc" / "tmp").mkdir(exist_ok=True)
    (root / ".dvc" / "tmp" / "rwlock").write_text(json.dumps(holder))
    lines = []
    with pytest.raises(StageFailedError, match=r"went on holding.*(?s:.)*remove \.dvc/tmp/rwlock"):
        run_stage(root, "toy-draw", lines.append, delays=(0.01,))
    assert sum("trying again" in line for line in lines) == 1


def test_a_stage_whose_files_become_free_runs(root):
    (root / "draw.wait").write_text("2")
    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(lambda _: run(root, "toy-draw")[0].outcome, range(2)))
    assert outcomes == [Outcome.CACHED, Outcome.RAN]


def alive(root: Path, mark: str) -> list[int]:
    """Processes that work in a folder and whose command line holds the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            here = Path(os.readlink(folder / "cwd")) == root
            if here and mark.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads Linux's /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_ends_its_stage_and_the_next_one_goes_on(root, number):
    (root / "left.until").write_text("never")
    script = (
        f"from pathlib import Path; from tasks.pipeline.dvc import *; root = Path({str(root)!r})\n"
        "[run_stage(root, stage.name, print) for stage in stages(root, 'toy')]"
    )
    runner = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=HOUSE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: (root / "left.began").exists() or runner.poll() is not None)
        assert alive(root, "left.out")
    finally:
        runner.send_signal(number)
        runner.wait(CEILING)
    wait_until(lambda: not alive(root, "left.out"), "for the stage to end", CEILING / 2)
    (root / "left.until").unlink()
    assert run_all(root) == [Outcome.CACHED, Outcome.RAN, Outcome.RAN, Outcome.RAN]
