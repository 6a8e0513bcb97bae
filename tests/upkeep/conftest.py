"""A home as the loop leaves it: two versions, a registry, a store."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from matchloop import serving
from matchloop import store as stores
from matchloop.bundle import Bundle
from matchloop.registry import local_files
from tests.tiny_bundle import tiny_bundle

RUNS = {1: "run1", 2: "run2"}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("upkeep")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHLOOP_HOME", str(folder / "home"))
        patch.delenv("MATCHLOOP_DATABASE_URL", raising=False)
        for version, run in RUNS.items():
            bundle = tiny_bundle(folder / f"b{version}", weight=version)
            serving.install("toys", version, bundle.folder)
            kept = folder / "home" / "artifacts" / run / "artifacts"
            kept.mkdir(parents=True)
            for name in ("bundle.json", *bundle.manifest.files):
                (kept / "bundle").mkdir(exist_ok=True)
                shutil.copyfile(bundle.folder / name, kept / "bundle" / name)
            (kept / "model_card.md").write_text(f"# card {version}")
        serving.point("toys", 2, previous=1)
        stores.open().close()
        _registry(folder / "home")
    return folder / "home"


@pytest.fixture
def a_home(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MATCHLOOP_DATABASE_URL", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copytree(template, tmp_path / "home")
    local_files.bring_up_to_date(tmp_path / "home")
    return tmp_path / "home"


def _registry(home: Path) -> None:
    """The tables and columns of MLflow's database that hold what is looked at here."""
    place = (home / "artifacts").as_uri()
    with closing(sqlite3.connect(home / "mlflow.db")) as connection:
        connection.executescript(
            "CREATE TABLE experiments (name TEXT, artifact_location TEXT);"
            "CREATE TABLE runs (run_uuid TEXT, artifact_uri TEXT);"
            "CREATE TABLE model_versions (name TEXT, version INT, run_id TEXT, source TEXT, "
            "storage_location TEXT, current_stage TEXT);"
            "CREATE TABLE model_version_tags (name TEXT, version INT, key TEXT, value TEXT);"
        )
        connection.execute("INSERT INTO experiments VALUES ('matchloop.toys', ?)", (place,))
        connection.execute("INSERT INTO experiments VALUES ('mine', 'file:///mine/artifacts')")
        for version, run in RUNS.items():
            source = f"{place}/{run}/artifacts/bundle"
            row = ("matchloop.toys", version, run, source, source, "None")
            connection.execute("INSERT INTO runs VALUES (?, ?)", (run, f"{place}/{run}/artifacts"))
            connection.execute("INSERT INTO model_versions VALUES (?, ?, ?, ?, ?, ?)", row)
            tag = ("matchloop.toys", version, "manifest_sha256", _digest(version))
            connection.execute("INSERT INTO model_version_tags VALUES (?, ?, ?, ?)", tag)
        connection.commit()


def _digest(version: int) -> str:
    return Bundle.read(serving.version_folder("toys", version)).sha256


def addresses(home: Path) -> set[str]:
    """Every address in the registry's database."""
    with closing(sqlite3.connect(home / "mlflow.db")) as connection:
        query = (
            "SELECT artifact_location FROM experiments UNION SELECT artifact_uri FROM runs "
            "UNION SELECT source FROM model_versions "
            "UNION SELECT storage_location FROM model_versions"
        )
        return {row[0] for row in connection.execute(query)}
