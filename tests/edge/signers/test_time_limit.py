"""The time limit of calls that have none of their own."""

from __future__ import annotations

import gc
import threading

import pytest

from siwakit.edge.signers.time_limit import TimeLimit
from siwakit.errors import KeyFault, SignerUnavailable


def test_what_the_call_returns_or_raises_comes_back():
    limit = TimeLimit(10)
    assert limit.run(lambda: 7) == 7
    with pytest.raises(KeyFault, match="no"):
        limit.run(lambda: _raise(KeyFault("no")))
    assert limit.run(lambda: 8) == 8


def _raise(error):
    raise error


def test_a_call_that_hangs_ends_in_time_and_its_late_result_belongs_to_nobody():
    released = threading.Event()
    limit = TimeLimit(0.05)
    with pytest.raises(SignerUnavailable, match=r"did not answer within 0\.05 seconds"):
        limit.run(lambda: released.wait(30) and "late")
    with pytest.raises(SignerUnavailable, match="not answered an earlier call yet"):
        limit.run(lambda: "next")
    released.set()
    limit._seconds = 30
    assert limit.run(lambda: "own") == "own"


def test_threads_take_turns():
    running, most, lock = [0], [0], threading.Lock()
    limit = TimeLimit(30)

    def call():
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        threading.Event().wait(0.01)
        with lock:
            running[0] -= 1

    threads = [threading.Thread(target=limit.run, args=(call,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1]


def test_the_thread_ends_with_its_owner():
    before = set(threading.enumerate())
    limit = TimeLimit(10)
    limit.run(lambda: 1)
    (worker,) = set(threading.enumerate()) - before
    del limit
    gc.collect()
    worker.join(10)
    assert not worker.is_alive()
