"""Which answers of a table are given."""

import numpy as np

from matchloop.table_mapping.batch import chosen


def given(confidences, precisions=None, threshold=0.8, rate=0.95):
    confidences = np.array(confidences)
    likely = confidences if precisions is None else np.array(precisions)
    return chosen(confidences, likely, threshold, rate).tolist()


def test_answers_under_the_threshold_are_never_given():
    assert given([0.99, 0.79, 0.8]) == [True, False, True]


def test_a_table_of_doubtful_answers_gives_fewer_of_them():
    assert sum(given([0.85] * 60)) < 20
    assert sum(given([0.99] * 60 + [0.85] * 60)) > 60
    assert sum(given([0.99] * 60 + [0.85] * 60)) < 120


def test_the_likeliest_come_first():
    found = given([0.82] * 40 + [0.99])
    assert found[-1]
    assert sum(found) < 20


def test_a_few_doubtful_answers_are_luck():
    assert given([0.85, 0.9]) == [True, True]


def test_without_answers_there_is_nothing_to_give():
    assert given([]) == []
    assert given([0.1]) == [False]
