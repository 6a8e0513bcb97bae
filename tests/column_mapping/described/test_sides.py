"""What is written of columns is read into words, kinds and tables."""

from matchloop.column_mapping.described.sides import (
    KINDS,
    Text,
    apart,
    of_schema,
    of_table,
    read,
    sentence_words,
)
from matchloop.column_mapping.evidence.facts import ColumnFacts, TableFacts
from matchloop.column_mapping.schema.schema import Schema, StandardColumn
from tests.column_mapping.described.toy import encode


def test_a_name_with_a_dot_is_a_column_of_a_table():
    assert apart("visit.start_date") == ("visit", "start_date")
    assert apart("start_date") == ("", "start_date")
    assert apart(".hidden") == ("", ".hidden")
    assert apart("etc.") == ("", "etc.")


def test_a_domain_is_the_table_of_a_standard_column():
    schema = Schema("s", (StandardColumn("visit.day", "When."), StandardColumn("a", domain="b")))
    assert of_schema(schema) == [Text("visit", "day", "When."), Text("b", "a")]


def test_a_raw_column_stands_in_its_table():
    table = TableFacts("sales_orders.csv", (ColumnFacts("id", description="Key."),))
    assert of_table(table) == [Text("sales order", "id", "Key.")]


def test_a_code_for_a_name_says_nothing():
    assert Text("t", "F001").coded
    assert not Text("t", "DOB").coded
    assert Text("t", "F001", "Day of birth").whole == "Day of birth"
    assert Text("t", "birthDay", "Day").whole == "birth day: Day"
    assert Text("t", "birthDay").whole == "birth day"


def test_small_words_of_a_sentence_are_left_out():
    assert sentence_words("The dates on which it was sent, and the dates") == ("date", "sent")


def test_the_kind_is_told_by_the_head_of_the_sentence():
    side = read(
        [
            Text("t", "F1", "Service date of the prescription"),
            Text("t", "F2", "Whether the order was paid"),
            Text("t", "F3", ""),
        ],
        encode,
    )
    found = [{k for k, there in zip(KINDS, row, strict=True) if there} for row in side.kinds]
    assert found == [{"moment"}, {"flag"}, set()]
    assert side.coded.all()
