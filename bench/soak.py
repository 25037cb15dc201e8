"""Ask an emulator for tokens for a long time and see whether its memory grows: `python -m bench.soak [SECONDS] [A-SECOND]`."""

from __future__ import annotations

import json
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.emulator import WEB
from bench.load import memory_bytes, other_core, run, start, stop

SECONDS = 1800
A_SECOND = 200
MOST_BYTES = 5_000_000
WARM_UP = 400


def main() -> int:
    """Print how much it grew; exit with 1 where that is too much."""
    seconds, rate = (int(given) for given in (*sys.argv[1:], SECONDS, A_SECOND)[: len(sys.argv) - 1] or (SECONDS, A_SECOND))
    grown = soak(seconds, rate)
    print(f"{seconds * rate} token requests, {rate} a second: memory grew by {grown / 1e6:.1f} MB, allowed are {MOST_BYTES / 1e6:.0f} MB")
    return int(grown >= MOST_BYTES)


def soak(seconds: int, rate: int) -> int:
    """Return by how many bytes the emulator grew in *seconds* of *rate* requests a second, of which some are refused."""
    server = start([sys.executable, "-m", "bench.exchanges"], other_core())
    try:
        said = json.loads(server.stdout.readline())
        forms = _forms(server, said)
        run(said["url"], "/auth/token", forms * (WARM_UP // len(forms)), 8, server.pid)
        before = memory_bytes(server.pid)
        for _ in range(max(1, seconds // 10)):
            run(said["url"], "/auth/token", forms * (min(seconds, 10) * rate // len(forms)), 8, server.pid, rate)
        return memory_bytes(server.pid) - before
    finally:
        stop(server)


def _forms(server, said: dict[str, str]) -> list[str]:
    server.stdin.write("1\n")
    server.stdin.flush()
    form = {**WEB, "client_secret": said["client_secret"]}
    (code,) = json.loads(server.stdout.readline())
    with urlopen(f"{said['url']}/auth/token", urlencode({**form, "code": code}).encode()) as answer:  # noqa: S310  our own address, on loopback
        tokens = json.load(answer)
    return [urlencode({**form, "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]})]


if __name__ == "__main__":
    sys.exit(main())
