"""Runs commands that never outlive this process, however it ends.

Knows nothing of DVC or Prefect. `stop_all` ends what is still running, from any thread.
"""

import io
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_LEASH = Path(__file__).with_name("leash.py")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_running: set["subprocess.Popen[Any]"] = set()
_lock = threading.Lock()


def stream(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], on_line: Callable[[str], None]
) -> int:
    """Run a command and hand each non-empty line of its output (both streams) to `on_line`.

    Returns the exit code. When this process dies, or `on_line` raises, or `stop_all` is
    called, the command and its children are ended: Ctrl-C first, then harder.
    """
    process = _leashed(command, cwd, env, subprocess.PIPE)
    assert process.stdout is not None  # because of PIPE
    try:
        for line in io.TextIOWrapper(process.stdout, encoding="utf-8", errors="replace"):
            if text := _COLOURS.sub("", line).rstrip():
                on_line(text)
        return process.wait()
    finally:
        _let_go(process)
        process.wait()
        process.stdout.close()
        with _lock:
            _running.discard(process)


def start(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    """Start a command in the background, its output replacing the file `log`.

    When this process dies or calls `stop_all`, the command and its children are ended.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        return _leashed(command, cwd, env, file)


def stop_all(wait: bool = False) -> None:
    """Order the end of every running command of this process, and wait for it if asked to."""
    with _lock:
        processes = tuple(_running)
    for process in processes:
        _let_go(process)
    for process in processes if wait else ():
        process.wait()


def _leashed(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], output: IO[bytes] | int
) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(_LEASH), *command],
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with _lock:
        _running.add(process)
    return process


def _let_go(process: "subprocess.Popen[Any]") -> None:
    # The end of its standard input tells the leash to end the command.
    if process.stdin is not None and not process.stdin.closed:
        process.stdin.close()
