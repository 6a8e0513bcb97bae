import numpy as np
import pytest
from pydantic import ValidationError

from matchloop.evaluation.bootstrap import Difference, Resampling
from matchloop.evaluation.metric import ACCURACY, ECE, MACRO_F1, TOP1, Figures, Metric, precision_of
from matchloop.evaluation.paired import PairedAnswers, PairedFigure, paired_labels
from matchloop.release.gate import Evaluation, judge
from matchloop.release.gate_limits import GateLimits
from matchloop.release.verdict import Reason, Verdict

LABELS = ("numeric", "boolean")
LIMITS = GateLimits(floors={"accuracy": 0.9, "macro_f1": 0.9}, ceilings={"ece": 0.1})


def figures(accuracy: float, macro_f1: float | None, ece: float | None = None) -> Figures:
    return {ACCURACY: accuracy, MACRO_F1: macro_f1, ECE: ece}


def refusals(verdict: Verdict) -> list[Reason]:
    assert all(isinstance(reason.passed, bool) for reason in verdict.reasons)
    return [reason for reason in verdict.reasons if not reason.passed]


def evaluation(**changes: object) -> Evaluation:
    given = {
        "figures": {"synthetic test": figures(0.97, 0.962, 0.031)},
        "bytes": 9_000_000,
        "latency_ms": 0.2,
        "parity": {"ONNX": True, "int8": True},
    }
    return Evaluation(**(given | changes))  # type: ignore[arg-type]


def answers(
    right: int, was_right: int, both: int = 0, n: int = 1000, **more: object
) -> PairedAnswers:
    """n numeric columns: some right by one model only, `both` by neither, the rest by both."""
    truth = np.zeros(n, int)
    candidate, champion = truth.copy(), truth.copy()
    champion[:right] = 1
    candidate[right : right + was_right] = 1
    both_wrong = slice(right + was_right, right + was_right + both)
    candidate[both_wrong] = champion[both_wrong] = 1
    return paired_labels(truth, candidate, champion, LABELS, **more)  # type: ignore[arg-type]


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
            {"figures": {"real tables": figures(0.89, 0.95)}},
            "accuracy on real tables 0.890 < floor 0.90",
        ),
        (
            {"figures": {"real tables": figures(0.95, 0.89999)}},
            "macro-F1 on real tables 0.89999 < floor 0.90",
        ),
        (
            {"figures": {"real tables": figures(0.95, 0.95, 0.123)}},
            "calibration error on real tables 0.123 > limit 0.10",
        ),
        (
            {"figures": {"real tables": figures(float("nan"), 0.95)}},
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
    assert [reason.text for reason in refusals(verdict)] == [text]


def test_a_clear_improvement_is_promoted_with_its_interval() -> None:
    given = {"real tables": answers(right=30, was_right=5)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given)

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

    verdict = judge(evaluation(), "champion v3", LIMITS, given)

    assert [reason.text for reason in refusals(verdict)] == [
        "no improvement beyond noise over champion v3: real tables "
        "+0.2 points (95 % interval −0.5 … +0.9)"
    ]


def test_four_wins_to_none_are_not_yet_certain() -> None:
    given = {"real tables": answers(right=4, was_right=0, n=150)}
    assert not judge(evaluation(), "v1", LIMITS, given).promote

    given = {"real tables": answers(right=8, was_right=0, n=150)}
    assert judge(evaluation(), "v1", LIMITS, given).promote


def test_an_improvement_below_the_stated_minimum_is_refused() -> None:
    limits = LIMITS.model_copy(update={"minimum_improvement": 0.03})
    given = {"real tables": answers(right=30, was_right=5)}

    verdict = judge(evaluation(), "champion v3", limits, given)

    assert [reason.text for reason in refusals(verdict)] == [
        "better than champion v3 on real tables by +2.5 points (95 % interval +1.4 … +3.6); "
        "at least 3 points needed"
    ]


def test_the_same_answers_are_no_improvement() -> None:
    given = {"real tables": answers(0, 0), "synthetic test": answers(0, 0, both=3)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given)

    assert [reason.text for reason in refusals(verdict)] == [
        "no improvement: every example of every hold-out as right or wrong as champion v3"
    ]


def test_a_champion_without_common_hold_outs_is_not_replaced() -> None:
    verdict = judge(evaluation(), "champion v3", LIMITS)

    assert [reason.text for reason in refusals(verdict)] == [
        "no hold-out answered by both, so nothing shows it is better than champion v3"
    ]


def test_better_on_one_hold_out_must_not_be_worse_on_another() -> None:
    given = {
        "real tables": answers(right=30, was_right=5),
        "synthetic test": answers(right=2, was_right=20),
    }

    verdict = judge(evaluation(), "champion v3", LIMITS, given)

    assert [(reason.check, reason.text) for reason in refusals(verdict)] == [
        (
            "no loss",
            "worse than champion v3 on synthetic test: −1.8 points (95 % interval −2.8 … −0.9)",
        ),
        (
            "figure",
            "macro-F1 worse than champion v3 on synthetic test: "
            "−0.9 points (95 % interval −1.4 … −0.5)",
        ),
    ]
    # two hold-outs are two chances to look better by luck, so the interval is wider
    assert "(97.5 % interval" in text_of(verdict, "improvement")


def with_boolean_lost(lost: int, of: int = 100, won: int = 0) -> PairedAnswers:
    """900 numeric columns, 40 of them won; `of` boolean ones, `lost` and others `won`."""
    truth = np.repeat([0, 1], [900, of])
    candidate, champion = truth.copy(), truth.copy()
    champion[:40] = 1
    candidate[900 : 900 + lost] = 0
    champion[910 : 910 + won] = 0
    return paired_labels(truth, candidate, champion, LABELS)


def test_a_class_that_fell_refuses_whatever_was_won() -> None:
    verdict = judge(evaluation(), "champion v3", LIMITS, {"synthetic test": with_boolean_lost(8)})

    assert [reason.text for reason in refusals(verdict)] == [
        "recall of boolean fell 8 points on synthetic test; at most 3 allowed"
    ]


def test_a_class_may_fall_as_far_as_is_allowed() -> None:
    given = {"synthetic test": with_boolean_lost(3)}

    assert judge(evaluation(), "champion v3", LIMITS, given).promote


def test_a_fall_within_noise_is_allowed() -> None:
    given = with_boolean_lost(3, of=30, won=2)  # 3.3 points, but one column
    verdict = judge(evaluation(), "champion v3", LIMITS, {"synthetic test": given})

    assert verdict.promote
    assert text_of(verdict, "class") == (
        "no class fell more than 3 points beyond noise on synthetic test"
    )


def test_a_fall_of_a_scarce_class_is_not_judged_but_said() -> None:
    given = {"synthetic test": with_boolean_lost(8, of=19)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given)

    assert verdict.promote
    assert text_of(verdict, "class") == (
        "no class fell more than 3 points beyond noise on synthetic test "
        "(under 20 examples, not judged: boolean)"
    )


def test_a_slice_that_fell_refuses() -> None:
    japanese = np.zeros(1000, bool)
    japanese[30:90] = True  # holds the ten that only the champion had right
    given = {"real tables": answers(right=30, was_right=10, slices={"locale ja": japanese})}

    verdict = judge(evaluation(), "champion v3", LIMITS, given)

    assert [(reason.check, reason.text) for reason in refusals(verdict)] == [
        ("slice", "accuracy of locale ja fell 16.7 points on real tables; at most 3 allowed")
    ]


def test_the_same_input_gives_the_same_verdict() -> None:
    given = {"real tables": answers(right=12, was_right=5)}

    first, second = (judge(evaluation(), "v3", LIMITS, given) for _ in range(2))

    assert first == second


def test_the_verdict_as_tags() -> None:
    verdict = Verdict((Reason("a", True, "fine"), Reason("b", False, "too slow")))

    assert verdict.as_tags() == {"verdict": "refused", "reasons": "✓ fine\n✗ too slow"}


def test_limits_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        GateLimits.model_validate({"floors": {"accuracy": 0.9}, "minimum_acuracy": 0.9})


class RankingLimits(GateLimits):
    metrics = (TOP1, ECE)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"floors": {}}, "at least 1 item"),
        ({"floors": {"top2": 0.9}}, "top2 is not measured; expected one of top1, ece"),
        ({"floors": {"ece": 0.1}}, "a limit on ece belongs to ceilings"),
        ({"floors": {"top1": 0.9}, "ceilings": {"top1": 1.0}}, "top1 belongs to floors"),
        ({"floors": {"top1": "0.9"}}, "valid number"),
        ({"floors": {"top1": 0.9}, "resamples": "100"}, "valid integer"),
    ],
)
def test_limits_of_a_family_are_on_what_it_measures(limits: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RankingLimits.model_validate(limits)


def test_a_metric_of_a_family_alone_needs_nothing_of_the_gate() -> None:
    recall, missed = Metric("recall_at_10", "recall@10"), Metric("missed", "missed", False)
    limits = GateLimits(floors={"recall_at_10": 0.8}, ceilings={"missed": 0.1})
    measured = evaluation(figures={"queries": {recall: 0.75, missed: 0.25}})

    assert [reason.text for reason in refusals(judge(measured, None, limits))] == [
        "recall@10 on queries 0.750 < floor 0.80",
        "missed on queries 0.250 > limit 0.10",
    ]


def test_a_limit_on_what_was_not_measured_refuses() -> None:
    limits = GateLimits(floors={"accuracy": 0.9, "pair_f1": 0.9})

    assert [reason.text for reason in refusals(judge(evaluation(), None, limits))] == [
        "pair_f1 has a limit, but was measured on no hold-out"
    ]


def test_a_figure_without_anything_to_divide_by_is_not_judged() -> None:
    measured = {"real": figures(0.95, None), "made": figures(0.95, 0.95)}

    assert judge(evaluation(figures=measured), None, LIMITS).promote


def test_scores_between_right_and_wrong_are_compared() -> None:
    ndcg = Metric("ndcg", "NDCG@10")
    before = np.tile([0.25, 0.5, 0.75, 1.0], 100)
    better = PairedAnswers(ndcg, np.minimum(before + 0.125, 1), before)
    french = {"language fr": np.arange(400) % 4 == 0}
    worse_in_french = np.where(french["language fr"], before - 0.25, np.minimum(before + 0.25, 1))

    verdict = judge(evaluation(), "champion v3", LIMITS, {"queries": better})
    assert verdict.promote
    assert "better than champion v3 on queries by +9.4 points" in text_of(verdict, "improvement")
    uneven = PairedAnswers(ndcg, worse_in_french, before, slices=french)
    verdict = judge(evaluation(), "champion v3", LIMITS, {"queries": uneven})
    assert [reason.text for reason in refusals(verdict)] == [
        "NDCG@10 of language fr fell 25 points on queries; at most 3 allowed"
    ]


def test_macro_f1_must_not_fall_though_accuracy_rises() -> None:
    """A rare class, too scarce to be judged by itself, is given up for a frequent one."""
    labels = ("numeric", "datetime", "boolean")
    truth = np.repeat([0, 1, 2], [900, 900, 15])
    candidate, champion = truth.copy(), truth.copy()
    champion[:60] = 1
    candidate[1800:] = 0
    given = {"real tables": paired_labels(truth, candidate, champion, labels)}

    verdict = judge(evaluation(), "champion v3", LIMITS, given)

    assert "better than champion v3 on real tables by +2.5 points" in text_of(
        verdict, "improvement"
    )
    assert [reason.check for reason in refusals(verdict)] == ["figure"]
    assert text_of(verdict, "figure").startswith(
        "macro-F1 worse than champion v3 on real tables: −"
    )


def text_answers(candidate: int) -> PairedAnswers:
    """400 text columns of two kinds and 600 numbers; `candidate` numbers are taken for text."""
    labels = ("text_long", "text_short", "numeric")
    truth = np.repeat([0, 1, 2], [200, 200, 600])
    ours, theirs = truth.copy(), truth.copy()
    theirs[:60] = 1  # long text for short: no error in the group
    ours[400 : 400 + candidate] = 1
    groups = {"text": ("text_long", "text_short")}
    return paired_labels(truth, ours, theirs, labels, groups)


def test_more_numbers_taken_for_text_than_before_refuse() -> None:
    limits = LIMITS.model_copy(update={"maximum_class_drop": 1.0})
    verdict = judge(evaluation(), "champion v3", limits, {"real tables": text_answers(24)})

    assert [reason.text.partition(":")[0] for reason in refusals(verdict)] == [
        "precision of text worse than champion v3 on real tables",
        "others taken for text worse than champion v3 on real tables",
    ]
    verdict = judge(evaluation(), "champion v3", limits, {"real tables": text_answers(0)})
    assert verdict.promote
    assert text_of(verdict, "figure") == (
        "no figure worse than champion v3 beyond noise on real tables: macro-F1 +10.2, "
        "precision of text 0.0, others taken for text 0.0 points"
    )


def test_a_figure_of_too_few_examples_is_not_judged_but_said() -> None:
    given = text_answers(24)
    scarce = PairedFigure(19, given.figures[precision_of("text")].difference)
    few = PairedAnswers(
        ACCURACY,
        given.candidate,
        given.champion,
        {MACRO_F1: given.figures[MACRO_F1], precision_of("text"): scarce},
    )

    verdict = judge(evaluation(), "champion v3", LIMITS, {"real tables": few})

    assert verdict.promote
    assert text_of(verdict, "figure").endswith(
        "points (under 20 examples, not judged: precision of text)"
    )


def test_what_is_just_at_a_limit_passes() -> None:
    at = evaluation(
        figures={"real tables": figures(0.9, 0.9, 0.1)}, bytes=15_000_000, latency_ms=2.0
    )
    assert judge(at, None, LIMITS).promote


def test_figures_after_one_that_is_missing_are_judged() -> None:
    measured = {"real": {MACRO_F1: None, ACCURACY: 0.5}}
    assert [r.text for r in refusals(judge(evaluation(figures=measured), None, LIMITS))] == [
        "accuracy on real 0.500 < floor 0.90",
        "ece has a limit, but was measured on no hold-out",
    ]


def test_each_reason_names_its_check() -> None:
    given = {"real tables": answers(right=30, was_right=5, slices={"all": np.ones(1000, bool)})}
    verdict = judge(evaluation(), "champion v3", LIMITS, given)
    assert [reason.check for reason in verdict.reasons] == [
        *("floor", "floor", "ceiling", "latency", "size", "parity", "parity"),
        *("improvement", "no loss", "figure", "class", "slice"),
    ]
    assert all(reason.passed is True for reason in verdict.reasons)
    assert [reason.check for reason in judge(evaluation(), None, LIMITS).reasons][-1] == "champion"
    far = LIMITS.model_copy(update={"minimum_improvement": 0.5})
    for failing, check in (
        (judge(evaluation(figures={}), None, LIMITS), "floor"),
        (judge(evaluation(), "v1", LIMITS), "improvement"),
        (judge(evaluation(), "v1", LIMITS, {"real": answers(0, 0)}), "improvement"),
        (judge(evaluation(), "v1", LIMITS, {"real": answers(1, 1)}), "improvement"),
        (judge(evaluation(figures={"real": {ECE: 0.05}}), None, LIMITS), "floor"),
        (judge(evaluation(), "v1", far, {"real": answers(right=30, was_right=5)}), "improvement"),
    ):
        assert next((r.check, r.passed) for r in refusals(failing)) == (check, False)


def test_an_improvement_of_just_the_stated_minimum_is_enough() -> None:
    limits = LIMITS.model_copy(update={"minimum_improvement": 0.025})
    given = {"real tables": answers(right=30, was_right=5)}
    assert judge(evaluation(), "champion v3", limits, given).promote


@pytest.mark.parametrize(
    ("low", "high", "failing"),
    [
        (0.001, 0.2, []),
        (0.0, 0.2, ["improvement"]),
        (-0.2, 0.0, ["improvement"]),
        (-0.2, -0.001, ["improvement", "no loss"]),
    ],
)
def test_an_interval_that_touches_nothing_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, low: float, high: float, failing: list[str]
) -> None:
    found = Difference((low + high) / 2, low, high)
    monkeypatch.setattr("matchloop.release.gate.score_difference", lambda *_: found)
    given = answers(right=30, was_right=5)
    plain = PairedAnswers(ACCURACY, given.candidate, given.champion)
    verdict = judge(evaluation(), "v1", LIMITS, {"real": plain})
    assert [reason.check for reason in refusals(verdict)] == failing


@pytest.mark.parametrize(("drop", "fell"), [(0.25, False), (0.251, True)])
def test_a_slice_may_fall_as_far_as_is_allowed(
    monkeypatch: pytest.MonkeyPatch, drop: float, fell: bool
) -> None:
    monkeypatch.setattr(
        "matchloop.release.gate.score_difference", lambda *_: Difference(-drop, -1.0, -0.001)
    )
    limits = LIMITS.model_copy(update={"maximum_class_drop": 0.25})
    given = answers(right=30, was_right=5, slices={"all": np.ones(1000, bool)})
    verdict = judge(evaluation(), "v1", limits, {"real": given})
    assert ("slice" in [reason.check for reason in refusals(verdict)]) is fell


def test_the_best_of_several_hold_outs_is_named() -> None:
    given = {"a": answers(right=12, was_right=0), "b": answers(right=30, was_right=0)}
    assert text_of(judge(evaluation(), "v1", LIMITS, given), "improvement").startswith(
        "better than v1 on b by +3.0 points (97.5 % interval"
    )


def test_a_class_of_just_enough_examples_is_judged() -> None:
    given = {"synthetic test": with_boolean_lost(8, of=20)}
    (refused,) = refusals(judge(evaluation(), "champion v3", LIMITS, given))
    assert refused.text.startswith("recall of boolean fell 40 points on synthetic test")
    assert refused.check == "class"


def test_a_class_that_is_not_there_is_neither_judged_nor_said() -> None:
    """And what comes after a scarce one is judged all the same."""
    truth = np.repeat([2, 1], [900, 100])
    candidate, champion = truth.copy(), truth.copy()
    champion[:40] = 1
    candidate[900:908] = 2
    labels = ("none", "boolean", "numeric")
    given = {"synthetic test": paired_labels(truth, candidate, champion, labels)}
    (refused,) = refusals(judge(evaluation(), "champion v3", LIMITS, given))
    assert refused.text == "recall of boolean fell 8 points on synthetic test; at most 3 allowed"
    given = {"synthetic test": paired_labels(truth, champion, candidate, labels)}
    assert "none" not in text_of(judge(evaluation(), "v1", LIMITS, given), "class")


def test_precision_of_a_class_counts_as_its_recall_does() -> None:
    """60 numbers more are taken for booleans, which are all found."""
    truth = np.repeat([0, 1], [5000, 100])
    candidate, champion = truth.copy(), truth.copy()
    champion[100:400] = 2
    candidate[:60] = 1
    labels = ("numeric", "boolean", "text")
    given = {"made": paired_labels(truth, candidate, champion, labels)}
    limits = LIMITS.model_copy(update={"minimum_examples": 20})
    texts = [r.text for r in refusals(judge(evaluation(), "v1", limits, given))]
    assert "precision of boolean fell 37.5 points on made; at most 3 allowed" in texts


def test_every_hold_out_is_told_where_none_shows_an_improvement() -> None:
    given = {"a": answers(right=1, was_right=1), "b": answers(right=2, was_right=2)}
    (refused,) = refusals(judge(evaluation(), "v1", LIMITS, given))
    assert refused.text.startswith("no improvement beyond noise over v1: a 0.0 points (97.5 % ")
    assert "); b 0.0 points (97.5 % " in refused.text


def test_beside_a_figure_that_is_worse_nothing_says_that_none_is() -> None:
    verdict = judge(evaluation(), "v1", LIMITS, {"real tables": text_answers(24)})
    assert {reason.passed for reason in verdict.reasons if reason.check == "figure"} == {False}


def test_all_scarce_classes_are_said() -> None:
    truth = np.repeat([0, 1, 2], [900, 5, 6])
    candidate, champion = truth.copy(), truth.copy()
    champion[:40] = 1
    given = {"made": paired_labels(truth, candidate, champion, ("numeric", "yes", "no"))}
    assert text_of(judge(evaluation(), "v1", LIMITS, given), "class").endswith(
        "(under 20 examples, not judged: yes, no)"
    )


@pytest.mark.parametrize(("high", "fell"), [(0.0, False), (-0.001, True)])
def test_a_fall_must_be_beyond_noise_and_is_told_apart_from_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, high: float, fell: bool
) -> None:
    found = Difference(-0.0304, -1.0, high)
    monkeypatch.setattr("matchloop.release.gate.score_difference", lambda *_: found)
    given = answers(right=30, was_right=5, slices={"all": np.ones(1000, bool)})
    verdict = judge(evaluation(), "v1", LIMITS, {"real": given})
    texts = [reason.text for reason in refusals(verdict) if reason.check == "slice"]
    assert texts == (
        ["accuracy of all fell 3.04 points on real; at most 3 allowed"] if fell else []
    )


def test_slices_of_just_enough_examples_are_judged_and_scarce_ones_said() -> None:
    part, few = np.zeros(1000, bool), np.zeros(1000, bool)
    part[30:50] = few[30:49] = True  # hold those that only the champion had right
    slices = {"few": few, "locale ja": part}
    given = {"real tables": answers(right=30, was_right=10, slices=slices)}
    (refused,) = refusals(judge(evaluation(), "champion v3", LIMITS, given))
    assert refused.text == (
        "accuracy of locale ja fell 50 points on real tables; at most 3 allowed"
    )
    given = {"real tables": answers(right=30, was_right=10, slices={"few": few, "more": few})}
    assert text_of(judge(evaluation(), "v1", LIMITS, given), "slice") == (
        "no slice fell more than 3 points beyond noise on real tables "
        "(under 20 examples, not judged: few, more)"
    )


def test_a_figure_of_just_enough_examples_is_judged() -> None:
    given = text_answers(24)
    enough = PairedFigure(20, given.figures[precision_of("text")].difference)
    just = PairedAnswers(ACCURACY, given.candidate, given.champion, {precision_of("text"): enough})
    verdict = judge(evaluation(), "champion v3", LIMITS, {"real tables": just})
    assert [reason.check for reason in refusals(verdict)] == ["figure"]


def test_a_figure_of_which_less_is_better_may_fall() -> None:
    less = Metric("missed", "missed", False)
    given = answers(right=30, was_right=5)
    for change, promoted in ((-0.1, True), (0.1, False), (0.0, True)):
        figure = PairedFigure(1000, lambda _, change=change: Difference(change, change, change))
        fake = PairedAnswers(ACCURACY, given.candidate, given.champion, {less: figure})
        assert judge(evaluation(), "v1", LIMITS, {"real": fake}).promote is promoted
    for change, promoted in ((-0.1, False), (0.1, True), (0.0, True)):
        figure = PairedFigure(1000, lambda _, change=change: Difference(change, change, change))
        fake = PairedAnswers(ACCURACY, given.candidate, given.champion, {MACRO_F1: figure})
        assert judge(evaluation(), "v1", LIMITS, {"real": fake}).promote is promoted


def test_the_resampling_is_the_one_the_limits_ask_for() -> None:
    asked = []

    def difference(ways: Resampling) -> Difference:
        asked.append(ways)
        return Difference(0.0, 0.0, 0.0)

    limits = LIMITS.model_copy(update={"resamples": 123, "seed": 7, "confidence": 0.8})
    given = answers(right=30, was_right=5)
    figure = PairedFigure(1000, difference)
    fake = PairedAnswers(ACCURACY, given.candidate, given.champion, {MACRO_F1: figure})
    judge(evaluation(), "v1", limits, {"real": fake})
    assert asked == [Resampling(123, 0.8, 7)]
