"""The hold-outs of recent feedback: what was kept back, and was not trained on from elsewhere."""

import json

import pyarrow as pa
import pytest

from matchloop.column_mapping.schema.schema import load_schema
from matchloop.column_types.dataset import content_id
from matchloop.column_types.features import FEATURE_NAMES
from matchloop.column_types.labels import LABELS
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import DataError
from tasks.column_mapping import recent as names
from tasks.column_types import recent as columns


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / ".gitignore").write_text("*\n")
    path.write_text("\n".join(lines) + "\n")


def trained(*summaries):
    """The pipeline's table of features, as far as it is looked at."""
    ids = [content_id(each) for each in summaries]
    return pa.table(
        {"id": pa.array(ids, pa.string()), "split": pa.array(["train"] * len(ids), pa.string())}
    )


def column(header, label, *values):
    cell = json.dumps(values).replace('"', '""')
    return f'{header},{label},"{cell}",,7,a test,v1,2026-05-01T00:00:00+00:00'


COLUMNS_FILE = "data/column_types/inputs/recent/feedback.csv"
HEADER = "header,label,values,table,feedback,source,version,time"
COLUMNS = (
    HEADER,
    column("qty", "numeric", "1", "2"),
    column("paid", "boolean", "yes", "no"),
    column("when", "datetime", "2024-01-01"),
)


def test_columns_that_were_kept_back_are_a_hold_out(here):
    write(here / COLUMNS_FILE, *COLUMNS)
    (part,) = columns.hold_outs(trained(), minimum=3)
    assert (part.name, part.real, part.X.shape) == ("recent", True, (3, len(FEATURE_NAMES)))
    assert [LABELS[number] for number in part.y] == ["numeric", "boolean", "datetime"]
    assert columns.hold_outs(trained(), minimum=4) == []


def test_a_column_that_was_trained_on_is_left_out(here):
    write(here / COLUMNS_FILE, *COLUMNS)
    elsewhere = trained(ColumnSummary.of("qty", ["1", "2"]))
    (part,) = columns.hold_outs(elsewhere, minimum=2)
    assert [LABELS[number] for number in part.y] == ["boolean", "datetime"]


def test_without_a_file_there_is_no_hold_out():
    assert columns.hold_outs(trained(), minimum=1) == []
    assert names.hold_outs(minimum=1) == []


def test_a_damaged_file_is_told(here):
    write(here / COLUMNS_FILE, HEADER, "qty,number,[1],,7,x,v1,now")
    with pytest.raises(DataError, match="got 'number', which is not a class"):
        columns.hold_outs(trained(), minimum=1)


def test_names_are_looked_for_among_the_schema_and_their_own_standards(here):
    write(
        here / "data/column_mapping/inputs/recent/feedback.csv",
        "raw_column,standard_column,feedback,source,version,time",
        "CUST_NM,customer name,1,x,v1,now",
        "wgt_kg,gross weight in kilograms,2,x,v1,now",
        "trained_on,city,3,x,v1,now",
    )
    write(
        here / "data/column_mapping/inputs/labelled/mine.csv",
        "raw_column,standard_column",
        "TrainedOn,c",
    )
    (part,) = names.hold_outs(minimum=2)
    assert part.raw == ("CUST_NM", "wgt_kg")
    found = [part.schema.names[number] for number in part.truth]
    assert found == ["customer name", "gross weight in kilograms"]
    assert len(part.schema) >= len(load_schema(None))
    assert names.hold_outs(minimum=3) == []
