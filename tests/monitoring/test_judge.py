"""Rows of the log as what is compared, and accuracy by what people judged; pure."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from matchloop.drift.findings import DriftVerdict, Kind
from matchloop.drift.limits import DriftLimits
from matchloop.drift.reference import Reference
from matchloop.errors import DataError
from matchloop.monitoring.judge import (
    Judged,
    accuracy,
    clusters_of,
    judge_window,
    observations,
    request_reason,
)
from matchloop.store.predictions import SCHEMA
from tests.drift import small

START = datetime(2026, 3, 1, tzinfo=UTC)
LIMITS = DriftLimits(permutations=99, minimum_feedback=10)


def rows(*given: dict) -> pa.Table:
    """Rows of the log; each may say what is special about it."""
    usual = {
        "input": "a",
        "cluster": "orders",
        "answer": "yes",
        "confidence": 0.9,
        "abstained": False,
        "features": b"",
        "feature_set": "one",
    }
    each = [{**usual, "time": START + timedelta(seconds=i), **row} for i, row in enumerate(given)]
    schema = pa.schema([SCHEMA.field(name) for name in ("time", *usual)])
    return pa.Table.from_pylist(each, schema)


def packed(*numbers: float) -> bytes:
    return np.array(numbers, "<f4").tobytes()


def judged(right: int, wrong: int) -> Judged:
    truth = np.array([True] * right + [False] * wrong)
    return Judged(truth, np.arange(len(truth)).astype(str))


def test_rows_become_observations():
    seen = observations(
        rows(
            {"features": packed(1, 2), "input": "x", "confidence": 0.5},
            {"features": packed(3, 4), "input": "y", "abstained": True, "cluster": "people"},
        ),
        ["length", "digits"],
    )
    assert seen.names == ("length", "digits")
    assert seen.features.tolist() == [[1, 2], [3, 4]]
    assert seen.identity.tolist() == ["x", "y"]
    assert seen.cluster.tolist() == ["orders", "people"]
    assert seen.abstained.tolist() == [False, True]
    assert seen.confidence.tolist() == [0.5, pytest.approx(0.9)]


def test_only_the_newest_features_count_and_they_are_numbered_without_names():
    seen = observations(
        rows(
            {"features": packed(1, 2), "feature_set": "old", "input": "x"},
            {"features": packed(3), "feature_set": "new", "input": "y"},
            {"features": None, "feature_set": None, "input": "z"},
        )
    )
    assert seen.identity.tolist() == ["y"]
    assert seen.names == ("feature_00",)


def test_rows_without_any_features_are_watched_by_their_answers():
    bare = {"features": None, "feature_set": None}
    seen = observations(rows(bare, bare))
    assert (seen.names, seen.features.tolist()) == (("no_features",), [[0], [0]])


def test_rows_with_a_feature_that_is_no_number_are_left_out():
    seen = observations(
        rows({"features": packed(np.nan), "input": "x"}, {"features": packed(1), "input": "y"})
    )
    assert seen.identity.tolist() == ["y"]


def test_no_rows_are_no_observations():
    seen = observations(rows(), ["length", "digits"])
    assert (len(seen), seen.names) == (0, ("length", "digits"))


def test_what_has_no_table_came_with_its_call():
    call = clusters_of(
        rows({"cluster": None}, {"cluster": None, "time": START}, {"cluster": "orders"})
    )
    assert call[0] == call[1]
    assert call[2] == "orders"


def test_accuracy_that_fell_is_drift_with_the_figures():
    found = accuracy(0.95, judged(30, 20), LIMITS)
    assert found.verdict is DriftVerdict.DRIFTED
    assert found.reason == (
        "accuracy fell from 95 % at promotion to 60 % (30 of 50 judged answers were right)"
    )


@pytest.mark.parametrize(
    ("promised", "right", "wrong"),
    [(0.95, 47, 3), (0.6, 30, 20), (0.95, 8, 2)],  # a little less, the same, too few to be sure
)
def test_accuracy_within_limits_or_chance_is_stable(promised, right, wrong):
    assert accuracy(promised, judged(right, wrong), LIMITS).verdict is DriftVerdict.STABLE


@pytest.mark.parametrize(("promised", "right"), [(None, 50), (0.95, 9)])
def test_without_a_promise_or_enough_judgements_nothing_is_said(promised, right):
    assert accuracy(promised, judged(right, 0), LIMITS) is None


def test_a_window_like_the_reference_drifts_only_by_its_accuracy():
    reference = Reference.of("v1", small.log(400), small.LIMITS, 0.95)
    window = small.log(400, seed=1)
    assert (
        judge_window(reference, window, judged(0, 0), small.LIMITS).verdict is DriftVerdict.STABLE
    )
    fallen = judge_window(reference, window, judged(20, 20), small.LIMITS)
    assert fallen.drifted
    assert [each.kind for each in fallen.findings if each.verdict is DriftVerdict.DRIFTED] == [
        Kind.ACCURACY
    ]


def test_the_reason_of_a_request_is_one_line_with_the_worst_reasons():
    reference = Reference.of("v7", small.log(400), small.LIMITS, 0.95)
    result = judge_window(reference, small.log(400, seed=1, shift=3), judged(20, 20), small.LIMITS)
    reason = request_reason(result)
    assert reason.startswith("version v7 drifted: accuracy fell from 95 %")
    assert "\n" not in reason


def test_other_features_than_the_references_are_an_error():
    reference = Reference.of("v1", small.log(400), small.LIMITS)
    other = observations(rows(*[{"features": packed(1), "input": str(i)} for i in range(200)]))
    with pytest.raises(DataError, match="Compare a version's predictions with its own reference"):
        judge_window(reference, other, judged(0, 0), small.LIMITS)
