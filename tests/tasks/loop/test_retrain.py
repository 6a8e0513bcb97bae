"""The steps of a retraining, one by one; the flow as a whole is in tests/flows."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matchloop.params import load_params
from matchloop.store.retraining import Request, State
from tasks.loop.retrain import keep_weights, limits
from tests.flows import toy

PARAMS = load_params(Path(__file__).parents[3] / "params.yaml").retrain
NOW = datetime.now(UTC)
REQUEST = Request(
    7, "toy", "drift\nby hand", NOW, State.CLAIMED, "me", NOW, None, outcome=None, merged=1
)


def test_the_gate_takes_the_limits_of_the_section():
    assert limits(PARAMS) == {"minimum_improvement": 0.0, "maximum_class_drop": 0.03}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return toy.make(tmp_path_factory.mktemp("template") / "toy", "data/retrain/toy/weights")


def test_the_last_weights_are_kept_once_for_a_request(template, tmp_path):
    root = Path(shutil.copytree(template, tmp_path / "toy"))
    assert keep_weights("toy", root, REQUEST) == []
    weights = root / "work" / "toy" / "train" / "net" / "w.bin"
    weights.parent.mkdir(parents=True)
    weights.write_text("first")
    assert keep_weights("toy", root, REQUEST) == []  # of a training that was killed
    (weights.parent / "training.json").write_text("{}")
    kept = root / "data/retrain/toy/weights/net"
    assert keep_weights("toy", root, REQUEST) == [kept.relative_to(root)]
    weights.write_text("of the attempt that was killed")
    assert keep_weights("toy", root, REQUEST) == []
    assert (kept / "w.bin").read_text() == "first"
    earlier = (NOW - timedelta(hours=1)).timestamp()
    os.utime(kept, (earlier, earlier))
    assert keep_weights("toy", root, REQUEST) != []
    assert (kept / "w.bin").read_text() == "of the attempt that was killed"
    assert [path.name for path in kept.parent.iterdir()] == ["net"]


def test_weights_that_no_training_starts_from_are_not_kept(template, tmp_path):
    root = Path(shutil.copytree(template, tmp_path / "toy"))
    trained = root / "work" / "toy" / "train" / "net"
    trained.mkdir(parents=True)
    (trained / "training.json").write_text("{}")
    (root / "dvc.yaml").write_text("stages: {}\n")
    assert keep_weights("toy", root, REQUEST) == []
