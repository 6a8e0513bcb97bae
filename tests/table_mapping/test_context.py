import numpy as np
import pytest

from matchloop.column_mapping.schema.schema import StandardColumn
from matchloop.column_types.summary import ColumnSummary
from matchloop.table_mapping.context import LIFT, NOTHING, VETO, Values, evidence, reweighed
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
