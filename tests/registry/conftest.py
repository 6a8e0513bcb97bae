"""A registry of its own for each test, with the bundles of toys."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from matchloop import registry
from matchloop.registry import mlflow_store
from tests.tiny_bundle import tiny_bundle


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database: making one costs seconds, copying it nothing."""
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("MATCHLOOP_HOME", str(folder))
        mlflow_store.client()
    return folder / "mlflow.db"


@pytest.fixture
def a_home(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    shutil.copy(template, tmp_path / "home" / "mlflow.db")
    return tmp_path / "home"


@pytest.fixture
def registered(a_home: Path, tmp_path: Path) -> Callable[..., int]:
    """Register a tiny bundle; each weight is another version."""

    def register(weight: float, **fields: object) -> int:
        return registry.register(
            tiny_bundle(tmp_path / f"forest{weight}", weight, **fields),  # type: ignore[arg-type]
            metrics={"synthetic.accuracy": 0.9 + weight / 100},
            card=f"# card of {weight}",
            git_commit="abc1234",
            tags={"verdict": "passed", "reasons": "✓ one\n✗ two"},
        )

    return register


@pytest.fixture
def two(registered: Callable[..., int]) -> None:
    """Version 2 serves, a rollback returns to 1."""
    registry.promote("toys", registered(1), "first")
    registry.promote("toys", registered(2), "second")
