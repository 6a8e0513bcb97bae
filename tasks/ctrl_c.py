"""Keeps Ctrl-C from the server that Prefect starts for a run by hand.

A terminal sends Ctrl-C to every process of the command. Without its server Prefect tries for a
minute to say there that the run was stopped; so the server is started deaf to it, and Prefect ends
it afterwards as always. Knows that a child inherits which signals are held back (POSIX), and
nothing of Prefect.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_CTRL_C = frozenset({signal.SIGINT})


@contextmanager
def held_back() -> Iterator[None]:
    """Processes started inside never hear Ctrl-C; this one hears it at the end, or at `heard()`."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _CTRL_C)
    try:
        yield
    finally:
        heard()


def heard() -> None:
    """Hear Ctrl-C again, also one that came meanwhile; harmless where it was never held back."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _CTRL_C)
