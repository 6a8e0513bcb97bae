"""Other people's tables with the types of their columns."""

import pytest

from matchloop.column_types.foreign import foreign_columns
from matchloop.errors import DataError

TRUTH = """table,column,type,standard,also_type,also_standard
a.csv,WAERS,categorical,currency,,
a.csv,Konto,identifier,none,categorical|numeric,none
a.csv,skip,,none,,
"""


@pytest.fixture
def folder(tmp_path):
    tables = tmp_path / "set_x" / "tables"
    tables.mkdir(parents=True)
    (tables / "a.csv").write_text("WAERS,Konto,skip\nEUR,4711,1\nEUR,4712,2\n")
    (tmp_path / "set_x" / "truth.csv").write_text(TRUTH)
    (tmp_path / "parts.yaml").write_text("learn: [set_x, business]\n")
    return tmp_path


def test_columns_have_their_part_table_and_every_right_label(folder):
    found = foreign_columns(folder)
    told = [(c.summary.header, c.label, c.also, c.source, c.kind) for c in found]
    assert told == [
        ("WAERS", "categorical", (), "foreign", "set_x/a.csv"),
        ("Konto", "identifier", ("categorical", "numeric"), "foreign", "set_x/a.csv"),
    ]


def test_a_set_is_for_what_its_part_says(folder):
    (folder / "parts.yaml").write_text("measure: [set_x]\n")
    assert {column.source for column in foreign_columns(folder)} == {"foreign_measure"}
    assert foreign_columns(folder / "nowhere") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("parts.yaml", "business", "set_x", "set_x named twice"),
        ("parts.yaml", "learn", "teach", "expected the keys learn, calibrate, measure, unrelated"),
        ("set_x/truth.csv", "categorical,currency", "date,currency", "line 2: got the type 'date'"),
        ("set_x/truth.csv", "a.csv,skip,,none,,\n", "", "are not those of"),
        ("set_x/truth.csv", "also_type", "others", "missing: also_type"),
    ],
)
def test_what_cannot_be_used_is_said(folder, file, old, new, told):
    path = folder / file
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(DataError, match=told):
        foreign_columns(folder)
