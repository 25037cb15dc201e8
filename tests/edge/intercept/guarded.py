"""Programs under the guardian, without an emulator: what is redirected reaches a port of the test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from siwakit.apple import HOST, OTHER_HOST

AUTHORITY = "-----BEGIN CERTIFICATE-----\nQVVUSE9SSVRZ\n-----END CERTIFICATE-----\n"
SECONDS = 15
# Prints the temporary folder and the guardian's pid to the file that is named first.
RUNNER = f"""
import os, sys
from siwakit.cli.streams import open_missing
from siwakit.edge.intercept.program import Guarded
from siwakit.edge.intercept.redirection import Redirection
open_missing()
with Guarded() as guarded:
    with open(sys.argv[1], "w") as about:
        about.write(f"{{guarded.folder}}\\n{{guarded.guardian}}\\n")
    redirection = Redirection({(HOST, OTHER_HOST)!r}, int(sys.argv[2]), {AUTHORITY.encode()!r}, guarded.folder)
    ended = guarded.run(sys.argv[3:], dict(os.environ), redirection if redirection.port else None)
sys.exit(ended.status)
"""


def command(about: Path, *program: str, port: int = 9) -> tuple[str, ...]:
    """Return the command that runs *program* under the guardian; without a *port* nothing is redirected."""
    return (sys.executable, "-c", RUNNER, str(about), str(port), *program)


def run(about: Path, *program: str, port: int = 9, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(about, *program, port=port), capture_output=True, text=True, timeout=SECONDS, check=False, **options)


def python(about: Path, script: str, *arguments: str, **options) -> str:
    """Run *script* by Python under the guardian, and return what it prints."""
    done = run(about, sys.executable, "-c", script, *arguments, **options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@contextmanager
def started(about: Path, *program: str, port: int = 9, **options):
    """Start *program* under the guardian; it must print a line first. At the end nothing of it is left."""
    process = subprocess.Popen(command(about, *program, port=port), stdout=subprocess.PIPE, text=True, **options)
    with process:
        try:
            yield process
        finally:
            process.kill()
            wait_until(lambda: not is_running(guardian_of(about)), "the guardian ends")


@contextmanager
def open_folder():
    """Make a folder that every user can use."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def folder_of(about: Path) -> Path:
    return Path(about.read_text().split("\n")[0])


def guardian_of(about: Path) -> int:
    return int(about.read_text().split("\n")[1])


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def wait_until(condition, what: str, seconds: float = SECONDS):
    """Wait for *condition*, for a bounded time, and return its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextmanager
def echo_server(backlog: int = 512):
    """Serve on loopback, in threads: a connection gets back what it sends."""
    with socket.create_server(("127.0.0.1", 0), backlog=backlog) as listener:
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_echo, args=(connection,), daemon=True).start()


def _echo(connection):
    with connection:
        while said := connection.recv(65536):
            connection.sendall(said)


def end(pid: int, number: int = signal.SIGKILL) -> None:
    os.kill(pid, number)
