import random
from collections import Counter

import pytest

from matchloop.column_mapping.generate import raw_names
from matchloop.column_mapping.generate.draft import Draft, Word
from matchloop.column_mapping.generate.raw import MOST_KINDS, readable
from matchloop.column_mapping.words.inflect import content, plural, singular
from matchloop.column_mapping.words.names import fold
from matchloop.errors import DataError

STANDARDS = (
    "customer email address", "number of trips", "median household income 2015", "last name",
    "percent of students below grade level", "order date", "salary", "grade 3 math score",
)  # fmt: skip


def test_names_are_as_many_as_asked_and_all_different() -> None:
    made = raw_names("customer email address", random.Random(1), 300)
    assert len(made) == 300
    assert len({fold(raw.name) for raw in made}) == 300


def test_same_chance_gives_the_same_names() -> None:
    first, second = (raw_names("order date", random.Random(7), 40) for _ in range(2))
    assert first == second
    assert raw_names("order date", random.Random(8), 40) != first


def test_distortion_is_one_of_the_kinds_and_kinds_are_few() -> None:
    for standard in STANDARDS:
        for raw in raw_names(standard, random.Random(3), 200):
            assert raw.distortion in raw.kinds
            assert raw.name.strip() == raw.name != ""
            # The shortening of one plan may be of several kinds; wording and marks are limited.
            assert len(raw.kinds) <= MOST_KINDS + 4


def test_most_names_have_one_to_three_kinds() -> None:
    sizes = Counter(
        len(raw.kinds) for s in STANDARDS for raw in raw_names(s, random.Random(5), 300)
    )
    assert sum(sizes[size] for size in (1, 2, 3)) / sizes.total() > 0.75


def test_every_known_way_of_the_default_schema_can_come_about() -> None:
    wanted = {
        "order date": "order dt",
        "product name": "prod nm",
        "transaction amount": "trans amt",
        "account balance": "acct balance",
        "customer phone": "usr phone",
        "customer id": "cliente id",
        "salary": "emp salary",
    }
    for standard, name in wanted.items():
        made = {fold(raw.name) for raw in raw_names(standard, random.Random(11), 3_000)}
        assert name in made, standard


def test_another_standard_is_never_said() -> None:
    avoid = {content("client id"), content("buyer id"), content("customer id")}
    made = raw_names("customer id", random.Random(2), 600, avoid=avoid)
    said = {content(fold(raw.name)) for raw in made}
    assert not said & {content("client id"), content("buyer id")}
    assert content("customer id") in said


def test_synonyms_of_the_schema_are_used() -> None:
    made = raw_names("salary", random.Random(2), 200, synonyms=("base remuneration",))
    assert any(raw.name.lower().startswith(("base", "bs_r")) for raw in made)
    assert any("synonym" in raw.kinds for raw in made)


def test_a_name_of_one_letter_can_still_be_asked_for() -> None:
    made = raw_names("x", random.Random(0), 50)
    assert len(made) == 50


def test_readable_wants_letters_of_most_words() -> None:
    assert readable("customer address", Draft((Word("cust"), Word("addr")), ("truncation",)))
    assert not readable("customer address", Draft((Word("c"), Word("a")), ("truncation",)))
    assert not readable("customer", Draft((Word("cu", False),), ("truncation",)))
    assert readable("phone", Draft((Word("ph", False),), ("abbreviation",)))
    assert not readable("first order day", Draft((Word("fod", False),), ("acronym",)))


def test_wrong_requests_are_named() -> None:
    with pytest.raises(DataError, match="'  ' has no words"):
        raw_names("  ", random.Random(0), 1)
    with pytest.raises(DataError, match="-1 raw names of 'order date'"):
        raw_names("order date", random.Random(0), -1)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("trip", "trips"),
        ("city", "cities"),
        ("box", "boxes"),
        ("child", "children"),
        ("day", "days"),
    ],
)
def test_plurals_and_singulars(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one


@pytest.mark.parametrize("word", ["status", "address", "series", "gas", "analysis", "previous"])
def test_what_is_no_plural_stays(word: str) -> None:
    assert singular(word) == word


def test_content_is_the_same_for_twins() -> None:
    assert content("number of trips") == content("trip number") == ("number", "trip")
    assert content("by") == ("by",)
