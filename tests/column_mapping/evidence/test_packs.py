"""Packs name the columns of other people's files."""

import pytest

from matchloop.column_mapping.evidence.packs import headers_of, packs, parse
from matchloop.column_mapping.schema.schema import Schema, StandardColumn, load_schema
from matchloop.column_mapping.words.names import fold
from matchloop.errors import DataError


def test_every_pack_names_columns_of_the_default_schema():
    known = {fold(name) for name in load_schema(None).names}
    assert set(packs()) <= known


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("KUNNR", "customer_id"), ("Buchungstag", "transaction_date"), ("CNPJ", None),
        ("Numéro de facture", "invoice_number"), ("郵便番号", "postal_code"), ("ИНН", None),
    ],
)  # fmt: skip
def test_headers_of_several_trades_and_languages(header, column):
    column = column or "tax_identification_number"
    assert fold(header) in packs()[fold(column)]


def test_a_schema_of_ones_own_is_served_by_its_names_and_synonyms():
    mine = Schema("mine", (StandardColumn("Kdnr", synonyms=("customer_id",)), StandardColumn("x")))
    first, second = headers_of(mine)
    assert "kunnr" in first
    assert second == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"headers": {}}, "expected the keys `about` and `headers`"),
        ({"about": "x", "headers": {"city": "Ort"}}, "city: expected a list"),
        ({"about": "x", "headers": {"city": [True]}}, "Put quotes around"),
    ],
)
def test_a_pack_that_breaks_the_layout_is_named(content, message):
    with pytest.raises(DataError, match=message):
        parse(content, "mine.yaml")
