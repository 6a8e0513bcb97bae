import signal
import subprocess
import sys
import threading

import pytest

from tasks import ctrl_c

ASKS = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"


def child_is_deaf():
    run = subprocess.run((sys.executable, "-c", ASKS), capture_output=True, text=True, check=True)
    return run.stdout == "True\n"


def test_a_child_is_deaf_only_where_ctrl_c_is_held_back():
    with ctrl_c.held_back():
        assert child_is_deaf()
        ctrl_c.heard()
        assert not child_is_deaf()
    assert not child_is_deaf()


def test_a_ctrl_c_that_came_meanwhile_is_heard_at_the_end():
    passed = []

    def go():
        with ctrl_c.held_back():
            # To this thread: of a process any other thread may hear it, and a test's has some.
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            passed.append("held back")

    with pytest.raises(KeyboardInterrupt):
        go()
    assert passed == ["held back"]
