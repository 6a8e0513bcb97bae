"""The benchmark of small schemas, on a handful of headers."""

from benchmarks.small_schemas import fared
from matchloop.column_mapping.evidence.foreign import NONE, Label
from tests.table_mapping.toy import Names


def label(column: str, standard: str) -> Label:
    return Label(column, standard, frozenset((standard,)))


def test_shares_are_of_the_headers_that_have_a_standard_and_of_those_that_have_none():
    model = Names(dt={"order_date": 0.9}, prc={"price": 0.9}, x={"price": 0.95}, y={})
    labels = [label("dt", "order_date"), label("prc", "price"), label("x", NONE), label("y", NONE)]
    found = fared(labels, ["order_date", "price"], "most frequent", model)
    assert (found.answered, found.right, found.found, found.falsely_mapped) == (3, 0.6667, 1, 0.5)
    none = fared(labels[2:], ["order_date"], "drawn", model)
    assert (none.answered, none.right, none.found, none.falsely_mapped) == (0, None, None, 0)
