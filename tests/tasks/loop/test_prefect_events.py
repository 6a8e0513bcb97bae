"""Events are sent and confirmed, or it is said why not; tests/flows/test_watch.py has a server."""

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from matchloop.monitoring.events import DriftDetected
from tasks.loop.prefect_events import announce, unreachable

DRIFT = DriftDetected("toys", "a test", 1)
NOBODY = "http://127.0.0.1:9/api"


@pytest.fixture
def nobody():
    with temporary_settings({PREFECT_API_URL: NOBODY}):
        yield


def test_a_server_that_does_not_answer_is_told_with_its_address(nobody):
    assert unreachable().startswith(f"{NOBODY}: ")
    assert "refused" in announce(DRIFT)


def test_without_a_server_nothing_is_sent_and_none_is_started():
    with temporary_settings(restore_defaults={PREFECT_API_URL}):
        assert unreachable() == ""
        assert announce(DRIFT) == "no Prefect server is set (PREFECT_API_URL)"
