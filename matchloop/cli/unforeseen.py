"""The last line of defence: what nobody foresaw becomes one paragraph and a report in a file.

The report says where it happened and with which versions, and holds no value of a user's table:
frames, and the types of exceptions without their messages, which may quote a cell; no arguments
of the command line, which may be values themselves.
"""

import errno
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from matchloop import __version__
from matchloop.home import home

EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h: the fault is the program's."""

FOLDER = "errors"
_PACKAGES = (
    *("numpy", "pyarrow", "onnxruntime", "tokenizers", "python-calamine", "charset-normalizer"),
    *("pydantic", "sqlalchemy", "alembic", "rich", "typer", "sqlglot", "mlflow", "pandas"),
)
_FRAMES = 40  # of the inner end, where it happened; a recursion has a thousand


def told(error: BaseException, doing: str) -> str:
    """Write the report of an error and return the paragraph that names it."""
    named = f"`{doing}` failed in a way that nobody foresaw ({type(error).__name__}{_at(error)})."
    file = _write(report(error, doing))
    kept = (
        f"The full report is in {file}; it holds no values of your tables."
        if file
        else "The full report could not be written, neither in matchloop's home nor in the "
        "temporary folder."
    )
    again = doing.replace("matchloop", "matchloop --debug", 1)
    return (
        f"{named} {kept} Please give it, with what you did, to whoever looks after matchloop for "
        f"you. `{again} …` shows the traceback."
    )


def report(error: BaseException, doing: str) -> str:
    """Return the report: command, versions and, for each exception of the chain, its frames."""
    lines = [
        f"command: {doing}",
        f"time: {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"matchloop {__version__}, Python {platform.python_version()}, {platform.platform()}",
        ", ".join(f"{name} {found}" for name, found in _versions()),
    ]
    for one in _chain(error):
        lines += ["", _kind(one), *_frames(one)]
    return "\n".join([*lines, ""])


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exceptions that led to this one, the last one first; each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        waiting += [each for each in (*inner, one.__cause__, one.__context__) if each]


def _kind(error: BaseException) -> str:
    """The type; beside it only what the system said, which knows no tables."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} ({errno.errorcode.get(error.errno, error.errno)})"
    if isinstance(error, ImportError) and error.name:
        return f"{name} ({error.name})"
    return name


def _frames(error: BaseException) -> list[str]:
    frames = list(traceback.extract_tb(error.__traceback__))
    cut = [f"  … {len(frames) - _FRAMES} outer frames"] if len(frames) > _FRAMES else []
    shown = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line or ''}".rstrip(": ")
        for frame in frames[-_FRAMES:]
    ]
    return cut + shown


def _at(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    return f" at {Path(frames[0].filename).name}:{frames[0].lineno}" if frames else ""


def _versions() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _write(text: str) -> Path | None:
    """Write for the user's eyes alone; in the home, else in the temporary folder."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}-"
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Made with mode 600 and a name that nobody had.
            number, path = tempfile.mkstemp(".txt", name, folder)
            with open(number, "w", encoding=sys.getfilesystemencoding(), errors="replace") as file:
                file.write(text)
        except OSError:
            continue
        return Path(path)
    return None


def _folders() -> Iterator[Path]:
    for find in (lambda: home() / FOLDER, lambda: Path(tempfile.gettempdir())):
        with suppress(OSError):  # the working folder is gone; there is no temporary one
            yield find()
