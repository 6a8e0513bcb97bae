"""Champions' answers reach the log, nothing else does, and nothing that fails is felt."""

import json
import logging
from types import SimpleNamespace

import numpy as np
import pytest

from matchloop import serving
from matchloop.bundle import Bundle, write_bundle
from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations
from matchloop.drift.projection import fit
from matchloop.drift.reference import Reference
from matchloop.monitoring import recorder
from matchloop.monitoring.recorder import AnsweredCall, ShadowModel
from matchloop.store import predictions
from matchloop.store.records import Origin
from tests.own_log import logged, own_log
from tests.tiny_bundle import manifest, tiny_bundle, write_model

NAMES = ("length", "digits", "nulls")
X = np.array([[1.0, 2, 3], [4, 5, 6]], np.float32)
ROWS = np.random.default_rng(0).normal(size=(300, 3)).astype(np.float32)
PROJECTION = fit(ROWS, NAMES, {"all": [0, 1, 2]}, readable=[0, 1], size=3)


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    yield from own_log(tmp_path / "home", monkeypatch)


def watched_bundle(folder, weight=1.0):
    """A bundle with a projection and a reference."""
    hold_out = Observations.of(
        PROJECTION.names, PROJECTION.apply(ROWS), np.ones(300), ["yes"] * 300
    )
    files = recorder.files_for_bundle(
        folder.parent / "made", "forest", PROJECTION, hold_out, 0.9, DriftLimits()
    )
    model = write_model(folder.parent / "made" / "m.onnx", weight)
    return write_bundle(
        folder, manifest(), {"model.onnx": model, "model.int8.onnx": model, **files}
    )


def champion(tmp_path, version="v3", bundle=None):
    bundle = bundle or watched_bundle(tmp_path / "bundle")
    return SimpleNamespace(bundle=bundle, version=version)


def call(**changes):
    values = {
        "inputs": ["i1", "i2"],
        "answers": ["yes", "no"],
        "confidences": np.array([0.9, 0.4]),
        "abstained": np.array([False, True]),
        "names": ["a", "b"],
        "seconds": 0.004,
        "features": X,
        "cluster": "t1",
    }
    return AnsweredCall(**{**values, **changes})


def test_a_champions_answers_are_logged(tmp_path):
    model = champion(tmp_path)
    ids = recorder.record(model, call(), Origin.API)
    table = logged("toys")
    first, second = table.to_pylist()
    assert (first["id"], second["id"]) == ids
    assert (first["version"], first["answer"], first["origin"]) == ("v3", "yes", "api")
    assert (second["abstained"], second["latency_ms"], second["cluster"]) == (True, 2.0, "t1")
    assert first["name"] is None
    assert first["feature_set"] == recorder.feature_set_of(model.bundle)
    np.testing.assert_array_equal(predictions.feature_matrix(table), PROJECTION.apply(X))
    assert recorder.projection_of(model.bundle).names == PROJECTION.names


def test_calls_are_projected_together_and_each_gets_its_own(tmp_path, monkeypatch):
    model, asked = champion(tmp_path), []
    apply = recorder._projection

    def counted(path, digest):
        asked.append(path)
        return apply(path, digest)

    monkeypatch.setattr(recorder, "_projection", counted)
    for start in range(5):
        recorder.record(model, call(features=X + start), Origin.API)
    matrix = predictions.feature_matrix(logged("toys"))
    np.testing.assert_allclose(
        matrix, np.concatenate([PROJECTION.apply(X + i) for i in range(5)]), rtol=1e-5
    )
    assert len(asked) < 5


@pytest.mark.parametrize("version", ["forest", "", "v", "v3b"])
def test_a_bundle_by_its_folder_is_not_logged(tmp_path, version):
    model = champion(tmp_path, version)
    assert recorder.record(model, call(), Origin.API) == (None, None)
    assert not recorder.is_recorded(SimpleNamespace(version="v3"))
    assert not (tmp_path / "home" / "store.db").exists()


def test_off_by_one_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_LOG", "off")
    assert not recorder.is_recorded(champion(tmp_path))
    assert recorder.record(champion(tmp_path), call(), Origin.API) == (None, None)
    assert not (tmp_path / "home").exists()


def test_an_older_bundle_is_logged_without_features(tmp_path):
    model = champion(tmp_path, bundle=tiny_bundle(tmp_path / "old"))
    assert recorder.projection_of(model.bundle) is None
    assert None not in recorder.record(model, call(), Origin.COMMAND)
    first = logged("toys").to_pylist()[0]
    assert (first["features"], first["feature_set"], first["answer"]) == (None, None, "yes")


def test_features_that_do_not_fit_are_left_out_and_told(tmp_path, caplog):
    ids = recorder.record(champion(tmp_path), call(features=X[:, :2]), Origin.API)
    table = logged("toys")
    assert table["id"].to_pylist() == list(ids)
    assert table["features"].to_pylist() == [None, None]
    assert "logged without features" in caplog.text


def test_what_fails_is_told_once_and_not_felt(tmp_path, caplog):
    model = champion(tmp_path)
    for _ in range(3):
        assert recorder.record(model, call(answers=["only one"]), Origin.API) == (None, None)
    assert len([r for r in caplog.records if r.levelno == logging.WARNING]) == 1
    assert 'toys v3 are not logged: ValueError("answers of different lengths' in caplog.text


def test_a_header_row_is_a_cluster():
    day = recorder.cluster_of(["id", "total"], ["i1", "i2"])
    assert day == recorder.cluster_of(["id", "total"], ["i3", "i4"])
    assert day != recorder.cluster_of(["id", "sum"], ["i1", "i2"])
    nameless = recorder.cluster_of(["", " "], ["i1", "i2"])
    assert nameless != recorder.cluster_of(["", " "], ["i3", "i4"])


def test_a_bundle_keeps_its_reference(tmp_path):
    bundle = watched_bundle(tmp_path / "bundle")
    reference = Reference.load(bundle.folder)
    assert (reference.version, reference.accuracy, len(reference.sample)) == ("forest", 0.9, 300)


@pytest.mark.parametrize(("minimum", "kept"), [(20, 3), (30, 3), (31, 1)])
def test_how_many_rows_make_a_reference_the_limits_say(tmp_path, minimum, kept):
    few = Observations.of(PROJECTION.names, PROJECTION.apply(ROWS[:30]), np.ones(30), ["yes"] * 30)
    limits = DriftLimits(minimum_predictions=minimum)
    files = recorder.files_for_bundle(tmp_path / "few", "x", PROJECTION, few, 0.9, limits)
    assert next(iter(files)) == "projection.npz"
    assert len(files) == kept


def shadowed(tmp_path, weight=2.0):
    """Let version 4 answer beside version 3."""
    watched = watched_bundle(tmp_path / "bundle")
    serving.install("toys", 3, watched.folder)
    serving.install("toys", 4, watched_bundle(tmp_path / "next", weight).folder)
    serving.point("toys", 3)
    serving.start_shadow("toys", 4)
    return champion(tmp_path, bundle=watched)


def test_a_shadow_answers_unseen(tmp_path):
    loads = []

    def load(bundle, version):
        loads.append((bundle.folder.name, version))
        return version

    shadow = ShadowModel(load, lambda model: ([f"{model} says no"] * 2, np.array([0.6, 0.7])))
    model = shadowed(tmp_path)
    for _ in range(3):
        recorder.record(model, call(), Origin.API, shadow)
    rows = logged("toys").to_pylist()
    assert {row["answer"] for row in rows} == {"yes", "no"}
    assert {row["shadow_version"] for row in rows} == {"v4"}
    assert rows[0]["shadow_answer"] == "v4 says no"
    assert [round(row["shadow_confidence"], 3) for row in rows[:2]] == [0.6, 0.7]
    assert loads == [("4", "v4")]


def test_a_shadow_is_asked_after_the_answer_was_given(tmp_path):
    import threading

    caller, asked = threading.get_ident(), []
    shadow = ShadowModel(
        lambda bundle, version: asked.append(threading.get_ident()),
        lambda model: (["no", "no"], np.ones(2)),
    )
    ids = recorder.record(shadowed(tmp_path), call(), Origin.API, shadow)
    assert None not in ids
    logged("toys")
    assert asked
    assert caller not in asked


@pytest.mark.parametrize("broken", ["load", "ask"])
def test_a_shadow_that_fails_is_told_once_and_disturbs_nobody(tmp_path, caplog, broken):
    tries = []

    def fails(*_):
        tries.append(1)
        raise RuntimeError(f"cannot {broken}")

    shadow = ShadowModel(
        fails if broken == "load" else lambda *_: "model",
        fails if broken == "ask" else lambda _: (["no"] * 2, np.ones(2)),
    )
    model = shadowed(tmp_path)
    for _ in range(3):
        recorder.record(model, call(), Origin.API, shadow)
    rows = logged("toys").to_pylist()
    assert [row["answer"] for row in rows] == ["yes", "no"] * 3
    assert {row["shadow_version"] for row in rows} == {None}
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert warnings == [f"The shadow v4 of toys does not answer: cannot {broken}"]
    assert len(tries) == (1 if broken == "load" else 3)


def test_a_damaged_shadow_file_is_told_and_the_answer_logged(tmp_path, caplog):
    model = shadowed(tmp_path)
    (path,) = (tmp_path / "home" / "serving" / "toys").glob("shadow.json")
    path.write_text(json.dumps({"version": "four"}))
    ids = recorder.record(model, call(), Origin.API, ShadowModel(Bundle, lambda _: ([], X)))
    assert logged("toys")["id"].to_pylist() == list(ids)
    assert "No shadow of toys answers: " in caplog.text
    assert "shadow.json is damaged" in caplog.text
