"""The hold-outs, what confidence is set on, and an exported model measured on them."""

import numpy as np
import pyarrow as pa
import pytest

from matchloop.column_types import evaluation
from matchloop.column_types.dataset import LabelledSummary, content_id
from matchloop.column_types.features import FEATURE_NAMES
from matchloop.column_types.labels import LABELS as TYPES
from matchloop.column_types.summary import ColumnSummary
from matchloop.evaluation.holdout import HoldOut
from matchloop.graphs import inference
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
    assert [(part.name, part.real, part.examples.ids) for part in found] == [
        ("real tables", True, ("id4",)),
        ("real columns", True, ("id2", "id3")),
        ("synthetic", False, ("id1",)),
    ]
    assert found[1].examples.X[:, 0].tolist() == [2, 3]
    assert found[1].examples.y.tolist() == [0, 1]
    more = [*ROWS, ("a", "sortinghat_test", "sortinghat_test", "t")]
    assert evaluation.hold_outs(features(more), LABELS)[1].name == "SortingHat test"


def test_confidence_is_set_on_real_columns_where_there_are_enough():
    part = evaluation.calibration_part(features(ROWS), LABELS)
    assert part.examples.X[:, 0].tolist() == [5, 6]
    assert part.examples.y.tolist() == [0, 1]
    many = ROWS + [("b", "validation", "sortinghat", "t")] * evaluation.ENOUGH_REAL
    part = evaluation.calibration_part(features(many), LABELS)
    assert len(part.examples.y) == evaluation.ENOUGH_REAL + 1
    assert (set(part.examples.y), part.real) == ({1}, False)
    assert part.about == "real columns of the validation part, for there are only 0 foreign"


FOREIGN = ("b", "foreign_calibrate", "foreign_calibrate", "set_c/t.csv", "a")


def test_a_promise_is_made_on_foreign_columns_alone():
    many = ROWS + [FOREIGN] * evaluation.ENOUGH_REAL
    part = evaluation.calibration_part(features(many), LABELS)
    assert (len(part.examples.y), part.real) == (evaluation.ENOUGH_REAL, True)
    chosen_by = evaluation.validation_part(features(many), LABELS)
    assert len(chosen_by.examples.y) == evaluation.ENOUGH_REAL + 1
    names = [part.name for part in evaluation.hold_outs(features([*ROWS, FOREIGN]), LABELS)]
    assert names == ["real tables", "foreign calibration", "real columns", "synthetic"]


def test_a_further_label_is_right_too():
    rows = [FOREIGN, FOREIGN[:4]]
    columns = evaluation.columns_of(features(rows), LABELS)
    said_a = evaluation.Answers(np.array([[0.9, 0.1]] * 2), columns.y, columns.also)
    assert said_a.right.tolist() == [True, False]
    assert said_a.truth.tolist() == [0, 1]
    assert said_a.said.tolist() == [1, 0]


def test_models_are_chosen_by_real_columns_where_there_are_enough():
    part = evaluation.validation_part(features(ROWS), LABELS)
    assert (part.real, part.examples.ids) == (False, ("id5",))
    assert part.about == (
        "1 synthetic columns of the validation part, for there are only 1 real ones"
    )
    many = ROWS + [("b", "validation", "user:x.csv", "t")] * evaluation.ENOUGH_REAL
    part = evaluation.validation_part(features(many), LABELS)
    assert (part.real, len(part.examples.y)) == (True, evaluation.ENOUGH_REAL + 1)
    assert part.about == "201 real columns of the validation part"


def test_live_columns_are_compared_with_real_ones_where_there_are_enough():
    held = evaluation.observed_part(features(ROWS), minimum=3)
    assert held["id"].to_pylist() == ["id2", "id3", "id4"]
    assert len(evaluation.observed_part(features(ROWS), minimum=4)) == 4


def labelled(header: str, label: str, *values: str) -> LabelledSummary:
    return LabelledSummary(ColumnSummary.of(header, values), label, "user:x.csv", "x.csv")


def trained(*columns: LabelledSummary) -> pa.Table:
    """The pipeline's table of features, as far as it is looked at."""
    ids = [content_id(column.summary) for column in columns]
    return pa.table(
        {"id": pa.array(ids, pa.string()), "split": pa.array(["train"] * len(ids), pa.string())}
    )


RECENT = (
    labelled("qty", "numeric", "1", "2"),
    labelled("paid", "boolean", "yes", "no"),
    labelled("when", "datetime", "2024-01-01"),
)


def test_columns_that_were_kept_back_are_a_hold_out():
    (part,) = evaluation.recent_hold_out(RECENT, trained(), minimum=3)
    assert (part.name, part.real) == ("recent", True)
    assert part.examples.X.shape == (3, len(FEATURE_NAMES))
    assert [TYPES[number] for number in part.examples.y] == ["numeric", "boolean", "datetime"]
    assert evaluation.recent_hold_out(RECENT, trained(), minimum=4) == []
    assert evaluation.recent_hold_out((), trained(), minimum=1) == []


def test_a_column_that_was_trained_on_is_left_out():
    (part,) = evaluation.recent_hold_out(RECENT, trained(RECENT[0]), minimum=2)
    assert [TYPES[number] for number in part.examples.y] == ["boolean", "datetime"]


def test_an_exported_model_is_measured(tmp_path):
    path = save_model(tmp_path / "m.onnx", calibrated(small.boosting().to_onnx(17), 1.0))
    rows = small.rows()
    part = HoldOut("synthetic", "", False, evaluation.Columns((), rows.X, rows.y))
    answers = evaluation.answer(inference.session(path), part)
    measured = evaluation.measure(answers)
    right = small.boosting().probabilities(rows.X).argmax(1) == rows.y
    assert answers.right.tolist() == right.tolist()
    assert measured.accuracy == pytest.approx(right.mean())
    assert set(measured.groups) == {"text"}
    assert evaluation.accuracy(path, rows.X, (rows.y + 1) % 8) == pytest.approx(
        ((rows.y + 1) % 8 == small.boosting().probabilities(rows.X).argmax(1)).mean(), abs=1e-6
    )
    assert 0 < evaluation.latency(path, part, repeats=5) < 1000
    assert np.isfinite(measured.ece)


def test_two_models_are_compared_by_columns_classes_and_text():
    y = np.array([0, 1, 2])
    ours, theirs = (evaluation.Answers(np.eye(8)[said], y) for said in ([0, 0, 2], [0, 1, 1]))
    pair = evaluation.compare(ours, theirs)
    assert (pair.candidate.tolist(), pair.champion.tolist()) == ([1, 0, 1], [1, 1, 0])
    assert tuple(pair.classes) == TYPES
    assert [metric.name for metric in pair.figures] == [
        *("macro_f1", "text_precision", "text_false_positive_rate"),
    ]


def test_what_the_user_sets_aside_are_hold_outs_and_choose_the_model():
    rows = [*ROWS, ("a", "user_test", "user_test", "t"), ("b", *["user_validation"] * 2, "t")]
    names = [part.name for part in evaluation.hold_outs(features(rows), LABELS)]
    assert names[:3] == ["real tables", "your test columns", "your validation columns"]
    few = evaluation.validation_part(features(rows), LABELS)
    assert few.about == "1 synthetic columns of the validation part, for there are only 2 real ones"
    many = rows + [("b", *["user_validation"] * 2, "t")] * evaluation.ENOUGH_USER
    chosen = evaluation.validation_part(features(many), LABELS)
    assert chosen.about == "32 real columns of the validation part"
    assert "id7" not in chosen.examples.ids
    calibrated_on = evaluation.calibration_part(features(many), LABELS).examples.X
    assert calibrated_on[:, 0].tolist() == [5, 6]
