"""Runs the service with uvicorn until it is told to end: one process, or several workers.

Workers are made from the environment, so that is where settings are put for them.
"""

import os
import signal
from tempfile import TemporaryDirectory

import uvicorn

from matchloop.server import app, metrics, settings
from matchloop.server.protocol import PatientProtocol

_APPLICATION = "matchloop.server.app:from_uvicorn"
_MOST_CONNECTIONS = 4_096


def run(host: str | None = None, port: int | None = None, workers: int | None = None) -> None:
    """Serve until SIGTERM or SIGINT; then finish what was begun.

    host, port, workers: None for what the environment says. Raises ServiceError where the settings
    do not allow it to start.
    """
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"{settings.PREFIX}{name}"] = str(value)
    found = settings.from_environment()
    app.check(found)
    if found.workers == 1:
        _serve(found)
        return
    with TemporaryDirectory(prefix="matchloop-metrics-") as folder:
        os.environ.setdefault(metrics.FOLDER, folder)
        _serve(found)


def _serve(found: settings.Settings) -> None:
    # When all is finished uvicorn raises the signal again, which would end the process without
    # what is to be done at exit.
    signal.signal(signal.SIGTERM, lambda *_: None)
    uvicorn.run(
        _APPLICATION,
        factory=True,
        host=found.host,
        port=found.port,
        workers=found.workers if found.workers > 1 else None,
        loop="uvloop",
        http=PatientProtocol,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=round(found.drain_seconds),
        timeout_keep_alive=30,
    )
