"""Getting one file's bytes over HTTP, with a limit on their number.

Knows nothing of checksums, roles or where files belong.
"""

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from matchloop.errors import SourceError

TIMEOUT = 15.0
"""Seconds without an answer after which a server counts as unreachable."""

SIZE_CAP = 64 * 2**20
"""Most bytes that are taken when a file's size is not known."""

_CHUNK = 64 * 1024

OnBytes = Callable[[int], None]
"""Told the number of bytes that have just arrived."""


class Unreachable(Exception):  # noqa: N818 - a state of the network, not a mistake
    """The file cannot be had now; the text says why, in words."""


def download(url: str, target: Path, size: int | None, on_bytes: OnBytes) -> None:
    """Stream `url` into `target`.

    size: bytes the file is known to have; None takes at most `SIZE_CAP`. Raises `Unreachable`
    when the server does not give the file, and `SourceError` when it gives more than it should.
    """
    host = urlsplit(url).hostname or url
    with _network(host):
        response = urllib.request.urlopen(url, timeout=TIMEOUT)
    got = 0
    with response, target.open("wb") as out:
        for chunk in _chunks(response, host):
            got += len(chunk)
            _refuse_more(url, got, size)
            out.write(chunk)
            on_bytes(len(chunk))
    announced = response.headers.get("Content-Length")
    if announced is not None and got < int(announced):
        raise Unreachable(f"{host} broke off after {got:,} of {int(announced):,} bytes")


def _chunks(response: http.client.HTTPResponse, host: str) -> Iterator[bytes]:
    while True:
        with _network(host):
            chunk = response.read(_CHUNK)
        if not chunk:
            return
        yield chunk


def _refuse_more(url: str, got: int, size: int | None) -> None:
    limit = SIZE_CAP if size is None else size
    if got > limit:
        raise SourceError(
            f"{url} sends more than the {limit:,} bytes expected; nothing of it was kept. "
            "If the file has changed on purpose, put its size and sha256 into data/sources.yaml."
        )


@contextmanager
def _network(host: str) -> Iterator[None]:
    """Turn what goes wrong on the network, and only that, into `Unreachable`."""
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_in_words(error, host)) from error


def _in_words(error: Exception, host: str) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(error, urllib.error.HTTPError):
        return f"{host} answered {error.code} {error.reason}"
    if isinstance(reason, TimeoutError):
        return f"no answer from {host} within {TIMEOUT:.0f} s"
    if isinstance(reason, socket.gaierror):
        return f"the name {host} is not known here; is there a network?"
    if isinstance(reason, ConnectionRefusedError):
        return f"{host} refused the connection"
    if isinstance(reason, ssl.SSLError):
        return f"no trusted connection to {host}: {reason.reason or reason}"
    return f"no connection to {host}: {reason}"
