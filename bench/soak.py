"""Send an emulator all kinds of requests for a long time, and check whether its memory grows: `python -m bench.soak [SECONDS] [A-SECOND]`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from subprocess import Popen
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.emulator import WEB
from bench.load import get, memory_bytes, other_core, post, run, start, stop

SECONDS = 1800
A_SECOND = 200
MOST_BYTES = 5_000_000
CLIENTS = 8
SLICE_SECONDS = 10
KINDS = 8
AUTHORIZE = {"client_id": WEB["client_id"], "redirect_uri": WEB["redirect_uri"], "response_type": "code", "state": "s"}


def main() -> int:
    """Print how much it grew and how it answered; return 1 if it grew too much."""
    given = [int(argument) for argument in sys.argv[1:]]
    seconds, rate = [*given, *(SECONDS, A_SECOND)[len(given) :]]
    grown, statuses = soak(seconds, rate)
    answered = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))
    print(f"{seconds} s, {rate} requests a second ({answered}): memory grew by {grown / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:.0f} MB are allowed")
    return int(grown >= MOST_BYTES)


def soak(seconds: int, rate: int) -> tuple[int, Counter[int]]:
    """Return by how many bytes the emulator grew in *seconds* of *rate* requests a second, and a count of the statuses."""
    server = start([sys.executable, "-m", "bench.exchanges"], other_core())
    try:
        said = json.loads(server.stdout.readline())
        mix = _mix(said, _refresh_token(server, said))
        before, statuses = 0, Counter[int]()
        # The first slice is a warm-up, in which everything is loaded that is loaded at its first use.
        for number in range(1 + max(1, seconds // SLICE_SECONDS)):
            requests = mix(_codes(server, rate * min(seconds, SLICE_SECONDS) // KINDS))
            statuses += run(said["url"], requests, CLIENTS, server.pid, rate).statuses
            before = before if number else memory_bytes(server.pid)
        return memory_bytes(server.pid) - before, statuses
    finally:
        stop(server)


def _mix(said: dict[str, str], refresh_token: str) -> Callable[[list[str]], list[bytes]]:
    """Return a function that makes eight requests from each code: of all kinds, and one in four is refused."""
    url, form = said["url"], {**WEB, "client_secret": said["client_secret"]}

    def token(**fields: str) -> bytes:
        return post(url, "/auth/token", urlencode({**form, **fields}))

    def requests(code: str) -> Iterator[bytes]:
        yield token(code=code)
        yield token(grant_type="refresh_token", refresh_token=refresh_token)
        yield token(code=code, client_secret=form["client_secret"][:-9] + "AAAAAAAAA")
        yield post(url, "/auth/revoke", urlencode({**form, "token": code}))
        yield get(url, "/auth/keys")
        yield get(url, f"/auth/authorize?{urlencode(AUTHORIZE)}")
        yield token(grant_type="refresh_token", refresh_token=refresh_token)
        yield token(code=f"c{'0' * 32}.0.none.{'A' * 22}")

    return lambda codes: list(chain.from_iterable(map(requests, codes)))


def _refresh_token(server: Popen[str], said: dict[str, str]) -> str:
    form = urlencode({**WEB, "client_secret": said["client_secret"], "code": _codes(server, 1)[0]})
    with urlopen(f"{said['url']}/auth/token", form.encode()) as answer:  # noqa: S310  our own address, on loopback
        return str(json.load(answer)["refresh_token"])


def _codes(server: Popen[str], count: int) -> list[str]:
    server.stdin.write(f"{count}\n")
    server.stdin.flush()
    codes: list[str] = json.loads(server.stdout.readline())
    return codes


if __name__ == "__main__":
    sys.exit(main())
