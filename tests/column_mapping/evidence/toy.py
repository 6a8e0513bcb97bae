"""A small schema, a table, and trees that have learned little: enough to read and to judge."""

import numpy as np

from matchloop.column_mapping.evidence.facts import ColumnFacts, TableFacts
from matchloop.column_mapping.evidence.features import Ranked
from matchloop.column_mapping.schema.schema import Schema, StandardColumn

SCHEMA = Schema(
    "shop",
    (
        StandardColumn(
            "customer_id", type="identifier", examples=("C-1", "C-2"), domain="customer"
        ),
        StandardColumn(
            "customer_email", type="identifier", examples=("a@b.org",), domain="customer"
        ),
        StandardColumn("order_id", type="identifier", examples=("O-1",), domain="order"),
        StandardColumn("order_date", type="datetime", examples=("2024-03-01",), domain="order"),
        StandardColumn("order_total", type="numeric", examples=("9.99", "120"), domain="order"),
        StandardColumn("currency_code", type="categorical", examples=("USD",), domain="order"),
    ),
)


def column(name, *texts):
    values = tuple(texts)
    counts = np.ones(len(values), np.int64)
    return ColumnFacts(name, values, counts, len(values), 0, len(values))


def table(*columns, name="orders.csv"):
    return TableFacts(name, columns)


def unranked(n):
    """What a ranker says that knows nothing."""
    return Ranked(np.full((n, 3), -1), np.zeros((n, 3)))
