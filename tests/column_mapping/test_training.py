import numpy as np
import pyarrow as pa
import pytest

from matchloop.column_mapping.training import (
    Examples,
    draw,
    draw_pairs,
    examples,
    hard_by_letters,
    hard_by_meaning,
    meaning_share,
    name_pairs,
)

STANDARDS = pa.table(
    {
        "standard": ["order id", "zone", "order date", "price"],
        "split": ["train", "test", "train", "train"],
    }
)
PAIRS = pa.table(
    {
        "raw_column": ["ord_dt", "zn", "ord_dt", "o_id"],
        "standard_column": ["order date", "zone", "price", "order id"],
        "label": pa.array([1, 1, 0, 1], pa.int8()),
        "distortion": ["vowels", "vowels", "random", "initials"],
        "split": ["train", "test", "train", "train"],
    }
)
DATA = Examples(
    ("ord_dt", "zn", "prc"), np.array([1, 2, 3]), ("order id", "order date", "zone", "price")
)


def test_examples_are_the_right_pairs_of_a_split():
    found = examples(PAIRS, STANDARDS, "train")
    assert found.names == ("ord_dt", "o_id")
    assert found.standards == ("order id", "order date", "price")
    assert found.right.tolist() == [1, 0]
    assert found.distortion == ("vowels", "initials")
    assert len(found) == 2
    assert len(examples(PAIRS, STANDARDS, "train", "test")) == 3


def test_hard_standards_are_near_and_wrong():
    hard = hard_by_letters(DATA, 2)
    assert hard.shape == (3, 2)
    assert 0 in hard[0]  # order id for ord_dt
    assert (hard != DATA.right[:, None]).all()


@pytest.mark.parametrize("k", [3, 24])
def test_there_are_no_more_hard_standards_than_wrong_ones(k):
    vectors = np.eye(4, dtype=np.float32)
    for hard in (hard_by_letters(DATA, k), hard_by_meaning(DATA, vectors[:3], vectors, k)):
        assert [sorted(row) for row in hard.tolist()] == [[0, 2, 3], [0, 1, 3], [0, 1, 2]]


def test_hard_by_meaning_goes_by_the_vectors():
    v = np.array([[1, 0], [0.9, 0.1], [0.8, 0.2], [0, 1]], np.float32)
    u = np.array([[1, 0], [0.5, 0.5], [1, 0]], np.float32)
    assert hard_by_meaning(DATA, u, v, 1).tolist() == [[0], [0], [0]]
    assert hard_by_meaning(DATA, u[:, ::-1], v, 1)[0].tolist() == [3]


def test_a_draw_has_the_right_one_first_and_repeats_with_its_seed():
    hard = hard_by_letters(DATA, 2)
    names, candidates = draw(DATA, hard, 8, 5, (1, 2))
    assert candidates.shape == (8, 6)
    assert (candidates[:, 0] == DATA.right[names]).all()
    again = draw(DATA, hard, 8, 5, (1, 2))
    assert (again[0] == names).all()
    assert (again[1] == candidates).all()
    assert (draw(DATA, hard, 8, 5, (1, 3))[1] != candidates).any()


def test_three_wrong_ones_in_four_are_hard_ones():
    many = Examples(("a",), np.array([0]), tuple(f"column {i}" for i in range(1000)))
    _, candidates = draw(many, np.array([[7, 8]]), 4, 1000, (0,))
    assert np.isin(candidates[:, 1:], (7, 8)).mean() == pytest.approx(0.75, abs=0.03)


def test_names_that_letters_do_not_show_are_drawn_more_often():
    kinds = ("vowels", "synonym", "translation:es", "typo")
    data = Examples(("a", "b", "c", "d"), np.zeros(4, int), ("x", "y"), kinds)
    share = meaning_share(data)
    assert share.sum() == pytest.approx(1)
    assert share[1] == share[2] == pytest.approx(8 * share[0])
    names, _ = draw(data, np.array([[1]] * 4), 4000, 1, (0,), share)
    assert np.bincount(names) / 4000 == pytest.approx(share, abs=0.03)


GIVEN = pa.table(
    {
        "raw_column": ["a1", "a1", "a1", "b1", "c1", "c1"],
        "standard_column": ["x", "y", "z", "y", "z", "x"],
        "label": [1, 0, 0, 1, 1, 0],
        "distortion": [""] * 6,
        "split": ["train"] * 6,
    }
)
OF_GIVEN = pa.table({"standard": ["x", "y", "z"], "split": ["train"] * 3})


def test_the_generators_wrong_standards_stay_with_their_names():
    data = examples(GIVEN, OF_GIVEN, "train")
    assert data.names == ("a1", "b1", "c1")
    assert data.wrong.tolist() == [[1, 2], [-1, -1], [0, -1]]


def test_wrong_standards_are_the_generators_where_it_gave_any():
    data, hard = examples(GIVEN, OF_GIVEN, "train"), np.array([[1], [2], [1]])
    names, candidates = draw(data, hard, 300, 4, (5,), generated=1.0)
    assert set(candidates[names == 0, 1:].ravel().tolist()) == {1, 2}
    assert set(candidates[names == 2, 1:].ravel().tolist()) == {0}
    assert 2 in candidates[names == 1, 1:]  # mined: it was given none
    mined = draw(data, hard, 300, 4, (5,))[1]
    half = draw(data, hard, 300, 4, (5,), generated=0.5)[1]
    assert (half[names == 2, 1:] == 0).mean() > (mined[names == 2, 1:] == 0).mean() + 0.2


def test_pairs_of_names_are_drawn_either_way_round_with_their_confidence():
    table = pa.table({"a": ["p", "q"], "b": ["r", "s"], "c": pa.array([1.0, 0.25], pa.float32())})
    one, other, confidence = draw_pairs(name_pairs(table), 200, (1, 2))
    drawn = set(zip(one, other, confidence.tolist(), strict=True))
    assert drawn == {("p", "r", 1.0), ("r", "p", 1.0), ("q", "s", 0.25), ("s", "q", 0.25)}
