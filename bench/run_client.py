"""A program that `siwakit run` is measured with: prints JSON with the median seconds of an exchange, or of opening a file.

Its arguments are `exchange HOST PORT CA`, with an empty CA for the authorities of the machine, `kept HOST PORT CA` for exchanges on one
connection, or `open PATH`.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

EXCHANGES = 150
OPENS = 3_000
KEEP = b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\n\r\n"
ASK = b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n"


def exchange(host: str, port: int, context: ssl.SSLContext) -> None:
    """Fetch the keys on a new connection."""
    with context.wrap_socket(socket.create_connection((host, port)), server_hostname="appleid.apple.com") as sock:
        sock.sendall(ASK)
        while sock.recv(65536):
            pass


def exchange_again(sock: ssl.SSLSocket) -> None:
    """Fetch the keys on a connection that is kept."""
    sock.sendall(KEEP)
    received = sock.recv(65536)
    while b"\r\n\r\n" not in received:
        received += sock.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += sock.recv(65536)


def read(path: str) -> None:
    """Open a file and close it."""
    with open(path, "rb", buffering=0):  # noqa: PTH123  Path would cost more than the call
        pass


def time_each(call: Callable[[], None], number: int) -> float:
    """Return the median seconds of a call."""
    times = []
    for _ in range(number):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times)


def main(kind: str, *given: str) -> float:
    """Measure what the arguments say."""
    if kind == "open":
        return time_each(lambda: read(given[0]), OPENS)
    host, port, authority = given
    context = ssl.create_default_context(cafile=authority or None)
    if kind == "kept":
        with context.wrap_socket(socket.create_connection((host, int(port))), server_hostname="appleid.apple.com") as sock:
            return time_each(lambda: exchange_again(sock), EXCHANGES)
    return time_each(lambda: exchange(host, int(port), context), EXCHANGES)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
