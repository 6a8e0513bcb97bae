"""Takes in what a client sends, within limits that count before and while it is read.

JSON as it stands; a form's files go to a temporary folder. Knows nothing of what is in either.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from multipart import (
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)
from pydantic_core import from_json
from starlette.requests import ClientDisconnect, Request

from matchloop.server.problems import RefusedError

JSON, FORM = "application/json", "multipart/form-data"
MOST_FILES = 32
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Upload:
    """A file that was sent: its name, where it lies now, and the hash of its bytes."""

    name: str
    path: Path
    sha256: str


@dataclass
class Form:
    """What a form holds: `question` as JSON, and files. The files are there until it is closed."""

    question: bytes = b"{}"
    uploads: list[Upload] = field(default_factory=list)


def media_type(request: Request) -> str:
    """The content type without its options."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parsed(body: bytes) -> object:
    """Read JSON. Raises RefusedError 400 for what is none, too deep, or no UTF-8."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise RefusedError(
            400, "json", f"The body is no JSON that can be read: {error}. Send one object in UTF-8."
        ) from error


async def take(request: Request, most: float, seconds: float) -> bytes:
    """Return the body. Raises RefusedError: 413 for more than `most` bytes, 408 after `seconds`."""
    async with _in_time(seconds):
        return b"".join([chunk async for chunk in _chunks(request, most)])


def check_type(request: Request, *expected: str) -> str:
    """Return the content type. Raises RefusedError 415 for one that is not expected."""
    found = media_type(request)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if found not in expected or encoding not in ("", "identity"):
        got = f"{found or 'no content type'}" + ("" if encoding == "identity" else f", {encoding}")
        raise RefusedError(
            415,
            "content-type",
            f"The body is {got}; expected {' or '.join(expected)}, not compressed. A file goes in "
            "as: curl -F file=@table.csv",
            closes=True,
        )
    return found


async def take_form(request: Request, most: float, seconds: float, stack: AsyncExitStack) -> Form:
    """Return a form; its files lie in a folder that goes when the stack is closed."""
    _, options = parse_options_header(request.headers.get("content-type", ""))
    form = Form()
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="matchloop-")))
    try:
        parser = PushMultipartParser(
            options.get("boundary", ""), max_segment_count=MOST_FILES + 1, strict=True
        )
        with parser:
            writer = _Writer(form, folder)
            try:
                async with _in_time(seconds):
                    async for chunk in _chunks(request, most):
                        for event in parser.parse(chunk):
                            writer.take(event)
            finally:
                writer.close()
    except ParserLimitReached as error:
        raise RefusedError(
            413,
            "too-many-parts",
            f"The form has too many or too long parts ({error}); at most {MOST_FILES} files go in "
            "one request.",
            closes=True,
        ) from error
    except MultipartError as error:
        raise RefusedError(
            400,
            "form",
            f"The form is damaged or cut short ({error}). Send it again, whole; `curl -F "
            "file=@table.csv` makes one.",
            closes=True,
        ) from error
    return form


class _Writer:
    """Puts the parts of a form where they belong, as they come in."""

    def __init__(self, form: Form, folder: Path):
        self._form, self._folder = form, folder
        self._file: BinaryIO | None = None
        self._question: bytearray | None = None
        self._name, self._path, self._hash = "", folder, hashlib.sha256()

    def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        elif self._file is not None:
            self._hash.update(event)
            self._file.write(event)
        elif self._question is not None:
            self._question += event

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _begin(self, part: MultipartSegment) -> None:
        if part.name == "question":
            self._question = bytearray()
        elif part.name == "file":
            self._name = _safe(part.filename or "")
            place = self._folder / str(len(self._form.uploads))
            place.mkdir()
            self._path, self._hash = place / self._name, hashlib.sha256()
            self._file = self._path.open("wb")
        else:
            raise RefusedError(
                422,
                "form",
                f"The form has a part {str(part.name)[:60]!r}; expected `file`, once or several "
                "times, and perhaps `question` with the options in JSON.",
                closes=True,
            )

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._form.uploads.append(Upload(self._name, self._path, self._hash.hexdigest()))
            self._file = None
        elif self._question is not None:
            self._form.question, self._question = bytes(self._question), None


async def _chunks(request: Request, most: float) -> AsyncIterator[bytes]:
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > most:
        raise _too_large(most)
    got = 0
    try:
        async for chunk in request.stream():
            got += len(chunk)
            if got > most:
                raise _too_large(most)
            if chunk:
                yield chunk
    except ClientDisconnect:
        raise RefusedError(400, "cut-off", "The client left half way.") from None


@asynccontextmanager
async def _in_time(seconds: float) -> AsyncIterator[None]:
    """Give a request so long to arrive. Raises RefusedError 408."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise RefusedError(
            408,
            "slow-request",
            f"The request did not arrive within {seconds:g} seconds.",
            closes=True,
        ) from None


def _too_large(most: float) -> RefusedError:
    return RefusedError(
        413,
        "too-large",
        f"The body is larger than {most / 1e6:g} MB. Send a sample of the rows, or Parquet; who "
        "runs the service may allow more (docs/serving.md).",
        closes=True,
    )


def _safe(name: str) -> str:
    """The last part of a file's name, without what a file system or terminal would mind."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = re.sub(r"[^\w .,()+@=-]", "_", last).strip(" .")
    return plain[-_LONGEST_NAME:].encode()[-200:].decode(errors="ignore") or "upload"
