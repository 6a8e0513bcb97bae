import numpy as np
import pytest

from matchloop.column_mapping import ranker as module
from matchloop.column_mapping.ranker import Head, Ranker, ranked, softmax_with_none
from matchloop.column_mapping.schema.schema import Schema, StandardColumn, schema_of
from matchloop.column_mapping.views.views import HEAD, Sight
from tests.column_mapping import small


def sight(candidates):
    candidates = np.array(candidates)
    return Sight(candidates, np.zeros((len(candidates), 2)), np.zeros((*candidates.shape, 1)))


def rank(candidates, probabilities, owner, k):
    found = ranked(sight(candidates), np.array(probabilities), np.array(owner), k)
    assert found.candidates.dtype == np.int32
    assert found.probabilities.dtype == np.float32
    return found.candidates.tolist(), found.probabilities


def test_none_of_them_has_a_share_too():
    found = softmax_with_none(np.array([[0.0, 0.0], [np.log(3), -np.inf], [-np.inf, -np.inf]]))
    assert found == pytest.approx(np.array([[1 / 3, 1 / 3], [3 / 4, 0], [0, 0]]))


def test_large_logits_are_no_trouble():
    found = softmax_with_none(np.array([[1000.0, 999.0], [-1000.0, -2000.0]]))
    assert found[0] == pytest.approx([0.731, 0.269], abs=1e-3)
    assert found[1] == pytest.approx([0, 0])


def test_the_best_come_first():
    candidates, chances = rank([[2, 0, 1]], [[0.2, 0.1, 0.6]], [0, 1, 2], 2)
    assert candidates == [[1, 2]]
    assert chances[0] == pytest.approx([0.6, 0.2])


def test_texts_of_one_column_add_up():
    candidates, chances = rank([[0, 1, 2, 3]], [[0.3, 0.4, 0.25, 0.05]], [0, 1, 0, 0], 3)
    assert candidates == [[0, 1, -1]]
    assert chances[0] == pytest.approx([0.6, 0.4, 0])


def test_ties_go_by_the_columns_number():
    assert rank([[3, 1, 2, 0]], [[0.2, 0.2, 0.2, 0.2]], [0, 1, 2, 3], 3)[0] == [[0, 1, 2]]


def test_what_is_not_there_is_not_an_answer():
    candidates, chances = rank([[-1, -1, 1], [-1, -1, -1]], [[0, 0, 0.4], [0, 0, 0]], [0, 1], 2)
    assert candidates == [[1, -1], [-1, -1]]
    assert chances == pytest.approx(np.array([[0.4, 0], [0, 0]]))


def test_more_answers_wanted_than_there_are():
    candidates, chances = rank([[0]], [[0.9]], [0], 4)
    assert candidates == [[0, -1, -1, -1]]
    assert chances[0] == pytest.approx([0.9, 0, 0, 0])


def test_a_chance_of_zero_is_still_a_candidate():
    assert rank([[0, 1]], [[0.0, 0.0]], [0, 1], 2)[0] == [[0, 1]]


@pytest.fixture(scope="module")
def ranker():
    return Ranker(small.views(), Head(small.files()[HEAD]))


@pytest.fixture(scope="module")
def encoded(ranker):
    return ranker.views.encode(schema_of(small.data("test").standards))


def test_answers_are_ranked_chances(ranker, encoded):
    data = small.data("test")
    found = ranker.rank(data.names, encoded, 5)
    assert found.candidates.shape == found.probabilities.shape == (len(data), 5)
    assert (np.diff(found.probabilities, axis=1) <= 0).all()
    assert (found.probabilities.sum(1) <= 1 + 1e-5).all()
    assert (found.candidates[:, 0] == data.right).mean() > 0.6
    assert all(len(set(row)) == 5 for row in found.candidates.tolist())


def test_a_name_without_letters_has_no_candidates(ranker, encoded):
    found = ranker.rank(["", "😀", "---", "vehicle id"], encoded, 3)
    assert found.candidates[:3].tolist() == [[-1] * 3] * 3
    assert not found.probabilities[:3].any()
    assert encoded.schema.names[found.candidates[3, 0]] == "vehicle id"


def test_names_give_the_same_one_by_one_and_in_parts(ranker, encoded, monkeypatch):
    names = small.data("test").names[:30]
    together = ranker.rank(names, encoded, 3)
    monkeypatch.setattr(module, "_ROWS", 7)
    parts = ranker.rank(names, encoded, 3)
    assert (parts.candidates == together.candidates).all()
    assert parts.probabilities == pytest.approx(together.probabilities, abs=1e-5)
    alone = ranker.rank([names[4]], encoded, 3)
    assert (alone.candidates[0] == together.candidates[4]).all()


def test_no_names_and_a_schema_of_one(ranker, encoded):
    assert ranker.rank([], encoded, 3).candidates.shape == (0, 3)
    one = ranker.views.encode(schema_of(["vehicle_id"]))
    found = ranker.rank(["vehicle id", "vhcl_id"], one, 10)
    assert found.candidates.tolist() == [[0], [0]]
    assert (found.probabilities > 0.5).all()


def test_a_synonym_stands_for_its_column(ranker):
    columns = (StandardColumn("zone"), StandardColumn("qq", synonyms=("vehicle id",)))
    found = ranker.rank(["VehicleID"], ranker.views.encode(Schema("s", columns)), 2)
    assert found.candidates[0, 0] == 1
    assert found.probabilities[0, 0] > 0.9
