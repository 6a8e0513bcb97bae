"""The hold-outs, what confidence is set on, and an exported model measured on them."""

import numpy as np
import pyarrow as pa
import pytest

from matchloop.column_types import evaluation
from matchloop.graphs.surgery import calibrated
from tests.column_types import small
from tests.column_types.test_training import table
from tests.graphs.test_surgery import save_model

LABELS = ("a", "b")

ROWS = [
    ("a", "train", "synthetic", "k"),
    ("b", "test", "synthetic", "k"),
    ("a", "test", "sortinghat", "t"),
    ("b", "test", "user:x.csv", "t"),
    ("b", "real_tables", "real_tables", "t"),
    ("a", "validation", "synthetic", "k"),
    ("b", "validation", "sortinghat", "t"),
]


def features(rows):
    ids = pa.array([f"id{i}" for i in range(len(rows))])
    return table(rows).append_column("id", ids)


def test_hold_outs_that_have_columns_the_one_that_matters_most_first():
    found = evaluation.hold_outs(features(ROWS), LABELS)
    assert [(part.name, part.real, part.ids) for part in found] == [
        ("real tables", True, ("id4",)),
        ("real columns", True, ("id2", "id3")),
        ("synthetic", False, ("id1",)),
    ]
    assert found[1].X[:, 0].tolist() == [2, 3]
    assert found[1].y.tolist() == [0, 1]
    more = [*ROWS, ("a", "sortinghat_test", "sortinghat_test", "t")]
    assert evaluation.hold_outs(features(more), LABELS)[1].name == "SortingHat test"


def test_confidence_is_set_on_real_columns_where_there_are_enough():
    X, y = evaluation.calibration_rows(features(ROWS), LABELS)
    assert X[:, 0].tolist() == [5, 6]
    assert y.tolist() == [0, 1]
    many = ROWS + [("b", "validation", "sortinghat", "t")] * evaluation.CALIBRATED_ON_AT_LEAST
    X, y = evaluation.calibration_rows(features(many), LABELS)
    assert len(X) == evaluation.CALIBRATED_ON_AT_LEAST + 1
    assert set(y) == {1}


def test_an_exported_model_is_measured(tmp_path):
    path = save_model(tmp_path / "m.onnx", calibrated(small.boosting().to_onnx(17), 1.0))
    rows = small.rows()
    part = evaluation.HoldOut("synthetic", "", False, (), rows.X, rows.y)
    measured = evaluation.measure(path, [part], small.LABELS)["synthetic"]
    right = small.boosting().probabilities(rows.X).argmax(1) == rows.y
    assert measured.accuracy == pytest.approx(right.mean())
    assert evaluation.accuracy(path, rows.X, (rows.y + 1) % 8) == pytest.approx(
        ((rows.y + 1) % 8 == small.boosting().probabilities(rows.X).argmax(1)).mean(), abs=1e-6
    )
    assert 0 < evaluation.latency(path, rows.X[:3], repeats=5) < 1000
    assert np.isfinite(measured.ece)
