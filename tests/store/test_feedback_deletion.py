"""Deleted feedback is neither shown nor learned from, and can be brought back."""

from pathlib import Path

import pytest

from matchloop.errors import StoreError
from matchloop.store.feedback import Given, add, conflicts, examples, stored
from matchloop.store.feedback_deletion import delete, restore, source_of


def rights(found):
    return sorted(each.right_answer for each in found)


@pytest.fixture
def three(store):
    """The ids of a, b and c; b and c are from files."""
    add(store, "toys", [Given("a", input="x")])
    add(store, "toys", [Given("b", input="y", source="file 100%.csv, row 1")])
    add(store, "toys", [Given("c", input="z", source="file 100x.csv, row 1")])
    return {each.right_answer: each.id for each in stored(store, "toys")}


def test_by_id_and_back(store, three):
    assert delete(store, "toys", [three["a"], three["c"]]) == sorted([three["a"], three["c"]])
    assert rights(stored(store)) == rights(examples(store, "toys")) == ["b"]
    assert restore(store, "toys", [three["a"]]) == [three["a"]]
    assert rights(stored(store)) == rights(examples(store, "toys")) == ["a", "b"]


def test_by_file_whatever_its_name(store, three):
    assert delete(store, "toys", file=Path("elsewhere/100%.csv")) == [three["b"]]
    assert rights(stored(store)) == ["a", "c"]
    assert delete(store, "toys", file=Path("100%.csv")) == []
    assert restore(store, "toys", file=Path("100%.csv")) == [three["b"]]
    assert source_of(Path("a\x1b.csv")) == r"file a\x1b.csv, "


def test_all_or_none(store, three):
    with pytest.raises(StoreError, match="There is no feedback 99 of toys; nothing has been"):
        delete(store, "toys", [three["a"], 99])
    with pytest.raises(StoreError, match="no feedback"):
        delete(store, "boys", [three["a"]])
    with pytest.raises(StoreError, match="no deleted feedback"):
        restore(store, "toys", [three["a"]])
    assert rights(stored(store)) == ["a", "b", "c"]


def test_what_was_deleted_is_in_no_conflict_and_can_be_given_again(store, three):
    add(store, "toys", [Given("d", input="x")])
    assert len(conflicts(store, "toys")) == 1
    delete(store, "toys", [three["a"]])
    assert conflicts(store, "toys") == []
    assert rights(examples(store, "toys")) == ["b", "c", "d"]
    assert add(store, "toys", [Given("a", input="x")]).new == 1
    assert rights(stored(store)) == ["a", "b", "c", "d"]
