"""Runs one command and ends it, with all its children, when whoever started it is gone.

A script of its own (`python leash.py COMMAND…`), because only another process outlives a
`kill -9`. The starter holds the writing end of this process's standard input; the end of
that stream, by closing or by death, is the order to stop. Knows nothing of the command.
"""

import os
import signal
import subprocess
import sys
import threading

# Ctrl-C first: DVC and a training loop then put their files in order.
ESCALATION = ((signal.SIGINT, 10.0), (signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0))


def run(command: list[str]) -> int:
    """Run the command in a process group of its own; its exit code (128 + n for signal n)."""
    # A shell's background job inherits an ignored Ctrl-C; the command shall hear ours.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: _end(child))
    threading.Thread(target=_end_when_let_go, args=(child,), daemon=True).start()
    code = child.wait()
    _signal_group(child, signal.SIGKILL)  # what the command has left behind
    return code if code >= 0 else 128 - code


def _end_when_let_go(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 1024):
        pass
    _end(child)


def _end(child: "subprocess.Popen[bytes]") -> None:
    for number, patience in ESCALATION:
        _signal_group(child, number)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return


def _signal_group(child: "subprocess.Popen[bytes]", number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):  # nobody is left in the group
        return


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
