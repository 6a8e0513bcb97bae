import numpy as np
import pytest

from matchloop.drift.compare import compare
from matchloop.drift.findings import DriftVerdict, Kind
from matchloop.drift.observations import Observations
from matchloop.drift.reference import Reference
from matchloop.errors import DataError
from tests.drift.small import LIMITS, NAMES, log

REFERENCE = Reference.of("v3", log(900, seed=1), LIMITS, accuracy=0.95)


def _finding(result, name):
    return next(finding for finding in result.findings if finding.name == name)


def test_a_window_like_the_reference_is_stable():
    result = compare(REFERENCE, log(seed=2), LIMITS)
    assert result.verdict is DriftVerdict.STABLE
    assert not result.drifted
    assert result.reasons == ()
    assert (result.version, result.predictions, result.compared) == ("v3", 600, 600)


def test_false_alarms_are_rare():
    alarms = sum(
        compare(REFERENCE, log(seed=seed), LIMITS).verdict is not DriftVerdict.STABLE
        for seed in range(100, 120)
    )
    assert alarms <= 2


def test_a_feature_that_rose_is_drift_told_in_words():
    result = compare(REFERENCE, log(seed=3, shift=1.5), LIMITS)
    assert result.drifted
    assert result.reasons[0].startswith("inputs: about")
    assert any(r.startswith("length rose from 0.0") and " to 1.5" in r for r in result.reasons)
    assert not any(r.startswith("digits") for r in result.reasons)


def test_a_small_shift_of_a_long_log_is_no_alarm():
    result = compare(REFERENCE, log(60_000, seed=4, shift=0.08), LIMITS)
    assert result.verdict is DriftVerdict.STABLE
    assert (result.predictions, result.compared) == (60_000, 1_000)


def test_a_large_shift_of_a_short_log_needs_the_test_too():
    few = compare(REFERENCE, log(100, seed=5, shift=0.3), LIMITS)
    assert _finding(few, "length").effect > LIMITS.distance_attention
    assert few.verdict is DriftVerdict.STABLE


def test_confidence_that_fell():
    result = compare(REFERENCE, log(seed=6, confidence=0.8), LIMITS)
    (reason,) = result.reasons
    assert reason.startswith("confidence fell from 0.90 to 0.")
    assert _finding(result, "confidence").kind is Kind.CONFIDENCE


def test_answers_that_are_others():
    result = compare(REFERENCE, log(seed=7, answers=(0.2, 0.3, 0.5)), LIMITS)
    assert result.drifted
    (reason,) = result.reasons
    assert reason.startswith("answers: ")
    assert "text 20 % → 52 %, numeric 49 % → 18 %" in reason


def test_a_new_answer():
    window = log(seed=8)
    new = np.where(np.arange(600) < 200, "currency", window.answer)
    window = Observations.of(NAMES, window.features, window.confidence, new)
    assert "currency 0 % → 33 %" in compare(REFERENCE, window, LIMITS).reasons[0]


def test_abstentions():
    window = log(seed=9, abstained=np.arange(600) < 300)
    result = compare(REFERENCE, window, LIMITS)
    assert result.reasons == ("abstention rose from 0 % to 50 %",)


@pytest.mark.parametrize(
    ("n", "judged"), [(99, "99 different inputs among 99"), (0, "0 different")]
)
def test_fewer_than_a_hundred_are_not_enough(n, judged):
    result = compare(REFERENCE, log(n, shift=9), LIMITS)
    assert result.verdict is DriftVerdict.NOT_ENOUGH_DATA
    assert result.reasons[0].startswith(judged)
    assert not result.drifted


def test_the_same_inputs_again_are_not_more_of_them():
    window = log(5_000, seed=10, shift=9, identity=np.arange(5_000) % 60)
    result = compare(REFERENCE, window, LIMITS)
    assert "60 different inputs among 1000 predictions, 100 are needed" in result.reasons[0]


def test_a_single_large_table_is_not_enough():
    window = log(400, seed=11, shift=9, cluster=np.zeros(400))
    assert (
        "come from 1 tables or calls, 5 are needed" in compare(REFERENCE, window, LIMITS).reasons[0]
    )


def test_a_few_odd_tables_are_less_than_many_odd_columns():
    rows = np.arange(600)
    few = compare(REFERENCE, log(seed=12, shift=2, share=0.15, cluster=rows // 100), LIMITS)
    many = compare(REFERENCE, log(seed=12, shift=2, share=0.15), LIMITS)
    assert _finding(few, "length").p_value > _finding(many, "length").p_value
    assert few.clusters == 6
    assert many.clusters == 600


@pytest.mark.parametrize(
    ("right", "verdict"), [(90, DriftVerdict.STABLE), (80, DriftVerdict.DRIFTED)]
)
def test_accuracy_where_people_judged(right, verdict):
    correct = np.full(600, -1)
    correct[:100] = np.arange(100) < right
    result = compare(REFERENCE, log(seed=13, correct=correct), LIMITS)
    assert _finding(result, "accuracy").verdict is verdict
    if verdict is DriftVerdict.DRIFTED:
        assert result.reasons == (
            "accuracy fell from 95 % at promotion to 80 % (80 of 100 judged answers were right)",
        )


def test_a_few_judgements_are_no_accuracy():
    correct = np.full(600, -1)
    correct[:29] = 0
    result = compare(REFERENCE, log(seed=14, correct=correct), LIMITS)
    assert not any(finding.kind is Kind.ACCURACY for finding in result.findings)


def test_the_last_judgement_of_an_input_counts():
    rows = np.arange(600)
    correct = np.where(rows < 300, 0, 1)  # what was wrong at first was right the second time
    window = log(seed=15, correct=correct, identity=rows % 300, time=rows)
    assert _finding(compare(REFERENCE, window, LIMITS), "accuracy").effect < 0


def test_it_is_the_same_every_time():
    window = log(3_000, seed=16, shift=0.5)
    assert compare(REFERENCE, window, LIMITS) == compare(REFERENCE, window, LIMITS)


def test_another_versions_features_are_refused():
    other = Observations.of(["length"], np.zeros((200, 1)), np.ones(200), ["a"] * 200)
    with pytest.raises(DataError, match=r"the reference of v3 has length, digits, nulls"):
        compare(REFERENCE, other, LIMITS)
