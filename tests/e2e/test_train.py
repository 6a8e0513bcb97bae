"""`matchloop train` in an empty folder: no project, no DVC, no sources, tiny params."""

import subprocess
import sys

import pytest
import yaml

from matchloop.bundle import Bundle
from tests.e2e.project import HOUSE, TINY, Project
from tests.waiting import CEILING

COMMAND = "from tasks.train.command import app; app()"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder in which boosting was asked for; what the command printed."""
    project = Project(tmp_path_factory.mktemp("user"), {"PYTHONPATH": str(HOUSE)})
    (project.root / "tiny.yaml").write_text(yaml.safe_dump(TINY))
    (project.root / "mine" / "numeric").mkdir(parents=True)
    (project.root / "mine" / "numeric" / "sensors.csv").write_text("temp\n21.4\n21.9\n22.0\n")
    return project, train(project)


def train(project: Project) -> str:
    words = ("column_types", "--config", "tiny.yaml", "--data", "mine", "--model", "boosting")
    run = subprocess.run(
        (sys.executable, "-c", COMMAND, *words),
        cwd=project.root,
        env=project.env,
        capture_output=True,
        text=True,
        timeout=CEILING,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_a_bundle_a_report_and_a_card_are_left(trained, table):
    project, told = trained
    out = project.root / "matchloop-column_types"
    assert Bundle.read(out / "bundle", "column_types").manifest.model == "boosting"
    assert "column_types.evaluate.model says so" in (out / "report.html").read_text()
    card = (out / "model_card.md").read_text()
    assert "matchloop train column_types --config tiny.yaml --data mine --model boosting" in card
    assert "from generated data and your labelled files in mine." in told
    answer = project.ok("matchloop.cli.main", "profile", str(table), "--model", str(out / "bundle"))
    assert "order_id" in answer
    assert "model boosting" in answer


def test_a_second_run_trains_nothing(trained):
    project, told = trained
    again = train(project)
    steps = [line for line in told.splitlines() if line.startswith("[")]
    assert again.count("done before") == len(steps)
