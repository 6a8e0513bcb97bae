"""A promoted version is sent back when it is worse live, beyond limits and beyond chance."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from matchloop import store as stores
from matchloop.monitoring import probation
from matchloop.monitoring.probation import FAILED_ANSWER, Figure, Mean, flat, judge, unflattened
from matchloop.monitoring.probation_limits import ProbationLimits
from matchloop.serving import Pointer
from matchloop.store import feedback, promotions
from matchloop.store.engine import Store
from matchloop.store.feedback import Given
from matchloop.store.log import PredictionLog
from matchloop.store.promotions import Probation
from matchloop.store.records import PredictionBatch, identity

LIMITS = ProbationLimits(window=400, minimum_predictions=100, minimum_clusters=5)
DAY = timedelta(days=1)


def mean(value: float, rows: int = 1_000, error: float = 0.005, clusters: int = 50) -> Mean:
    return Mean(value, error, rows, clusters)


GOOD = {
    Figure.CONFIDENCE: mean(0.9),
    Figure.ABSTENTION: mean(0.1),
    Figure.ERRORS: mean(0.0),
    Figure.ACCURACY: mean(0.95, rows=100, error=0.02),
}


@pytest.mark.parametrize(
    ("figure", "value", "reason"),
    [
        (
            Figure.CONFIDENCE,
            0.7,
            "mean confidence is 0.700 over 1,000, before it was 0.900; it may f",
        ),
        (
            Figure.ABSTENTION,
            0.3,
            "answers withheld is 0.300 over 1,000, before it was 0.100; it may r",
        ),
        (Figure.ERRORS, 0.05, "share of failed answers is 0.050 over 1,000, before it was 0.000"),
        (Figure.ACCURACY, 0.5, "judged answers that were right is 0.500 over"),
    ],
)
def test_each_figure_by_itself_sends_a_version_back(
    figure: Figure, value: float, reason: str
) -> None:
    live = {**GOOD, figure: mean(value, error=0.001)}
    judgement = judge(flat(GOOD), live, LIMITS, DAY)
    assert judgement.state is Probation.ROLLED_BACK
    assert len(judgement.reasons) == 1
    assert reason in judgement.reasons[0]


def test_a_version_as_good_is_kept_when_the_window_is_full() -> None:
    judgement = judge(flat(GOOD), GOOD, LIMITS, DAY)
    assert judgement.state is Probation.KEPT
    assert len(judgement.reasons) == 4


def test_a_better_version_is_kept() -> None:
    better = {Figure.CONFIDENCE: 0.99, Figure.ABSTENTION: 0.0, Figure.ACCURACY: 1.0}
    live = {**GOOD, **{figure: mean(value) for figure, value in better.items()}}
    assert judge(flat(GOOD), live, LIMITS, DAY).state is Probation.KEPT


@pytest.mark.parametrize(
    "confidence",
    [
        mean(0.82),  # less than the limit
        mean(0.7, error=0.1),  # no more than chance
        mean(0.7, rows=90),  # too few predictions
        mean(0.7, clusters=4),  # too few tables
    ],
)
def test_what_is_within_limits_or_chance_goes_on(confidence: Mean) -> None:
    live = {Figure.CONFIDENCE: confidence, Figure.ERRORS: mean(0.0, rows=200)}
    judgement = judge(flat(GOOD), live, LIMITS, DAY)
    assert judgement.state is Probation.PROBATION
    assert judgement.reasons == ("200 of 400 predictions, of 50 tables or calls.",)


def test_little_traffic_ends_after_the_days() -> None:
    live = {Figure.CONFIDENCE: mean(0.9, rows=30), Figure.ERRORS: mean(0.0, rows=30)}
    assert judge(flat(GOOD), live, LIMITS, timedelta(days=6)).state is Probation.PROBATION
    judgement = judge(flat(GOOD), live, LIMITS, timedelta(days=7))
    assert judgement.state is Probation.KEPT
    assert judgement.reasons == (
        "Only 30 of 400 predictions came in 7 days.",
        "There was nothing to compare.",
    )
    assert judge(flat(GOOD), {}, LIMITS, DAY).state is Probation.PROBATION


def test_without_a_baseline_failures_still_count() -> None:
    live = {**GOOD, Figure.ERRORS: mean(0.2)}
    assert judge({}, live, LIMITS, DAY).state is Probation.ROLLED_BACK
    assert judge({}, GOOD, LIMITS, DAY).state is Probation.KEPT


def test_figures_survive_the_store() -> None:
    assert unflattened(flat(GOOD)) == GOOD
    assert unflattened({"confidence.value": 0.9}) == {}


def test_limits_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="minimum_predictions is 100, above window, 60"):
        ProbationLimits(window=60)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "LOG"):
        monkeypatch.delenv(f"MATCHLOOP_{name}", raising=False)
    with stores.opened() as store:
        yield store


def log(
    version: str, calls: int, confidence: float, start: int = 0, **changes: object
) -> list[int]:
    """Log calls of ten answers each, all "yes"; returns the predictions' ids."""
    given = PredictionLog()
    ids: list[int] = []
    for call in range(start, start + calls):
        values: dict[str, object] = {
            "family": "toys",
            "version": version,
            "inputs": [identity([f"{version} {call} {row}"]) for row in range(10)],
            "answers": ["yes"] * 10,
            "confidences": np.full(10, confidence) + 0.001 * (call % 7),
            "abstained": np.arange(10) == call % 10,
            "latency_ms": 1.0,
        }
        ids += given.add(PredictionBatch(**{**values, **changes}))  # type: ignore[arg-type]
    assert given.close(20)
    return ids


def test_figures_of_the_log(store: Store) -> None:
    ids = log("v1", 20, 0.8)
    log("v1", 5, 0.0, start=20, answers=["yes"] * 5 + [FAILED_ANSWER] * 5)
    right = [Given("yes" if number % 4 else "no", prediction=id_) for number, id_ in enumerate(ids)]
    feedback.add(store, "toys", right[:40])

    found = probation.measure(store, "toys", "v1", size=1_000)

    assert found[Figure.ERRORS].value == pytest.approx(25 / 250)
    assert found[Figure.ERRORS].rows == 250
    assert found[Figure.ABSTENTION].rows == 225
    assert found[Figure.CONFIDENCE].value == pytest.approx(0.8 * 200 / 225, abs=0.01)
    assert found[Figure.ACCURACY].value == 0.75
    assert found[Figure.ACCURACY].rows == 40
    assert probation.measure(store, "toys", "v1", size=10)[Figure.ERRORS].value == 0.5
    assert probation.measure(store, "toys", "v9", size=10) == {}
    later = datetime.now(UTC) + DAY
    assert probation.measure(store, "toys", "v1", size=10, since=later) == {}


def test_rows_of_one_input_count_as_one(store: Store) -> None:
    """An error from independent rows would be a tenth of the spread; here it is the spread."""
    rng = np.random.default_rng(0)
    for call in range(6):
        log("v1", 1, 0, start=call, confidences=np.full(10, rng.uniform(0.2, 0.9)))
    many = probation.measure(store, "toys", "v1", size=1_000)[Figure.CONFIDENCE]
    log("v2", 6, 0, confidences=rng.uniform(0.2, 0.9, 10))
    apart = probation.measure(store, "toys", "v2", size=1_000)[Figure.CONFIDENCE]
    assert (many.rows, many.clusters) == (60, 6)
    assert many.error > 0.05
    assert apart.error < 0.01


def test_a_bad_promotion_from_begin_to_rollback(store: Store) -> None:
    log("v1", 40, 0.9)
    begun = probation.begin(store, "toys", Pointer(2, 1, "x"), LIMITS)
    assert (begun.state, begun.version, begun.previous) == (Probation.PROBATION, "v2", "v1")
    log("v2", 20, 0.5)

    live = probation.measure(store, "toys", begun.version, size=1_000, since=begun.time)
    judgement = judge(begun.baseline, live, LIMITS, DAY)
    assert judgement.state is Probation.ROLLED_BACK
    assert "mean confidence" in judgement.reasons[0]

    gone_back = Pointer(1, 2, "x")
    ended = probation.returned(store, "toys", gone_back, judgement.reasons)
    assert ended is not None
    assert (ended.version, ended.state) == ("v2", Probation.ROLLED_BACK)
    assert ended.reasons == list(judgement.reasons)
    assert probation.returned(store, "toys", gone_back, ["again"]) is None
    states = [(p.version, p.previous, p.state) for p in promotions.history(store, "toys")]
    assert states == [("v1", "v2", Probation.KEPT), ("v2", "v1", Probation.ROLLED_BACK)]


def test_the_baseline_is_of_as_many_predictions_as_the_new_version_is_judged_by(
    store: Store,
) -> None:
    log("v1", 12, 0.9)
    limits = ProbationLimits(window=60, minimum_predictions=50)
    begun = probation.begin(store, "toys", Pointer(2, 1, "x"), limits)
    assert begun.baseline["errors.rows"] == 60


def test_the_first_champion_is_not_on_probation(store: Store) -> None:
    assert probation.begin(store, "toys", Pointer(1, None, "x"), LIMITS).state is Probation.KEPT
    assert promotions.on_probation(store, "toys") is None


def test_a_rollback_after_the_probation_is_noted_too(store: Store) -> None:
    probation.begin(store, "toys", Pointer(1, None, "x"), LIMITS)
    begun = probation.begin(store, "toys", Pointer(2, 1, "x"), LIMITS)
    promotions.end(store, begun.id, Probation.KEPT, [])
    assert probation.returned(store, "toys", Pointer(1, 2, "x"), ["by hand"]) is None
    assert promotions.history(store, "toys")[0].version == "v1"


def test_no_false_alarm_over_many_equal_versions() -> None:
    """As good as before, 200 times over, with 20 calls that differ: at most a few go back."""
    rng = np.random.default_rng(3)
    sent_back = 0
    for _ in range(200):
        before, live = (
            probation._mean(
                np.repeat(rng.normal(0.8, 0.15, 20), 20) + rng.normal(0, 0.1, 400),
                np.repeat(np.arange(20), 20),
            )
            for _ in range(2)
        )
        judgement = judge(
            flat({Figure.CONFIDENCE: before}),
            {Figure.CONFIDENCE: live, Figure.ERRORS: mean(0.0)},
            LIMITS,
            DAY,
        )
        sent_back += judgement.state is Probation.ROLLED_BACK
    assert sent_back <= 4
