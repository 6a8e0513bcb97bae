"""A home of the test's own, in which a toy family serves and has an empty store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchloop import store as stores
from matchloop.store.engine import Store
from tests.watch_toys import serve


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("MATCHLOOP_DATABASE_URL", "MATCHLOOP_LOG", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def store(home: Path, tmp_path: Path) -> Iterator[Store]:
    serve(tmp_path)
    with stores.opened() as store:
        yield store
