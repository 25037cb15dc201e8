"""The service: when it runs again, with clocks that jump and a machine that sleeps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from tests.each import each

from siwakit.edge.renewal.service import LONGEST_WAIT, Clocks, serve
from siwakit.errors import UsageError
from siwakit.flow.renewal.schedule import DAY, next_pause, require_rhythm

HOUR = 3600


class Time:
    """Two clocks. *jumps* are changes of the clock of the day by the number of the wait, *sleeps* spans in which only that clock goes on."""

    def __init__(self, jumps=None, sleeps=None, longest=100_000):
        self.day, self.steady, self.waits = 1_800_000_000.0, 5.0, 0
        self.jumps, self.sleeps, self.longest = jumps or {}, sleeps or {}, longest

    def wait(self, seconds):
        assert 0 <= seconds <= LONGEST_WAIT
        self.day += seconds + self.jumps.get(self.waits, 0) + self.sleeps.get(self.waits, 0)
        self.steady += seconds
        self.waits += 1
        return self.waits > self.longest

    def runs(self, every, codes):
        """Return the times of the monotonic clock at which runs began, until *codes* are used up."""
        started, left = [], list(codes)

        def run():
            started.append(self.steady)
            code = left.pop(0)
            if not left:
                self.longest = 0
            return code

        serve(run, every, Clocks(now=lambda: self.day, monotonic=lambda: self.steady, wait=self.wait))
        return [later - earlier for earlier, later in pairwise(started)]


def test_a_run_follows_after_the_span():
    assert Time().runs(DAY, [0, 0, 0]) == [DAY, DAY]


def test_a_failure_is_tried_again_soon_and_then_less_often():
    quarter = 15 * 60
    assert Time().runs(30 * DAY, [1, 1, 3, 2, 0, 0]) == [quarter, 2 * quarter, 4 * quarter, 8 * quarter, 30 * DAY]


def test_a_clock_that_is_set_back_delays_nothing():
    assert Time(jumps={3: -400 * DAY}).runs(DAY, [0, 0]) == [DAY]


def test_after_a_sleep_the_run_that_was_missed_follows_within_a_minute():
    (waited,) = Time(sleeps={10: 2 * DAY}).runs(DAY, [0, 0])
    assert waited <= 12 * LONGEST_WAIT


@each("every, code, failures, pause", [(DAY, 0, 9, DAY), (HOUR, 1, 9, HOUR), (30 * DAY, 1, 60, DAY), (30 * DAY, 3, 0, 900)])
def test_the_pause_after_a_run(every, code, failures, pause):
    assert next_pause(every, code, failures) == pause


@each("every, renew_before", [(31 * DAY, 60 * DAY), (DAY, 30 * DAY), (59, 60 * DAY)])
def test_a_rhythm_that_leaves_less_than_thirty_days_is_refused(every, renew_before):
    with pytest.raises(UsageError, match="--every"):
        require_rhythm(every, renew_before, "com.example.web")


def test_a_month_is_allowed_with_two_months_left():
    require_rhythm(30 * DAY, 60 * DAY, "com.example.web")


SERVICE = """
import sys, time
from siwakit.edge.renewal.service import Clocks, ended_by_signals, serve
def run():
    print("run", flush=True)
    time.sleep(0.3)
    print("end", flush=True)
    return 0
with ended_by_signals() as ended:
    serve(run, 3600, Clocks(now=time.time, monotonic=time.monotonic, wait=ended.wait))
print("over", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_run_finish_and_ends_the_service(number):
    process = subprocess.Popen([sys.executable, "-c", SERVICE], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "run\n"
    os.kill(process.pid, number)
    started = time.monotonic()
    rest = process.communicate(timeout=20)[0]
    assert (rest, process.returncode) == ("end\nover\n", 0)
    assert time.monotonic() - started < 10
