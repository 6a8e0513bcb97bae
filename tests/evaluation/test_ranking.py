import json

import numpy as np
import pytest

from matchloop.errors import DataError
from matchloop.evaluation.calibration import CoveragePoint
from matchloop.evaluation.ranking import RankingMetrics, ranking

# Right at rank 1, 2, 3, 4 of 4; not among them; and no candidate is right at all.
CANDIDATES = np.array(
    [[7, 1, 2, 3], [1, 7, 2, 3], [1, 2, 7, 3], [1, 2, 3, 7], [1, 2, 3, 4], [5, -1, -1, -1]],
    dtype=np.int32,
)
PROBABILITIES = np.array(
    [
        [0.96, 0.02, 0.01, 0.01],
        [0.60, 0.30, 0.05, 0.00],
        [0.50, 0.20, 0.20, 0.10],
        [0.40, 0.30, 0.10, 0.10],
        [0.92, 0.05, 0.00, 0.00],
        [0.10, 0.00, 0.00, 0.00],
    ],
    dtype=np.float32,
)
TRUTH = np.array([7, 7, 7, 7, 7, -1])
KINDS = ["typo", "typo", "vowels", "vowels", "vowels", "initials"]


def measured(**options) -> RankingMetrics:
    return ranking(CANDIDATES, PROBABILITIES, TRUTH, **options)


def test_figures_worked_by_hand() -> None:
    metrics = measured()

    assert (metrics.count, metrics.depth) == (6, 4)
    assert metrics.top1 == metrics.accuracy == pytest.approx(1 / 6)
    assert metrics.top3 == pytest.approx(3 / 6)
    assert metrics.mrr == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 6)
    assert metrics.top1_interval[0] < 1 / 6 < metrics.accuracy_interval[1]
    # |1-.96|; .92, .6, .5, .4 and .1 were wrong: bins 14, 13, 8, 7, 5, 1.
    assert metrics.ece == pytest.approx((0.04 + 0.92 + 0.6 + 0.5 + 0.4 + 0.1) / 6, abs=1e-6)


def test_coverage_is_of_the_first_answer_and_its_probability() -> None:
    metrics = measured(answer_from=0.55)
    at = {point.threshold: point for point in metrics.coverage}

    assert list(at) == [0.5, 0.7, 0.9, 0.95]
    assert at[0.5] == CoveragePoint(0.5, 4 / 6, 1 / 4, 4)
    assert at[0.9] == CoveragePoint(0.9, 2 / 6, 1 / 2, 2)
    assert at[0.95] == CoveragePoint(0.95, 1 / 6, 1.0, 1)
    assert metrics.answered == CoveragePoint(0.55, 3 / 6, 1 / 3, 3)
    assert metrics.curve[0].count == 6


def test_groups_stand_by_kind_and_by_name() -> None:
    metrics = measured(groups={"distortion": KINDS}, answer_from=0.9)
    initials, typo, vowels = metrics.groups["distortion"]

    assert [group.name for group in (initials, typo, vowels)] == ["initials", "typo", "vowels"]
    assert (typo.count, typo.top1, typo.top3, typo.mrr) == (2, 0.5, 1.0, 0.75)
    assert typo.answered == CoveragePoint(0.9, 0.5, 1.0, 1)
    assert (vowels.top1, vowels.top3) == (0.0, pytest.approx(1 / 3))
    assert initials.answered.accuracy is None


def test_nothing_is_right_where_no_candidate_is() -> None:
    empty = np.array([[-1, -1]])
    metrics = ranking(empty, np.zeros((1, 2)), np.array([-1]))
    assert (metrics.top1, metrics.top3, metrics.mrr) == (0.0, 0.0, 0.0)


def test_top3_of_fewer_candidates_than_three() -> None:
    metrics = ranking(np.array([[0], [1]]), np.array([[0.9], [0.9]]), np.array([0, 0]))
    assert (metrics.top1, metrics.top3, metrics.mrr) == (0.5, 0.5, 0.5)


def test_calibrated_answers_have_no_error_and_overconfident_ones_have() -> None:
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.2, 1.0, 20_000)
    right = rng.random(20_000) < sure
    candidates = np.where(right, 0, 1)[:, None]
    truth = np.zeros(20_000, dtype=int)

    assert ranking(candidates, sure[:, None], truth).ece < 0.015
    assert ranking(candidates, sure[:, None] ** 0.3, truth).ece > 0.1


def test_to_dict_is_plain_json() -> None:
    told = measured(groups={"distortion": KINDS}).to_dict()

    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["top3"] == 0.5
    assert told["groups"]["distortion"]["typo"]["mrr"] == 0.75
    assert told["groups"]["distortion"]["initials"]["answered"]["accuracy"] is None
    assert "curve" not in told


@pytest.mark.parametrize(
    ("candidates", "probabilities", "truth", "message"),
    [
        ([[0, 1]], [[0.9]], [0], r"candidates of shape \(1, 2\), probabilities of shape \(1, 1\)"),
        ([[0, 1]], [[0.6, 0.3]], [0, 1], r"a truth of shape \(2,\)"),
        (np.zeros((0, 3), int), np.zeros((0, 3)), np.zeros(0, int), "no ranked rows to measure"),
        ([[0.5, 1.0]], [[0.6, 0.3]], [0], "must be whole numbers .* float64"),
        ([[0, 1], [0, 1]], [[0.6, 0.3], [0.3, 0.6]], [0, 0], "Row 1 holds no ranked probabilit"),
        ([[0, 1]], [[0.9, 0.3]], [0], "Row 0 holds no ranked .* a sum of at most 1"),
        ([[0, 1]], [[0.9, -0.1]], [0], "Row 0 holds no ranked"),
        ([[0, 1]], [[0.9, np.nan]], [0], "Row 0 holds no ranked"),
        ([[3, 3]], [[0.5, 0.3]], [3], r"Row 0 names a candidate twice: \[3, 3\]"),
    ],
)
def test_rows_that_are_no_ranking_are_refused(candidates, probabilities, truth, message) -> None:
    with pytest.raises(DataError, match=message):
        ranking(np.asarray(candidates), np.asarray(probabilities), np.asarray(truth))


def test_groups_must_be_as_long_as_the_rows() -> None:
    with pytest.raises(DataError, match="Got 1 names of difficulty for 6 rows"):
        measured(groups={"difficulty": ["easy"]})
