"""Turns: whoever changes what a family serves on this machine holds its lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from matchloop.errors import HomeError, RegistryError
from matchloop.refusals import telling
from matchloop.serving.pointer import root

LOCK_SECONDS = 120.0


@contextmanager
def lock(family: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold a family's promotion lock; processes on this machine take turns.

    The lock falls when its holder dies. Raises RegistryError if it is not free in time,
    HomeError if there can be none.
    """
    from filelock import FileLock, Timeout  # reading a champion must not wait for it

    path = root(family) / "lock"
    held = FileLock(path, timeout=seconds)
    with telling(HomeError, path, "locked", "Nothing was changed."):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            held.acquire()
        except Timeout as error:
            raise RegistryError(
                f"Another process has held {path} for {seconds:g} seconds. Wait until its "
                f"promotion of {family} is done, or end it, and try again."
            ) from error
    try:
        yield
    finally:
        held.release()
