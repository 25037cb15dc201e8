"""Run a program with `siwakit run`, compared with the same program without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.timing import Figure
from siwakit.testing import emulator

ROUNDS = 7
MOST_TO_START = 0.1
MOST_AN_EXCHANGE = 1e-3
CLIENT = str(Path(__file__).with_name("run_client.py"))
RUN = (sys.executable, "-m", "siwakit", "run", "--")
# It loads as much as a small program does, and says when it is there.
SMALL = (sys.executable, "-c", "import ssl, urllib.request; print(flush=True)")


def measure() -> list[Figure]:
    """Return what `siwakit run` adds to the start of a program, to an exchange, and to opening a file."""
    return [_start(), _exchange(), _open()]


def _start() -> Figure:
    with on_every_core():
        seen = [(time_start((*RUN, *SMALL), is_redirected=True), time_start(SMALL)) for _ in range(ROUNDS)]
    ours, alone = (median(side) for side in zip(*seen, strict=True))
    target = f"ours - peer <= {MOST_TO_START} s"
    return Figure("run, start of a program once the emulator is up", ours, "alone", alone, ours / alone, target, ours - alone <= MOST_TO_START)


@contextmanager
def on_every_core() -> Iterator[None]:
    """Let what is started use every core, as a program does that somebody starts: siwakit and the program are several processes."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


def time_start(command: Sequence[str], *, is_redirected: bool = False) -> float:
    """Return the seconds until the program is there, from its start, or from the first line that siwakit prints before it starts it."""
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as started:
        if is_redirected:
            started.stderr.readline()
            began = perf_counter()
        started.stdout.readline()
        seconds = perf_counter() - began
        started.communicate()
    return seconds


def _exchange() -> Figure:
    with emulator(tls=True) as apple:
        direct = ("exchange", "127.0.0.1", str(apple.server.tls_port), apple.server.certificates.authority)
        seen = [
            (ask((*RUN, sys.executable, CLIENT, "exchange", "appleid.apple.com", "443", "")), ask((sys.executable, CLIENT, *direct)))
            for _ in range(ROUNDS)
        ]
    ours, peer = (median(side) for side in zip(*seen, strict=True))
    target = f"ours - peer <= {MOST_AN_EXCHANGE * 1e3:.0f} ms"
    return Figure(
        "run, an exchange on a new connection", ours, "straight to the emulator", peer, ours / peer, target, ours - peer <= MOST_AN_EXCHANGE
    )


def _open() -> Figure:
    command = (sys.executable, CLIENT, "open", CLIENT)
    seen = [(ask((*RUN, *command)), ask(command)) for _ in range(ROUNDS)]
    ours, peer = (median(side) for side in zip(*seen, strict=True))
    return Figure("run, opening a file", ours, "alone", peer, ours / peer, "ours / peer, no promise")


def ask(command: Sequence[str]) -> float:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True, text=True, timeout=120)
    return float(json.loads(done.stdout))
