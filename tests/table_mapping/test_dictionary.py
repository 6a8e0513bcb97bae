"""Data dictionaries: read in many shapes, told where they do not fit."""

import pytest

from matchloop.errors import InputError
from matchloop.table_mapping.dictionary import as_dictionary, read_dictionary
from matchloop.table_mapping.inputs import Given
from matchloop.table_mapping.mapping import map_columns
from tests.table_mapping.toy import SCHEMA, Names, Types


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("d.csv", "column,description\nqty,How many pieces\nday,When it was sold\n"),
        ("d.tsv", "Definition\tField Name\nHow many pieces\tqty\nWhen it was sold\tday\n"),
        ("d.jsonl", '{"variable": "qty", "meaning": "How many pieces"}\n'
                    '{"variable": "day", "meaning": "When it was sold"}\n'),
    ],
)  # fmt: skip
def test_headers_are_told_by_what_they_are_called(tmp_path, file, text):
    given = read_dictionary(written(tmp_path / file, text)).describe(Given("t.csv", ("DAY", "qty")))
    assert given.descriptions == ("When it was sold", "How many pieces")
    assert given.notes == ()


def test_a_table_without_the_columns_is_told(tmp_path):
    path = written(tmp_path / "d.csv", "a,definition\nx,y\n")
    with pytest.raises(InputError, match=r"has the columns a, definition; .*names of columns"):
        read_dictionary(path)


def test_a_dictionary_that_says_nothing_is_told(tmp_path):
    path = written(tmp_path / "d.csv", "column,description\nqty,\nday,\n")
    with pytest.raises(InputError, match=r"No entry of d\.csv has both"):
        read_dictionary(path)


def test_what_is_no_text_is_told():
    with pytest.raises(InputError, match="'qty': 3; expected"):
        as_dictionary({"qty": 3})


def test_entries_that_are_no_column_are_told():
    given = as_dictionary({"qty": "How many", "zz": "Nothing"}).describe(Given("t.csv", ("qty",)))
    assert given.descriptions == ("How many",)
    assert given.notes == ("1 entry is in the dictionary and no column here: zz",)


TWO = "table,column,description\norders,id,Key of the order\nitems,id,Key of the item\n"


def test_the_table_selects(tmp_path):
    dictionary = read_dictionary(written(tmp_path / "d.csv", TWO + "items,qty,How many\n"))
    assert dictionary.describe(Given("orders.csv", ("id",))).descriptions == ("Key of the order",)
    items = dictionary.describe(Given("items.csv.gz", ("qty", "id")))
    assert items.descriptions == ("How many", "Key of the item")
    assert items.notes == ()


def test_another_table_takes_only_what_is_unambiguous(tmp_path):
    dictionary = read_dictionary(written(tmp_path / "d.csv", TWO + "items,qty,How many\n"))
    given = dictionary.describe(Given("export.csv", ("id", "qty")))
    assert given.descriptions == ("", "How many")
    assert "no table of d.csv is called like export.csv (orders, items)" in given.notes[0]


def test_names_of_the_form_table_column(tmp_path):
    dictionary = read_dictionary(written(tmp_path / "d.csv", TWO))
    given = dictionary.describe(Given("names", ("items.id", "orders.id"), is_table=False))
    assert given.descriptions == ("Key of the item", "Key of the order")
    dotted = as_dictionary({"orders.id": "Key of the order"})
    assert dotted.describe(Given("orders.csv", ("id",))).descriptions == ("Key of the order",)


def test_a_model_that_reads_no_descriptions_says_so():
    model = Names(dt={"order_date": 0.9})
    asked = {"schema": SCHEMA, "model": model, "types": Types()}
    plain = map_columns({"dt": ["2024-03-01"]}, **asked)
    told = map_columns({"dt": ["2024-03-01"]}, dictionary={"dt": "Day of the order"}, **asked)
    assert told.columns == plain.columns
    assert told.notes == ("this model does not read descriptions, so the dictionary was left out",)


def test_descriptions_reach_what_reads_them():
    seen = []

    class Looking:
        judgement = None

        def judge(self, table, schema, ranked):
            seen.append((table.name, [(c.name, c.description) for c in table.columns]))
            raise InterruptedError

    model = Names(dt={"order_date": 0.9})
    model.described_look = Looking()
    model.described_look.judgement = type("J", (), {"threshold": 0.8, "rate": 0.9})()
    with pytest.raises(InterruptedError):
        map_columns(["o.dt", "o.x"], SCHEMA, model=model, dictionary={"o.dt": "Day"})
    assert seen == [("o", [("o.dt", "Day"), ("o.x", "")])]
