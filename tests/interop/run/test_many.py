"""Many connections at once, and many exchanges one after the other, with `siwakit run`."""

from __future__ import annotations

import sys

import pytest
from tests.interop.run.program_list import PROGRAMS
from tests.interop.run.ran import run, run_signed_in

MAX_DESCRIPTORS = 8
MAX_KIB = 5 * 1024


@pytest.mark.parametrize("number", [64, 300])
def test_connections_at_once_are_all_answered(number):
    ran = run([sys.executable, str(PROGRAMS / "python" / "many_connections.py"), str(number)])
    assert (ran.status, ran.output.split()) == (0, [str(number)]), ran.errors
    assert ran.exchanges == ["GET  /auth/keys  200"] * number


@pytest.mark.slow
def test_ten_thousand_exchanges_leave_nothing_behind():
    ran = run_signed_in([sys.executable, str(PROGRAMS / "python" / "exchange_often.py")], timeout=300)
    assert ran.status == 0, ran.errors[-2000:]
    assert len(ran.exchanges) == 10_001
    grown = [tuple(map(int, line.split())) for line in ran.output.splitlines()]
    assert grown, "no process of siwakit was found"
    assert all(descriptors <= MAX_DESCRIPTORS and memory <= MAX_KIB for descriptors, memory in grown), grown
