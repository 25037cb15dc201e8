"""Ten thousand exchanges leave nothing behind in the guardian, and hardly delay a program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.edge.intercept.guarded import echo_server, guardian_of, started, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")]
EXCHANGES = 10_000
# For each line that comes in it makes that many exchanges in eight threads, each after looking up the address and reading the bundle.
CLIENT = """
import socket, ssl, sys, threading
def exchange(count):
    for _ in range(count):
        with socket.create_connection(("appleid.apple.com", 443)) as connection:
            connection.sendall(b"hello")
            assert connection.recv(5) == b"hello"
        open("/etc/hosts").close()
print("ready", flush=True)
for line in sys.stdin:
    threads = [threading.Thread(target=exchange, args=(int(line) // 8,)) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print("done", flush=True)
"""


def descriptors(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def kibibytes(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_ten_thousand_exchanges_leave_nothing_in_the_guardian(tmp_path):
    about = tmp_path / "about"
    with echo_server() as port, started(about, sys.executable, "-c", CLIENT, port=port, stdin=-1) as process:
        process.stdout.readline()

        def make(count):
            process.stdin.write(f"{count}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"

        make(1000)
        guardian = guardian_of(about)
        before = descriptors(guardian), kibibytes(guardian)
        make(EXCHANGES)
        # A connection that ends keeps its descriptor for a moment.
        wait_until(lambda: descriptors(guardian) <= before[0], "the descriptors are closed")
        assert kibibytes(guardian) < before[1] + 1024
        process.stdin.close()
