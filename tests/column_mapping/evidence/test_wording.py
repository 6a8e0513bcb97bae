"""What a raw word says of the words of a schema, and where that is known from."""

import pytest

from matchloop.column_mapping.evidence.wording import LISTED, SAME, Words, parts_of

KNOWN = Words(*[["amount", "customer", "number", "account", "city", "cycle", "billing"]] * 2)


def strength(raw, word):
    return float(KNOWN.strengths(raw)[KNOWN.number[word]])


@pytest.mark.parametrize(
    ("raw", "word"),
    [("amount", "amount"), ("amt", "amount"), ("kunde", "customer"), ("client", "customer")],
)
def test_words_of_lists_are_listed(raw, word):
    assert strength(raw, word) >= LISTED


@pytest.mark.parametrize(
    ("raw", "word"), [("cstm", "customer"), ("cu", "customer"), ("amuont", "amount")]
)
def test_letters_alone_never_count_as_listed(raw, word):
    assert 0 < strength(raw, word) < LISTED


def test_few_letters_say_less_than_many():
    assert strength("bi", "billing") < strength("bil", "billing") < strength("billi", "billing")


def test_city_is_no_cycle():
    assert strength("city", "city") == SAME
    assert strength("city", "cycle") == 0


def test_the_place_after_the_last_word_is_empty():
    assert KNOWN.strengths("amount").shape == (len(KNOWN.words) + 1,)
    assert KNOWN.strengths("amount")[-1] == 0


def test_words_that_run_together_are_taken_apart():
    assert parts_of("ZipCode") == parts_of("zipcode") == ("zip", "code")
    assert parts_of("custid") == ("cust", "id")
    assert parts_of("dates_of_orders") == ("date", "order")


def test_letters_stand_for_words_of_names_and_never_of_packs():
    words = Words(["account", "kontoinhaber"], ["account"])
    assert words.strengths("acco")[words.number["account"]] > 0
    assert words.strengths("kontoi")[words.number["kontoinhaber"]] == 0
    assert words.strengths("kontoinhaber")[words.number["kontoinhaber"]] == SAME
