"""uvicorn's HTTP protocol, which also cuts off clients that neither send nor read.

uvicorn itself waits for ever for the rest of a request's head, and for a client to read.
"""

from asyncio import BaseTransport, TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PatientProtocol(HttpToolsProtocol):
    """Aborts a connection on which nothing has moved for `idle_seconds` while something should."""

    idle_seconds = 10.0

    def __init__(self, *given: Any, **named: Any):
        super().__init__(*given, **named)
        self._receiving: TimerHandle | None = None
        self._sending: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._receiving = self._timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Something came: wait again, unless the request is whole."""
        if self._receiving is not None:
            self._receiving.cancel()
        self._receiving = self._timer()
        super().data_received(data)

    def on_message_complete(self) -> None:
        """The request is whole: what follows takes as long as it takes."""
        if self._receiving is not None:
            self._receiving.cancel()
            self._receiving = None
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not read as fast as it is sent to."""
        super().pause_writing()
        self._sending = self._timer()

    def resume_writing(self) -> None:
        """The client has read."""
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
        super().resume_writing()

    def _timer(self) -> TimerHandle:
        return self.loop.call_later(self.idle_seconds, self._cut_off)

    def _cut_off(self) -> None:
        if self.flow.read_paused:  # we do not read ourselves just now
            self._receiving = self._timer()
            return
        self.transport.abort()

    def _stop(self) -> None:
        for timer in (self._receiving, self._sending):
            if timer is not None:
                timer.cancel()
