"""Waiting for what another process or thread does: by looking, with a ceiling for hangs alone.

A machine that is busy with other things takes many times as long as an idle one. So no test waits a
number of seconds and then expects something; it waits until the thing has happened. The ceiling is
so high that only what hangs reaches it.
"""

import time
from collections.abc import Callable

CEILING = 1800.0
"""Seconds; less than pytest's own timeout, so that the test can say what it waited for."""


def wait_until(true: Callable[[], object], what: str = "", seconds: float = CEILING) -> None:
    """Wait until something is true; what: said by the error after so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited more than {seconds:g} s {what}".rstrip()
        time.sleep(0.02)
