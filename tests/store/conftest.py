from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from matchloop import store as stores
from matchloop.store.engine import Store
from matchloop.store.log import PredictionLog
from matchloop.store.records import PredictionBatch, identity
from tests.store.postgres import NoServerError, Server


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "LOG", "LOG_NAMES", "LOG_DAYS", "LOG_ROWS"):
        monkeypatch.delenv(f"MATCHLOOP_{name}", raising=False)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    try:
        server = Server()
        server.start()
    except NoServerError as reason:
        pytest.skip(f"no PostgreSQL server here: {reason}")
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return request.getfixturevalue("server").new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with stores.opened(url) as store:
        yield store


@pytest.fixture
def log(url: str) -> Iterator[PredictionLog]:
    """A log that writes at once."""
    log = PredictionLog(url, interval=0.02)
    yield log
    log.close()


@pytest.fixture
def answers() -> Callable[..., PredictionBatch]:
    """n answers of a toy family, about inputs that `start` numbers."""

    def make(n: int = 3, start: int = 0, **changes: object) -> PredictionBatch:
        values: dict[str, object] = {
            "family": "toys",
            "version": "v1",
            "inputs": [identity([str(start + i)]) for i in range(n)],
            "answers": [f"a{start + i}" for i in range(n)],
            "confidences": np.linspace(0.25, 0.75, n),
            "abstained": np.arange(n) % 2 == 1,
            "latency_ms": 1.5,
        }
        return PredictionBatch(**{**values, **changes})  # type: ignore[arg-type]

    return make
