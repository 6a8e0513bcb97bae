"""Which inputs are put forward for labelling."""

import numpy as np

from matchloop.labels.to_label import Why, choose, novelty


def test_uncertain_and_novel_inputs_take_turns_and_none_comes_twice():
    confidence = np.array([0.9, 0.2, 0.8, 0.3, 0.95])
    new = np.array([0.0, 5.0, 9.0, 1.0, 7.0])
    found = choose(confidence, np.array(list("abcde")), new, 4)
    assert [(each.row, each.why) for each in found] == [
        (1, Why.UNCERTAIN),
        (2, Why.NOVEL),
        (3, Why.UNCERTAIN),
        (4, Why.NOVEL),
    ]
    assert (found[0].amount, found[1].amount) == (0.8, 9.0)


def test_of_the_same_input_only_the_last_is_asked_about():
    found = choose(np.array([0.1, 0.2, 0.3]), np.array(["a", "b", "a"]), None, 10)
    assert [each.row for each in found] == [1, 2]


def test_there_may_be_nothing_to_ask():
    assert choose(np.array([]), np.array([]), None, 10) == []


def test_what_is_unlike_the_reference_is_novel_whatever_the_scale():
    rng = np.random.default_rng(0)
    reference = rng.normal(size=(500, 3)) * [1.0, 1000.0, 0.0]
    like = rng.normal(size=(400, 3)) * [1.0, 1000.0, 0.0]
    unlike = np.array([[8.0, 0.0, 0.0], [0.0, 8000.0, 0.0], [0.0, 0.0, 1.0]])
    found = novelty(np.concatenate([like, unlike]), reference)
    assert found.shape == (403,)
    assert found[400:].min() > found[:400].max()


def test_one_row_of_reference_is_enough():
    assert novelty(np.ones((2, 2)), np.ones((1, 2))).tolist() == [0.0, 0.0]
