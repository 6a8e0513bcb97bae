import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchloop.column_mapping.words.names import LONGEST, fold, words
from tests.counting import calls


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("custEmailAddr", "cust email addr"),
        ("CUST_EMAIL-ADDR", "cust email addr"),
        ("  cust.email/addr ", "cust email addr"),
        ("XMLHttp2", "xml http 2"),
        ("customerID", "customer id"),
        ("CUSTOMERid", "customer id"),
        ("IDs", "ids"),
        ("customerIDsCount", "customer ids count"),
        ("INCIDNCRTE2012", "incidncrte 2012"),
        ("addr1Line", "addr 1 line"),
        ("Customer's name", "customers name"),
        ("ordered__by", "ordered by"),
    ],
)
def test_words_end_at_separators_humps_and_digits(name: str, folded: str):
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Prénom_Client", "prenom client"),
        ("Straße", "strasse"),
        ("Øre", "ore"),
        ("Ελλάδα", "ελλαδα"),
        ("ﬁrst　ｎａｍｅ", "first name"),
        ("١٢٣", "123"),
    ],
)
def test_accents_ligatures_and_widths_do_not_count(name: str, folded: str):
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("ИмяКлиента", "имя клиента"),
        ("йод", "йод"),
        ("客户ID", "客户 id"),
        ("ID客户", "id 客户"),
        ("ग्राहक_नाम", "ग्राहक नाम"),
        ("نام\u200cمشتری", "ناممشتری"),
    ],
)
def test_letters_of_other_scripts_are_kept_whole(name: str, folded: str):
    assert fold(name) == folded


def test_number_sign_and_percent_are_words_and_other_symbols_are_dropped():
    assert words("Order#") == ("order", "number")
    assert words("Disc%") == ("disc", "percent")
    assert words("🎉 total (€)*") == ("total",)
    assert words("cust🎉name") == ("cust", "name")


@pytest.mark.parametrize("name", ["", "   ", "___", "🎉", "()"])
def test_a_name_without_letters_has_no_words(name: str):
    assert words(name) == ()
    assert fold(name) == ""


def test_a_long_name_is_read_up_to_its_limit():
    assert fold("a" * 500) == "a" * LONGEST
    assert words("order_" * 80)[-1] == "or"  # 33 whole words are 198 characters


@given(st.text(max_size=LONGEST // 8))
def test_folding_a_folded_name_changes_nothing(name: str):
    assert fold(fold(name)) == fold(name)


def test_plain_names_cost_little_however_long():
    for name in ("custEmailAddr", "CUST_EMAIL_ADDR", "order dt", "a" * LONGEST):
        assert calls(fold, name) < 20
    assert calls(fold, "Prénom") < 60
