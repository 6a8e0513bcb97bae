"""The champion's answers, and the bundles that are refused."""

import json

import numpy as np
import pytest

from matchloop.bundle import Bundle
from matchloop.column_types import evaluation
from matchloop.column_types.features import FEATURE_NAMES
from matchloop.column_types.models import ModelName, Rows, fit
from matchloop.column_types.predict import TypeModel, load_bundle, load_champion
from matchloop.column_types.summary import ColumnSummary
from matchloop.errors import BundleError, NoChampionError
from matchloop.evaluation import calibration
from matchloop.evaluation.holdout import HoldOut
from matchloop.graphs import inference, surgery
from tests.column_types import small
from tests.tiny_bundle import change_one_byte


def test_a_bundle_answers_like_the_model_it_was_made_of(tmp_path):
    small.bundle(tmp_path / "boosting")
    model = load_bundle(tmp_path / "boosting")
    assert (model.labels, model.unsure, model.version) == (small.LABELS, 0.5, "boosting")
    made = small.columns()
    answers = model.predict([ColumnSummary.of(c.header, c.values) for c in made])
    assert answers.dtype == np.float32
    expected = calibration.scaled(small.boosting().probabilities(small.rows().X), 1.0)
    assert answers == pytest.approx(expected, abs=1e-5)
    assert (model.predict_features(small.rows().X) == answers).all()


def test_the_champion_is_the_version_that_was_promoted(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    with pytest.raises(NoChampionError, match=r"no champion of column_types .*make run"):
        load_champion()
    small.install(tmp_path / "bundle")
    assert load_champion().version == "v3"


@pytest.mark.parametrize("changes", [{"feature_version": "0.9"}, {"feature_names": ("one", "two")}])
def test_a_bundle_for_other_features_is_refused(tmp_path, changes):
    small.bundle(tmp_path / "b", **changes)
    with pytest.raises(BundleError, match=r"was trained on features .* computes 1\.2.*make run"):
        TypeModel(Bundle.read(tmp_path / "b"), "v1")


def test_a_bundle_for_features_that_differ_in_their_last_digits_answers(tmp_path):
    small.bundle(tmp_path / "b", feature_version="1.0")
    assert load_bundle(tmp_path / "b").predict([ColumnSummary.of("h", ["1"])]).shape[0] == 1


def test_a_bundle_of_fewer_features_reads_the_first_ones(tmp_path):
    """Features 1.2 were appended to those of 1.1."""
    rows = small.rows()
    fewer = Rows.of(rows.X[:, :376], rows.y, rows.classes, balance=1)
    fitted = fit(ModelName.BOOSTING, fewer, params=small.BOOSTING, seed=5, threads=1)
    graph = surgery.calibrated(fitted.to_onnx(17), 1.0)
    small.bundle(tmp_path / "b", graph, feature_names=FEATURE_NAMES[:376], feature_version="1.1")
    model = load_bundle(tmp_path / "b")
    found = model.predict_features(rows.X)
    assert found == pytest.approx(fitted.probabilities(fewer.X), abs=1e-5)
    part = HoldOut("", "", True, evaluation.Columns((), rows.X, rows.y))
    session = inference.session(tmp_path / "b" / "model.onnx")
    assert (evaluation.answer(session, part).probabilities == found).all()


def test_one_changed_byte_is_refused(tmp_path):
    small.bundle(tmp_path / "b")
    change_one_byte(tmp_path / "b" / "model.onnx")
    with pytest.raises(BundleError, match=r"model\.onnx is damaged"):
        load_bundle(tmp_path / "b")


def test_a_bundle_of_another_family_is_refused(tmp_path):
    small.bundle(tmp_path / "b", family="toys")
    assert json.loads((tmp_path / "b" / "bundle.json").read_text())["family"] == "toys"
    with pytest.raises(BundleError, match="of family 'toys', expected 'column_types'"):
        load_bundle(tmp_path / "b")
