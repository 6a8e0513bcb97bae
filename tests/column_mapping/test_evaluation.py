import numpy as np
import pyarrow as pa
import pytest

from matchloop.column_mapping import evaluation
from matchloop.column_mapping.evaluation import (
    UNSEEN,
    Answers,
    Names,
    answer,
    compare,
    latency,
    measure,
    nameguess,
    pair_scores,
    recent_hold_out,
    same_first,
    slices,
    unseen,
)
from matchloop.column_mapping.labelled import LabelledName
from matchloop.column_mapping.nameguess import NameGuess
from matchloop.column_mapping.ranker import Head, Ranker, Ranking
from matchloop.column_mapping.schema.schema import (
    Schema,
    StandardColumn,
    load_schema,
    schema_of,
)
from matchloop.column_mapping.views.views import HEAD
from matchloop.evaluation.holdout import HoldOut
from matchloop.evaluation.metric import TOP1
from tests.column_mapping import small

NAMES = Names(
    ("a", "b", "c", "d"),
    schema_of(["one", "two"]),
    np.array([0, 1, 0, -1]),
    {"distortion": ("vowels", "typo", "vowels", "typo"), "difficulty": ("x", "x", "x", "y")},
)
ANSWERS = Answers(
    HoldOut("toys", "four names", True, NAMES),
    np.array([[0, 1], [0, 1], [0, -1], [1, 0]], np.int32),
    np.array([[0.95, 0.01], [0.6, 0.3], [0.92, 0], [0.4, 0.1]], np.float32),
)


@pytest.fixture(scope="module")
def ranker():
    return Ranker(small.views(), Head(small.files()[HEAD]))


def test_unseen_standards_are_those_of_the_test_split(ranker):
    known = Schema("known", (StandardColumn("vehicle_phone", synonyms=("car tel",)),))
    part = unseen(*small.tables(), known)
    assert part.name == UNSEEN
    assert not part.real
    assert set(part.examples.schema.names).isdisjoint(small.data("train").standards)
    assert [c.synonyms for c in part.examples.schema.columns if c.name == "vehicle phone"] == [
        ("car tel",)
    ]
    assert part.about == "generated names of 32 standard columns never trained on"
    found = answer(ranker, part)
    assert found.candidates.shape == (len(part.examples.raw), evaluation.DEPTH)
    figures = measure(found)
    assert figures.top1 > 0.6
    assert figures.top3 >= figures.top1
    assert {group.name for group in figures.groups["distortion"]} == set(
        part.examples.kinds["distortion"]
    )


def test_figures_of_answers():
    figures = measure(ANSWERS)
    assert (figures.top1, figures.top3, figures.mrr) == (0.5, 0.75, 0.625)
    assert (figures.answered.coverage, figures.answered.accuracy) == (0.5, 1.0)


def test_slices_are_the_kinds_of_names():
    found = {name: rows.tolist() for name, rows in slices(ANSWERS.part).items()}
    assert found == {
        "distortion typo": [False, True, False, True],
        "distortion vowels": [True, False, True, False],
        "difficulty x": [True, True, True, False],
        "difficulty y": [False, False, False, True],
    }


def test_two_models_are_compared_by_whether_the_right_one_is_first():
    other = Answers(ANSWERS.part, np.array([[1], [1], [-1], [-1]]), np.zeros((4, 1)))
    pair = compare(ANSWERS, other)
    assert pair.metric is TOP1
    assert pair.candidate.tolist() == [True, False, True, False]
    assert pair.champion.tolist() == [False, True, False, False]  # no answer is never right
    assert set(pair.slices) == set(slices(ANSWERS.part))


def test_names_that_were_kept_back_are_looked_for_among_the_schema_and_their_own_standards():
    kept = [
        LabelledName("CUST_NM", "customer name", "user:x.csv"),
        LabelledName("wgt_kg", "gross weight in kilograms", "user:x.csv"),
        LabelledName("trained_on", "city", "user:x.csv"),
    ]
    learned, known = [LabelledName("TrainedOn", "c", "user:x.csv")], load_schema(None)
    (part,) = recent_hold_out(kept, learned, known, minimum=2)
    assert part.examples.raw == ("CUST_NM", "wgt_kg")
    found = [part.examples.schema.names[number] for number in part.examples.truth]
    assert found == ["customer name", "gross weight in kilograms"]
    assert len(part.examples.schema) >= len(known)
    assert recent_hold_out(kept, learned, known, minimum=3) == []
    assert recent_hold_out([], [], known, minimum=1) == []


def test_a_city_is_a_hold_out_of_real_names(ranker):
    task = NameGuess(("vehicle id", "zone"), ("vhcl_id",), np.array([0]), ("easy",))
    part = nameguess("NameGuess Nowhere", task)
    assert part.real
    assert part.about == "names of real open-data tables among 2 full names"
    assert answer(ranker, part).candidates[0].tolist() == [0, 1]


def test_latency_is_a_median_of_single_answers(ranker, monkeypatch):
    asked = []
    real = Ranker.rank

    def rank(self, names, *more):
        asked.append(len(names))
        return real(self, names, *more)

    monkeypatch.setattr(Ranker, "rank", rank)
    asked_for = Names(["vhcl_id", "zn", "v"], schema_of(["vehicle id", "zone"]), np.zeros(3), {})
    assert 0 < latency(ranker, HoldOut("x", "", False, asked_for)) < 1000
    assert asked == [3, 1, 1, 1]


def test_the_same_first_answer():
    one = Ranking(np.array([[0], [1], [3], [4]]), np.array([[0.9], [0.3], [0.1], [0.8]]))
    other = Ranking(np.array([[0], [2], [5], [4]]), np.array([[0.2], [0.5], [0.1], [0.8]]))
    assert same_first(one, other, 0.5) == pytest.approx(2 / 3)
    assert same_first(one, other, 0.85) == 1.0
    assert same_first(one, other, 0.05) == 0.5


def test_where_nothing_is_answered_nothing_differs():
    none = Ranking(np.full((2, 1), -1), np.zeros((2, 1)))
    assert same_first(none, none, 0.5) == 1.0
    empty = Ranking(np.zeros((0, 1), int), np.zeros((0, 1)))
    assert same_first(empty, empty, 0.0) == 1.0


def test_a_pair_is_scored_with_the_confidence_of_its_standard():
    rows = [("a", "one", 1), ("a", "two", 0), ("c", "two", 0), ("d", "one", 0), ("zz", "one", 1)]
    names = ("raw_column", "standard_column", "label")
    pairs = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    scores, labels = pair_scores(ANSWERS, pairs)
    assert scores.tolist() == pytest.approx([0.95, 0.01, 0, 0.1])
    assert labels.tolist() == [True, False, False, False]
