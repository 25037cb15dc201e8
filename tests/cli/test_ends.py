"""What the command line says when its input never ends, or its output has nowhere to go."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading

import pytest

from siwakit.edge.files import reading
from siwakit.errors import NotReadable

PROGRAM = (sys.executable, "-m", "siwakit")
LINE = b'2026-09-21T14:13:20Z apple {"error":"invalid_client"}\n'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes and devices are those of Linux")


def run(command, **options):
    return subprocess.run(["bash", "-c", f"{' '.join(PROGRAM)} {command}"], capture_output=True, text=True, check=False, timeout=60, **options)


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_pipe_that_nobody_writes_to_is_named(pipe, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS_TO_WAIT_FOR_A_WRITER", 0.1)
    with pytest.raises(NotReadable, match="nobody writes to this pipe"):
        reading.read_file(str(pipe))


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_a_pipe_is_read_to_its_end_when_its_writer_comes(pipe, delay):
    writer = threading.Timer(delay, lambda: pipe.write_bytes(b"client_id=a"))
    writer.start()
    assert reading.read_file(str(pipe)).text == "client_id=a"
    writer.join()


@pytest.mark.parametrize("command", ["doctor /dev/zero", "doctor --summary /dev/zero", "doctor --summary < /dev/zero", "doctor < /dev/zero"])
def test_a_device_without_an_end_is_refused(command):
    done = run(command)
    assert (done.returncode, done.stderr.startswith("error: "), "bug" in done.stderr) == (2, True, False)


@pytest.mark.parametrize("command", ["doctor", "doctor --summary"])
def test_what_another_program_writes_is_read_from_its_pipe(command, tmp_path):
    (tmp_path / "log").write_bytes(LINE * 100)
    assert "invalid_client" in run(f"{command} <(cat {tmp_path / 'log'})").stdout


@pytest.mark.parametrize("given", ["<(cat {log})", "- < {log}"])
def test_a_packed_log_is_unpacked_from_a_pipe(given, tmp_path):
    (tmp_path / "log.gz").write_bytes(gzip.compress(LINE * 100))
    assert "100" in run(f"doctor --summary {given.format(log=tmp_path / 'log.gz')}").stdout


@pytest.mark.parametrize("command", ["rules", "--help", "doctor --help"])
def test_a_full_disk_is_named_and_is_no_bug(command):
    done = run(f"{command} > /dev/full")
    assert (done.returncode, done.stderr) == (
        2,
        "error: standard output: no space left on device\nhint: free some space, or write somewhere else\n",
    )


@pytest.mark.parametrize("command", ["rules", "--help", "doctor --help"])
def test_a_reader_that_has_gone_ends_it_quietly(command):
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as output:
        done = subprocess.run([*PROGRAM, *command.split()], stdout=output, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_standard_output_that_is_closed_is_named():
    done = run("rules >&-")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: standard output is closed")


WAITER = """
import signal, threading, time
from siwakit.cli.output import until_ended

def interrupt():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.{signal})

with until_ended() as wait:
    threading.Thread(target=interrupt, daemon=True).start()
    wait()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_that_does_not_wake_the_main_thread_still_ends_a_server(name):
    done = subprocess.run([sys.executable, "-c", WAITER.format(signal=name)], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
