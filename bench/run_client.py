"""A program that `siwakit run` is measured with: prints JSON with the median seconds of an exchange, or of opening a file.

Its arguments are `exchange HOST PORT CA`, with an empty CA for the authorities of the machine, or `open PATH`.
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
ASK = b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n"


def exchange(host: str, port: int, context: ssl.SSLContext) -> None:
    """Fetch the keys on a new connection."""
    with context.wrap_socket(socket.create_connection((host, port)), server_hostname="appleid.apple.com") as sock:
        sock.sendall(ASK)
        while sock.recv(65536):
            pass


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
    return time_each(lambda: exchange(host, int(port), context), EXCHANGES)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
