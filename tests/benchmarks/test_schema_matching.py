"""Pair tables are read whatever their columns are called; ranks are those one counts by hand."""

import itertools

import numpy as np
import pytest

from benchmarks.pair_tables import Member, read_pairs
from benchmarks.schema_matching import figures, ranks
from matchloop.errors import DataError

TARGETS = {
    "person-birth_date": "Day on which the person was born",
    "person-family_name": "Name of the family",
    "visit-start_date": "Day on which the visit began",
}
SOURCES = {"pat-dob": "Date of birth", "pat-nm": "Last name", "enc-adm": ""}
RIGHT = {("person-birth_date", "pat-dob"), ("visit-start_date", "enc-adm")}
TABLES = {"person": "People", "visit": "Their visits"}


def rows():
    return [
        (t, s, TARGETS[t], TABLES[t.split("-")[0]], SOURCES[s], str(int((t, s) in RIGHT)))
        for t in TARGETS
        for s in SOURCES
    ]


def written(path, order):
    lines = [[f"c{place}" for place in range(len(order))]]
    lines += [[row[i] for i in order] for row in rows()]
    path.write_text("\n".join(",".join(line) for line in lines) + "\n")
    return path


@pytest.mark.parametrize(
    "order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 0, 1), (4, 0, 5, 1, 3, 2), (2, 3, 0, 4, 1, 5)]
)
def test_columns_in_any_order_are_told_by_what_they_hold(tmp_path, order):
    pairs = read_pairs(written(tmp_path / "p.csv", order))
    assert pairs.targets[0] == Member("person", "birth_date", "Day on which the person was born")
    assert [t.description for t in pairs.targets] == list(TARGETS.values())
    assert [s.name for s in pairs.sources] == ["pat.dob", "pat.nm", "enc.adm"]
    assert [s.description for s in pairs.sources] == list(SOURCES.values())
    right = itertools.product(range(3), range(3))
    expected = {(s, t) for s, t in right if (list(TARGETS)[t], list(SOURCES)[s]) in RIGHT}
    assert {tuple(place) for place in np.argwhere(pairs.right).tolist()} == expected


def test_what_cannot_be_told_is_said(tmp_path):
    (tmp_path / "p.csv").write_text("a,b,c\nx-y,z w,1\nx-z,q,0\n")
    with pytest.raises(DataError, match=r"has the columns a, b, c; .* of the second 1"):
        read_pairs(tmp_path / "p.csv")


def test_ranks_are_of_the_best_match_of_those_that_have_one():
    scores = np.array([[3.0, 2, 1], [3, 2, 1], [1, 2, 3]])
    right = np.array([[0, 1, 1], [0, 0, 0], [0, 0, 1]], bool)
    assert ranks(scores, right).tolist() == [2, 1]
    assert figures(np.array([2, 1])) == {"recall_1": 0.5, "recall_5": 1.0, "mrr": 0.75}
