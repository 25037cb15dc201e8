"""Signals and exit statuses of a program are its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.edge.intercept.guarded import SECONDS, command, guardian_of, is_running, run, started, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
# Counts the signals that it receives, and prints them at the end of its input, or when it is told to end.
COUNTER = """
import os, signal, sys, time
seen = []
for name in ("HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "ALRM", "WINCH", "CONT"):
    signal.signal(getattr(signal, "SIG" + name), lambda number, frame: seen.append(number))
print("ready", flush=True)
while not seen:
    time.sleep(0.01)
time.sleep(0.3)
print(*seen, flush=True)
"""
PASSED_ON = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH]


@pytest.fixture
def about(tmp_path):
    return tmp_path / "about"


@pytest.mark.parametrize("port", [9, 0], ids=["redirected", "not redirected"])
@pytest.mark.parametrize("number", PASSED_ON)
def test_a_signal_to_siwakit_is_passed_on_once(about, number, port):
    with started(about, sys.executable, "-c", COUNTER, port=port) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.stdout.readline() == f"{int(number)}\n"
        assert process.wait(SECONDS) == 0


@pytest.mark.parametrize("number", PASSED_ON)
def test_a_signal_to_the_whole_job_reaches_the_program_once(about, number):
    with started(about, sys.executable, "-c", COUNTER, start_new_session=True) as process:
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, number)
        assert process.stdout.readline() == f"{int(number)}\n"
        assert process.wait(SECONDS) == 0


def test_a_second_signal_is_passed_on_after_one_to_the_whole_job(about):
    script = COUNTER.replace("while not seen", "while len(seen) < 2")
    with started(about, sys.executable, "-c", script, start_new_session=True) as process:
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGUSR1)
        wait_until(lambda: not has_pending(process.pid, signal.SIGUSR1), "siwakit has seen it")
        process.send_signal(signal.SIGUSR2)
        assert process.stdout.readline() == f"{int(signal.SIGUSR1)} {int(signal.SIGUSR2)}\n"


def has_pending(pid, number):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    pending = next(line for line in lines if line.startswith("ShdPnd"))
    return int(pending.split()[1], 16) >> (number - 1) & 1


@pytest.mark.parametrize(
    ("program", "status"), [("exit 0", 0), ("exit 255", 255), ("kill -9 $$", 137), ("kill -SEGV $$", 139), ("kill -PIPE $$", 141)]
)
def test_the_status_is_that_of_the_program(about, program, status):
    assert run(about, "sh", "-c", program).returncode == status


def test_a_program_that_was_ended_by_a_signal_to_siwakit_has_128_and_its_number(about):
    with started(about, "sh", "-c", "echo ready; exec sleep 60") as process:
        process.stdout.readline()
        process.terminate()
        assert process.wait(SECONDS) == 128 + signal.SIGTERM


def test_the_program_begins_with_the_signals_of_a_shell(about):
    done = run(about, "cat", "/proc/self/status")
    assert signals_in("SigBlk", done.stdout) == set()
    assert signals_in("SigIgn", done.stdout) == set()


def test_a_signal_that_was_ignored_stays_ignored(about):
    done = subprocess.run(
        ["sh", "-c", 'trap "" HUP INT; exec "$@"', "sh", *command(about, "cat", "/proc/self/status")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert signals_in("SigIgn", done.stdout) == {signal.SIGHUP, signal.SIGINT}


def signals_in(line, status):
    """Return the signals of one *line* of a *status*; those that the C library keeps for itself (32, 33) cannot be set by anybody."""
    mask = int(next(text.split()[1] for text in status.splitlines() if text.startswith(f"{line}:")), 16)
    return {number for number in signal.valid_signals() if mask >> (number - 1) & 1}


def test_the_program_is_in_the_job_of_siwakit(about):
    script = "import os; print(os.getpgrp(), os.getsid(0))"
    with started(about, sys.executable, "-c", script, start_new_session=True) as process:
        assert process.stdout.readline() == f"{process.pid} {process.pid}\n"


def test_siwakit_stops_and_continues_with_the_program(about):
    with started(about, "sh", "-c", "echo $$; sleep 60") as process:
        pid = int(process.stdout.readline())
        os.kill(pid, signal.SIGSTOP)
        assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
        os.kill(process.pid, signal.SIGCONT)
        wait_until(lambda: state(pid) == "S", "the program continues")
        os.kill(pid, signal.SIGSTOP)
        assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
        os.kill(pid, signal.SIGCONT)
        wait_until(lambda: state(process.pid) == "S", "siwakit continues")


def state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_the_guardian_survives_every_signal_but_one(about):
    with started(about, "sh", "-c", "echo ready; read line; echo $line", stdin=subprocess.PIPE) as process:
        process.stdout.readline()
        for number in PASSED_ON:
            os.kill(guardian_of(about), number)
        process.stdin.write("still here\n")
        process.stdin.close()
        assert process.stdout.readline() == "still here\n"
        assert is_running(guardian_of(about)) or process.wait(SECONDS) == 0
