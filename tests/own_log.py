"""The process's prediction log in a home of its own, for tests of what the answering path logs."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from matchloop import store as stores
from matchloop.monitoring import recorder
from matchloop.store import log as logs
from matchloop.store import predictions
from tests.waiting import CEILING


def own_log(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start with nothing logged, known or warned of, and leave it so."""
    monkeypatch.setenv("MATCHLOOP_HOME", str(home))
    for name in ("DATABASE_URL", "LOG", "LOG_NAMES"):
        monkeypatch.delenv(f"MATCHLOOP_{name}", raising=False)
    for cached in (logs.shared, recorder._shadows, recorder._warn):
        cached.cache_clear()
    yield
    logs.shared().close(CEILING)
    logs.shared.cache_clear()


def logged(family: str) -> pa.Table:
    """Close the log and return what it wrote."""
    assert logs.shared().close(CEILING)
    with stores.opened() as store:
        return predictions.window(store, family)
