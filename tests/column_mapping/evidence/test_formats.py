"""What values are written like."""

import numpy as np
import pytest

from matchloop.column_mapping.evidence.formats import NAMES, magnitude, pattern, shares


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ann@example.org", "email"), ("2024-03-01", "day"), ("05AUG2012", "day"),
        ("2024-03-01 08:12:00", "moment"), ("DE89 3704 0044 0532 0130 00", "iban"),
        ("12.5 %", "percent"), ("€ 1.234,50", "money"), ("usd", "currency"), ("FR", "country"),
        ("12 Elm Street", "street"), ("Hauptstr. 5", "street"), ("52.52001", "coordinate"),
        ("0042", "leading_zero"), ("yes", "yes_no"), ("-3.5", "negative"), ("[1, 2]", "json"),
        ("Acme Corp.", "company"), ("SW1A 1AA", "postcode"),
    ],
)  # fmt: skip
def test_a_text_in_its_format(text, form):
    assert shares([text], np.array([1]))[NAMES.index(form)] == 1


def test_shares_are_of_rows():
    found = shares(["EUR", "n"], np.array([3, 1]))
    assert found[NAMES.index("currency")] == 0.75
    assert not shares([], np.zeros(0)).any()


def test_magnitudes_are_of_numbers_alone():
    assert magnitude(["999", "9"]) == pytest.approx(2.0)
    assert magnitude(["1.000,50"]) == pytest.approx(3.0, abs=0.01)
    assert magnitude(["Ann", "A-12 of B"]) is None


def test_a_pattern_keeps_signs_and_counts_of_digits():
    assert pattern("SO-2024-00817") == "A+-9999-99999"
    assert pattern("C1") == "A9"
