import numpy as np
import pytest

from matchloop.column_mapping.schema.schema import StandardColumn
from matchloop.column_types.summary import ColumnSummary
from matchloop.table_mapping.context import (
    LIFT,
    NOTHING,
    VETO,
    Evidence,
    Values,
    evidence,
    reweighed,
)
from tests.table_mapping.toy import SCHEMA

BY_NAME = {column.name: column for column in SCHEMA.columns}
DATES = [f"2024-03-{day:02}" for day in range(1, 29)]
EMAILS = [f"user{n}@example.net" for n in range(40)]
PRICES = [f"{n}.50" for n in range(40)]


def values(items, kind="unknown", p=1.0):
    return Values(ColumnSummary.of("x", items), {"unknown": 1 - p} | {kind: p})


def test_types_that_agree_lift_a_little_and_say_so():
    found = evidence(values(PRICES, "numeric", 0.95), BY_NAME["price"])
    assert 0.2 < found.log_odds < 0.5
    assert found.words == "values are numbers, as expected"


def test_types_that_contradict_veto():
    found = evidence(
        values(["free shipping for all our friends"] * 30, "text_long"), BY_NAME["price"]
    )
    assert -3 <= found.log_odds < -1.5
    assert found.words == "but values are long texts, expected numbers"


@pytest.mark.parametrize("kind", ["categorical", "identifier"])
def test_related_and_unknown_types_say_nothing(kind):
    assert abs(evidence(values(PRICES, kind, 0.95), BY_NAME["price"]).log_odds) < 0.15


def test_what_values_are_written_like():
    assert evidence(values(EMAILS), BY_NAME["customer_email"]).log_odds > 1.2
    against = evidence(values(EMAILS), BY_NAME["order_date"])
    assert against.log_odds < -2.5
    assert against.words == "but values are e-mail addresses and its examples dates"
    assert evidence(values(DATES), BY_NAME["price"]).log_odds < -2.5
    # Years, epochs and 20240301 are numbers, and dates nevertheless.
    assert evidence(values(["2019", "2020", "2021"] * 9), BY_NAME["order_date"]).log_odds == 0


def test_examples_say_more_than_a_type():
    texts = values(EMAILS, "datetime", 0.99)
    assert evidence(texts, BY_NAME["customer_email"]).words == (
        "values are e-mail addresses, like its examples"
    )


def test_ids_may_be_of_any_form():
    uuids = [f"123e4567-e89b-12d3-a456-4266141740{n:02}" for n in range(30)]
    assert evidence(values(uuids), BY_NAME["customer_id"]).log_odds >= 0


def test_values_among_the_examples_and_patterns():
    among = evidence(values(["usd", "USD", "GBP"] * 10), BY_NAME["currency"])
    assert among.log_odds > 0.7
    assert "values such as" in among.words
    alike = evidence(values([f"K-{n}" for n in range(20000, 20040)]), BY_NAME["customer_id"])
    assert alike.log_odds > 0.5
    assert alike.words == "values are written A-99999, like its examples"


def test_few_values_say_little_and_none_nothing():
    one, many = (evidence(values(EMAILS[:n]), BY_NAME["customer_email"]) for n in (1, 40))
    assert one.log_odds < 0.3 * many.log_odds
    assert evidence(values([None, "", "n/a"]), BY_NAME["customer_email"]) is NOTHING
    assert evidence(values(EMAILS), StandardColumn("note")).log_odds == 0


def test_evidence_is_bounded():
    for items in (DATES, EMAILS, PRICES, ["USD"] * 99):
        for kind in ("datetime", "identifier", "numeric", "text_long"):
            for standard in SCHEMA.columns:
                assert VETO <= evidence(values(items, kind, 1.0), standard).log_odds <= LIFT


def test_reweighing_keeps_probabilities_and_the_mass_of_none():
    before = np.array([0.6, 0.3, 0.0])
    after = reweighed(before, np.array([-3.0, 0.0, 1.5]))
    assert after == pytest.approx(np.array([0.6 * np.exp(-3), 0.3, 0]) / (0.6 * np.exp(-3) + 0.4))
    assert reweighed(before, np.zeros(3)) == pytest.approx(before)
    assert reweighed(np.zeros(2), np.ones(2)).tolist() == [0, 0]


def test_a_clear_name_is_not_turned_round_by_a_doubtful_type():
    doubtful = Values(ColumnSummary.of("x", PRICES), {"numeric": 0.55, "identifier": 0.45})
    against = evidence(doubtful, BY_NAME["customer_name"]).log_odds
    after = reweighed(np.array([0.97, 0.02]), np.array([against, 0.4]))
    assert after[0] > 0.8
    plain = reweighed(np.array([0.97, 0.02]), np.array([VETO, LIFT]))
    assert plain[0] < 0.5


def test_what_speaks_against_is_said_once():
    dates = values(DATES, "datetime", 0.99)
    words = StandardColumn("currency", type="categorical", examples=("euro", "dollar"))
    said = evidence(dates, words).words
    assert said.count("but values are") == 1


def test_what_speaks_for_and_against_are_not_said_together():
    codes = StandardColumn("batch", type="numeric", examples=("AB-1234", "CD-5678"))
    said = evidence(values([f"XY-{n}" for n in range(1000, 1040)], "identifier", 0.99), codes).words
    assert said == "values are written AA-9999, like its examples"


NUMBER = StandardColumn("amount", type="numeric")
CURRENCY = StandardColumn("currency", examples=("euro", "dollar"))
BATCH = StandardColumn("batch", examples=("AB-1234", "CD-5678"))


def weighed(log_odds, rows):
    return pytest.approx(log_odds * rows / (rows + 3))


@pytest.mark.parametrize(
    ("types", "log_odds", "words"),
    [
        ({"numeric": 1.0}, 0.4, "values are numbers, as expected"),
        ({"numeric": 0.95, "unknown": 0.05}, 0.38, "values are numbers, as expected"),
        ({"numeric": 0.5, "identifier": 0.5}, 0.2, "values are numbers, as expected"),
        ({"identifier": 1.0}, 0.0, ""),
        ({"unknown": 1.0}, 0.0, ""),
        ({"datetime": 1.0}, -2.5, "but values are dates or times, expected numbers"),
        (
            {"text_long": 0.3, "datetime": 0.7},
            -2.5,
            "but values are dates or times, expected numbers",
        ),
        (
            {"datetime": 0.8, "identifier": 0.2},
            -2.0,
            "but values are dates or times, expected numbers",
        ),
        ({}, 0.0, ""),
    ],
)
def test_what_types_weigh(types, log_odds, words):
    found = evidence(Values(ColumnSummary.of("x", PRICES), types), NUMBER)
    assert found.log_odds == weighed(log_odds, 40)
    assert found.words == words


def test_a_standard_without_a_type_is_not_weighed_by_types():
    found = evidence(values(PRICES, "datetime"), StandardColumn("x", type=None))
    assert (found.log_odds, found.words) == (0, "")


def test_without_rows_or_without_samples_there_is_nothing_to_weigh():
    for samples, nulls in (([], 0), (["a@example.net"], 9)):
        summary = ColumnSummary.given("x", samples, total=9, nulls=nulls, distinct=3, moments=None)
        assert evidence(Values(summary, {"numeric": 1.0}), BY_NAME["price"]) is NOTHING


@pytest.mark.parametrize(
    ("among", "log_odds"), [(2, 0.0), (3, 0.5), (14, 0.5), (15, 1.0), (30, 1.0)]
)
def test_so_many_values_must_be_among_the_examples(among, log_odds):
    items = ["Euro "] * among + [
        f"other {'abcdefghijklmnopqrstuvwxyzäöüß'[n]}" for n in range(30 - among)
    ]
    found = evidence(values(items), CURRENCY)
    assert found.log_odds == weighed(log_odds, 30)
    assert found.words == ((log_odds and "values such as Euro are among its examples") or "")


def test_an_example_is_shown_though_others_are_more_frequent():
    found = evidence(values(["peso"] * 20 + ["dollar"] * 10), CURRENCY)
    assert found.words == "values such as dollar are among its examples"


def test_examples_of_one_letter_or_of_numbers_say_nothing():
    for examples, items in ((("M", "F"), ["M", "F"]), (("10", "20"), ["10", "20"])):
        found = evidence(values(items * 15), StandardColumn("x", examples=examples))
        assert (found.log_odds, found.words) == (0, "")
    two = evidence(values(["DE", "FR"] * 15), StandardColumn("x", examples=("DE", "IT")))
    assert two.log_odds == weighed(1.0, 30)


@pytest.mark.parametrize(("alike", "log_odds"), [(19, 0.0), (20, 0.7), (40, 0.7)])
def test_so_many_values_must_be_written_alike(alike, log_odds):
    words = ["so", "it", "is", "with", "all", "of", "them", "here", "now", "and", "then"]
    items = [f"XY-{n}" for n in range(1000, 1000 + alike)] + [
        words[n % 11] for n in range(40 - alike)
    ]
    found = evidence(values(items), BATCH)
    assert found.log_odds == weighed(log_odds, 40)
    assert found.words == ((log_odds and "values are written AA-9999, like its examples") or "")


def test_a_pattern_of_letters_alone_or_a_long_one_says_nothing():
    letters = StandardColumn("x", examples=("Euro", "Peso"))
    assert evidence(values(["Lira", "Baht", "Rand"] * 9), letters).log_odds == 0
    for length, log_odds in ((32, 0.7), (33, 0.0)):
        long = StandardColumn("x", examples=("A" * (length - 1) + "1",))
        items = ["B" * (length - 1) + str(n) for n in range(10)]
        assert evidence(values(items), long).log_odds == weighed(log_odds, 10)


def test_what_its_examples_say_silences_the_type():
    """A type that speaks against it is not weighed, one that speaks for it is, both unsaid."""
    items = [f"XY-{n}" for n in range(1000, 1040)]
    codes = StandardColumn("batch", type="numeric", examples=("AB-1234", "CD-5678"))
    for kind, log_odds in (("datetime", 0.7), ("numeric", 1.1)):
        found = evidence(values(items, kind), codes)
        assert found.log_odds == weighed(log_odds, 40)
        assert found.words == "values are written AA-9999, like its examples"


def test_of_two_that_speak_for_it_the_first_is_said_and_both_are_bounded():
    contact = StandardColumn(
        "contact", type="identifier", examples=(*(f"{n}@example.net" for n in "abcd"), "none given")
    )
    found = evidence(values([*EMAILS, *["none given"] * 10], "identifier"), contact)
    assert found == Evidence(LIFT, "values are e-mail addresses, like its examples")
    dates = StandardColumn("day", type="datetime", examples=DATES[:5])
    assert evidence(values(EMAILS * 9, "text_long"), dates).log_odds == VETO


def test_kinds_that_may_stand_for_the_same_say_nothing():
    assert evidence(values(PRICES), StandardColumn("x", examples=("1.5", "2.5"))) == NOTHING
    mixed = values([*EMAILS, *PRICES])
    assert evidence(mixed, StandardColumn("x", examples=("1.5", "2.5"))) == NOTHING
    assert evidence(values(EMAILS), StandardColumn("x", examples=("1.5", "2024-03-01"))) == NOTHING


def test_values_of_some_kind_against_examples_in_words():
    found = evidence(values(DATES * 3), CURRENCY)
    assert found.log_odds == weighed(-1.5, 84)
    assert found.words == "but values are dates and its examples words or codes"


def test_reweighing_where_nothing_is_left_or_more_than_all():
    assert reweighed(np.array([0.8, 0.4]), np.zeros(2)) == pytest.approx([2 / 3, 1 / 3])
    assert reweighed(np.array([1.0]), np.array([-np.inf])).tolist() == [1.0]
