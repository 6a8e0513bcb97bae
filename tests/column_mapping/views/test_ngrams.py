import numpy as np
import pytest

from matchloop.column_mapping.views.ngrams import NgramIndex, best

INDEX = NgramIndex(["customer email", "order date", "product name", "zone"])


def test_the_same_words_are_as_near_as_can_be():
    near = INDEX.similarity(["CustomerEmail", "order-date", "productName", "ZONE"])
    assert near.dtype == np.float32
    assert np.diag(near) == pytest.approx(np.ones(4), abs=1e-6)
    assert (near <= 1 + 1e-6).all()
    assert (near >= 0).all()


@pytest.mark.parametrize(
    ("name", "column"),
    [("custeml", 0), ("cstmr_eml", 0), ("ord_dt", 1), ("dateOfOrder", 1), ("prdnm", 2)],
)
def test_abbreviations_are_nearest_to_what_they_stand_for(name, column):
    assert INDEX.similarity([name])[0].argmax() == column


def test_names_that_share_nothing_are_at_zero():
    assert not INDEX.similarity(["", "😀", "顧客", "###"[:0], "77"]).any()
    assert INDEX.similarity([]).shape == (0, 4)


def test_an_index_of_one_name():
    assert NgramIndex(["a"]).similarity(["a", "b"]).tolist() == [[1.0], [0.0]]


def test_rare_letters_say_more_than_frequent_ones():
    near = NgramIndex(["order alpha", "order beta", "order zulu"]).similarity(["order_z"])[0]
    assert near.argmax() == 2


def test_best_gives_the_columns_of_the_highest_values():
    values = np.array([[0.1, 0.9, 0.5, 0.3], [0.8, 0.0, 0.1, 0.7]])
    assert [set(row) for row in best(values, 2).tolist()] == [{1, 2}, {0, 3}]
    assert best(values, 9).tolist() == [[0, 1, 2, 3]] * 2
    assert best(values, 0).shape == (2, 0)
