"""How a retraining ended, in records and words; the flow as a whole is in tests/flows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from matchloop.labels.from_feedback import FeedbackData
from matchloop.params import load_params
from matchloop.store.claims import NotNow, Why
from matchloop.store.retraining import Request, State
from tasks.loop import retrain_result
from tasks.loop.retrain_labels import Labels
from tasks.loop.retrain_result import Course, Ending, course, markdown
from tasks.release import Decision, ReleaseResult

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
    result = retrain_result.released(release, "toy", Course.TRAIN, REQUEST)
    assert result.ending is ending
    assert result.outcome.endswith(outcome)


def test_regenerated_data_are_told():
    result = retrain_result.released(released(Decision.PROMOTED), "toy", Course.REGENERATE, REQUEST)
    assert result.outcome.startswith("promoted on regenerated data, without new labels: ")


def test_the_page_tells_every_reason():
    result = retrain_result.released(
        released(Decision.REFUSED, "✗ worse"), "toy", Course.TRAIN, REQUEST
    )
    text = markdown(result)
    assert text.startswith("# toy: refused\n")
    assert "- drift\n- by hand\n" in text
    assert "- ✗ worse\n" in text
    waiting = retrain_result.not_now("toy", NotNow(Why.WAITING, "until noon"))
    assert markdown(waiting) == "# toy: not now\n\nwaiting: until noon\n"


def test_the_event_has_what_the_request_was_asked_for():
    result = retrain_result.released(released(Decision.PROMOTED), "toy", Course.TRAIN, REQUEST)
    assert result.event().payload() == {
        "ending": "promoted",
        "outcome": result.outcome,
        "reason": "drift\nby hand",
        "request": 7,
        "version": 3,
    }


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        (Ending.PROMOTED, State.DONE),
        (Ending.UNCHANGED, State.DONE),
        (Ending.REFUSED, State.REFUSED),
        (Ending.LABELS_NEEDED, State.REFUSED),
        (Ending.FAILED, State.FAILED),
    ],
)
def test_what_becomes_of_the_request(ending, state):
    assert ending.state is state
