"""A PostgreSQL server of the tests' own, in a temporary folder, reached by its socket alone."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.waiting import CEILING


class NoServerError(Exception):
    """Why there can be no server here."""


class Server:
    """A server that listens on a socket in a folder of its own; `start`, `stop` and `remove`."""

    def __init__(self) -> None:
        missing = [name for name in ("initdb", "postgres") if shutil.which(name) is None]
        if missing:
            raise NoServerError(f"no program {' or '.join(missing)} on the PATH")
        # Not below pytest's folder: that is closed to other users, and a socket's path is short.
        self.folder = Path(tempfile.mkdtemp(prefix="mlpg"))
        self._user: dict[str, Any] = {"cwd": self.folder}
        if os.getuid() == 0:  # PostgreSQL does not run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._user |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._process: subprocess.Popen[bytes] | None = None
        command = [
            "initdb",
            "-D",
            "data",
            "-U",
            "tester",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        made = subprocess.run(command, capture_output=True, text=True, **self._user)
        if made.returncode:
            raise NoServerError(f"initdb failed: {made.stderr[-300:]}")

    def start(self) -> None:
        command = ["postgres", "-D", "data", "-k", str(self.folder)]
        options = ["-c", "listen_addresses=", "-c", "fsync=off"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command + options, stdout=log, stderr=log, **self._user
            )
        deadline = time.monotonic() + CEILING
        while True:
            try:
                self._admin().close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    output = (self.folder / "log").read_text()[-300:]
                    raise NoServerError(f"it does not answer: {error}; {output}") from error
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(CEILING)
            self._process = None

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)  # at once: nothing of it is kept
        shutil.rmtree(self.folder)

    def new_database(self) -> str:
        """The address of an empty database: the one before, emptied, as making one takes longer."""
        with self._admin() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                "datname = 'postgres' AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return f"postgresql://tester:no-secret@/postgres?host={self.folder}"

    def _admin(self) -> psycopg.Connection:
        address = f"host={self.folder} user=tester dbname=postgres"
        return psycopg.connect(address, autocommit=True)
