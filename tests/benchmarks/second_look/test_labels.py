"""Labels of other people's columns: read, checked, and laid on their tables."""

import pytest

from benchmarks.second_look.labels import NONE, Part, matched, part_of, read_labels, table_of
from matchloop.errors import DataError

HEAD = "table,column,standard,also_standard\n"


def write(folder, system, text, head=HEAD):
    path = folder / (f"{system}/truth.csv" if system == "set_a" else f"business/{system}.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + text)
    return folder


def test_labels_by_system_and_table(tmp_path):
    write(tmp_path, "shop", "a.csv,id,order_id,record_id|none\na.csv,x,none,\n")
    write(tmp_path, "set_a", "b.csv,id,none,order_id\n")
    found = read_labels(tmp_path)
    assert list(found) == [("shop", "a.csv"), ("set_a", "b.csv")]
    first, second = found["shop", "a.csv"]
    assert first.answers == {"order_id", "record_id", NONE}
    assert not first.absent
    assert second.absent
    assert not found["set_a", "b.csv"][0].absent


def test_whole_systems_are_for_one_thing():
    assert [part_of(name) for name in ("jira", "set_b", "set_a", "sap")] == [
        *(Part.MEASURE, Part.CALIBRATE, Part.LEARN, Part.LEARN),
    ]


def test_tables_lie_where_they_belong(tmp_path):
    own = table_of(tmp_path, tmp_path / "mirror", "set_b", "dm.csv")
    assert own == tmp_path / "set_b" / "tables" / "dm.csv"
    theirs = table_of(tmp_path, tmp_path / "mirror", "jira", "board.csv")
    assert theirs.parts[-4:] == ("fivetran__dbt_jira_source", *theirs.parts[-3:-1], "board.csv")


def test_equal_headers_are_served_in_order(tmp_path):
    write(tmp_path, "shop", "a.csv,ID,order_id,\na.csv,id,none,\n")
    (labels,) = read_labels(tmp_path).values()
    found = matched(labels, ["x", "id", "Id "], "a.csv")
    assert {place: label.standard for place, label in found.items()} == {1: "order_id", 2: "none"}
    with pytest.raises(DataError, match=r"a.csv has no column 'id' left"):
        matched(labels, ["id"], "a.csv")


@pytest.mark.parametrize(
    ("text", "head", "message"),
    [
        ("a.csv,id,,\n", HEAD, "line 2: standard is empty"),
        ("a.csv\n", "table\n", "missing: column, standard, also_standard"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, text, head, message):
    with pytest.raises(DataError, match=message):
        read_labels(write(tmp_path, "shop", text, head))


def test_a_folder_without_labels(tmp_path):
    with pytest.raises(DataError, match="holds no labels"):
        read_labels(tmp_path)
