"""What the machine refused, in words: what, where and what to do.

Disks, rights, paths, encodings and memory fail for reasons that no command can foresee one by one;
here each becomes one paragraph. What is none of these is `unforeseen`.
"""

import errno
import os
import traceback
from pathlib import Path

from matchloop.home import VARIABLE, home

_SPACE = "Free some space there, or name another place, and run it again."
_RIGHT = "Give yourself the right to it, or name another place."
_PLACE = "Check the path."
_PRINTERS = {"rich", "typer", "click"}
_HERE = Path(__file__).parent
_WORDS = {
    errno.ENOSPC: ("the disk or device is full", _SPACE),
    errno.EDQUOT: ("your share of the disk is used up", _SPACE),
    errno.EROFS: ("the file system can only be read", "Name a place that can be written."),
    errno.EACCES: ("you have no right to it", _RIGHT),
    errno.EPERM: ("you have no right to it", _RIGHT),
    errno.ENOTDIR: ("a file stands where a folder is needed", "Move it away, or name a folder."),
    errno.EEXIST: ("a file stands where a folder is needed", "Move it away, or name a folder."),
    errno.EISDIR: ("it is a folder, and a file is needed", "Name a file."),
    errno.ENOENT: ("it does not exist", _PLACE),
    errno.ENAMETOOLONG: ("the path is too long for this system", "Name a shorter one."),
    errno.EBADF: ("it is closed", "Open it, or send it to a file."),
    errno.EMFILE: ("too many files are open", "Raise the limit: `ulimit -n 4096`."),
    errno.EIO: ("the device failed", "See whether the disk is sound, then run it again."),
}


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
    known = _WORDS.get(error.errno or 0)
    if known is None:
        reason = error.strerror or str(error) or type(error).__name__
        return f"{where or 'The system'} failed ({reason}), while running `{doing}`. Try again."
    what, remedy = known
    place = where or "A place that the system does not name"
    if where and _in_home(where):
        remedy += f" It is part of matchloop's home; {VARIABLE} names another."
    reason = error.strerror or os.strerror(error.errno or 0)
    return f"{place}: {what} ({reason}), while running `{doing}`. {remedy}"


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
