"""Many connections through the TLS port at once, and many one after the other, without a descriptor or memory that is not given back."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.edge.far import END, Host, drain, listening, read_until

REQUEST = b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n"
SERVER = """
import json, sys
from siwakit.testing import emulator
with emulator(seed=7, tls=True) as apple:
    print(json.dumps([apple.server.tls_port, apple.server.certificates.authority]), flush=True)
    sys.stdin.read()
"""
AT_REST = 30
MOST_BYTES = 3_000_000
pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="descriptors and memory of another process are read from /proc")


class Emulator:
    """An emulator in a process of its own."""

    def __init__(self, pid, port, authority):
        self.pid, self.port = pid, port
        self.context = ssl.create_default_context(cafile=authority)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def ask(self, sock):
        with sock, self.context.wrap_socket(sock, server_hostname="appleid.apple.com") as secure:
            secure.sendall(REQUEST)
            return drain(secure)

    def tunnel(self, authority):
        sock = self.connect()
        sock.sendall(b"CONNECT %s HTTP/1.1\r\n\r\n" % authority)
        assert read_until(sock, END).startswith(b"HTTP/1.1 200")
        return sock

    def descriptors(self):
        return sum(1 for _ in Path(f"/proc/{self.pid}/fd").iterdir())

    def descriptors_at_rest(self, most):
        until = time.monotonic() + 10
        while self.descriptors() > most and time.monotonic() < until:
            time.sleep(0.05)
        return self.descriptors()

    def memory(self):
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture(scope="module")
def apple():
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        yield Emulator(process.pid, *json.loads(process.stdout.readline()))
        process.stdin.close()


@contextmanager
def other_host():
    with listening(Host()) as port:
        yield port


def directly(apple, _):
    return apple.ask(apple.connect())


def through_a_tunnel(apple, _):
    return apple.ask(apple.tunnel(b"appleid.apple.com:443"))


def to_another_host(apple, port):
    with apple.tunnel(b"127.0.0.1:%d" % port) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return drain(sock)


def plainly_to_another_host(apple, port):
    with apple.connect() as sock:
        sock.sendall(b"GET http://127.0.0.1:%d/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % port)
        return drain(sock)


def to_a_host_that_does_not_answer(apple, _):
    with apple.connect() as sock:
        sock.sendall(b"CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n")
        return drain(sock).replace(b"502 Bad Gateway", b"200")


def by_a_client_that_leaves(apple, port):
    apple.tunnel(b"127.0.0.1:%d" % port).close()
    apple.connect().close()
    return b"HTTP/1.1 200"


WAYS = (directly, through_a_tunnel, to_another_host, plainly_to_another_host, to_a_host_that_does_not_answer, by_a_client_that_leaves)


@pytest.mark.parametrize("count", [64, 300])
@pytest.mark.parametrize("way", WAYS[:4])
def test_connections_at_once_are_all_answered(apple, way, count):
    def ask():
        together.wait()
        answers.append(way(apple, port)[:12])

    together, answers = threading.Barrier(count, timeout=30), []
    with other_host() as port:
        threads = [threading.Thread(target=ask) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert answers == [b"HTTP/1.1 200"] * count


@pytest.mark.parametrize("exchanges", [600, pytest.param(10_000, marks=pytest.mark.slow)])
def test_exchanges_leave_no_descriptor_and_no_memory_behind(apple, exchanges):
    with other_host() as port:
        for number in range(1200):
            WAYS[number % len(WAYS)](apple, port)
        descriptors, memory = apple.descriptors_at_rest(AT_REST), apple.memory()
        for number in range(exchanges):
            assert WAYS[number % len(WAYS)](apple, port).startswith(b"HTTP/1.1 200")
        assert apple.descriptors_at_rest(descriptors) <= descriptors
    assert apple.memory() - memory < MOST_BYTES
