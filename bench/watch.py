"""Run a program with `siwakit watch`, compared with the same program without it; an emulator is in the place of Apple."""

from __future__ import annotations

import sys
from statistics import median

from bench.run import CLIENT, ROUNDS, SMALL, ask, on_every_core, time_start
from bench.timing import Figure
from siwakit.testing import Apple, emulator

MOST_TO_START = 0.1
MOST_AN_EXCHANGE = 5e-3
MOST_A_REQUEST = 1e-3


def measure() -> list[Figure]:
    """Return what `siwakit watch` adds to the start of a program, to an exchange on a new connection, and to one on a connection that is kept."""
    with emulator(tls=True) as apple:
        return [_start(apple), _exchange(apple), _kept(apple)]


def _watch(apple: Apple) -> tuple[str, ...]:
    port, authority = _address(apple)
    return sys.executable, "-m", "siwakit", "watch", "--upstream", f"https://127.0.0.1:{port}", "--upstream-ca", authority, "--"


def _address(apple: Apple) -> tuple[str, str]:
    assert apple.server.certificates is not None
    return str(apple.server.tls_port), apple.server.certificates.authority


def _start(apple: Apple) -> Figure:
    with on_every_core():
        seen = [(time_start((*_watch(apple), *SMALL), is_redirected=True), time_start(SMALL)) for _ in range(ROUNDS)]
    ours, alone = (median(side) for side in zip(*seen, strict=True))
    target = f"ours - peer <= {MOST_TO_START} s"
    return Figure("watch, start of a program once siwakit listens", ours, "alone", alone, ours / alone, target, ours - alone <= MOST_TO_START)


def _exchange(apple: Apple) -> Figure:
    return _compare(apple, "exchange", "watch, an exchange on a new connection", MOST_AN_EXCHANGE)


def _kept(apple: Apple) -> Figure:
    return _compare(apple, "kept", "watch, an exchange on a connection that is kept", MOST_A_REQUEST)


def _compare(apple: Apple, kind: str, name: str, most: float) -> Figure:
    client = (sys.executable, CLIENT, kind)
    port, authority = _address(apple)
    with on_every_core():
        seen = [(ask((*_watch(apple), *client, "appleid.apple.com", "443", "")), ask((*client, "127.0.0.1", port, authority))) for _ in range(ROUNDS)]
    ours, peer = (median(side) for side in zip(*seen, strict=True))
    target = f"ours - peer <= {most * 1e3:.0f} ms"
    return Figure(name, ours, "straight to the emulator", peer, ours / peer, target, ours - peer <= most)
