"""A schema of a few names: confidence means something there too."""

from types import SimpleNamespace

import numpy as np
import pytest

from matchloop.column_mapping.schema.schema import load_schema, schema_of
from matchloop.table_mapping.mapping import map_columns
from matchloop.table_mapping.rivals import among_rivals

KNOWN = load_schema(None)


class Nearest:
    """Takes the column with the most letters in common; sure of it whatever else there is."""

    version, threshold, rate = "v1", 0.6, 0.95

    def encode(self, schema):
        return schema

    def rank(self, names, schema, k):
        near = np.array([[_alike(name, other) for other in schema.names] for name in names])
        order = np.argsort(-near, axis=1, kind="stable")[:, :k]
        chances = np.take_along_axis(near, order, 1)
        return SimpleNamespace(candidates=order, probabilities=0.95 * chances / chances[:, :1])


def _alike(one: str, other: str) -> float:
    ours, theirs = set(one.lower()), set(other.lower())
    return len(ours & theirs) / len(ours | theirs) + 0.01


def standards(names, schema):
    return [
        column.standard for column in map_columns(names, schema=schema, model=Nearest()).columns
    ]


def test_what_fits_a_column_the_schema_lacks_better_is_not_answered():
    assert standards(["order_date", "latitude", "longitude"], ["order_date"]) == [
        "order_date",
        None,
        None,
    ]


def test_rivals_are_never_an_answer_and_never_a_guess():
    found = map_columns(["latitude"], schema=["order_date", "price"], model=Nearest(), top_k=5)
    guesses = {candidate.standard for candidate in found.columns[0].runners_up}
    assert guesses <= {"order_date", "price"}


@pytest.mark.parametrize("own", ["Order Date", "date_ordered"])
def test_a_column_that_the_schema_has_under_its_own_name_is_no_rival(own):
    compared = among_rivals(Nearest(), schema_of([own]))
    assert compared.own == 1
    assert "order_date" not in compared.schema.names
    assert len(compared.schema) > 300


def test_a_schema_as_large_as_the_default_one_has_no_rivals():
    names = [f"column {i}" for i in range(len(KNOWN))]
    compared = among_rivals(Nearest(), schema_of(names))
    assert list(compared.schema.names) == names
    assert compared.own == len(KNOWN)
