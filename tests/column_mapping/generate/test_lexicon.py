import pytest

from matchloop.column_mapping.words.lexicon import LANGUAGES, lexicon, parse
from matchloop.errors import DataError


def test_it_has_several_hundred_entries_each_in_all_languages() -> None:
    entries = lexicon().entries
    assert len(entries) >= 500
    for words, entry in entries.items():
        assert set(entry.translations) == set(LANGUAGES), words
        assert words not in entry.abbreviations, words
        assert words not in entry.synonyms, words


def test_usual_abbreviations_are_there() -> None:
    usual = {
        "quantity": "qty", "amount": "amt", "address": "addr", "number": "nbr", "percent": "pct",
        "date": "dt", "description": "desc", "account": "acct", "manager": "mgr",
        "department": "dept", "average": "avg", "standard": "std", "year": "yr", "month": "mth",
        "week": "wk", "latitude": "lat", "longitude": "lon", "customer": "cust", "product": "prod",
    }  # fmt: skip
    for word, short in usual.items():
        assert (short,) in lexicon().abbreviations(word, "en"), word
    assert ("nr",) in lexicon().abbreviations("nummer", "de")
    assert lexicon().abbreviations("wombat", "en") == ()


def test_plurals_find_the_entry_of_the_singular() -> None:
    assert lexicon().find(("orders",)) == lexicon().find(("order",))
    assert lexicon().find(("wombats",)) is None


def test_layout_is_read() -> None:
    small = parse(
        {
            "words": {"order date": {"abbr": "odt ord_dt", "de": "bestell_datum kunde/kunden"}},
            "abbreviations": {"es": {"fecha": "fec"}},
        }
    )
    entry = small.entries["order", "date"]
    assert entry.abbreviations == (("odt",), ("ord", "dt"))
    assert [(t.words, t.joint) for t in entry.translations["de"]] == [
        (("bestell", "datum"), "bestelldatum"),
        (("kunde",), "kunden"),
    ]
    assert small.longest == 2
    assert small.abbreviations("fecha", "es") == (("fec",),)


def test_a_boolean_of_yaml_is_named() -> None:
    with pytest.raises(DataError, match=r"entry 'not': es: False is not a text"):
        parse({"words": {"not": {"es": False}}, "abbreviations": {}})
    with pytest.raises(DataError, match=r"entry 'day': nl: 'dag' is not a text under one of"):
        parse({"words": {"day": {"nl": "dag"}}, "abbreviations": {}})
