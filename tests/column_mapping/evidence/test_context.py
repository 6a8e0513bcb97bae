"""What the table's name and shared prefixes say."""

import pytest

from matchloop.column_mapping.evidence.context import readings, table_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("orders.csv", ("order",)),
        ("sales_orders_export_2024-03.csv.gz", ("sales", "order")),
        ("stg_invoice_data.csv", ("invoice",)),
        ("", ()),
    ],
)
def test_a_table_says_what_it_is_of(name, words):
    assert table_words(name) == words


def test_words_that_three_names_begin_with_are_a_prefix():
    found = readings(["Billing City", "Billing Zip", "Billing Name", "Billing", "Shipping City"])
    assert [each[0].prefix for each in found] == [1, 1, 1, 0, 0]


def test_all_steps_of_a_path_but_the_last_are_a_prefix():
    (only,) = readings(["address.0.city"])
    assert only[0].parts[only[0].prefix :] == ("city",)


def test_foreign_words_are_also_read_in_english():
    own, english = readings(["cliente_id"])[0]
    assert own.parts == ("cliente", "id")
    assert english.parts == ("customer", "id")
    assert english.foreign


def test_a_name_without_letters_has_no_reading():
    assert readings(["", "😀"]) == [(), ()]
