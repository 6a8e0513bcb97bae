"""Stand-ins for the two models, and a schema, small enough to be read."""

from types import SimpleNamespace

import numpy as np

from matchloop.column_mapping.schema.schema import Schema, StandardColumn
from matchloop.column_types.labels import LABELS

SCHEMA = Schema(
    "shop",
    (
        StandardColumn("customer_id", type="identifier", examples=("C-10023", "C-10024")),
        StandardColumn(
            "customer_email", type="identifier", examples=("ann@example.org", "bo@example.com")
        ),
        StandardColumn("customer_name", type="text_short", examples=("Ann Lee", "Bo Chan")),
        StandardColumn("order_date", type="datetime", examples=("2024-03-01", "2024-03-02")),
        StandardColumn("price", type="numeric", examples=("9.99", "120.00")),
        StandardColumn("currency", type="categorical", examples=("USD", "EUR")),
        StandardColumn("note"),
    ),
)


class Names:
    """Answers from a dict: raw name -> {standard: probability}; other names have no candidate.

    Of the standards only those of the schema; what it is asked to compare schemas is not kept.
    """

    version = "v7"
    threshold = 0.8
    rate = 0.95

    def __init__(self, **answers: dict[str, float]):
        self.answers = answers
        self.asked: list[tuple[list[str], int]] = []

    def encode(self, schema):
        return schema

    def rank(self, names, schema, k):
        if set(names) != set(SCHEMA.names):
            self.asked.append((list(names), k))
        candidates = np.full((len(names), k), -1, np.int32)
        probabilities = np.zeros((len(names), k), np.float32)
        for row, name in enumerate(names):
            known = self.answers.get(name, {}).items()
            ranked = [pair for pair in known if pair[0] in schema.names]
            ranked = sorted(ranked, key=lambda pair: -pair[1])[:k]
            for place, (standard, probability) in enumerate(ranked):
                candidates[row, place] = schema.names.index(standard)
                probabilities[row, place] = probability
        return SimpleNamespace(candidates=candidates, probabilities=probabilities)


class Types:
    """Says one type of every column, or of each by its header."""

    labels = LABELS
    unsure = 0.5
    version = "v1"

    def __init__(self, default: str = "unknown", **by_header: str):
        self.default, self.by_header = default, by_header

    def predict(self, summaries):
        rows = np.full((len(summaries), len(LABELS)), 0.01)
        for row, summary in enumerate(summaries):
            rows[row, LABELS.index(self.by_header.get(summary.header, self.default))] = 0.93
        return rows
