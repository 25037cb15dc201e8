"""A wait that the handler of a signal may end, at any moment."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from siwakit.edge.wakeup import Wakeup

RAIN = """
import signal
from siwakit.edge.wakeup import Wakeup
with Wakeup() as wakeup:
    signal.signal(signal.SIGALRM, lambda *_: wakeup.wake())
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    for _ in range(20_000):
        wakeup.wait(0.001)
    signal.setitimer(signal.ITIMER_REAL, 0)
print("over")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no timers that send signals")
def test_a_signal_in_the_middle_of_a_wait_does_not_stop_it_for_ever():
    done = subprocess.run([sys.executable, "-c", RAIN], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "over\n"


def test_a_wait_ends_by_itself_or_when_it_is_woken():
    with Wakeup() as wakeup:
        assert not wakeup.wait(0.01)
        wakeup.wake()
        started = time.monotonic()
        assert wakeup.wait(30)
        assert time.monotonic() - started < 10
        assert wakeup.wait(0)


def test_it_may_be_woken_any_number_of_times():
    with Wakeup() as wakeup:
        for _ in range(100_000):
            wakeup.wake()
        assert wakeup.wait(30)
