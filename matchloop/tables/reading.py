"""The one place where whatever a reader raises becomes the error of that table.

Readers name the faults they know themselves. What no one foresaw (Arrow, the workbook library, the
interpreter's own limits) comes through here, so that one bad file among a thousand costs its own
answer and no other. Knows nothing of formats.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from matchloop.errors import InputError, MatchloopError

_SHOWN = 120
_LONGEST_NAME = 60


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn every exception inside into an InputError that names `what`; ours pass as they are.

    what: the table's name, with the column where one is read. Raises InputError.
    """
    try:
        yield
    except MatchloopError:
        raise
    except Exception as error:
        raise unreadable(what, error) from error
    except BaseException as error:
        # Libraries written in Rust let their panics pass as BaseException.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(what, error) from error


def unreadable(what: str, error: BaseException) -> InputError:
    """Make the error of a table from an exception that nobody foresaw."""
    if isinstance(error, MemoryError):
        return InputError(
            f"{what} needs more memory than there is. Give a part of its rows, or save it as "
            "Parquet or CSV, which are read in pieces."
        )
    if isinstance(error, RecursionError):
        return InputError(
            f"{what} holds values nested deeper than can be read. Flatten them: one level is best."
        )
    if isinstance(error, UnicodeError) or "UTF8" in str(error):
        return InputError(
            f"{what} holds text that is not valid Unicode ({_first_line(error)}). Write it again "
            "as UTF-8."
        )
    if isinstance(error, OSError):
        return InputError(
            f"{what} cannot be read on ({error.strerror or _first_line(error)}). Look whether the "
            "disk or the connection that it lies on is there, and try again."
        )
    return InputError(
        f"{what} cannot be read ({type(error).__name__}: {_first_line(error)}). It is damaged, or "
        "of a kind that matchloop does not know: save it again, or export it as CSV."
    )


def shown(name: object) -> str:
    """Return a header in quotation marks for a message, shortened when it is very long."""
    text = str(name)
    if len(text) <= _LONGEST_NAME:
        return repr(text)
    return f"{text[:_LONGEST_NAME]!r}… ({len(text):,} characters)"


def _first_line(error: BaseException) -> str:
    line = str(error).strip().split("\n")[0].rstrip(".")
    return line[:_SHOWN] + ("…" if len(line) > _SHOWN else "")
