"""SortingHat's file: statistics and five samples a column."""

import csv

import pytest

from matchloop.column_types.sortinghat import read_sortinghat
from matchloop.column_types.summary import Moments
from matchloop.errors import DataError

HEADER = (
    "Record_id,Attribute_name,y_act,total_vals,num_nans,num_of_dist_val,mean,std_dev,min_val,"
    "max_val,sample_1,sample_2,sample_3,sample_4,sample_5,unused"
).split(",")


def write(path, *rows, header=HEADER):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


PRICE = ["7", "price", "numeric", "100", "3", "40", "2.5", "1.5", "0", "9", *"12234", "x"]
NAME = ["8", "name", "sentence", "50", "0.0", "5", *"0000", "a\nb", "#NULL!", "c", "", "", ""]


def test_a_row_is_a_summary_with_its_label_and_table(tmp_path):
    summaries, labels, tables = read_sortinghat(write(tmp_path / "s.csv", PRICE, NAME))
    assert (labels, tables) == (["numeric", "sentence"], ["7", "8"])
    price, name = summaries
    assert (price.header, price.total, price.nulls, price.distinct) == ("price", 100, 3, 40)
    assert price.values.to_pylist() == ["1", "2", "3", "4"]
    assert price.counts.tolist() == [1, 2, 1, 1]
    assert price.moments == Moments(2.5, 1.5, 0.0, 9.0)
    assert name.values.to_pylist() == ["a\nb", "c"]


def test_moments_of_nothing_but_zeros_are_none_and_spelled_nulls_are_no_values(tmp_path):
    (summary,), *_ = read_sortinghat(write(tmp_path / "s.csv", NAME))
    assert summary.moments is None
    assert summary.distinct == 4  # five, one of which is "#NULL!"


def test_moments_that_are_no_numbers_count_as_zero(tmp_path):
    row = [*PRICE[:6], "inf", "", "nan", "9", *PRICE[10:]]
    (summary,), *_ = read_sortinghat(write(tmp_path / "s.csv", row))
    assert summary.moments == Moments(0.0, 0.0, 0.0, 9.0)


def test_a_label_outside_the_nine_names_line_and_remedy(tmp_path):
    path = write(tmp_path / "s.csv", PRICE, [*PRICE[:2], "number", *PRICE[3:]])
    with pytest.raises(
        DataError, match=r"s\.csv, line 3, column y_act: got 'number', expected one of numeric"
    ):
        read_sortinghat(path)


def test_a_file_without_the_columns(tmp_path):
    path = write(tmp_path / "s.csv", ["1", "2"], header=["a", "b"])
    with pytest.raises(DataError, match=r"not a SortingHat file: .*Record_id.*y_act"):
        read_sortinghat(path)


def test_a_file_that_is_no_table(tmp_path):
    (tmp_path / "s.csv").write_bytes(b"")
    with pytest.raises(DataError, match="not a SortingHat file"):
        read_sortinghat(tmp_path / "s.csv")
