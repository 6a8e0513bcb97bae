"""Real labelled columns from their three places, and none that are also measured on."""

import pytest

from matchloop.column_types.collect import (
    held_out_columns,
    read_table_labels,
    sortinghat_columns,
    table_columns,
    user_columns,
    without_contents,
    without_tables,
)
from matchloop.column_types.dataset import LabelledSummary
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import DataError
from tests.column_types.test_sortinghat import NAME, PRICE, write


def of_table(kind, *headers):
    return [LabelledSummary(ColumnSummary.of(h, ["1"]), "numeric", "any", kind) for h in headers]


def test_sortinghat_columns_in_doubt_are_left_out(tmp_path):
    doubtful = ["9", "x", "context-specific", *PRICE[3:]]
    nameless = ["9", "", "datetime", "9", "9", "0", *"0000", "", "", "", "", "", ""]
    path = write(tmp_path / "s.csv", PRICE, doubtful, NAME, nameless)
    found = sortinghat_columns(path, "sortinghat_test")
    assert [(c.summary.header, c.label, c.source, c.kind) for c in found] == [
        ("price", "numeric", "sortinghat_test", "table 7"),
        ("name", "categorical", "sortinghat_test", "table 8"),
    ]


def test_user_columns_say_their_file(tmp_path):
    (tmp_path / "numeric").mkdir()
    (tmp_path / "numeric" / "a.csv").write_text("t\n1\n2\n")
    (found,) = user_columns(tmp_path)
    assert (found.label, found.source, found.kind) == ("numeric", *["user:numeric/a.csv"] * 2)
    assert found.summary.values.to_pylist() == ["1", "2"]


LABELS = "file,column,label,also\nshop.csv,price,numeric,\nshop.csv,who,text_short,identifier\n"


def test_whole_tables_with_their_labels(tmp_path):
    (tmp_path / "labels.csv").write_text(LABELS)
    (tmp_path / "shop.csv").write_text("who,price,other\nAnn Lee,1.5,x\nBob Ray,2.5,y\n")
    (tmp_path / "unlabelled.csv").write_text("a\n1\n")
    tables = [tmp_path / "unlabelled.csv", tmp_path / "shop.csv"]
    found = table_columns(tables, tmp_path / "labels.csv")
    assert [(c.summary.header, c.label, c.source, c.kind) for c in found] == [
        ("price", "numeric", "real_tables", "shop.csv"),
        ("who", "text_short", "real_tables", "shop.csv"),
    ]


def test_a_labelled_column_that_is_not_in_its_table(tmp_path):
    (tmp_path / "labels.csv").write_text(LABELS)
    (tmp_path / "shop.csv").write_text("who,cost\nAnn,1\n")
    with pytest.raises(DataError, match=r"shop\.csv has no column 'price'; it has who, cost"):
        table_columns([tmp_path / "shop.csv"], tmp_path / "labels.csv")


def test_a_label_that_is_no_type(tmp_path):
    (tmp_path / "labels.csv").write_text(LABELS + "shop.csv,x,number,\n")
    with pytest.raises(
        DataError, match=r"labels\.csv, line 4, column label: got 'number', expected one of text_"
    ):
        read_table_labels(tmp_path / "labels.csv")


def test_tables_that_are_also_held_out_are_left_out():
    held_out = of_table("churn.csv", "id", "Age", "tenure", "fee", "churn")
    same = of_table("table 1", "tenure", "age ", "FEE")
    other = of_table("table 2", "age", "fee", "weight", "height")
    kept = without_tables(same + other, held_out)
    assert [c.kind for c in kept] == ["table 2"] * 4


def test_a_small_held_out_table_is_known_by_all_its_headers():
    held_out = of_table("two.csv", "lat", "lon")
    kept = without_tables(of_table("a", "lat", "lon", "x") + of_table("b", "lat", "x"), held_out)
    assert [c.kind for c in kept] == ["b", "b"]


def test_nothing_held_out_leaves_everything():
    assert len(without_tables(of_table("a", "x", "y", "z"), [])) == 3


def test_what_the_user_sets_aside_is_a_source_of_its_own(tmp_path):
    for place in ("numeric/a.csv", "test/numeric/b.csv", "validation/numeric/c.csv"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(f"{place[-5]}\n1\n2\n")
    assert [c.summary.header for c in user_columns(tmp_path)] == ["a"]
    assert [(c.summary.header, c.source, c.kind) for c in held_out_columns(tmp_path)] == [
        ("b", "user_test", "user:numeric/b.csv"),
        ("c", "user_validation", "user:numeric/c.csv"),
    ]


def test_a_folder_set_aside_has_no_such_folder_in_it(tmp_path):
    (tmp_path / "test" / "validation").mkdir(parents=True)
    with pytest.raises(DataError, match="validation/: not a class"):
        held_out_columns(tmp_path)


def test_columns_that_are_set_aside_too_are_left_out():
    learned = of_table("a", "price", "size")
    assert [c.summary.header for c in without_contents(learned, of_table("b", "size", "name"))] == [
        "price"
    ]
