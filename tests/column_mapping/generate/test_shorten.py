import random
import re

import pytest

from matchloop.column_mapping.generate.shorten import (
    METHODS,
    contract,
    drop_some_vowels,
    drop_vowels,
    ends,
    skeleton,
    syllables,
    truncate,
)

WORDS = ("transaction", "quantity", "address", "household", "email", "authorized", "area")


def in_order(short: str, word: str) -> bool:
    return re.search(".*".join(short), word) is not None


def made(method, word: str) -> set[str]:
    return {method(word, random.Random(seed)) for seed in range(200)}


@pytest.mark.parametrize("kind", METHODS)
@pytest.mark.parametrize("word", WORDS)
def test_letters_stay_in_order_and_the_first_stays_first(kind: str, word: str) -> None:
    for method, _ in METHODS[kind]:
        for short in made(method, word):
            assert short[0] == word[0]
            assert in_order(short, word), short


def test_vowels_after_the_first_letter_go() -> None:
    assert made(drop_vowels, "quantity") == {"qntty"}
    assert made(drop_vowels, "area") == {"ar"}


def test_some_vowels_go() -> None:
    assert made(drop_some_vowels, "balance") == {
        "blance", "balnce", "balanc", "blnce", "blanc", "balnc", "blnc",
    }  # fmt: skip
    assert made(drop_some_vowels, "dry") == {"dry"}


def test_skeleton_keeps_three_to_five_consonants() -> None:
    assert made(skeleton, "transaction") >= {"trn", "trns", "trnsc", "trnn"}
    assert all(3 <= len(short) <= 5 for short in made(skeleton, "transaction"))
    assert made(skeleton, "address") >= {"adrs"}
    assert made(skeleton, "year") == {"yr"}


def test_truncation_keeps_one_to_six_letters() -> None:
    assert made(truncate, "department") == {"d", "de", "dep", "depa", "depar", "depart"}
    assert made(truncate, "month") == {"m", "mo", "mon"}


def test_ends_keeps_the_first_and_the_last_letters() -> None:
    assert {"dt", "det", "dept"} <= made(ends, "department")
    assert all(short.endswith("t") for short in made(ends, "department"))


def test_contraction_skips_letters_anywhere() -> None:
    assert {"recrd", "rcrd"} <= made(contract, "record")
    assert all(len(short) >= 2 for short in made(contract, "incidence"))


def test_syllables_keep_the_beginnings_of_two_parts() -> None:
    assert "dab" in made(syllables, "database")
    assert made(syllables, "road") == {"road"}
