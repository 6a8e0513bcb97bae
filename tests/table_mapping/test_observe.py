"""Mappings by a champion are logged as they were answered, and its shadow maps the same table."""

import json

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from matchloop import serving
from matchloop.bundle import write_bundle
from matchloop.cli import map as command
from matchloop.column_mapping import observe
from matchloop.column_mapping.views.features import FEATURE_NAMES
from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations
from matchloop.monitoring import recorder
from matchloop.store import predictions
from matchloop.table_mapping import mapping
from matchloop.table_mapping import observe as table_observe
from matchloop.table_mapping.mapping import map_columns
from tests.own_log import logged, own_log
from tests.table_mapping.toy import SCHEMA, Names, Types
from tests.tiny_bundle import manifest, write_model

ANSWERS = {
    "cust_nm": {"customer_name": 0.97, "customer_id": 0.02},
    "dt": {"order_date": 0.6, "note": 0.3},
    "nm": {"customer_name": 0.9},
}
WIDTH = len(FEATURE_NAMES) + 4


class Champion(Names):
    """Names, of a bundle, with a view."""

    def __init__(self, bundle, version="v7", answers=ANSWERS):
        super().__init__(**answers)
        self.bundle, self.version = bundle, version

    def rank(self, names, schema, k):
        ranking = super().rank(names, schema, k)
        ranking.view = view(names)
        return ranking


def view(names):
    rows = [np.random.default_rng(len(name)).normal(size=WIDTH) for name in names]
    return np.array(rows, np.float32).reshape(len(names), WIDTH)


def bundle(folder, weight=1.0):
    names = [f"{word}_{i}" for word in ("cust", "Ord", "amt") for i in range(30)]
    projection = observe.fit_projection(names, np.random.default_rng(0).normal(size=(90, WIDTH)))
    nothing = Observations.of(projection.names, np.zeros((0, len(projection.names))), [], [])
    files = recorder.files_for_bundle(
        folder.parent / "made", "siamese", projection, nothing, 0, DriftLimits()
    )
    model = write_model(folder.parent / "made" / "m.onnx", weight)
    described = manifest(family="column_mapping")
    return write_bundle(folder, described, {"model.onnx": model, "model.int8.onnx": model, **files})


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    yield from own_log(tmp_path / "home", monkeypatch)


@pytest.fixture
def model(tmp_path):
    return Champion(bundle(tmp_path / "bundle"))


def test_what_was_answered_is_logged(model):
    answer = map_columns(["cust_nm", "dt", ""], SCHEMA, model=model)
    table = logged("column_mapping")
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == [column.prediction for column in answer.columns]
    found = [(row["answer"], round(row["confidence"], 3), row["abstained"]) for row in rows]
    assert found == [("customer_name", 0.97, False), ("order_date", 0.6, True), ("", 0.0, True)]
    assert len({row["cluster"] for row in rows}) == 1
    projection = recorder.projection_of(model.bundle)
    features = observe.features_of(["cust_nm", "dt"], view(["cust_nm", "dt"]))
    matrix = predictions.feature_matrix(table)
    np.testing.assert_allclose(matrix[:2], projection.apply(features), rtol=1e-5)
    assert np.isfinite(matrix).all()


def test_columns_without_any_name_are_logged_with_features_too(model):
    map_columns({"": ["a", "b"], " ": ["c", "d"]}, SCHEMA, model=model, types=Types())
    assert predictions.feature_matrix(logged("column_mapping")).shape[0] == 2


def test_one_to_one_is_logged_as_it_was_answered(model):
    map_columns(["cust_nm", "nm"], SCHEMA, model=model, one_to_one=True)
    rows = logged("column_mapping").to_pylist()
    assert [row["abstained"] for row in rows] == [False, True]
    assert [row["answer"] for row in rows] == ["customer_name"] * 2


def test_a_strict_caller_does_not_make_the_model_unsure(model):
    answer = map_columns(["cust_nm"], SCHEMA, model=model, min_confidence=0.99)
    assert answer.columns[0].standard is None
    assert logged("column_mapping")["abstained"].to_pylist() == [False]


def test_a_model_without_a_bundle_is_not_logged():
    answer = map_columns(["cust_nm"], SCHEMA, model=Names(**ANSWERS))
    assert answer.columns[0].prediction is None
    assert not recorder.is_recorded(Names())


def test_a_shadow_maps_the_same_table(model, tmp_path, monkeypatch):
    serving.install("column_mapping", 7, model.bundle.folder)
    serving.install("column_mapping", 8, bundle(tmp_path / "next", 2.0).folder)
    serving.point("column_mapping", 7)
    serving.start_shadow("column_mapping", 8)
    monkeypatch.setattr(
        table_observe,
        "_loaded",
        lambda bundle, version: Champion(bundle, version, {"dt": {"note": 0.85}}),
    )
    table = {"cust_nm": ["Ann Lee", "Bo Chan"], "dt": ["2024-03-01", "2024-03-02"]}
    answer = map_columns(table, SCHEMA, model=model, types=Types())
    shown = [column.guess for column in answer.columns]
    first, second = logged("column_mapping").to_pylist()
    assert [first["answer"], second["answer"]] == shown
    assert {first["shadow_version"], second["shadow_version"]} == {"v8"}
    assert (first["shadow_answer"], first["shadow_confidence"]) == ("", 0.0)
    assert second["shadow_answer"] == "note"


def test_the_command_names_its_predictions(model, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_champion", lambda: model)
    monkeypatch.setattr(mapping, "_type_champion", Types)
    (tmp_path / "schema.txt").write_text("\n".join(SCHEMA.names))
    app = typer.Typer()
    app.command()(command.map_)
    given = ["cust_nm", "dt", "--schema", str(tmp_path / "schema.txt"), "--json"]
    answer = json.loads(CliRunner().invoke(app, given).stdout)
    rows = logged("column_mapping").to_pylist()
    assert [c["prediction"] for c in answer["columns"]] == [str(row["id"]) for row in rows]
    assert {row["origin"] for row in rows} == {"command"}
