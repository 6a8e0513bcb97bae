"""The pieces of a retraining, one by one; the flow as a whole is in tests/flows."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matchloop.labels.from_feedback import FeedbackData
from matchloop.params import load_params
from matchloop.store.retraining import Request, State
from tasks.loop import retrain
from tasks.loop.claims import NotNow, Why
from tasks.loop.labels import Labels
from tasks.loop.retrain import Course, Ending, course, keep_weights, limits, markdown, result_of
from tasks.release import Decision, ReleaseResult
from tests.flows import toy

PARAMS = load_params(Path(__file__).parents[3] / "params.yaml").retrain
NOW = datetime.now(UTC)
REQUEST = Request(
    7, "toy", "drift\nby hand", NOW, State.CLAIMED, "me", NOW, None, outcome=None, merged=1
)


def found(changed=0, dropped_in=False):
    return Labels(FeedbackData(), changed, dropped_in)


@pytest.mark.parametrize(
    ("labels", "without", "can", "expected"),
    [
        (found(changed=20), "ask", True, Course.TRAIN),
        (found(changed=19), "ask", True, Course.ASK),
        (found(dropped_in=True), "ask", True, Course.TRAIN),
        (found(changed=19), "regenerate", True, Course.REGENERATE),
        (found(changed=19), "regenerate", False, Course.ASK),  # nothing depends on the draw
        (found(changed=20), "regenerate", True, Course.TRAIN),
    ],
)
def test_what_is_done_with_the_labels_there_are(labels, without, can, expected):
    params = PARAMS.model_copy(update={"without_labels": without, "minimum_labels": 20})
    assert course(labels, params, can) is expected


def released(decision, *reasons):
    return ReleaseResult("toy", "net", decision, 3, "champion v3", reasons=reasons)


@pytest.mark.parametrize(
    ("release", "ending", "outcome"),
    [
        (released(Decision.PROMOTED, "✓ better"), Ending.PROMOTED, "version 3 (net) serves now"),
        (
            released(Decision.REFUSED, "✓ fast", "✗ worse on recent"),
            Ending.REFUSED,
            "version 3 goes on serving; ✗ worse on recent",
        ),
        (released(Decision.UNCHANGED, "byte for byte"), Ending.UNCHANGED, "; byte for byte"),
        (None, Ending.TRAINED, "trained; toy is not released"),
    ],
)
def test_the_release_says_how_it_ended(release, ending, outcome):
    result = result_of(release, "toy", Course.TRAIN, REQUEST)
    assert result.ending is ending
    assert result.outcome.endswith(outcome)


def test_regenerated_data_are_told():
    result = result_of(released(Decision.PROMOTED), "toy", Course.REGENERATE, REQUEST)
    assert result.outcome.startswith("promoted on regenerated data, without new labels: ")


def test_the_gate_takes_the_limits_of_the_section():
    assert limits(PARAMS) == {"minimum_improvement": 0.0, "maximum_class_drop": 0.03}


def test_the_page_tells_every_reason():
    result = result_of(released(Decision.REFUSED, "✗ worse"), "toy", Course.TRAIN, REQUEST)
    text = markdown(result)
    assert text.startswith("# toy: refused\n")
    assert "- drift\n- by hand\n" in text
    assert "- ✗ worse\n" in text
    waiting = retrain.not_now("toy", NotNow(Why.WAITING, "until noon"))
    assert markdown(waiting) == "# toy: not now\n\nwaiting: until noon\n"


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
