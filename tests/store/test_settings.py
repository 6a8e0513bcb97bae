"""The environment says what is kept, and is told when it says nonsense."""

import pytest

from matchloop.errors import StoreError
from matchloop.store import settings


def test_limits_from_the_environment(monkeypatch):
    assert (settings.limits().age.days, settings.limits().rows) == (90, 2_000_000)
    monkeypatch.setenv("MATCHLOOP_LOG_ROWS", "7")
    assert settings.limits().rows == 7
    monkeypatch.setenv("MATCHLOOP_LOG_DAYS", "-1")
    with pytest.raises(StoreError, match="LOG_DAYS is '-1'; expected a whole"):
        settings.limits()
