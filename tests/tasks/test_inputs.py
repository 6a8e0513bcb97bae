"""The snapshot of the inputs as a stage of DVC: what was learned from can be had again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.telemetry import SWITCHES

HOUSE = Path(__file__).parents[2]
GRAPH = """\
stages:
  column_types-inputs:
    cmd: python -m tasks.inputs column_types
    deps: [data/labelled/column_types, data/recent/column_types, data/retrain/column_types]
    outs: [data/column_types/inputs]
  column_types-learn:
    cmd: cat data/column_types/inputs/labelled/*.csv > learned.txt
    deps: [data/column_types/inputs/labelled, data/column_types/inputs/retrain/generate]
    outs: [learned.txt]
"""


@pytest.fixture
def root(tmp_path):
    for folder in ("labelled", "recent", "retrain"):
        (tmp_path / "data" / folder / "column_types").mkdir(parents=True)
        (tmp_path / "data" / folder / "column_types" / ".gitignore").write_text("*\n")
    (tmp_path / "data/retrain/column_types/generate").mkdir()
    (tmp_path / "data/labelled/column_types/mine.csv").write_text("first\n")
    (tmp_path / "dvc.yaml").write_text(GRAPH)
    run(tmp_path, "git", "init", "-q")
    dvc(tmp_path, "init", "-q")
    return tmp_path


def run(root, *words):
    ours = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": str(HOUSE),
        "DVC_SITE_CACHE_DIR": str(root / ".site"),
    }
    env = {**os.environ, **SWITCHES, **ours}
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def dvc(root, *words):
    return run(root, sys.executable, "-m", "dvc", *words)


def test_an_old_version_is_made_again_from_the_labels_of_its_day(root):
    assert "is empty" not in dvc(root, "repro")
    shutil.copy(root / "dvc.lock", root / "old.lock")
    (root / "data/labelled/column_types/mine.csv").write_text("second\n")
    dvc(root, "repro")
    assert (root / "learned.txt").read_text() == "second\n"
    shutil.copy(root / "old.lock", root / "dvc.lock")
    dvc(root, "checkout")
    assert (root / "data/column_types/inputs/labelled/mine.csv").read_text() == "first\n"
    (root / "learned.txt").unlink()
    dvc(root, "freeze", "column_types-inputs")
    dvc(root, "repro", "--force", "--single-item", "column_types-learn")
    assert (root / "learned.txt").read_text() == "first\n"
    assert (root / "data/labelled/column_types/mine.csv").read_text() == "second\n"


def test_feedback_that_is_kept_back_makes_nothing_learn_anew(root):
    dvc(root, "repro")
    (root / "data/recent/column_types/feedback.csv").write_text("kept back\n")
    shown = dvc(root, "repro")
    assert "Running stage 'column_types-inputs'" in shown
    assert "Stage 'column_types-learn' didn't change" in shown
    assert (root / "data/column_types/inputs/recent/feedback.csv").is_file()
