"""What is said of a column is true of it."""

import re

import pytest

from matchloop.column_types.explain import mask, shown, why
from matchloop.column_types.labels import LABELS
from matchloop.column_types.summary import ColumnSummary

DATES = ["03/11/2024"] * 40 + ["04/11/2024"] * 9 + ["soon"]


@pytest.mark.parametrize(
    ("label", "values", "words"),
    [
        ("datetime", DATES, "98 % of 50 values parse as dates or times, e.g. 03/11/2024"),
        ("datetime", ["2024-01-05T10:00:00Z", "2024-01-06"], "all 2 values are dates or times"),
        ("datetime", ["20240105", "20240106"], "all 2 values are dates without separators"),
        ("datetime", ["1704448800", "1704448801"], "all 2 values are seconds or milliseconds"),
        ("datetime", ["1999", "2004"], "all 2 values are years, e.g. 1999"),
        ("datetime", ["5 March 2024", "Mar 5, 2024"], "all 2 values are dates or times"),
        ("numeric", ["1", "2.5", "-7"], "all 3 values are numbers, from -7 to 2.5"),
        ("numeric", ["1.234,50 €", "$3", "x", "12 %"], "75 % of 4 values parse as numbers, e.g."),
        ("boolean", ["Yes", "No", "Yes"], "2 values: Yes, No"),
        ("categorical", ["a", "b"] * 20, "2 values: a, b"),
        (
            "categorical",
            [f"c{i % 12}" for i in range(600)],
            "12 different values in 600 rows, e.g. c0, c1, c10",
        ),
        (
            "identifier",
            [f"{i:04}-ABCDE" for i in range(7043)],
            "all 7,043 values differ, pattern 9999-AAAAA",
        ),
        ("identifier", ["a-1", "a-1", "b-2"], "2 different values in 3 rows, pattern a-9"),
        (
            "identifier",
            ["550e8400-e29b-41d4-a716-446655440000", "650e8400-e29b-41d4-a716-446655440000"],
            "all 2 values differ; all 2 values are UUIDs, e.g. 550e8400-e29b-41d4-a716-44665544",
        ),
        ("text_long", ["one two three four"] * 3, "average 4 words, e.g. one two three four"),
        ("text_short", ["New York", "Rome"] * 5, "average 1.5 words, e.g. New York"),
        ("unknown", ["x", "y", "z"] + [None] * 497, "only 3 values in 500 rows"),
        ("unknown", ["k"] * 9, "a single value in all 9 rows: k"),
        ("unknown", [None, "NA", ""], "no value in 3 rows"),
        ("unknown", ['{"a": 1}', '{"a": 2}'], "all 2 values are JSON"),
        ("unknown", ["1", "2", "x", "y"], "mixed: 50 % of 4 values parse as numbers, the others"),
    ],
)
def test_evidence_in_words(label, values, words):
    assert why(ColumnSummary.of("h", values), label).startswith(words)


@pytest.mark.parametrize("label", [*LABELS, "url"])
@pytest.mark.parametrize(
    "values",
    [[None], [""], ["x"], ["a", "a"], list("abcdefgh"), ["\ud83d\ude00"], [1, 2, 3], [["l"], [{}]]],
)
def test_any_label_on_any_column_says_something_on_one_line(label, values):
    text = why(ColumnSummary.of("h", values), label)
    assert text
    assert "\n" not in text


def test_a_label_without_evidence_gets_a_description_that_is_no_claim():
    text = why(ColumnSummary.of("h", ["red", "blue", "green"]), "numeric")
    assert text == "all 3 values differ, e.g. blue, green, red"


def test_shares_of_a_sample_say_so():
    column = [str(number) for number in range(5_000)]
    text = why(ColumnSummary.of("n", column), "numeric")
    found = re.fullmatch(r"all 1,000 sampled values are numbers, from (\d+) to (\d+)", text)
    assert found
    assert 0 <= int(found[1]) < int(found[2]) < 5_000


def test_an_estimate_says_about():
    column = [f"user {number % 50_000}" for number in range(100_000)]
    text = why(ColumnSummary.of("n", column), "categorical")
    assert re.match(r"about \d\d,\d\d\d different values in 100,000 rows", text)


def test_nearly_all_is_not_all():
    column = ["2024-01-01"] * 999 + ["x"]
    assert why(ColumnSummary.of("d", column), "datetime").startswith("99 % of 1,000 values")


@pytest.mark.parametrize("text", ["12 monkeys", "room 5", "1-2", "3x4", "v1.2.3", "10min", "x"])
def test_what_is_no_number_is_not_called_one(text):
    assert "number" not in why(ColumnSummary.of("h", [text, text, "y"]), "numeric")


def test_mask_and_shown():
    assert mask("Ab1-ß") == "Aa9-a"
    assert shown("a\n b" + "c" * 60) == "a b" + "c" * 36 + "…"
