"""What the log is told of columns: features, answers and hashes, and never a value."""

import json

import numpy as np
import pyarrow as pa
import pytest
import typer
from typer.testing import CliRunner

from matchloop import serving
from matchloop.bundle import Bundle, write_bundle
from matchloop.cli import profile as command
from matchloop.column_types import observe
from matchloop.column_types.features import FEATURE_NAMES, extract_many
from matchloop.column_types.predict import load_bundle, load_champion
from matchloop.column_types.profile import profile_table
from matchloop.column_types.summary import ColumnSummary
from matchloop.drift.limits import DriftLimits
from matchloop.drift.reference import Reference
from matchloop.monitoring import recorder
from matchloop.store import predictions
from tests.column_types import small
from tests.own_log import logged, own_log

TABLE = {"order_date": ["2024-03-01", "2024-03-02"] * 10, "price": ["1.5", "secret-7"] * 10}


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    yield from own_log(tmp_path / "home", monkeypatch)


@pytest.fixture
def model(tmp_path):
    """The small model as champion v3, bundled with a projection and a reference."""
    watched(tmp_path / "watched")
    serving.install("column_types", 3, tmp_path / "watched")
    serving.point("column_types", 3)
    return load_champion()


def watched(folder, **changes):
    bare = small.bundle(folder.parent / "bare", **changes)
    X, y = small.rows(16).X, small.rows(16).y
    projection = observe.fit_projection(X)
    probabilities = load_bundle(bare.folder).predict_features(X)
    tables = [f"table {i // 4}" for i in range(len(y))]
    told = observe.observations(
        projection, X, probabilities, small.LABELS, 0.5, right=y, tables=tables
    )
    files = recorder.files_for_bundle(
        folder.parent / "made", "small", projection, told, 0.9, DriftLimits()
    )
    own = {"model.onnx": bare.graph("classifier").path, **files}
    return write_bundle(folder, bare.manifest.model_copy(update={"files": {}, "sizes": {}}), own)


def test_a_profile_is_logged(model):
    answer = profile_table(TABLE, model=model)
    table = logged("column_types")
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == [column.prediction for column in answer.columns]
    for row, column in zip(rows, answer.columns, strict=True):
        assert (row["version"], row["answer"], row["origin"]) == ("v3", column.type, "api")
        assert row["confidence"] == pytest.approx(column.confidence, abs=1e-6)
        assert row["abstained"] is not column.sure
    assert rows[0]["cluster"] == rows[1]["cluster"] == recorder.cluster_of(list(TABLE), [])
    X = extract_many([ColumnSummary.of(*item) for item in TABLE.items()])
    expected = recorder.projection_of(model.bundle).apply(X)
    np.testing.assert_allclose(predictions.feature_matrix(table), expected, rtol=1e-5)


def test_no_value_of_the_table_is_in_the_store(model, tmp_path):
    profile_table(TABLE, model=model)
    assert len(logged("column_types")) == 2
    content = b"".join(path.read_bytes() for path in (tmp_path / "home").glob("store.db*"))
    assert b"column_types" in content
    assert b"secret-7" not in content
    assert b"order_date" not in content


def test_a_strict_caller_does_not_make_the_model_unsure(model):
    answer = profile_table(TABLE, model=model, min_confidence=1.0)
    assert not any(column.sure for column in answer.columns)
    unsure = [column.confidence < model.unsure for column in answer.columns]
    assert logged("column_types")["abstained"].to_pylist() == unsure


def test_a_bundle_by_its_folder_answers_alike_and_is_not_logged(model, tmp_path):
    by_folder = profile_table(TABLE, model=load_bundle(tmp_path / "watched"))
    by_champion = profile_table(TABLE, model=model)
    assert [c.prediction for c in by_folder.columns] == [None, None]
    assert [(c.type, c.confidence) for c in by_folder.columns] == [
        (c.type, c.confidence) for c in by_champion.columns
    ]
    assert len(logged("column_types")) == 2


def test_a_shadow_answers_the_same_columns(model, tmp_path):
    serving.install("column_types", 4, watched(tmp_path / "next", params_hash="q" * 64).folder)
    serving.start_shadow("column_types", 4)
    profile_table(TABLE, model=model)
    for row in logged("column_types").to_pylist():
        assert (row["shadow_version"], row["shadow_answer"]) == ("v4", row["answer"])
        assert row["shadow_confidence"] == row["confidence"]


def test_the_command_names_its_predictions(model, tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("order_date,price\n2024-03-01,1.5\n2024-03-02,2\n")
    monkeypatch.setattr(command, "_champion", lambda: model)
    app = typer.Typer()
    app.command()(command.profile)
    answer = json.loads(CliRunner().invoke(app, [str(tmp_path / "a.csv"), "--json"]).stdout)
    rows = logged("column_types").to_pylist()
    assert [c["prediction"] for c in answer["columns"]] == [str(row["id"]) for row in rows]
    assert {row["origin"] for row in rows} == {"command"}


def test_the_same_column_is_the_same_input():
    first = ColumnSummary.of("n", ["b", "a", "b"])
    assert observe.identity_of(first) == observe.identity_of(ColumnSummary.of("n", ["b", "b", "a"]))
    others = [
        ColumnSummary.of("m", ["b", "a", "b"]),
        ColumnSummary.of("n", ["b", "a", "a"]),
        ColumnSummary.of("n", ["ba", "", "b"]),
        ColumnSummary.of("n", ["b", "a", "b", None]),
        ColumnSummary.of("n", []),
    ]
    assert len({observe.identity_of(each) for each in (first, *others)}) == 6


def test_where_the_values_lie_in_memory_plays_no_part():
    one = ColumnSummary.of("n", ["a", "b", "c"])
    values = pa.array(["x", "a", "b", "c", "y"]).slice(1, 3)
    moved = ColumnSummary("n", one.total, one.nulls, one.distinct, values, one.counts)
    assert observe.identity_of(moved) == observe.identity_of(one)


def test_blocks_hold_every_feature_once():
    blocks = observe.feature_blocks()
    assert sorted(i for block in blocks.values() for i in block) == list(range(len(FEATURE_NAMES)))
    assert {FEATURE_NAMES[i][:13] for i in blocks["header_ngrams"]} == {"header_ngram_"}


def test_what_is_watched_has_names_and_fits_the_log():
    projection = observe.fit_projection(small.rows().X)
    assert len(projection.names) <= 64
    assert not any("_ngram_" in name for name in projection.names)
    assert projection.names[-1] == "novelty_readings"
    assert observe.fit_projection(small.rows().X, readable=False).names[0] == "component_00"


def test_a_hold_out_is_observed_as_the_log_has_it():
    X, y = small.rows().X, small.rows().y
    projection = observe.fit_projection(X)
    probabilities = np.eye(len(small.LABELS), dtype=np.float32)[y]
    probabilities[0] = np.roll(probabilities[0], 1)
    told = observe.observations(
        projection, X, probabilities, small.LABELS, 0.5, right=y, tables=["t"] * len(y)
    )
    assert told.correct.tolist() == [0] + [1] * (len(y) - 1)
    assert told.answer[1] == small.LABELS[y[1]]
    assert not told.abstained.any()
    assert len(set(told.cluster)) == 1


def test_the_bundle_has_its_reference_and_live_answers_are_like_it(model):
    bundle = Bundle.read(model.bundle.folder)
    reference = Reference.load(bundle.folder)
    assert (reference.version, len(reference.sample)) == ("small", 128)
    assert reference.sample.names == recorder.projection_of(bundle).names
    assert recorder.feature_set_of(bundle) == bundle.manifest.files["projection.npz"][:16]
