"""One test a rule: from SortingHat's nine classes to eight, or to no answer."""

import pytest

from matchloop.column_types.labels import SORTINGHAT_LABELS
from matchloop.column_types.sortinghat_labels import eight_label
from matchloop.column_types.summary import ColumnSummary

WORDS = "red green blue white black brown grey pink gold teal lime navy plum rust sand wine".split()


def given(header, samples, total=1000, nulls=0, distinct=500):
    return ColumnSummary.given(
        header, samples, total=total, nulls=nulls, distinct=distinct, moments=None
    )


NAMES = ["Ann Lee", "Bob Ray", "Cy Moon", "Dee Fox", "Eve Day"]
LONG = ["This is a sentence that goes on for a good while indeed."] * 2 + [
    "Another one of them, which has quite a number of words in it."
]
NUMBERS = ["3", "17", "204", "55", "8"]

CASES = [
    # The four that say it themselves.
    ("datetime", given("d", ["2024-01-01"]), "datetime"),
    ("embedded-number", given("w", ["70 kg"]), "numeric"),
    ("url", given("u", ["http://a.example"]), "identifier"),
    ("list", given("l", ["a; b"]), "unknown"),
    ("datetime", given("d", [], total=9, nulls=9, distinct=0), "unknown"),
    # numeric
    ("numeric", given("price", NUMBERS), "numeric"),
    ("numeric", given("flag", ["0", "1"], distinct=2), "boolean"),
    ("numeric", given("two", ["5", "9"], distinct=2), None),
    ("numeric", given("birth_year", ["1980", "1991", "2003"]), "datetime"),
    ("numeric", given("power", ["1980", "1991", "2003"]), "numeric"),
    # categorical
    ("categorical", given("smoker", ["yes", "no"], distinct=2), "boolean"),
    ("categorical", given("sex", ["m", "w"], distinct=2), "categorical"),
    ("categorical", given("yr", ["1980", "1991", "2003"], distinct=30), "datetime"),
    ("categorical", given("colour", WORDS[:5], distinct=60), "categorical"),
    ("categorical", given("colour", WORDS[:5], total=9000, distinct=250), "categorical"),
    ("categorical", given("stock_code", ["A1", "B7", "C12"], distinct=300), "identifier"),
    ("categorical", given("who", NAMES, distinct=300), "text_short"),
    ("categorical", given("who", NAMES, total=9000, distinct=300), None),
    ("categorical", given("what", ["x1", "y2"], distinct=300), None),
    # sentence
    ("sentence", given("note", LONG), "text_long"),
    ("sentence", given("note", NAMES), "text_short"),
    ("sentence", given("answer", LONG, total=50, distinct=5), "categorical"),
    ("sentence", given("answer", LONG, total=49, distinct=5), "text_long"),
    ("sentence", given("note", [], total=9, nulls=9, distinct=0), "unknown"),
    # not-generalizable
    ("not-generalizable", given("x", ["1"], total=1000, nulls=995, distinct=1), "unknown"),
    ("not-generalizable", given("x", [], total=9, nulls=9, distinct=0), "unknown"),
    ("not-generalizable", given("x", ["1"], distinct=1), None),
    ("not-generalizable", given("x", NUMBERS, total=7, distinct=7), None),
    ("not-generalizable", given("text", LONG, distinct=1000), "text_long"),
    ("not-generalizable", given("row_id", NUMBERS, distinct=1000), "identifier"),
    ("not-generalizable", given("x", ["a1", "b2", "c3"], distinct=1000), "identifier"),
    ("not-generalizable", given("x", NUMBERS, distinct=1000), None),
    # context-specific
    ("context-specific", given("player_name", NAMES), "text_short"),
    ("context-specific", given("player_name", NAMES, distinct=60), None),
    ("context-specific", given("userId", NUMBERS), "identifier"),
    ("context-specific", given("userId", NUMBERS, distinct=100), None),
    ("context-specific", given("x", NUMBERS), None),
]


@pytest.mark.parametrize(("nine", "summary", "eight"), CASES)
def test_a_rule(nine, summary, eight):
    assert eight_label(summary, nine) == eight


def test_consecutive_numbers_are_a_key_whatever_their_name():
    summary = ColumnSummary.of("x", [str(i) for i in range(1, 41)])
    assert eight_label(summary, "not-generalizable") == "identifier"


def test_each_of_the_nine_has_a_rule():
    assert {nine for nine, *_ in CASES} == set(SORTINGHAT_LABELS)
