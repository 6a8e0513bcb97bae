"""The figures of labelled tables are those that one counts by hand."""

import pytest

from benchmarks.strangers import Answered, answered, measured
from matchloop.errors import DataError


def column(types=("numeric",), standards=("city",), **given):
    defaults = {
        "where": "t.c",
        "type": "numeric",
        "type_confidence": 0.95,
        "sure": True,
        "standard": "city",
        "confidence": 0.95,
    }
    return Answered(types=types, standards=standards, **{**defaults, **given})


def test_figures_are_counted_as_one_does_by_hand():
    found = measured(
        [
            column(),
            column(types=("datetime", "numeric"), standards=("town", "city")),  # right as well
            column(types=("datetime",), standards=("none",)),  # wrong both
            column(types=(), standards=("none", "city"), standard=None, confidence=0.3),
            column(type="boolean", type_confidence=0.4, sure=False, standard="age", confidence=0.5),
        ]
    )
    assert found == {
        "columns": 5,
        "types_right": 0.5,
        "types_high": 0.75,
        "types_high_right": 0.6667,
        "types_sure": 0.75,
        "types_sure_right": 0.6667,
        "mapped": 0.8,
        "mapped_right": 0.5,
        "mapped_high_right": 0.6667,
        "found": 0.6667,
        "falsely_mapped": 1.0,
    }


def test_nothing_to_divide_by_is_no_figure():
    assert measured([column(types=(), standards=("none",), standard=None)])["mapped_right"] is None


def test_a_truth_without_its_columns_is_told(tmp_path):
    (tmp_path / "truth.csv").write_text("table,column\nx.csv,a\n")
    with pytest.raises(DataError, match="has no column type, standard, also_type, also_standard"):
        list(answered(tmp_path))
