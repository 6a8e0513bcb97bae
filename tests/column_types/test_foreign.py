"""Other people's tables with the types of their columns."""

import pytest

from matchloop.column_types.foreign import Part, foreign_columns
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
    (tmp_path / "types.yaml").write_text("learn: [set_x]\nmeasure: [set_y]\n")
    return tmp_path


def test_columns_have_their_part_table_and_every_right_label(folder):
    found = foreign_columns(folder)
    told = [(c.summary.header, c.label, c.also, c.source, c.kind) for c in found.columns]
    assert told == [
        ("WAERS", "categorical", (), "foreign", "set_x/a.csv"),
        ("Konto", "identifier", ("categorical", "numeric"), "foreign", "set_x/a.csv"),
    ]
    assert len(found.of(Part.LEARN)) == 2
    assert found.of(Part.CALIBRATE, Part.MEASURE) == []


def test_a_set_that_is_not_here_is_told_and_gone_without(folder):
    assert foreign_columns(folder).missing == ("set_y",)
    assert foreign_columns(folder / "nowhere").columns == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("types.yaml", "measure: [set_y]", "measure: [set_x]", "set_x named twice"),
        ("types.yaml", "measure", "judge", "expected the keys learn, calibrate, measure"),
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
