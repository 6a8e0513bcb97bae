"""From a table to answers, with a stand-in for the model."""

import json
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from matchloop.column_types.profile import profile_table, summarize_table
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import InputError
from matchloop.tables import open_table

LABELS = ("numeric", "categorical", "unknown")


class ByHeader:
    """Answers by the header: 0.9 for "n…", two close ones for others."""

    labels = LABELS
    unsure = 0.5
    version = "test-1"

    def predict(self, summaries: list[ColumnSummary]) -> np.ndarray:
        sure, torn = [0.9, 0.095, 0.005], [0.45, 0.40, 0.15]
        return np.array([sure if s.header.startswith("n") else torn for s in summaries])


CSV = "n,c\n1,red\n2,blue\n3,red\n,red\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text(CSV)
    return path


def test_a_file_is_profiled(path):
    answer = profile_table(path, model=ByHeader())
    assert (answer.name, answer.rows, answer.model_version) == ("shop.csv", 4, "test-1")
    first, second = answer.columns
    assert (first.column, first.position, first.type, first.confidence) == ("n", 0, "numeric", 0.9)
    assert first.sure
    assert first.alternatives == (("categorical", 0.095),)
    assert first.why == "all 3 values are numbers, from 1 to 3"
    assert (first.rows, first.nulls, first.distinct) == (4, 1, 3)
    assert not second.sure
    assert second.alternatives == (("categorical", 0.4), ("unknown", 0.15))
    assert second.samples == ("red", "blue")


@pytest.mark.parametrize("threshold", [0.4, 0.95])
def test_min_confidence_takes_the_place_of_the_models_threshold(path, threshold):
    answer = profile_table(path, model=ByHeader(), min_confidence=threshold)
    assert [column.sure for column in answer.columns] == [threshold < 0.5] * 2


def test_min_confidence_out_of_range(path):
    with pytest.raises(InputError, match=r"min_confidence is 2; give a number from 0 to 1"):
        profile_table(path, model=ByHeader(), min_confidence=2)


@pytest.mark.parametrize(
    "make",
    [
        lambda columns: columns,
        pd.DataFrame,
        pa.table,
        lambda columns: pa.RecordBatch.from_pydict(columns),
    ],
)
def test_tables_in_memory_answer_like_each_other(make):
    columns = {"n": [1, 2, None, 4], "c": ["x", "y", "x", "x"]}
    answer = profile_table(make(columns), model=ByHeader())
    assert answer.name == "table"
    assert [column.rows for column in answer.columns] == [4, 4]
    assert [column.nulls for column in answer.columns] == [1, 0]
    assert answer.columns[1].samples == ("x", "y")


def test_a_frame_with_a_name_twice():
    frame = pd.DataFrame([[1, "x"], [2, "y"]], columns=["a", "a"])
    answer = profile_table(frame, model=ByHeader())
    assert [column.samples for column in answer.columns] == [("1", "2"), ("x", "y")]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, r"has no columns"),
        ({"a": []}, r"1 column\(s\) and no rows"),
        ({"a": [1], "b": [1, 2]}, r"not equally long: \{'a': 1, 'b': 2\}"),
        (7, r"Got int. Give a path, a pandas DataFrame"),
        (None, r"Got NoneType. Give a path"),
        (np.array(3), r"Got ndarray. Give a path"),
        ((n for n in []), r"Got generator. Give a path"),
        ({"a": 1}, r"Column 'a' is int and no list of values"),
    ],
)
def test_what_is_no_table(source, message):
    with pytest.raises(InputError, match=message):
        profile_table(source, model=ByHeader())


def test_whatever_a_column_raises_names_file_and_column(path, monkeypatch):
    def explode(self, chunk):
        if len(chunk):
            raise OverflowError("days=2147483647")

    monkeypatch.setattr("matchloop.column_types.summary.SummaryBuilder.add", explode)
    with pytest.raises(InputError, match=r"shop.csv, column 'n', cannot be read \(OverflowError"):
        profile_table(path, model=ByHeader())


def test_chunks_give_what_the_whole_gives(tmp_path):
    values = [f"v{number % 700}" for number in range(900_000)]
    path = tmp_path / "long.csv"
    path.write_text("n,m\n" + "".join(f"{value},1\n" for value in values))
    calls = []
    summary = summarize_table(open_table(path), lambda *now: calls.append(now))[0]
    whole = ColumnSummary.of("n", values)
    assert summary.values.equals(whole.values)
    assert (summary.counts == whole.counts).all()
    assert len(calls) > 1
    assert calls[-1][0] == calls[-1][1] == path.stat().st_size


def test_a_late_json_key_counts_as_missing_before(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"n": 1}\n' * 40_000 + '{"n": 1, "late": 2}\n')
    answer = profile_table(path, model=ByHeader())
    assert [(c.column, c.rows, c.nulls) for c in answer.columns] == [
        ("n", 40_001, 0),
        ("late", 40_001, 40_000),
    ]


def test_to_dict_is_plain_json(path):
    answer = profile_table(path, model=ByHeader())
    plain = json.loads(json.dumps(answer.to_dict()))
    assert plain == answer.to_dict()
    assert plain["columns"][1]["alternatives"][0] == {"type": "categorical", "confidence": 0.4}
    with pytest.raises(FrozenInstanceError):
        answer.name = "other"
