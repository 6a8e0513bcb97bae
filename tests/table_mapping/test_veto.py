"""What values rule out, whatever the name."""

import numpy as np
import pytest

from matchloop.column_mapping.schema.schema import StandardColumn
from matchloop.column_types.summary import ColumnSummary
from matchloop.table_mapping.context import Values
from matchloop.table_mapping.veto import veto

NUMBER = StandardColumn("order_total", type="numeric", examples=("9.99",))
DATE = StandardColumn("order_date", type="datetime", examples=("2024-03-01",))
FLAG = StandardColumn("is_active", type="boolean", examples=("true", "false"))
CODE = StandardColumn("order_status", type="categorical", examples=("open", "closed"))
DATES = [f"2024-03-{day:02}" for day in range(1, 29)]
DECIMALS = [f"{n}.5" for n in range(20)]
TEXTS = [f"the customer called {n} times and asked to have it sent back at once" for n in range(9)]


def values(texts, **types):
    return Values(ColumnSummary.of("x", texts), types)


@pytest.mark.parametrize(
    ("texts", "types", "standard", "reason"),
    [
        (DATES, {}, NUMBER, "the values are dates"),
        (DECIMALS, {"numeric": 0.99}, DATE, "numbers, not dates"),
        (["yes", "no"] * 9, {"boolean": 0.99}, NUMBER, "yes or no"),
        (["yes", "no"] * 9, {"boolean": 0.99}, DATE, "yes or no"),
        (DECIMALS, {"numeric": 0.99}, FLAG, "not yes or no"),
        (TEXTS, {"text_long": 0.98}, CODE, "long texts"),
        (["Ann", "Bo", "Cleo"], {"text_short": 0.9}, NUMBER, "words, not numbers"),
    ],
)
def test_plain_contradictions(texts, types, standard, reason):
    assert reason in veto(values(texts, **types), standard)


@pytest.mark.parametrize(
    ("texts", "types", "standard"),
    [
        (DECIMALS, {"numeric": 0.99}, NUMBER),
        (DATES, {"datetime": 0.99}, DATE),
        (["20240301", "20240302", "20240405"], {"datetime": 0.6, "numeric": 0.4}, DATE),
        (["2019", "2020", "2021"], {"numeric": 0.9, "datetime": 0.1}, DATE),
        (["0", "1"] * 9, {"boolean": 0.9}, NUMBER),
        (["1", "0"] * 9, {"boolean": 0.9}, FLAG),
        (DATES, {}, StandardColumn("order_total")),
        (["2024-01-01"], {}, NUMBER),
    ],
)
def test_what_may_be_is_not_ruled_out(texts, types, standard):
    assert veto(values(texts, **types), standard) == ""


def test_numbers_written_as_words_of_yes_and_no_are_few():
    assert veto(values(["yes", "no", "maybe"] * 9), NUMBER) != "the values are yes or no"
    assert np.isfinite(values(DATES).written).all()
