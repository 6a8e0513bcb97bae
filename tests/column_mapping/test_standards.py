from collections import Counter

import pyarrow as pa
import pytest

from matchloop.column_mapping.generate.compose import PATTERNS, composed, subjects
from matchloop.column_mapping.schema.schema import Schema, StandardColumn, schema_of
from matchloop.column_mapping.standards import (
    SCHEMA,
    SHARES,
    collect,
    dictionary,
    full_phrase,
    schema_synonyms,
    split_of,
    tokenizer_vocabulary,
)
from matchloop.column_mapping.words.inflect import content
from matchloop.column_mapping.words.names import fold
from matchloop.errors import DataError

SMALL = schema_of(["customer_id", "order_date"])
HEADERS = ("Order Dates", "Trip Length", "trip_length", "Attr12", "CUST_NM", "Wine Region")


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return dictionary(tokenizer_vocabulary())


@pytest.fixture(scope="module")
def table(known: frozenset[str]) -> pa.Table:
    return collect(SMALL, HEADERS, known, composed=2_000, seed=3, users={"a.csv": ["Wombat Qq"]})


def test_layout_and_sources(table: pa.Table) -> None:
    assert table.schema == SCHEMA
    rows = {row["standard"]: row["source"] for row in table.to_pylist()}
    assert len(rows) == table.num_rows
    assert rows["customer id"] == "default"
    assert rows["trip length"] == "sortinghat"
    assert rows["wombat qq"] == "user:a.csv"
    assert Counter(rows.values())["composed"] == 2_000
    # A plural of a default standard is left out, and so is what is not English in full.
    assert not {"order dates", "attr 12", "cust nm"} & set(rows)


def test_standards_are_folded_and_have_no_twins(table: pa.Table) -> None:
    names = table["standard"].to_pylist()
    assert all(fold(name) == name for name in names)
    assert len(set(map(content, names))) == len(names)


def test_splits_have_their_shares(table: pa.Table) -> None:
    splits = Counter(table["split"].to_pylist())
    for split, share in SHARES.items():
        assert splits[split] / table.num_rows == pytest.approx(share, abs=0.03)


def test_twins_share_their_split() -> None:
    for first, second in [("trip number", "number of trips"), ("order date", "order dates")]:
        assert all(split_of(first, seed) == split_of(second, seed) for seed in range(40))
    assert len({split_of("trip number", seed) for seed in range(60)}) == 3


def test_same_seed_same_standards(known: frozenset[str], table: pa.Table) -> None:
    users = {"a.csv": ["Wombat Qq"]}
    assert collect(SMALL, HEADERS, known, composed=2_000, seed=3, users=users) == table
    assert collect(SMALL, HEADERS, known, composed=2_000, seed=4, users=users) != table


def test_negative_sizes_are_refused(known: frozenset[str]) -> None:
    with pytest.raises(DataError, match="composed is -1"):
        collect(SMALL, (), known, composed=-1)


def test_more_phrases_than_there_are_is_an_error(
    known: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "matchloop.column_mapping.standards.composed_phrases",
        lambda seed, modifiers: iter([("tree age", "trees")] * 1_000),
    )
    with pytest.raises(DataError, match="Only 1 of 2 phrases could be composed"):
        collect(SMALL, (), known, composed=2)


@pytest.mark.parametrize(
    ("header", "phrase"),
    [
        ("TripLength", "trip length"),
        ("% Girls Enrolled", "percent girls enrolled"),
        ("Median Household Income 2015", "median household income 2015"),
        ("customerID", "customer id"),
        ("Attr12", None),
        ("CUST_NM", None),
        ("avg_price", None),
        ("Unnamed: 0", None),
        ("s2p1fert", None),
        ("12", None),
        ("of", None),
        ("", None),
        ("Prix d'été", None),
        ("what is the name of the city that you were born in", None),
    ],
)
def test_only_full_english_counts(header: str, phrase: str | None, known: frozenset[str]) -> None:
    assert full_phrase(header, known) == phrase


def test_dictionary_has_words_and_no_abbreviations() -> None:
    small = dictionary(["tree", "xyz", "qrt", "dept", "it", "tree2"])
    assert {"tree", "xyz", "customer", "inspection"} <= small
    assert not {"qrt", "dept", "tree2", "it"} & small


def test_synonyms_are_folded() -> None:
    schema = Schema("s", (StandardColumn("cust_id", synonyms=("ClientID", "client_id")),))
    assert schema_synonyms(schema) == {"cust id": ("client id",)}


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in PATTERNS])
def test_patterns_make_folded_phrases(pattern) -> None:
    import random

    for subject in subjects():
        for seed in range(20):
            phrase = pattern(subject, random.Random(seed))
            assert fold(phrase) == phrase, phrase
    assert pattern.__doc__


def test_composed_phrases_are_short_and_of_many_subjects() -> None:
    stream = composed(1, ("wombat",))
    made = [next(stream) for _ in range(3_000)]
    assert len({subject for _, subject in made}) == len(subjects()) >= 20
    assert all(1 <= len(phrase.split()) <= 6 for phrase, _ in made)
    assert any(phrase.startswith("wombat ") for phrase, _ in made)
    heads = {phrase.split()[-1] for phrase, _ in made}
    assert {"count", "rate", "percent", "name", "date", "code", "type", "status"} <= heads
