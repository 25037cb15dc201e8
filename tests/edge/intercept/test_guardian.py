"""Whatever ends, and in whatever way: no process and no file is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.edge.intercept import guarded
from tests.edge.intercept.guarded import SECONDS, end, folder_of, guardian_of, is_running, run, started, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
# A program with a child, a grandchild in a session of its own, and an orphan that left its session and its parent. It prints their pids.
FAMILY = """
import os, signal, sys, time
def fork(*, leave, deaf):
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        if leave:
            os.setsid()
            if os.fork():
                os._exit(0)
        if deaf:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
        os.write(writing, b"%d" % os.getpid())
        os.close(1)
        time.sleep(120)
        os._exit(0)
    return int(os.read(reading, 20))
deaf = "deaf" in sys.argv
print(os.getpid(), fork(leave=False, deaf=deaf), fork(leave=True, deaf=deaf), flush=True)
if "end" not in sys.argv:
    time.sleep(120)
"""


@pytest.fixture
def about(tmp_path):
    return tmp_path / "about"


def family(*options):
    return (sys.executable, "-c", FAMILY, *options)


def pids(process):
    return [int(pid) for pid in process.stdout.readline().split()]


def nothing_is_left(about, processes):
    everyone = [guardian_of(about), *processes]
    wait_until(lambda: not [pid for pid in everyone if is_running(pid)], "all processes have ended")
    assert not folder_of(about).exists()


@pytest.mark.parametrize("options", [(), ("deaf",)], ids=["that obey", "that ignore signals"])
@pytest.mark.parametrize("port", [9, 0], ids=["redirected", "not redirected"])
def test_nothing_is_left_of_programs_if_siwakit_is_killed(about, options, port):
    with started(about, *family(*options), port=port) as process:
        processes = pids(process)
        assert len(processes) == 3
        process.kill()
        process.wait(SECONDS)
        nothing_is_left(about, processes)


def test_nothing_is_left_if_the_whole_job_is_killed(about):
    with started(about, sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(120)", start_new_session=True) as process:
        processes = pids(process)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS)
        wait_until(lambda: not folder_of(about).exists(), "the folder is removed")
        nothing_is_left(about, processes)


def test_nothing_is_left_if_the_program_is_killed(about):
    with started(about, *family()) as process:
        processes = pids(process)
        end(processes[0])
        assert process.wait(SECONDS) == 128 + signal.SIGKILL
        nothing_is_left(about, processes)


def test_nothing_is_left_when_the_program_ends(about):
    with started(about, *family("end")) as process:
        processes = pids(process)
        assert process.wait(SECONDS) == 0
        nothing_is_left(about, processes)


def test_the_program_ends_if_the_guardian_is_killed(about):
    with started(about, *family()) as process:
        processes = pids(process)
        end(guardian_of(about))
        assert process.wait(SECONDS) == 125
        nothing_is_left(about, processes)


def test_siwakit_killed_as_it_starts_leaves_nothing(about):
    for _ in range(5):
        about.unlink(missing_ok=True)
        with started(about, "true") as process:
            wait_until(lambda: about.exists() and about.read_text().count("\n") == 2, "the guardian has started")
            process.kill()
            process.wait(SECONDS)
            nothing_is_left(about, [])


def test_the_guardian_does_nothing_while_it_waits_for_siwakit(about):
    # Siwakit stays, although the last process with the filter has ended.
    runner = guarded.RUNNER.replace("sys.exit(", "    import time; print('ended', flush=True); os.read(3, 1)\nsys.exit(")
    runner = runner.replace("with Guarded() as guarded:\n", "with Guarded() as guarded:\n    sys.stdout = os.fdopen(os.dup(1), 'w')\n")
    waiting, go_on = os.pipe()
    program = (sys.executable, "-c", runner.replace("os.read(3, 1)", f"os.read({waiting}, 1)"), str(about), "9", "true")
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, pass_fds=[waiting]) as process:
        process.stdout.readline()
        first = cpu_ticks(guardian_of(about))
        time.sleep(0.5)
        assert cpu_ticks(guardian_of(about)) <= first + 2
        os.write(go_on, b".")
    os.close(waiting)
    os.close(go_on)


def cpu_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_program_that_could_not_be_run_leaves_nothing(about):
    assert run(about, "there-is-no-such-program").returncode == 127
    nothing_is_left(about, [])


def test_a_program_may_end_while_its_system_call_waits(about):
    script = "import os, threading\nfor _ in range(20): threading.Thread(target=lambda: [open('/etc/hosts') for _ in range(99)]).start()\nos._exit(3)"
    assert run(about, sys.executable, "-W", "ignore", "-c", script).returncode == 3
    nothing_is_left(about, [])
