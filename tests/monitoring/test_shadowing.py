"""What champion and shadow said of the same inputs, and what the gate makes of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from matchloop import store as stores
from matchloop.monitoring import shadowing
from matchloop.monitoring.shadowing import Comparison
from matchloop.serving import Shadow
from matchloop.store import feedback
from matchloop.store.engine import Store
from matchloop.store.feedback import Given
from matchloop.store.log import PredictionLog
from matchloop.store.records import PredictionBatch, ShadowAnswers, identity
from tests.waiting import CEILING

NOW = datetime.now(UTC)
SHADOW = Shadow(2, "sha", (NOW - timedelta(hours=5)).isoformat())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "LOG"):
        monkeypatch.delenv(f"MATCHLOOP_{name}", raising=False)
    with stores.opened() as store:
        yield store


@pytest.fixture
def log() -> Callable[..., range]:
    """Log n answers of v1, all "a", with what v2 said of them; returns the ids."""

    def log(said: list[str], version: str = "v2", start: int = 0) -> range:
        n = len(said)
        given = PredictionLog()
        ids = given.add(
            PredictionBatch(
                "toys",
                "v1",
                [identity([str(start + i)]) for i in range(n)],
                ["a"] * n,
                np.full(n, 0.5),
                np.zeros(n, bool),
                1.0,
                shadow=ShadowAnswers(version, said, np.full(n, 0.75)) if version else None,
            )
        )
        assert given.close(CEILING)
        return ids

    return log


def test_agreement_and_confidence(store: Store, log: Callable[..., range]) -> None:
    log(["a", "a", "a", "b"])
    log(["b"] * 6, version="v9", start=10)  # another shadow
    log(["b"] * 6, version="", start=20)  # none
    found = shadowing.compare(store, "toys", 1, SHADOW)
    assert found == Comparison("v1", "v2", 4, 0.75, 0.5, 0.75)
    assert shadowing.compare(store, "toys", 7, SHADOW) == Comparison("v7", "v2", 0)


def test_only_what_came_since_the_shadow_began(store: Store, log: Callable[..., range]) -> None:
    log(["b"] * 4)
    later = Shadow(2, "sha", (datetime.now(UTC) + timedelta(hours=1)).isoformat())
    assert shadowing.compare(store, "toys", 1, later).answers == 0


def test_feedback_says_who_is_right(store: Store, log: Callable[..., range]) -> None:
    ids = log(["b"] * 30 + ["a"] * 10)
    right = ["b"] * 20 + ["a"] * 10
    feedback.add(
        store, "toys", [Given(answer, prediction=i) for i, answer in zip(ids, right, strict=False)]
    )
    found = shadowing.compare(store, "toys", 1, SHADOW)
    assert (found.answers, found.judged) == (40, 30)
    assert found.accuracy == pytest.approx(10 / 30)
    assert found.shadow_accuracy == pytest.approx(20 / 30)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(1 / 3)
    assert found.difference.low < 1 / 3 < found.difference.high


def seen(answers: int = 500) -> Comparison:
    return Comparison("v1", "v2", answers, 0.9, 0.8, 0.8)


def test_nothing_is_demanded_by_default() -> None:
    assert shadowing.demanded(None, None, "sha", NOW) == ()


def test_a_period_that_is_long_enough() -> None:
    (reason,) = shadowing.demanded(SHADOW, seen(), "sha", NOW, hours=4, answers=500)
    assert (reason.check, reason.passed) == ("shadow", True)
    assert reason.text == (
        "a shadow for 5.0 hours and 500 answers; 4 hours and 500 answers as a shadow are asked for"
    )


@pytest.mark.parametrize(
    ("shadow", "sha", "hours", "answers", "text"),
    [
        (SHADOW, "sha", 6.0, 0, "a shadow for 5.0 hours"),
        (SHADOW, "sha", 0.0, 501, "500 answers; 0 hours and 501"),
        (SHADOW, "another", 1.0, 0, "the candidate is not the shadow"),
        (None, "sha", 1.0, 0, "the candidate is not the shadow"),
    ],
)
def test_a_period_that_is_not(
    shadow: Shadow | None, sha: str, hours: float, answers: int, text: str
) -> None:
    (reason,) = shadowing.demanded(shadow, seen(), sha, NOW, hours=hours, answers=answers)
    assert not reason.passed
    assert text in reason.text


def test_a_shadow_that_feedback_shows_to_be_worse_is_refused(
    store: Store, log: Callable[..., range]
) -> None:
    ids = log(["b"] * 30 + ["a"] * 10)
    feedback.add(store, "toys", [Given("a", prediction=i) for i in ids])
    found = shadowing.compare(store, "toys", 1, SHADOW)
    period, accuracy = shadowing.demanded(SHADOW, found, "sha", NOW, hours=1)
    assert (period.passed, accuracy.passed) == (True, False)
    assert accuracy.text == (
        "right in 25.0% of 40 judged answers as a shadow, the champion in 100.0%"
    )
