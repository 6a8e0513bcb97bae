"""What is said of an answer, a guess, and of none."""

import numpy as np

from matchloop.column_mapping.evidence.second_look import Judged
from matchloop.column_types.summary import ColumnSummary
from matchloop.table_mapping.candidates import RankedColumn, answer
from matchloop.table_mapping.context import Values
from tests.table_mapping.toy import SCHEMA

PLACE = {column.name: i for i, column in enumerate(SCHEMA.columns)}
EMPTY = Values(ColumnSummary.of("x", [None, None]), {})
DATES = Values(
    ColumnSummary.of("x", [f"2024-03-{day:02}" for day in range(1, 29)]), {"datetime": 0.99}
)


def judged(raw, values=None, listed=False, **confidences):
    found = Judged(
        np.array([PLACE[name] for name in confidences]),
        np.array(list(confidences.values())),
        np.full(len(confidences), listed),
        np.zeros(len(confidences), bool),
    )
    column = RankedColumn(SCHEMA, 0, raw).judged_by(found, values)
    return answer(column, 0.8, 3)


def test_of_a_candidate_that_is_not_shown_nothing_is_said():
    assert judged("zzz", note=0.004).why == "nothing in the schema is likely"
    empty = judged("zzz", EMPTY, note=0.7)
    assert empty.why == "the column is empty and the name is not the same"


def test_an_answer_by_meaning_alone_is_said_to_be_one():
    assert judged("zzz", price=0.95).why == "by meaning, no letters show it"
    assert judged("zzz", price=0.3).why == "no letters show it"


def test_a_guess_is_not_said_to_rest_on_the_table():
    assert judged("zzz", price=0.95, listed=True).why == "by listed names and the table's"
    assert judged("zzz", price=0.3, listed=True).why == "some words are in listed names"


def test_that_values_contradict_is_said_once():
    said = judged("zzz", DATES, price=0.9, customer_name=0.2).why
    assert said.count("values are") == 1
