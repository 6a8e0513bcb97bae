"""From the features table to rows, their weights, and cross-validation."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from matchloop.column_types import training
from matchloop.column_types.models import ModelName, Rows, balanced_weights
from matchloop.errors import DataError
from matchloop.params import load_params
from tests.column_types import small

LABELS = ("a", "b")
PARAMS = Path(__file__).parents[2] / "params.yaml"


def table(rows):
    """Rows of (label, split, source, kind[, also]); the first feature is the row's number."""
    names = ("label", "split", "source", "kind", "also")
    filled = [(*row, "")[:5] for row in rows]
    plain = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in filled])
    X = np.zeros((len(rows), 3), np.float32)
    X[:, 0] = np.arange(len(rows))
    values = pa.FixedSizeListArray.from_arrays(pa.array(X.ravel()), 3)
    return plain.append_column("features", values)


ROWS = [
    ("a", "train", "synthetic", "k"),
    ("b", "train", "synthetic", "k"),
    ("a", "test", "sortinghat", "t1"),
    ("b", "train", "sortinghat", "t1"),
    ("b", "train", "sortinghat", "t1"),
    ("a", "train", "sortinghat", "t1"),
    ("b", "real_tables", "real_tables", "t2"),
]


def test_matrix_and_labels_also_of_a_filtered_table():
    features = table(ROWS)
    assert training.matrix(features)[:, 0].tolist() == list(range(7))
    assert training.label_numbers(features, LABELS).tolist() == [0, 1, 0, 1, 1, 0, 1]
    part = features.slice(2, 3)
    assert training.matrix(part)[:, 0].tolist() == [2, 3, 4]
    assert training.matrix(pa.concat_tables([part, features])).shape == (10, 3)


def test_rows_are_those_of_the_split():
    params = load_params(PARAMS).column_types.train
    params = params.model_copy(update={"real_weight": 4.0, "balance": 1.0})
    rows = training.rows_of(table(ROWS), "train", LABELS, params)
    assert rows.X[:, 0].tolist() == [0, 1, 3, 4, 5]
    assert rows.y.tolist() == [0, 1, 1, 1, 0]
    assert rows.classes == 2
    # Inside a class a real column counts 4, over the root of how many like it its table has.
    assert rows.weights[4] / rows.weights[0] == pytest.approx(4)
    assert rows.weights[2] / rows.weights[1] == pytest.approx(4 / np.sqrt(2))
    assert rows.weights[[0, 4]].sum() == pytest.approx(rows.weights[1:4].sum())


def test_worth_is_by_table_and_label():
    plain = [{"source": s, "kind": k, "label": n} for n, _, s, k in ROWS]
    assert training.worth(plain, 2.0).tolist() == pytest.approx(
        [1, 1, 2 / np.sqrt(2), 2 / np.sqrt(2), 2 / np.sqrt(2), 2 / np.sqrt(2), 2]
    )


def test_every_class_weighs_alike_and_the_mean_is_one():
    y = np.array([0] * 90 + [1] * 9 + [3])
    weights = balanced_weights(y, 4, balance=1)
    assert weights.mean() == pytest.approx(1)
    of_class = np.bincount(y, weights, 4)
    assert of_class[[0, 1, 3]] == pytest.approx(of_class[0])
    assert of_class[2] == 0
    worth = np.arange(1, 101.0)
    weighted = balanced_weights(y, 4, 1, worth)
    assert np.bincount(y, weighted, 4)[[0, 1, 3]] == pytest.approx(100 / 3)
    assert weighted[1] / weighted[0] == pytest.approx(2)


def test_balance_lies_between_as_they_occur_and_alike():
    y = np.array([0] * 90 + [1] * 10)
    assert balanced_weights(y, 2, 0).tolist() == [1] * 100
    half = balanced_weights(y, 2, 0.5)
    assert half[-1] / half[0] == pytest.approx(3)


def test_rows_taken_keep_their_weights():
    rows = Rows.of(np.arange(6.0).reshape(3, 2), np.array([0, 0, 1]), 2, balance=1)
    part = rows.take(np.array([2, 0]))
    assert part.X.tolist() == [[4, 5], [0, 1]]
    assert part.y.tolist() == [1, 0]
    assert part.weights.tolist() == rows.weights[[2, 0]].tolist()


def test_cross_validation_holds_every_row_out_once():
    rows, seen = small.rows(), []
    found = training.cross_validate(
        ModelName.BOOSTING,
        rows,
        small.LABELS,
        params=small.BOOSTING,
        folds=4,
        seed=1,
        threads=1,
        on_fold=lambda k, accuracy, fitted: seen.append((k, accuracy, fitted)),
    )
    assert [k for k, *_ in seen] == [1, 2, 3, 4]
    assert [a for _, a, _ in seen] == list(found.accuracy)
    assert found.probabilities.sum(1) == pytest.approx(1)
    # A model that had seen the rows would be right on all of them.
    assert 0.3 < np.mean(found.accuracy) < 1
    told = found.to_dict()["accuracy"]
    assert told["mean"] == pytest.approx(np.mean(found.accuracy), abs=1e-6)
    assert told["deviation"] == pytest.approx(np.std(found.accuracy, ddof=1), abs=1e-6)
    assert len(told["folds"]) == 4
    # The rows a fold was not trained on: its model gives the very probabilities that are told.
    own = [np.isclose(f.probabilities(rows.X), found.probabilities).all(1) for *_, f in seen]
    assert np.sum(own, axis=0).min() >= 1


def test_nothing_that_is_set_aside_is_learned_from():
    aside = [("a", *["user_test"] * 2, "t"), ("b", *["user_validation"] * 2, "t")]
    params = load_params(PARAMS).column_types.train
    rows = training.rows_of(table([*ROWS, *aside]), "train", LABELS, params)
    assert set(rows.X[:, 0]).isdisjoint({7.0, 8.0})


def test_a_share_of_the_generated_columns_is_the_first_of_each_label():
    made = [(label, "train", "synthetic", "k") for label in "abab"]
    features = table([*made, ("a", "train", "user:x", "t"), ("b", "train", "user:x", "t")])
    kept = {
        share: training.matrix(training.thinned(features, share))[:, 0].tolist()
        for share in (1.0, 0.5, 0.0)
    }
    assert kept == {1.0: [0, 1, 2, 3, 4, 5], 0.5: [0, 1, 4, 5], 0.0: [4, 5]}


def test_a_label_that_is_left_without_columns_is_named():
    params = load_params(PARAMS).column_types.train.model_copy(update={"synthetic_share": 0.0})
    features = table([("a", "train", "synthetic", "k"), ("b", "train", "user:x", "t")])
    with pytest.raises(DataError, match=r"no column of a to learn from\. Raise .*synthetic_share"):
        training.rows_of(features, "train", LABELS, params)


def test_no_fold_divides_a_foreign_table():
    rows = [("ab"[i % 2], "train", "foreign", f"set/{i // 6}") for i in range(120)]
    rows += [("ab"[i % 2], "train", "synthetic", "k") for i in range(80)]
    params = load_params(PARAMS).column_types.train
    part = training.rows_of(table(rows), "train", LABELS, params)
    assert len(set(part.tables.tolist())) == 20 + 80
    assert part.take(np.arange(6)).tables.tolist() == [part.tables[0]] * 6
    held_out = []
    for learn, held in training._folds(part, 4, seed=1):
        assert not set(part.tables[learn]) & set(part.tables[held])
        held_out += held.tolist()
    assert sorted(held_out) == list(range(200))
