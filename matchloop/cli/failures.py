"""What the machine refused, in words: what, where and what to do.

Disks, rights, paths, encodings and memory fail for reasons that no command can foresee one by one;
here each becomes one paragraph, with the words of `matchloop.refusals` for what the system says.
What is none of these is `unforeseen`.
"""

import os
import traceback
from pathlib import Path

from matchloop import refusals
from matchloop.home import VARIABLE, home

_PRINTERS = {"rich", "typer", "click"}
_HERE = Path(__file__).parent


def in_words(error: BaseException, doing: str) -> str | None:
    """One paragraph for what the machine refused; None for an error of any other kind.

    doing: the command, such as `matchloop map`.
    """
    if isinstance(error, OSError):
        return _of_system(error, doing)
    if isinstance(error, UnicodeError):
        return (
            f"A text has signs that cannot be read or written as {_encoding(error)}, while running "
            f"`{doing}`. Give files and arguments as UTF-8, and set PYTHONIOENCODING=utf-8 where "
            "the output goes."
        )
    if isinstance(error, MemoryError):
        return (
            f"There is not enough memory for `{doing}`. Close other programs, or give it less at "
            "once: fewer columns, or a part of the file."
        )
    return None


def _of_system(error: OSError, doing: str) -> str:
    where = _where(error)
    hint = ""
    if where and _in_home(where):
        hint = f" It is part of matchloop's home; {VARIABLE} names another."
    place = where or "A place that the system does not name"
    return f"{place} was refused to `{doing}`: {refusals.in_words(error, where)}{hint}"


def _where(error: OSError) -> str | None:
    named = error.filename2 if error.filename2 is not None else error.filename
    if isinstance(named, bytes):
        named = os.fsdecode(named)
    if isinstance(named, str) and named:
        return named
    return "standard output" if _was_printing(error) else None


def _was_printing(error: OSError) -> bool:
    """Whether it was raised by what prints: a stream's error does not name the stream."""
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    places = [Path(frame.filename) for frame in frames]
    return any(_PRINTERS & set(place.parts) or place.parent == _HERE for place in places)


def _in_home(where: str) -> bool:
    try:
        return Path(where).absolute().is_relative_to(home())
    except OSError:
        return False


def _encoding(error: UnicodeError) -> str:
    return str(getattr(error, "encoding", "text"))
