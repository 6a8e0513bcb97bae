"""What the log is told of raw names: their shape, their best candidate, where they lie."""

import numpy as np
import pytest

from matchloop.column_mapping import observe
from matchloop.column_mapping.schema.schema import schema_of
from matchloop.column_mapping.views.features import FEATURE_NAMES

SCHEMA = schema_of(["customer name", "order date"])
RNG = np.random.default_rng(0)
NAMES = [f"{a}{b}{c}" for a in ("cust", "ord", "Amt", "ZIP") for b in "_ ." for c in range(20)]
VIEW = np.concatenate(
    [RNG.normal(size=(len(NAMES), len(FEATURE_NAMES))), RNG.normal(size=(len(NAMES), 32))], axis=1
).astype(np.float32)


def shape(name):
    return dict(zip(observe.SHAPE, observe.shapes([name])[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cust_nm", {"length": 7, "parts": 2, "longest_part": 4, "underscores": 1 / 7}),
        ("cust_nm", {"all_lower": 1, "all_upper": 0, "humps": 0, "vowels": 1 / 7}),
        ("CUSTNM", {"all_upper": 1, "all_lower": 0, "upper": 1}),
        ("custEmailAddr2", {"humps": 2, "digits": 1 / 14, "parts": 4}),
        ("a b/c", {"blanks": 1 / 5, "other_signs": 1 / 5}),
        ("Größe", {"non_ascii": 2 / 5, "letters": 1}),
        ("123", {"letters": 0, "digits": 1, "all_lower": 0, "all_upper": 0}),
    ],
)
def test_shapes(name, expected):
    found = shape(name)
    assert {key: found[key] for key in expected} == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", ["", "   ", "\0", "#", "顧客" * 400, "_" * 1000, "e\u0301"])
def test_any_name_has_a_finite_shape(name):
    assert np.isfinite(observe.shapes([name])).all()


def test_no_names_have_no_shapes():
    assert observe.shapes([]).shape == (0, len(observe.SHAPE))


def test_what_is_watched_is_named_shape_and_candidate_and_directions_of_the_vector():
    projection = observe.fit_projection(NAMES, VIEW)
    watched = projection.names
    assert len(watched) <= 64
    assert {"length", "candidate_chance", "component_00", "component_15"} <= set(watched)
    assert watched[-3:] == ("novelty_shape", "novelty_candidate", "novelty_vector")
    values = projection.apply(observe.features_of(["custEmail"], VIEW[:1]))
    assert values[0, watched.index("length")] == 9


def test_an_unusual_vector_is_novel_in_the_vector_alone():
    projection = observe.fit_projection(NAMES, VIEW)
    far = VIEW[:1].copy()
    far[:, len(FEATURE_NAMES) :] += 4
    novelty = projection.apply(observe.features_of(NAMES[:1] * 2, np.vstack([VIEW[:1], far])))
    usual, unusual = novelty[:, -3:]
    assert unusual[2] > usual[2] + 1
    assert unusual[:2] == pytest.approx(usual[:2], abs=1e-5)


def test_the_view_of_names_that_could_not_be_read():
    view = observe.view_of(3, [0, 2], VIEW[:2])
    np.testing.assert_array_equal(view[[0, 2]], VIEW[:2])
    assert (view[1, : len(FEATURE_NAMES)] < -1).all()
    assert (view[1, len(FEATURE_NAMES) :] == 0).all()


def test_a_name_is_the_same_input_in_the_same_table_and_schema_only():
    first = observe.identities(["id", "id", "dt"], SCHEMA)
    assert len(set(first)) == 3
    assert observe.identities(["id", "id", "dt"], SCHEMA) == first
    assert not set(observe.identities(["id", "dt"], SCHEMA)) & set(first)
    assert not set(observe.identities(["id", "id", "dt"], schema_of(["price"]))) & set(first)


def test_a_hold_out_is_observed_as_the_log_has_it():
    projection = observe.fit_projection(NAMES, VIEW)
    told = observe.observations(
        projection,
        NAMES[:2],
        VIEW[:2],
        ["customer name", ""],
        np.array([0.95, 0.3]),
        0.8,
        right=np.array([True, False]),
        cluster=["a", "a"],
    )
    assert told.abstained.tolist() == [False, True]
    assert told.correct.tolist() == [1, 0]
    assert told.names == projection.names
