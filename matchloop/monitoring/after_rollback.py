"""Notifies the registry and the store of a rollback, after the version before serves again.

`python -m matchloop.monitoring.after_rollback FAMILY REASON` does it in a process of its own,
so that whoever rolls back does not wait for MLflow to be imported. What cannot be noted now the
next release, `sync` or watch notes; the pointer remembers it.
"""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from matchloop import serving
from matchloop.errors import HomeError, MatchloopError
from matchloop.refusals import telling
from matchloop.serving.pointer import moment, root

if TYPE_CHECKING:  # the store's library is loaded after the rollback, not before
    from matchloop.store.promotions import Promotion

LOG = "rollback.log"


def notify(family: str, reason: str) -> None:
    """Notify the registry, and end the probation of the version that was taken back.

    Raises RegistryError or StoreError when one of them is out of reach; the other one knows by
    then.
    """
    from matchloop import registry

    try:
        registry.tell(family)
    finally:
        end_probation(family, reason)


def end_probation(family: str, reason: str) -> "Promotion | None":
    """Note in the store, if there is one, that the pointer stands where it stands."""
    from matchloop import store as stores
    from matchloop.monitoring import probation

    pointer = serving.current(family)
    if pointer is None or not stores.exists():
        return None
    with stores.opened() as store:
        return probation.returned(store, family, pointer, [f"Rolled back by hand: {reason}"])


def notify_in_background(family: str, reason: str) -> Path | None:
    """Start a process that notifies, which outlives this one, and return where its output goes.

    None where no file can be written for it. Raises HomeError when no process can be started; the
    rollback stands.
    """
    log = root(family) / LOG
    with ExitStack() as files:
        try:
            output: IO[bytes] | int = files.enter_context(log.open("ab"))
        except OSError:  # a full disk: telling the registry matters more
            output = subprocess.DEVNULL
        with telling(HomeError, Path(sys.executable), "started", "The rollback stands."):
            subprocess.Popen(
                [sys.executable, "-m", "matchloop.monitoring.after_rollback", family, reason],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
    return None if output == subprocess.DEVNULL else log


def main() -> None:
    """Take the family and the reason from the command line."""
    family, reason = sys.argv[1:]
    try:
        notify(family, reason)
    except MatchloopError as error:
        print(f"{moment()} {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
