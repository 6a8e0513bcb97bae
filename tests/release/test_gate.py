import numpy as np
import pytest
from pydantic import ValidationError

from matchloop.evaluation.bootstrap import class_differences, share_difference
from matchloop.release.gate import Answers, Evaluation, Figures, Reason, Verdict, judge
from matchloop.release.gate_limits import GateLimits

LABELS = ("numeric", "boolean")
LIMITS = GateLimits(minimum_accuracy=0.9, minimum_macro_f1=0.9, maximum_ece=0.1)


def evaluation(**changes: object) -> Evaluation:
    given = {
        "figures": {"synthetic test": Figures(accuracy=0.97, macro_f1=0.962, ece=0.031)},
        "bytes": 9_000_000,
        "latency_ms": 0.2,
        "parity": {"ONNX": True, "int8": True},
    }
    return Evaluation(**(given | changes))  # type: ignore[arg-type]


def answers(right: int, was_right: int, both: int = 0, n: int = 1000, **more: object) -> Answers:
    """n numeric columns: some right by one model only, `both` by neither, the rest by both."""
    truth = np.zeros(n, int)
    candidate, champion = truth.copy(), truth.copy()
    champion[:right] = 1
    candidate[right : right + was_right] = 1
    both_wrong = slice(right + was_right, right + was_right + both)
    candidate[both_wrong] = champion[both_wrong] = 1
    return Answers(truth, candidate, champion, **more)  # type: ignore[arg-type]


def text_of(verdict: Verdict, check: str) -> str:
    return next(reason.text for reason in verdict.reasons if reason.check == check)


def test_the_first_model_needs_only_the_floors() -> None:
    verdict = judge(evaluation(), None, LIMITS)

    assert verdict.promote
    assert [reason.text for reason in verdict.reasons] == [
        "accuracy on synthetic test 0.970 ≥ floor 0.90",
        "macro-F1 on synthetic test 0.962 ≥ floor 0.90",
        "calibration error on synthetic test 0.031 ≤ limit 0.10",
        "latency in ms 0.200 ≤ limit 2.00",
        "size 9,000,000 bytes ≤ limit 15,000,000 bytes",
        "ONNX model answers like the trained one",
        "int8 model answers like the trained one",
        "no champion yet, so the floors alone decide",
    ]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"figures": {"real tables": Figures(0.89, 0.95)}},
            "accuracy on real tables 0.890 < floor 0.90",
        ),
        (
            {"figures": {"real tables": Figures(0.95, 0.89999)}},
            "macro-F1 on real tables 0.89999 < floor 0.90",
        ),
        (
            {"figures": {"real tables": Figures(0.95, 0.95, 0.123)}},
            "calibration error on real tables 0.123 > limit 0.10",
        ),
        (
            {"figures": {"real tables": Figures(float("nan"), 0.95)}},
            "accuracy on real tables nan < floor 0.90",
        ),
        ({"figures": {}}, "no hold-out was evaluated; at least one is needed"),
        ({"latency_ms": 2.5}, "latency in ms 2.500 > limit 2.00"),
        ({"bytes": 15_000_001}, "size 15,000,001 bytes > limit 15,000,000 bytes"),
        (
            {"parity": {"ONNX": True, "int8": False}},
            "int8 model does not answer like the trained one",
        ),
    ],
)
def test_each_floor_alone_refuses(changes: dict, text: str) -> None:
    verdict = judge(evaluation(**changes), None, LIMITS)

    assert not verdict.promote
    assert [reason.text for reason in verdict.refusals] == [text]


def test_a_clear_improvement_is_promoted_with_its_interval() -> None:
    given = {"real tables": answers(right=30, was_right=5)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given, LABELS)

    assert verdict.promote
    assert text_of(verdict, "improvement") == (
        "better than champion v3 on real tables by +2.5 points (95 % interval +1.4 … +3.6)"
    )
    assert text_of(verdict, "no loss") == (
        "not worse than champion v3 on real tables: +2.5 points (95 % interval +1.4 … +3.6)"
    )
    assert text_of(verdict, "class") == (
        "no class fell more than 3 points beyond noise on real tables"
    )


def test_an_improvement_within_noise_is_refused() -> None:
    given = {"real tables": answers(right=6, was_right=4)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given, LABELS)

    assert [reason.text for reason in verdict.refusals] == [
        "no improvement beyond noise over champion v3: real tables "
        "+0.2 points (95 % interval −0.5 … +0.9)"
    ]


def test_four_wins_to_none_are_not_yet_certain() -> None:
    given = {"real tables": answers(right=4, was_right=0, n=150)}
    assert not judge(evaluation(), "v1", LIMITS, given, LABELS).promote

    given = {"real tables": answers(right=8, was_right=0, n=150)}
    assert judge(evaluation(), "v1", LIMITS, given, LABELS).promote


def test_an_improvement_below_the_stated_minimum_is_refused() -> None:
    limits = LIMITS.model_copy(update={"minimum_improvement": 0.03})
    given = {"real tables": answers(right=30, was_right=5)}

    verdict = judge(evaluation(), "champion v3", limits, given, LABELS)

    assert [reason.text for reason in verdict.refusals] == [
        "better than champion v3 on real tables by +2.5 points (95 % interval +1.4 … +3.6); "
        "at least 3 points needed"
    ]


def test_the_same_answers_are_no_improvement() -> None:
    given = {"real tables": answers(0, 0), "synthetic test": answers(0, 0, both=3)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given, LABELS)

    assert [reason.text for reason in verdict.refusals] == [
        "no improvement: the same answers as champion v3 on every hold-out"
    ]


def test_a_champion_without_common_hold_outs_is_not_replaced() -> None:
    verdict = judge(evaluation(), "champion v3", LIMITS)

    assert [reason.text for reason in verdict.refusals] == [
        "no hold-out answered by both, so nothing shows it is better than champion v3"
    ]


def test_better_on_one_hold_out_must_not_be_worse_on_another() -> None:
    given = {
        "real tables": answers(right=30, was_right=5),
        "synthetic test": answers(right=2, was_right=20),
    }

    verdict = judge(evaluation(), "champion v3", LIMITS, given, LABELS)

    assert [(reason.check, reason.text) for reason in verdict.refusals] == [
        (
            "no loss",
            "worse than champion v3 on synthetic test: −1.8 points (95 % interval −2.8 … −0.9)",
        )
    ]
    # two hold-outs are two chances to look better by luck, so the interval is wider
    assert "(97.5 % interval" in text_of(verdict, "improvement")


def with_boolean_lost(lost: int, of: int = 100) -> Answers:
    """900 numeric columns, 40 of them won; `of` boolean ones, `lost` of them lost."""
    truth = np.repeat([0, 1], [900, of])
    candidate, champion = truth.copy(), truth.copy()
    champion[:40] = 1
    candidate[900 : 900 + lost] = 0
    return Answers(truth, candidate, champion)


def test_a_class_that_fell_refuses_whatever_was_won() -> None:
    verdict = judge(
        evaluation(), "champion v3", LIMITS, {"synthetic test": with_boolean_lost(8)}, LABELS
    )

    assert [reason.text for reason in verdict.refusals] == [
        "recall of boolean fell 8 points on synthetic test; at most 3 allowed"
    ]


def test_a_class_may_fall_as_far_as_is_allowed() -> None:
    given = {"synthetic test": with_boolean_lost(3)}

    assert judge(evaluation(), "champion v3", LIMITS, given, LABELS).promote


def test_a_fall_within_noise_is_allowed() -> None:
    given = with_boolean_lost(3, of=30)
    given.champion[910:912] = 0  # lost 3 of 30 and won 2: 3.3 points, but one column
    verdict = judge(evaluation(), "champion v3", LIMITS, {"synthetic test": given}, LABELS)

    assert verdict.promote
    assert text_of(verdict, "class") == (
        "no class fell more than 3 points beyond noise on synthetic test"
    )


def test_a_fall_of_a_scarce_class_is_not_judged_but_said() -> None:
    given = {"synthetic test": with_boolean_lost(8, of=19)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given, LABELS)

    assert verdict.promote
    assert text_of(verdict, "class") == (
        "no class fell more than 3 points beyond noise on synthetic test "
        "(under 20 examples, not judged: boolean)"
    )


def test_a_slice_that_fell_refuses() -> None:
    japanese = np.zeros(1000, bool)
    japanese[30:90] = True  # holds the ten that only the champion had right
    given = {"real tables": answers(right=30, was_right=10, slices={"locale ja": japanese})}

    verdict = judge(evaluation(), "champion v3", LIMITS, given, LABELS)

    assert [(reason.check, reason.text) for reason in verdict.refusals] == [
        ("slice", "accuracy of locale ja fell 16.7 points on real tables; at most 3 allowed")
    ]


def test_the_same_input_gives_the_same_verdict() -> None:
    given = {"real tables": answers(right=12, was_right=5)}

    first, second = (judge(evaluation(), "v3", LIMITS, given, LABELS) for _ in range(2))

    assert first == second


def test_answers_outside_the_labels_are_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="real tables: label number 1, but there are 1 labels"):
        judge(evaluation(), "v3", LIMITS, {"real tables": answers(5, 1)}, ("numeric",))


def test_answers_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="non-empty arrays of one shape"):
        Answers(np.zeros(3, int), np.zeros(2, int), np.zeros(3, int))


def test_the_verdict_as_tags() -> None:
    verdict = Verdict((Reason("a", True, "fine"), Reason("b", False, "too slow")))

    assert verdict.as_tags() == {"verdict": "refused", "reasons": "✓ fine\n✗ too slow"}


def test_limits_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        GateLimits.model_validate({"minimum_acuracy": 0.9})


def test_the_interval_is_that_of_resampling_rows() -> None:
    """The multinomial shortcut against the textbook bootstrap, row by row."""
    rng = np.random.default_rng(1)
    first, second = rng.random(400) < 0.9, rng.random(400) < 0.85
    rows = rng.integers(0, 400, (4000, 400))
    textbook = np.quantile(first[rows].mean(1) - second[rows].mean(1), [0.025, 0.975])

    found = share_difference(first, second, 4000, 0.95, seed=0)

    assert found.value == pytest.approx(first.mean() - second.mean())
    assert [found.low, found.high] == pytest.approx(textbook, abs=0.005)


def test_recall_and_precision_of_a_class() -> None:
    truth = np.array([1, 1, 1, 1, 0, 0], bool)
    first = np.array([1, 1, 1, 0, 1, 0], bool)  # recall 3/4, precision 3/4
    second = np.array([1, 1, 0, 0, 0, 0], bool)  # recall 2/4, precision 2/2

    recall, precision = class_differences(truth, first, second, 500, 0.95, seed=0)

    assert (recall.value, precision.value) == pytest.approx((0.25, -0.25))
    assert recall.low <= 0.25 <= recall.high
