from matchloop.column_mapping.evidence.judgement import Mapped
from matchloop.column_mapping.records import (
    EXAMPLES_RIGHT,
    LOWEST_CONFIDENCE,
    SAME_ANSWER,
    Agreement,
    Evaluation,
    Example,
    Head,
)
from matchloop.evaluation.abstention import Threshold
from matchloop.evaluation.metric import FALSELY_MAPPED, flat

AGREEMENT = Agreement(int8=0.99, names=500)
RIGHT = Example(raw_column="cust", standard_column="customer", answer="customer", confidence=0.97)
WRONG = Example(raw_column="dt", standard_column="date", answer="day", confidence=0.61)


def test_int8_is_fit_when_it_answers_like_float() -> None:
    assert AGREEMENT.fitness(0.98) == (
        True,
        "same answer as float for 99.00% of the real names answered; at least 98% asked for",
    )
    assert not AGREEMENT.fitness(0.995)[0]


def test_figures_that_are_of_no_hold_out() -> None:
    evaluated = Evaluation(hold_outs={}, agreement=AGREEMENT, examples=(RIGHT, WRONG))
    assert evaluated.beside() == {
        "int8": {SAME_ANSWER: 0.99},
        "examples": {EXAMPLES_RIGHT: 0.5, LOWEST_CONFIDENCE: 0.61},
    }
    assert set(flat(evaluated.beside())) == {
        *("int8.same_answer", "examples.right", "examples.lowest_confidence"),
    }
    paired = Evaluation(hold_outs={}, agreement=AGREEMENT, examples=(), pairs={"auc": 0.9})
    assert flat(paired.beside()) == {"int8.same_answer": 0.99, "pairs.auc": 0.9}
    without = Evaluation(hold_outs={}, agreement=AGREEMENT, examples=())
    assert list(without.beside()) == ["int8"]


def test_limits_hold_on_the_part_that_nothing_was_set_on() -> None:
    part = Mapped(
        columns=10,
        answered=0.4,
        right=0.97,
        right_when_sure=0.99,
        found=0.6,
        falsely_mapped=0.01,
    )
    foreign = {"measure": part, "calibrate": part}
    evaluated = Evaluation(hold_outs={}, agreement=AGREEMENT, examples=(), foreign=foreign)
    assert list(evaluated.unseen_tables()) == ["foreign_measure"]
    assert evaluated.unseen_tables()["foreign_measure"][FALSELY_MAPPED] == 0.01
    assert list(evaluated.beside()) == ["int8", "foreign_calibrate"]
    assert Evaluation(hold_outs={}, agreement=AGREEMENT, examples=()).unseen_tables() == {}


def test_a_head_is_read_as_it_was_written(tmp_path) -> None:
    threshold = Threshold(0.9, 0.8, 0.97, 0.95, 100, 0.95, 0.05)
    head = Head(temperature=1.5, loss=(0.5,), threshold=threshold, names=9, calibrated_on=4)
    head.write(tmp_path / "head.json")
    assert Head.read(tmp_path / "head.json") == head
    assert head.threshold.reached
