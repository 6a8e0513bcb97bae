import pytest

from matchloop.column_mapping.views.dictionary import in_english


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("cliente_id", "customer id"),
        ("ClienteID", "customer id"),
        ("bestelldatum", "order date"),
        ("kundennummer", "customer number"),
        ("data_ordine", "data order"),  # "data" is English too, so it stays
        ("fecha_de_nacimiento", "date of birth"),
        ("nom_de_client", "name client"),
    ],
)
def test_foreign_words_are_said_in_english(name, english):
    assert in_english(name) == english


@pytest.mark.parametrize(
    "name", ["", "order_id", "total_amount", "x", "🙂", "客户编号", "cust_addr"]
)
def test_a_name_without_foreign_words_has_no_second_reading(name):
    assert in_english(name) == ""


def test_a_beginning_stands_for_a_word_where_it_begins_words_of_one_meaning():
    assert in_english("nacimien") == "birth"
    assert in_english("presupuest") == ""  # of presupuesto, budget, and presupuestado, budgeted
    assert in_english("fec") == ""


def test_linking_words_alone_are_not_foreign():
    assert in_english("de_la") == ""
    assert in_english("da_vinci") == ""
