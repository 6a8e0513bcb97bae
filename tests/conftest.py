"""What all tests share, and the order in which their files are handed to two workers."""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from matchloop import families
from tests.toys import TOYS

FIRST = (
    "tests/e2e/test_loop.py",
    "tests/e2e/test_column_mapping.py",
    "tests/e2e/test_loop_mapping.py",
    "tests/e2e/",
    "tests/flows/",
    "tests/deploy/",
    "tests/tasks/",
)
"""Where tests take minutes, the longest first: what comes last is short, so that no worker waits
long for the other. The first two train one family each, and the files after them copy it."""


# How long an example takes is the machine's affair.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    # A shell starts what runs in its background so that Ctrl-C is ignored, and children inherit it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as many workers as cores; processes inherit it
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # else files with many tests go before long ones


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _turn(item.nodeid))  # stable: a file's own order stays


def _turn(nodeid: str) -> int:
    return next((turn for turn, part in enumerate(FIRST) if nodeid.startswith(part)), len(FIRST))


@pytest.fixture(scope="session", autouse=True)
def toy_families():
    """Toys stand in the list beside the families there are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(families, "FAMILIES", (*families.FAMILIES, *TOYS))
        yield
