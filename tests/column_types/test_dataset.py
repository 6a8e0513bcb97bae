"""The table of labelled columns: what goes in comes out, and a column is known by its content."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matchloop.column_types import dataset
from matchloop.column_types.dataset import LabelledSummary, content_id
from matchloop.column_types.features import extract
from matchloop.column_types.summary import ColumnSummary, Moments


def labelled(summary: ColumnSummary, label: str = "numeric") -> LabelledSummary:
    return LabelledSummary(summary, label, "synthetic", "numeric.plain", "health", "de_DE")


GIVEN = ColumnSummary.given(
    "n", ["3", "1"], total=90, nulls=4, distinct=40, moments=Moments(2.0, 1.0, 0.0, 9.0)
)
WHOLE = ColumnSummary.of("größe", ["b", "a", None, "b"])
EMPTY = ColumnSummary.of("", [None, None])


def test_summaries_come_back_also_from_a_file(tmp_path):
    table = dataset.to_table([labelled(s) for s in (GIVEN, WHOLE, EMPTY)])
    assert table.schema == dataset.SCHEMA
    pq.write_table(table, tmp_path / "t.parquet")
    back = dataset.summaries(pq.read_table(tmp_path / "t.parquet"))
    for before, after in zip((GIVEN, WHOLE, EMPTY), back, strict=True):
        assert (after.header, after.total, after.nulls, after.distinct, after.moments) == (
            before.header,
            before.total,
            before.nulls,
            before.distinct,
            before.moments,
        )
        assert after.values.to_pylist() == before.values.to_pylist()
        assert after.counts.tolist() == before.counts.tolist()
        assert extract(after).tobytes() == extract(before).tobytes()


def test_summaries_of_a_part_of_the_table():
    """A slice of an arrow list array still points into the values of the whole."""
    table = dataset.to_table([labelled(s) for s in (GIVEN, WHOLE, EMPTY)])
    (second,) = dataset.summaries(table.slice(1, 1))
    assert second.values.to_pylist() == ["a", "b"]
    both = dataset.summaries(pa.concat_tables([table.slice(2), table.slice(0, 1)]))
    assert [s.header for s in both] == ["", "n"]
    assert both[1].counts.tolist() == [1, 1]


def test_the_columns_say_where_they_come_from():
    (row,) = dataset.to_table([labelled(WHOLE, "text_short")]).to_pylist()
    told = {name: row[name] for name in ("label", "source", "kind", "domain", "locale", "mean")}
    assert told == {
        "label": "text_short",
        "source": "synthetic",
        "kind": "numeric.plain",
        "domain": "health",
        "locale": "de_DE",
        "mean": None,
    }


def test_of_equal_columns_the_first_is_kept():
    table = dataset.to_table([labelled(WHOLE, "boolean"), labelled(GIVEN), labelled(WHOLE)])
    assert table["label"].to_pylist() == ["boolean", "numeric"]


def test_a_column_is_known_by_header_values_and_counts():
    name = content_id(WHOLE)
    assert len(name) == 32
    assert int(name, 16) >= 0
    assert content_id(ColumnSummary.of("größe", ["a", "b", "b"])) == name  # length plays no part
    others = [("Größe", ["a", "b", "b"]), ("größe", ["a", "b"]), ("größe", ["a", "bb"])]
    assert len({name, *(content_id(ColumnSummary.of(h, v)) for h, v in others)}) == 4


@pytest.mark.parametrize(
    ("one", "other"), [(["ab", "c"], ["a", "bc"]), (["1", "11"], ["11", "12"])]
)
def test_values_that_run_together_alike_are_not_alike(one, other):
    assert content_id(ColumnSummary.of("h", one)) != content_id(ColumnSummary.of("h", other))


def test_a_header_with_half_a_character_is_stored():
    summary = ColumnSummary("\ud800h", 1, 0, 1, pa.array(["a"]), np.array([1]))
    assert dataset.to_table([labelled(summary)])["header"].to_pylist() == ["?h"]
