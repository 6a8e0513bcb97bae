"""What the operating system refuses, in words: what it was, where, and what to do.

Knows the kinds of refusal, and nothing of what the files are for; that says who asked.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matchloop.errors import MatchloopError

_ROOM = "Make room on that disk and try again."
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "Raise this user's limit on the size of files and try again.",
    errno.EROFS: "It is mounted read-only: mount it writable, or set MATCHLOOP_HOME to a folder "
    "that can be written.",
    errno.EACCES: "Give this user the right to it (`ls -ld` shows whose it is) and try again.",
    errno.EPERM: "Give this user the right to it (`ls -ld` shows whose it is) and try again.",
    errno.ENOTDIR: "A folder was expected and a file is in its place: move the file away.",
    errno.EEXIST: "A folder was expected and a file is in its place: move the file away.",
    errno.EISDIR: "A file was expected and a folder is in its place: move the folder away.",
    errno.ENAMETOOLONG: "Choose a folder with a shorter path.",
    errno.ELOOP: "Its links lead in a circle: mend them.",
    errno.ENOENT: "Check the path.",
    errno.EBADF: "It is closed: open it, or send it to a file.",
    errno.EIO: "The disk itself reports a fault: look after it before anything else.",
    errno.EMFILE: "Raise the limit of open files (`ulimit -n`) and try again.",
}
_OTHERWISE = "Mend that and try again."


def in_words(error: OSError, path: Path | str | None = None) -> str:
    """Return reason and remedy, such as "No space left on device. Make room on that disk …".

    path: what was asked for; where the system refused another file, that one is named as well.
    """
    reason = error.strerror or str(error) or type(error).__name__
    refused = error.filename if isinstance(error.filename, str) else None
    named = f" ({refused})" if refused and path is not None and refused != str(path) else ""
    return f"{reason}{named}. {_REMEDIES.get(error.errno or 0, _OTHERWISE)}"


@contextmanager
def telling(kind: type[MatchloopError], path: Path, what: str, stays: str = "") -> Iterator[None]:
    """Turn an OSError into an error of ours: "PATH cannot be WHAT: reason. Stays. Remedy".

    what: such as "written" or "read". stays: a sentence on what is as it was. A file that is not
    there is another question, so FileNotFoundError passes where `what` is "read".
    """
    try:
        yield
    except OSError as error:
        if what == "read" and isinstance(error, FileNotFoundError):
            raise
        reason, _, remedy = in_words(error, path).partition(". ")
        kept = f" {stays}" if stays else ""
        raise kind(f"{path} cannot be {what}: {reason}.{kept} {remedy}") from error
