"""Labels of other people's columns: read, checked, and laid on their tables."""

import pytest

from matchloop.column_mapping.evidence.foreign import NONE, matched, read_labels
from matchloop.errors import DataError
from matchloop.labels.foreign import Part

HEAD = "table,column,standard,also_standard\n"
PARTS = "learn: [shop, own]\nmeasure: [bank]\nunrelated: [own]\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "business").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "parts.yaml").write_text(PARTS)
    (tmp_path / "business/shop.csv").write_text(
        f"{HEAD}a.csv,ID,order_id,record_id|none\na.csv,id,none,\nb.csv,x,none,\n"
    )
    (tmp_path / "business/bank.csv").write_text(f"{HEAD}c.csv,id,none,order_id\n")
    (tmp_path / "own/truth.csv").write_text(f"{HEAD}d.csv,id,none,\n")
    return tmp_path


def test_labels_by_part_system_and_table(folder):
    found = read_labels(folder)
    assert [(t.part, t.world, t.table) for t in found] == [
        (Part.LEARN, "shop", "a.csv"),
        (Part.LEARN, "shop", "b.csv"),
        (Part.LEARN, "own/d.csv", "d.csv"),
        (Part.MEASURE, "bank", "c.csv"),
    ]
    first, second = found[0].labels
    assert first.answers == {"order_id", "record_id", NONE}
    assert not first.absent
    assert second.absent
    assert not found[3].labels[0].absent


def test_equal_headers_are_served_in_order(folder):
    labels = read_labels(folder)[0].labels
    found = matched(labels, ["x", "id", "Id "], "a.csv")
    assert {place: label.standard for place, label in found.items()} == {1: "order_id", 2: "none"}
    with pytest.raises(DataError, match=r"a.csv has no column 'id' left"):
        matched(labels, ["id"], "a.csv")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("business/shop.csv", f"{HEAD}a.csv,id,,\n", "line 2: standard is empty"),
        ("business/shop.csv", "table\n", "missing: column, standard, also_standard"),
        ("parts.yaml", "learn: [shop]\nmeasure: [shop]\n", "shop named twice"),
        ("parts.yaml", "learn: [gone]\n", "gone.csv is not there"),
        ("parts.yaml", "teach: [shop]\n", "expected the keys learn, calibrate, measure"),
    ],
)
def test_what_cannot_be_used_is_named(folder, file, text, message):
    (folder / file).write_text(text)
    with pytest.raises(DataError, match=message):
        read_labels(folder)
