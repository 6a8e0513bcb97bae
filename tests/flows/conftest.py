"""One temporary Prefect server for all flows that are tested in this process."""

import pytest
from prefect.testing.utilities import prefect_test_harness

from tests.waiting import CEILING


@pytest.fixture(scope="package", autouse=True)
def prefect():
    with prefect_test_harness(server_startup_timeout=int(CEILING)):
        yield
