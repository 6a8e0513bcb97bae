import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from matchloop.column_types.checks import Limits, validate_columns
from matchloop.validation.checks import ValidationReport

VALUES = {
    "text_long": [f"The parcel number {i} came late and its box was torn." for i in "abcdef"],
    "text_short": ["Ana Ilić", "Li Wei", "John Hara", "Maria Pappa", "Ivan Babić", "Eva Holm"],
    "numeric": ["1.5", "2.5", "3.5", "4.5", "5.5", "6.5"],
    "datetime": [f"2024-03-1{i}" for i in range(6)],
    "categorical": ["open", "closed"],
    "identifier": [f"A-100{i}" for i in range(6)],
    "boolean": ["yes", "no"],
    "unknown": ['{"a": 1}', "{}", "[1]", "{2}", "<b>", "{3}"],
}
SPLITS = ("train",) * 5 + ("validation", "test", "test")
NAMES = [f"f{i}" for i in range(413)]
LIMITS = Limits(
    minimums=dict.fromkeys(VALUES, 2),
    shares={"train": 0.625, "validation": 0.125, "test": 0.25},
)


def records() -> list[dict[str, Any]]:
    """Two synthetic columns of each label, with differing headers."""
    made = []
    for number in range(16):
        label = list(VALUES)[number % 8]
        values = VALUES[label]
        each = 6 // len(values)
        made.append(
            {
                "id": f"{number:032x}",
                "header": f"h{number}",
                "label": label,
                "also": "",
                "source": "synthetic",
                "kind": f"{label}.toy",
                "domain": "finance",
                "locale": "en_US",
                "total": 8,
                "nulls": 2,
                "distinct": len(values),
                "values": values,
                "counts": [each] * len(values),
                "mean": None,
                "std": None,
                "minimum": None,
                "maximum": None,
            }
        )
    return made


COLUMNS = pa.schema(
    [(name, pa.string()) for name in ("id", "header", "label", "also", "source", "kind", "domain")]
    + [("locale", pa.string())]
    + [(name, pa.int64()) for name in ("total", "nulls", "distinct")]
    + [("values", pa.list_(pa.string())), ("counts", pa.list_(pa.int64()))]
    + [(name, pa.float64()) for name in ("mean", "std", "minimum", "maximum")]
)


@dataclasses.dataclass
class Data:
    """The three datasets in a form that is easy to break."""

    columns: list[dict[str, Any]]
    splits: list[dict[str, str]]
    features: list[dict[str, Any]]
    X: np.ndarray

    def validate(self, limits: Limits = LIMITS) -> ValidationReport:
        X = pa.FixedSizeListArray.from_arrays(self.X.ravel(), self.X.shape[1])
        features = pa.Table.from_pylist(self.features).append_column("features", X)
        return validate_columns(
            pa.Table.from_pylist(self.columns, COLUMNS),
            pa.Table.from_pylist(self.splits),
            features,
            limits,
            NAMES,
        )


@pytest.fixture
def data() -> Data:
    columns = records()
    splits = [{"id": c["id"], "split": SPLITS[i // 2]} for i, c in enumerate(columns)]
    features = [
        {name: c[name] for name in ("id", "label", "also", "source", "kind")} | s
        for c, s in zip(columns, splits, strict=True)
    ]
    return Data(columns, splits, features, np.zeros((16, 413), np.float32))


def test_good_data_pass(data):
    report = data.validate()
    assert report.problems == ()
    assert report.checks == 30


def unknown_label(d: Data) -> None:
    d.columns[3]["label"] = d.features[3]["label"] = "date"


def two_of_one_id(d: Data) -> None:
    d.columns.append(d.columns[0])


def more_nulls_than_rows(d: Data) -> None:
    d.columns[0]["nulls"] = 9


def a_zero_count(d: Data) -> None:
    d.columns[0]["counts"] = [2, 0, 1, 1, 1, 1]


def a_count_short(d: Data) -> None:
    d.columns[0]["counts"] = [2, 1, 1, 1, 1]


def too_small_a_sample(d: Data) -> None:
    d.columns[0]["counts"] = [1] * 5 + [0]


def more_values_than_distinct(d: Data) -> None:
    d.columns[0]["distinct"] = 4


def too_many_rows(d: Data) -> None:
    d.columns[2].update(total=2_001, nulls=1_995)


def too_few_of_a_label(d: Data) -> None:
    d.columns[2]["label"] = d.features[2]["label"] = "text_short"


def labels_shuffled(d: Data) -> None:
    for number, column in enumerate(d.columns):
        column["label"] = d.features[number]["label"] = list(VALUES)[(number + 3) % 8]


def an_unknown_source(d: Data) -> None:
    d.columns[0]["source"] = "somewhere"


def one_id_in_two_splits(d: Data) -> None:
    d.splits.append({"id": d.splits[0]["id"], "split": "test"})


def one_content_in_two_splits(d: Data) -> None:
    d.columns[15].update({k: v for k, v in d.columns[7].items() if k != "id"})


def a_column_in_no_split(d: Data) -> None:
    d.splits.pop()


def a_split_of_no_column(d: Data) -> None:
    d.splits.append({"id": "f" * 32, "split": "train"})


def an_unknown_split(d: Data) -> None:
    d.splits[0]["split"] = d.features[0]["split"] = "holdout"


def shares_off(d: Data) -> None:
    for row in (*d.splits[:2], *d.features[:2]):
        row["split"] = "test"


def features_with_another_label(d: Data) -> None:
    d.features[4]["label"] = "numeric"


def features_missing(d: Data) -> None:
    d.features.pop()
    d.X = d.X[:-1]


def a_nan(d: Data) -> None:
    d.X[3, 7] = np.nan


def an_infinity(d: Data) -> None:
    d.X[3, 8] = -np.inf


def a_huge_feature(d: Data) -> None:
    d.X[3, 9] = 2e6


@pytest.mark.parametrize(
    ("breaks", "what", "example"),
    [
        (unknown_label, "labels are known", f"id {3:032x}, label date"),
        (two_of_one_id, "no column is there twice", f"id {0:032x}"),
        (more_nulls_than_rows, "no more missing rows than rows", "total 8, nulls 9"),
        (a_zero_count, "every sampled value was met", "least 0"),
        (a_count_short, "a count for every sampled value", "counted 5, sampled 6"),
        (too_small_a_sample, "the sample is all filled rows", "in_sample 5, most_in_sample 6"),
        (more_values_than_distinct, "no more sampled values than", "distinct 4, sampled 6"),
        (too_many_rows, "synthetic columns have 5 to 2,000 rows", "kind numeric.toy"),
        (too_few_of_a_label, "enough synthetic columns", "label numeric, columns 1, minimum 2"),
        (too_few_of_a_label, "no label is more than 2 times", "label numeric, columns 1, more 3"),
        (labels_shuffled, "an independent look agrees with 95%", "agrees False"),
        (an_unknown_source, "the source is synthetic, SortingHat's", "source somewhere"),
        (one_id_in_two_splits, "every column is in one split", f"id {0:032x}, in_splits 2"),
        (one_content_in_two_splits, "no content is in two splits", "where test and train"),
        (a_column_in_no_split, "every column is in one split", f"id {15:032x}, in_splits 0"),
        (a_split_of_no_column, "every split names columns that are there", f"id {'f' * 32}"),
        (an_unknown_split, "splits are known", "split holdout"),
        (shares_off, "no split is too small", "split train, share 0.5, least 0.595"),
        (shares_off, "no split is too large", "split test, greatest 0.28, share 0.375"),
        (features_with_another_label, "features have their column's label", "label numeric"),
        (features_missing, "features have their column's split", "split missing"),
        (a_nan, "features are finite", "feature f7, not_finite 1"),
        (an_infinity, "features are finite", "feature f8, not_finite 1"),
        (a_huge_feature, "no feature is too large", "feature f9, greatest 2e+06"),
    ],
)
def test_each_fault_is_found_and_shown(data, breaks, what, example):
    breaks(data)
    found = [p for p in data.validate().problems if p.what.startswith(what)]
    assert len(found) == 1
    assert any(example in text for text in found[0].examples), found[0].examples
    assert found[0].remedy


def test_data_to_evaluate_on_is_not_learned_from(data):
    data.columns[0]["source"] = "sortinghat"
    limits = dataclasses.replace(
        LIMITS,
        minimums=dict.fromkeys(VALUES, 1),
        evaluate_sources=frozenset({"sortinghat"}),
        evaluate_ids=frozenset({f"{1:032x}", f"{15:032x}"}),
    )
    problems = {p.what: p.examples for p in data.validate(limits).problems}
    assert problems == {
        "no source of role evaluate is learned from": (f"id {0:032x}, source sortinghat",),
        "no held-out column is learned from": (f"id {1:032x}",),
    }


def test_published_statistics_need_no_whole_sample(data):
    data.columns[0].update(source="sortinghat", distinct=1, counts=[1, 1, 1, 1, 1, 5])
    limits = dataclasses.replace(LIMITS, minimums=dict.fromkeys(VALUES, 1))
    assert data.validate(limits).problems == ()


def test_a_wrong_schema_is_reported_alone(data):
    for row in data.splits:
        row["part"] = row.pop("split")
    data.columns[2]["header"] = None
    data.X = data.X[:, :375]
    (problem,) = data.validate().problems
    assert problem.count == 3
    assert problem.examples == (
        "table columns, field header, found string with missing values, expected string",
        "table splits, field split, found none, expected string",
        "table features, field features, found fixed_size_list<float>[375], "
        "expected fixed_size_list<float>[413]",
    )
