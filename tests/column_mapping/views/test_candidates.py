import numpy as np

from matchloop.column_mapping.views.candidates import BY_MEANING, BY_NGRAMS, merged, nearest


def test_each_candidate_is_there_once_and_what_is_missing_comes_first():
    found = merged(np.array([[3, 1], [2, 0]]), np.array([[1, 7, 3], [5, 6, 4]]))
    assert found.tolist() == [[-1, -1, 1, 3, 7], [0, 2, 4, 5, 6]]
    assert found.dtype == np.int64


def test_what_neither_list_has_stays_missing():
    assert merged(np.array([[4, 4]]), np.array([[-1, -1]])).tolist() == [[-1, -1, -1, 4]]


def test_the_nearest_of_both_views_are_looked_at():
    rng = np.random.default_rng(0)
    ngrams, meaning = rng.random((5, 300)), rng.random((5, 300))
    found = nearest(ngrams, meaning)
    assert found.shape == (5, BY_NGRAMS + BY_MEANING)
    for row in range(5):
        wanted = {*np.argsort(-ngrams[row])[:BY_NGRAMS], *np.argsort(-meaning[row])[:BY_MEANING]}
        assert set(found[row]) - {-1} == wanted


def test_fewer_columns_than_are_looked_at():
    assert nearest(np.ones((2, 1)), np.ones((2, 1))).tolist() == [[-1, 0], [-1, 0]]
