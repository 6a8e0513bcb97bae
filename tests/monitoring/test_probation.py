"""A promoted version is sent back when it is worse live, beyond limits and beyond chance."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
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
from tests.waiting import CEILING

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
    assert given.close(CEILING)
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


STRICT = ProbationLimits(
    window=400,
    minimum_predictions=100,
    minimum_clusters=5,
    minimum_feedback=20,
    confidence_drop=0.125,
    abstention_rise=0.25,
    errors_rise=0.0625,
    accuracy_drop=0.5,
    significance=0.01,
)


def judged(figure: Figure, before: Mean, live: Mean, **more: Mean) -> Probation:
    seen = {Figure.ERRORS: mean(0.0), **{Figure(name): each for name, each in more.items()}}
    baseline = flat({Figure.ERRORS: mean(0.0), figure: before})
    return judge(baseline, {**seen, figure: live}, STRICT, DAY).state


@pytest.mark.parametrize(
    ("figure", "before", "at", "beyond"),
    [
        (Figure.CONFIDENCE, 0.75, 0.625, 0.6249),
        (Figure.ABSTENTION, 0.25, 0.5, 0.5001),
        (Figure.ERRORS, 0.0625, 0.125, 0.1251),
        (Figure.ACCURACY, 1.0, 0.5, 0.4999),
    ],
)
def test_a_loss_of_the_limit_is_borne_and_no_more(
    figure: Figure, before: float, at: float, beyond: float
) -> None:
    exact = {"error": 0.0}
    assert judged(figure, mean(before, **exact), mean(at, **exact)) is Probation.KEPT
    assert judged(figure, mean(before, **exact), mean(beyond, **exact)) is Probation.ROLLED_BACK


@pytest.mark.parametrize(("value", "worse"), [(0.5 - 0.1164, True), (0.5 - 0.1162, False)])
def test_a_loss_must_be_beyond_chance(value: float, worse: bool) -> None:
    """The errors 0.03 and 0.04 make 0.05; 2.3263 of it are beyond a chance of one in a hundred."""
    limits = STRICT.model_copy(update={"confidence_drop": 0.01})
    before = flat({Figure.CONFIDENCE: mean(0.5, error=0.03)})
    live = {Figure.CONFIDENCE: mean(value, error=0.04), Figure.ERRORS: mean(0.0)}
    state = judge(before, live, limits, DAY).state
    assert state is (Probation.ROLLED_BACK if worse else Probation.KEPT)


@pytest.mark.parametrize(
    ("figure", "rows", "clusters", "says"),
    [
        (Figure.CONFIDENCE, 100, 5, True),
        (Figure.CONFIDENCE, 99, 5, False),
        (Figure.CONFIDENCE, 100, 4, False),
        (Figure.ACCURACY, 20, 5, True),
        (Figure.ACCURACY, 19, 5, False),
        (Figure.ACCURACY, 20, 4, False),
    ],
)
def test_how_much_says_something_before_and_since(
    figure: Figure, rows: int, clusters: int, says: bool
) -> None:
    expected = Probation.ROLLED_BACK if says else Probation.KEPT
    enough, just = mean(1.0, error=0.0), Mean(1.0, 0.0, rows, clusters)
    assert judged(figure, just, mean(0.0, error=0.0)) is expected
    assert judged(figure, enough, Mean(0.0, 0.0, rows, clusters)) is expected


@pytest.mark.parametrize(
    ("rows", "clusters", "state"),
    [
        (400, 5, Probation.KEPT),
        (399, 5, Probation.PROBATION),
        (400, 4, Probation.PROBATION),
    ],
)
def test_when_the_window_is_full(rows: int, clusters: int, state: Probation) -> None:
    live = {**GOOD, Figure.ERRORS: Mean(0.0, 0.005, rows, clusters)}
    assert judge(flat(GOOD), live, STRICT, DAY).state is state


def test_the_words_of_a_judgement() -> None:
    def said(live: dict[Figure, Mean], age: timedelta = DAY) -> tuple[str, ...]:
        return judge(flat(GOOD), live, STRICT, age).reasons

    assert said({Figure.CONFIDENCE: mean(0.5), Figure.ABSTENTION: mean(0.9, rows=2_000)}) == (
        "The mean confidence is 0.500 over 1,000, before it was 0.900; it may fall by 0.125.",
        "The share of answers withheld is 0.900 over 2,000, before it was 0.100; it may rise by "
        "0.25.",
    )
    assert said(GOOD) == (
        "The mean confidence is 0.900 over 1,000, before it was 0.900; it may fall by 0.125.",
        "The share of answers withheld is 0.100 over 1,000, before it was 0.100; it may rise by "
        "0.25.",
        "The share of failed answers is 0.000 over 1,000, before it was 0.000; it may rise by "
        "0.0625.",
        "The share of judged answers that were right is 0.950 over 100, before it was 0.950; it "
        "may fall by 0.5.",
    )
    assert said({}) == ("0 of 400 predictions, of 0 tables or calls.",)
    assert said({}, timedelta(days=7)) == (
        "Only 0 of 400 predictions came in 7 days.",
        "There was nothing to compare.",
    )


def test_without_failures_before_few_clusters_since_still_say_nothing() -> None:
    """The stand-in for a baseline is as large as is just enough, and certain."""
    live = {Figure.ERRORS: Mean(0.0626, 0.0, 100, 5)}
    assert judge({}, live, STRICT, DAY).state is Probation.ROLLED_BACK
    live = {Figure.ERRORS: Mean(0.0625, 0.0, 100, 5)}
    assert judge({}, live, STRICT, DAY).state is Probation.PROBATION
    live = {Figure.ERRORS: Mean(1.0, 0.0, 100, 4)}
    assert judge({}, live, STRICT, DAY).state is Probation.PROBATION


def test_figures_as_the_store_keeps_them() -> None:
    kept = flat({Figure.ERRORS: Mean(0.0, 0.25, 7, 0)})
    assert kept == {
        "errors.value": 0.0,
        "errors.error": 0.25,
        "errors.rows": 7.0,
        "errors.clusters": 0.0,
    }
    assert all(type(value) is float for value in kept.values())
    (found,) = unflattened({**kept, "confidence.value": 0.5}).items()
    assert found == (Figure.ERRORS, Mean(0.0, 0.25, 7, 0))
    assert [type(part) for part in vars(found[1]).values()] == [float, float, int, int]


def table(answers: list[str], clusters: list[str | None], **columns: list) -> pa.Table:
    """Rows as the store gives them, each of an input of its own and of one of two calls."""
    n = len(answers)
    moments = pa.array([n // 2 <= row for row in range(n)]).cast(pa.int64())
    given = {
        "time": moments.cast(pa.timestamp("us", "UTC")),
        "input": [f"input {row}" for row in range(n)],
        "cluster": pa.array(clusters, pa.string()),
        "answer": answers,
        **columns,
    }
    return pa.table(given)


def test_figures_of_rows_that_are_counted_by_hand() -> None:
    answers = ["a", FAILED_ANSWER, "b", "c"]
    rows = table(
        answers,
        ["t", "t", "u", "v"],
        confidence=[0.5, None, 1.0, None],
        abstained=[True, True, False, False],
    )
    found = probation.figures(rows, table([], []))
    assert found.keys() == {Figure.ERRORS, Figure.CONFIDENCE, Figure.ABSTENTION}
    assert found[Figure.ERRORS] == Mean(0.25, pytest.approx((2 / 6 * 4 / 6 / 4) ** 0.5), 4, 3)
    withheld = found[Figure.ABSTENTION]
    assert (withheld.value, withheld.rows, withheld.clusters) == (pytest.approx(1 / 3), 3, 3)
    confidence = found[Figure.CONFIDENCE]
    # An answer without a confidence counts as one of 0.
    assert (confidence.value, confidence.rows, confidence.clusters) == (0.5, 3, 3)
    assert confidence.error == pytest.approx((3 / 2 * 0.5) ** 0.5 / 3)


def test_failures_alone_have_no_confidence_and_judged_answers_have_a_figure() -> None:
    failed = table(
        [FAILED_ANSWER] * 2, [None, None], confidence=[0.0, 0.0], abstained=[False, False]
    )
    judged = table(["a", "b", "c", "d"], ["t", "u", "v", "w"], right=["a", "b", "c", "x"])
    found = probation.figures(failed, judged)
    assert found.keys() == {Figure.ERRORS, Figure.ACCURACY}
    assert (found[Figure.ERRORS].value, found[Figure.ERRORS].clusters) == (1.0, 2)
    accuracy = found[Figure.ACCURACY]
    assert (accuracy.value, accuracy.rows, accuracy.clusters) == (0.75, 4, 4)


def test_the_error_of_a_mean_is_that_of_its_clusters() -> None:
    """Two clusters, one 1 below and one 1 above in sum: sqrt(2/1 * 2) / 4."""
    groups = np.array([7, 7, 3, 3])
    assert probation._mean(np.array([1.0, 0.0, 0.5, 1.5]), np.array([1, 2, 3, 4])) == Mean(
        0.75, pytest.approx((4 / 3 * 1.25) ** 0.5 / 4), 4, 4
    )
    assert probation._mean(np.array([1.0, 1.0, 0.0, 0.0]), groups) == Mean(0.5, 0.5, 4, 2)
    assert probation._mean(np.array([1.0, 0.0]), np.array([4, 4])) == Mean(0.5, 1.0, 2, 1)
    # The shares' own spread is the least that is believed.
    assert probation._share(np.array([True, True, False, False]), groups) == Mean(0.5, 0.5, 4, 2)
    none = probation._share(np.zeros(4, bool), np.arange(4))
    assert none == Mean(0.0, pytest.approx((1 / 6 * 5 / 6 / 4) ** 0.5), 4, 4)


def test_figures_since_a_moment_are_of_the_rows_since_then(store: Store) -> None:
    early = log("v1", 5, 0.5)
    since = datetime.now(UTC)
    late = log("v1", 5, 0.9, start=5)
    feedback.add(store, "toys", [Given("yes", prediction=n) for n in early])
    feedback.add(store, "toys", [Given("no", prediction=n) for n in late[:20]])
    found = probation.measure(store, "toys", "v1", size=1_000, since=since)
    assert (found[Figure.ERRORS].rows, found[Figure.ACCURACY].rows) == (50, 20)
    assert found[Figure.ACCURACY].value == 0.0


def test_what_is_noted_of_a_rollback(store: Store) -> None:
    probation.begin(store, "toys", Pointer(2, None, "x"), STRICT)
    first = promotions.history(store, "toys")[0]
    assert (first.version, first.previous, first.baseline) == ("v2", None, {})
    # A pointer that says what is on record already changes nothing.
    assert probation.returned(store, "toys", Pointer(2, None, "x"), ["again"]) is None
    assert len(promotions.history(store, "toys")) == 1
    assert probation.returned(store, "toys", Pointer(1, None, "x"), ["by hand"]) is None
    latest = promotions.history(store, "toys")[0]
    assert (latest.version, latest.previous, latest.state) == ("v1", None, Probation.KEPT)
    assert promotions.on_probation(store, "toys") is None


def test_a_rollback_that_was_noted_keeps_a_probation_that_began_since(store: Store) -> None:
    begun = probation.begin(store, "toys", Pointer(2, 1, "x"), STRICT)
    assert probation.returned(store, "toys", Pointer(2, 1, "x"), ["again"]) is None
    watched = promotions.on_probation(store, "toys")
    assert watched is not None
    assert watched.id == begun.id


def test_where_many_clusters_are_asked_for_failures_without_a_baseline_still_count() -> None:
    limits = STRICT.model_copy(update={"minimum_clusters": 1_000})
    live = {Figure.ERRORS: Mean(0.2, 0.0, 1_000, 1_000)}
    assert judge({}, live, limits, DAY).state is Probation.ROLLED_BACK


def test_figures_are_of_one_family_and_one_version(store: Store) -> None:
    first = log("v1", 10, 0.9)
    others = log("v9", 10, 0.1) + log("v1", 10, 0.1, family="bricks")
    feedback.add(store, "toys", [Given("yes", prediction=first[0])])
    feedback.add(store, "toys", [Given("no", prediction=number) for number in others[:100]])
    feedback.add(store, "bricks", [Given("no", prediction=number) for number in others[100:]])

    begun = probation.begin(store, "toys", Pointer(2, 1, "x"), STRICT)

    assert begun.baseline["confidence.value"] == pytest.approx(0.9, abs=0.01)
    # The judged answer is that of the very first prediction.
    assert (begun.baseline["accuracy.rows"], begun.baseline["accuracy.value"]) == (1.0, 1.0)


def test_a_rollback_is_noted_whatever_other_families_do(store: Store) -> None:
    assert probation.returned(store, "toys", Pointer(1, 2, "x"), ["by hand"]) is None
    probation.begin(store, "toys", Pointer(2, 1, "x"), STRICT)
    promotions.begin(store, "bricks", "v1", None, {}, on_probation=False)
    ended = probation.returned(store, "toys", Pointer(1, 2, "x"), ["worse"])
    assert ended is not None
    assert ended.state is Probation.ROLLED_BACK
