"""What the environment says about the store and the prediction log.

MATCHLOOP_DATABASE_URL   where the store is; SQLite in the home folder without it
MATCHLOOP_LOG            "off": no prediction is logged
MATCHLOOP_LOG_NAMES      "on": raw column names are logged as well
MATCHLOOP_LOG_DAYS       days a prediction is kept, 90
MATCHLOOP_LOG_ROWS       predictions kept for each family, 2,000,000
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from matchloop.errors import StoreError
from matchloop.home import home

URL = "MATCHLOOP_DATABASE_URL"
LOG = "MATCHLOOP_LOG"
NAMES = "MATCHLOOP_LOG_NAMES"
DAYS = "MATCHLOOP_LOG_DAYS"
ROWS = "MATCHLOOP_LOG_ROWS"
_YES, _NO = ("on", "1", "yes", "true"), ("off", "0", "no", "false")


@dataclass(frozen=True)
class Limits:
    """How long predictions are kept, and how many of one family."""

    age: timedelta = timedelta(days=90)
    rows: int = 2_000_000


def is_configured() -> bool:
    """Whether the environment names a database."""
    return bool(os.environ.get(URL, "").strip())


def default_path() -> Path:
    """The SQLite file that is used when the environment names no database."""
    return home() / "store.db"


def database_url() -> str:
    """The address of the store; may hold a password, so never print it."""
    return os.environ.get(URL, "").strip() or f"sqlite:///{default_path()}"


def log_is_on() -> bool:
    """Whether predictions are logged; they are unless MATCHLOOP_LOG says off."""
    return _switch(LOG, default=True)


def names_are_allowed() -> bool:
    """Whether raw column names are logged; they are not unless MATCHLOOP_LOG_NAMES says on.

    A table without a header row can have its first values taken for names: hence not by default.
    """
    return _switch(NAMES, default=False)


def limits() -> Limits:
    """The limits of the log. Raises StoreError when one is not a positive whole number."""
    return Limits(timedelta(days=_positive(DAYS, 90)), _positive(ROWS, 2_000_000))


def _switch(variable: str, default: bool) -> bool:
    word = os.environ.get(variable, "").strip().lower()
    return word in _YES if not default else word not in _NO


def _positive(variable: str, default: int) -> int:
    given = os.environ.get(variable, "").strip()
    if not given:
        return default
    if not given.isdecimal() or int(given) == 0:
        raise StoreError(f"{variable} is {given!r}; expected a whole number above 0.")
    return int(given)
