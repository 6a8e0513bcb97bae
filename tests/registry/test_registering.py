"""What is registered is kept whole, and numbered by what has changed."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matchloop import registry, serving
from matchloop.bundle import MANIFEST, Bundle, write_bundle
from matchloop.registry import mlflow_store
from matchloop.release.facts import VersionFacts
from tests.tiny_bundle import manifest, tiny_bundle, write_model


def test_registering_keeps_everything_that_was_given(
    a_home: Path, tmp_path: Path, registered: Callable[..., int]
) -> None:
    lock = tmp_path / "dvc.lock"
    lock.write_text("stages: {}\n")
    version = registry.register(
        tiny_bundle(tmp_path / "forest"),
        metrics={"synthetic.accuracy": 0.97},
        card="# the card",
        git_commit="abc1234",
        lock=lock,
        tags={"verdict": "passed", "reasons": "✓ one\n✗ two"},
    )

    [found] = registry.versions("toys")
    assert (version, found.version, found.aliases, found.model) == (1, 1, (), "forest")
    assert (found.git_commit, found.verdict, found.reasons) == (
        "abc1234",
        "passed",
        ("✓ one", "✗ two"),
    )
    assert dict(found.metrics) == {"synthetic.accuracy": 0.97}
    assert registry.show("toys").card == f"# the card\n\n{found.facts}\n"
    artifacts = a_home / "artifacts" / found.run_id / "artifacts"
    assert (artifacts / "dvc.lock").read_text() == "stages: {}\n"
    assert Bundle.read(artifacts / "bundle", "toys").manifest.model == "forest"
    params = mlflow_store.client().get_run(found.run_id).data.params
    assert (params["classifier.opset"], params["classifier.served"]) == ("17", "float32")
    assert (params["features"], params["data_hash"]) == ("3", "d" * 64)
    # the same content again is the same version
    assert registered(1.0) == 1
    assert registered(2.0) == 2
    assert serving.current("toys") is None


def test_a_training_run_with_its_history(a_home: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text("<p>fine</p>")

    run_id = registry.log_training(
        "toys",
        "network",
        params={"epochs": 3},
        metrics={"accuracy": 0.9},
        histories={"loss": [0.5, 0.4, 0.3]},
        artifacts=[report],
    )

    store = mlflow_store.client()
    run = store.get_run(run_id)
    assert (run.info.run_name, run.info.status) == ("network", "FINISHED")
    assert run.data.params == {"epochs": "3"}
    assert run.data.metrics == {"accuracy": 0.9, "loss": 0.3}
    history = store.get_metric_history(run_id, "loss")
    assert [(point.step, point.value) for point in history] == [(0, 0.5), (1, 0.4), (2, 0.3)]
    assert (a_home / "artifacts" / run_id / "artifacts" / "report.html").is_file()


@pytest.fixture
def named(a_home: Path, tmp_path: Path) -> Callable[..., str]:
    """Register a bundle with changes in its manifest; return its semantic version."""

    def register(**changes: object) -> str:
        model = write_model(tmp_path / "m.onnx")
        told = manifest().model_copy(update={"weights_hash": "w" * 64, **changes})
        files = {"model.onnx": model, "model.int8.onnx": model}
        bundle = write_bundle(tmp_path / "named", told, files)
        number = registry.register(bundle, metrics={}, card="# card", git_commit="")
        facts = registry.find("toys", number).facts
        return facts.version if facts else ""

    return register


def test_the_number_follows_from_what_has_changed(named: Callable[..., str]) -> None:
    assert named() == "1.0.0"
    assert named(params_hash="q" * 64) == "1.0.1"
    assert named(params_hash="q" * 64, weights_hash="x" * 64) == "1.1.0"
    assert named(feature_version="2.0", weights_hash="x" * 64) == "2.0.0"
    assert named(params_hash="q" * 64) == "1.0.1"  # registered already


def test_day_and_cost_are_noted_with_the_version(a_home: Path, tmp_path: Path) -> None:
    bundle = tiny_bundle(tmp_path / "forest")
    noon = datetime(2026, 3, 9, 12, tzinfo=UTC).timestamp()
    os.utime(bundle.folder / MANIFEST, (noon, noon))

    registry.register(
        bundle, metrics={}, card="# card", git_commit="", latency_ms=0.25, memory_mb=120.0
    )

    facts = VersionFacts("1.0.0", date(2026, 3, 9), "1.12", latency_ms=0.25, memory_mb=120)
    assert registry.find("toys").facts == facts
    assert registry.show("toys").card == f"# card\n\n{facts}\n"


def test_versions_from_before_there_were_names_count_as_minor_ones(
    named: Callable[..., str],
) -> None:
    for weights in ("a", "b"):
        named(weights_hash=weights)
    mlflow_store.client().delete_model_version_tag("matchloop.toys", "2", "semantic_version")
    assert registry.find("toys", 2).facts is None

    assert named(weights_hash="c") == "1.2.0"


def test_a_manifest_that_is_lost_makes_the_next_one_a_minor_one(
    a_home: Path, named: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    named()
    shutil.rmtree(a_home / "artifacts" / registry.find("toys", 1).run_id)

    assert named(params_hash="q" * 64) == "1.1.0"
    assert "counts as trained anew" in caplog.text
