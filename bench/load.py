"""Put load on an HTTP server over persistent connections, and see what it costs the server."""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"
_CHUNK_BYTES = 65536
_PAUSE = 0.001  # seconds between two looks at the clock, if there is a rate


@dataclass(frozen=True, slots=True)
class Load:
    """Outcome of many requests: how long all took and each took, the server's processor time, and a count of the statuses."""

    seconds: float
    each: tuple[float, ...]
    cpu: float
    statuses: Counter[int]

    def percentile(self, share: float) -> float:
        """Return how long the slowest of *share* of the requests took at most."""
        return sorted(self.each)[min(len(self.each) - 1, int(share * len(self.each)))]


def start(command: Sequence[str], core: int | None, cwd: Path | None = None, **environment: str) -> subprocess.Popen[str]:
    """Start a server on *core*; its standard input and output are pipes."""

    def move() -> None:
        if core is not None:
            os.sched_setaffinity(0, {core})

    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=cwd, env={**os.environ, **environment}, preexec_fn=move, **pipes)  # noqa: PLW1509  this process has no threads


def stop(server: subprocess.Popen[str]) -> None:
    """End *server*."""
    with suppress(OSError):
        server.stdin.close()
    try:
        server.wait(3)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    server.stdout.close()


def other_core() -> int | None:
    """Return a core that this process does not run on, or its own if there is no other; None if the system cannot tell."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, own)
    return min(everywhere - own or own)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that all threads of the process *pid* have used so far."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text("utf-8").split()[0]) for thread in threads) / 1e9


def memory_bytes(pid: int) -> int:
    """Return the resident memory of the process *pid*."""
    return int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def post(url: str, path: str, body: str) -> bytes:
    """Return the bytes of a request that posts a form."""
    lines = (f"POST {path} HTTP/1.1", f"Host: {_host(url)}", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", body)).encode()


def get(url: str, path: str) -> bytes:
    """Return the bytes of a request for a document."""
    return f"GET {path} HTTP/1.1\r\nHost: {_host(url)}\r\n\r\n".encode()


def run(url: str, requests: Sequence[bytes], clients: int, pid: int, rate: float = 0) -> Load:
    """Send *requests*, divided among *clients* that each wait for their answers; *rate* limits how many a second.

    Without a rate the clients never sleep, because the time to wake them up would be counted as the server's.
    """
    place = urlsplit(url)
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        shares = [requests[number::clients] for number in range(clients)]
        connected = [_Client(stack.enter_context(_connect(place.hostname, place.port)), deque(share)) for share in shares if share]
        for client in connected:
            selector.register(client.connection, selectors.EVENT_READ, client)
        before = cpu_seconds(pid)
        began = perf_counter()
        _exchange(selector, connected, rate / len(connected), began)
        seconds = perf_counter() - began
        each = tuple(took for client in connected for took in client.times)
        return Load(seconds, each, cpu_seconds(pid) - before, sum((client.statuses for client in connected), Counter()))


@dataclass(slots=True)
class _Client:
    """One connection: the requests left to send, when the pending one was sent, and what has been received of its answer."""

    connection: socket.socket
    requests: deque[bytes]
    began: float | None = None
    received: bytes = b""
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def send(self) -> None:
        """Send the next request."""
        self.began = perf_counter()
        self.connection.sendall(self.requests.popleft())

    def receive(self) -> bool:
        """Read what has arrived, and return whether the answer is complete."""
        chunk = self.connection.recv(_CHUNK_BYTES)
        if not chunk:
            message = "the server closed the connection"
            raise RuntimeError(message)
        self.received += chunk
        if not _is_complete(self.received):
            return False
        self.times.append(perf_counter() - self.began)
        self.statuses[int(self.received[9:12])] += 1
        self.began, self.received = None, b""
        return True


def _exchange(selector: selectors.BaseSelector, clients: Sequence[_Client], rate: float, began: float) -> None:
    waiting = 0
    while True:
        for client in clients:
            if client.began is None and client.requests and (not rate or perf_counter() >= began + len(client.times) / rate):
                client.send()
                waiting += 1
        if not waiting and not any(client.requests for client in clients):
            return
        for key, _ in selector.select(_PAUSE if rate else 0):
            waiting -= key.data.receive()


def _is_complete(answer: bytes) -> bool:
    head, end, body = answer.partition(_HEAD_END)
    if not end:
        return False
    _, length_header, rest = head.lower().partition(b"content-length:")
    return len(body) >= int(rest.split(b"\r\n", 1)[0]) if length_header else body.endswith(_LAST_CHUNK)


def _connect(host: str, port: int) -> socket.socket:
    connection = socket.create_connection((host, port), 10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _host(url: str) -> str:
    return urlsplit(url).netloc
