"""The processes below a process, as its system lists them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from siwakit.edge.intercept import descendants

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="compares both ways of Linux")


def test_both_lists_agree():
    with subprocess.Popen(["sh", "-c", "sleep 60 & read line"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as shell:
        for listed in (descendants._parents_in_proc(), descendants._parents_by_ps()):
            assert listed[shell.pid] == os.getpid()
        assert shell.pid in descendants.descendants()
        shell.kill()


def test_a_process_that_has_ended_is_not_listed():
    with subprocess.Popen(["true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        for listed in (descendants._parents_in_proc(), descendants._parents_by_ps()):
            assert ended.pid not in listed
