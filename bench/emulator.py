"""Exchange codes for tokens at the emulator, compared with the bare cost of its two signatures and with the mocks that people use."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

from bench.load import Load, other_core, post, run, start, stop
from bench.timing import Figure, time_calls
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.jose import es256, rs256
from siwakit.jose.keys import rsa_keys
from siwakit.samples import example_keys

ROUNDS = 7
EXCHANGES = 192
STARTS = 7
AT_ONCE = (1, 32)
MOST_TO_START = 1.0
# By the number of clients. There is no promise compared with oauth2-mock-server, which checks nothing that it is sent, and none about the
# share of the signatures: both could be kept only by accepting requests without asking the rules.
LEAST: dict[str, dict[int, float]] = {"emulate": {1: 1.3, 32: 1.15}, "oauth2-mock-server": {}}
NPM = Path(__file__).resolve().parent.parent / "tests" / "npm"
BARE = "its two signatures, bare"
WEB = {"client_id": "com.example.web", "grant_type": "authorization_code", "redirect_uri": "https://app.example.com/callback"}


@dataclass(frozen=True, slots=True)
class Side:
    """Running server, the path at which it exchanges codes, and a function that makes forms for it."""

    server: subprocess.Popen[str]
    url: str
    path: str
    forms: Callable[[int], list[str]]


def measure() -> list[Figure]:
    """Return the figures of the emulator; peers that are not installed are left out."""
    core = other_core()
    loads = {clients: _measure_at(clients, core) for clients in AT_ONCE}
    return [*_cost(loads), *(figure for clients, seen in loads.items() for figure in _speed(seen, clients)), *_start_up(core)]


def _measure_at(clients: int, core: int | None) -> dict[str, list[Load]]:
    # Each number of clients gets new servers, because one of the peers stops answering after 5000 requests.
    sides = {"siwakit": _ours(core)}
    try:
        sides |= {name: _peer(name, core) for name in LEAST if _is_installed(name)}
        return _interleave(sides, clients)
    finally:
        for side in sides.values():
            stop(side.server)


def _cost(loads: dict[int, dict[str, list[Load]]]) -> list[Figure]:
    bare = _bare()
    figures = []
    for clients, seen in loads.items():
        ours = median(load.cpu / EXCHANGES for load in seen["siwakit"])
        figures.append(Figure(_named("token exchange, processor", clients), ours, BARE, bare, ours / bare, "ours / peer, no promise"))
    return figures


def _speed(seen: dict[str, list[Load]], clients: int) -> list[Figure]:
    ours = median(load.seconds / EXCHANGES for load in seen["siwakit"])
    figures = []
    for name in seen.keys() - {"siwakit"}:
        theirs = median(load.seconds / EXCHANGES for load in seen[name])
        figures.append(_against(_named("token exchange", clients), ours, name, theirs, LEAST[name].get(clients)))
    shares = [(f"p{share:g}", median(load.percentile(share / 100) for load in seen["siwakit"])) for share in (50, 99)]
    percentiles = [Figure(_named(f"token exchange, {name}", clients), seconds, f"{1 / ours:.0f} a second", None, None) for name, seconds in shares]
    return [*figures, *percentiles]


def _against(name: str, ours: float, peer: str, theirs: float, least: float | None) -> Figure:
    ratio = theirs / ours
    if least is None:
        return Figure(name, ours, peer, theirs, ratio, "peer / ours, no promise")
    return Figure(name, ours, peer, theirs, ratio, f"peer / ours >= {least}", ratio >= least)


def _named(what: str, clients: int) -> str:
    return f"{what}, {clients} client{'s' if clients > 1 else ''}"


def _bare() -> float:
    """Return the seconds that one ES256 verification and one RS256 signature take, on as many bytes as in an exchange."""
    private, rsa = example_keys.team_key(), rsa_keys.derive(SeededRandom(1).bits)
    data = b"x" * 300
    signature, public = es256.sign(private, data), private.public_key()
    seen = time_calls({"verify": lambda: es256.verify(public, signature, data), "sign": lambda: rs256.sign(rsa, data)})
    return seen["verify"] + seen["sign"]


def _interleave(sides: dict[str, Side], clients: int) -> dict[str, list[Load]]:
    seen: dict[str, list[Load]] = {name: [] for name in sides}
    for number in range(ROUNDS + 1):
        for name in sides if number % 2 else reversed(sides):
            side = sides[name]
            requests = [post(side.url, side.path, form) for form in side.forms(EXCHANGES)]
            load = run(side.url, requests, clients, side.server.pid)
            if load.statuses.keys() != {200}:
                message = f"{name} answered {dict(load.statuses)}"
                raise RuntimeError(message)
            # The first round warms up.
            if number:
                seen[name].append(load)
    return seen


def _ours(core: int | None) -> Side:
    server = start([sys.executable, "-m", "bench.exchanges"], core)
    announced = json.loads(server.stdout.readline())
    form = {**WEB, "client_secret": announced["client_secret"]}

    def forms(count: int) -> list[str]:
        server.stdin.write(f"{count}\n")
        server.stdin.flush()
        return [urlencode({**form, "code": code}) for code in json.loads(server.stdout.readline())]

    return Side(server, announced["url"], "/auth/token", forms)


def _is_installed(name: str) -> bool:
    return shutil.which("node") is not None and (NPM / "node_modules" / name).is_dir()


def _peer(name: str, core: int | None) -> Side:
    server = start(["node", "peers.mjs", name], core, NPM, PEER_PORT=str(_free_port()))
    url = json.loads(server.stdout.readline())["url"]
    form = {**WEB, "client_secret": "x" * 280}
    if name == "emulate":
        return Side(server, url, "/auth/token", lambda count: [urlencode({**form, "code": _code_of_emulate(url)}) for _ in range(count)])
    return Side(server, url, "/token", lambda count: [urlencode({**form, "code": str(number)}) for number in range(count)])


class _NoRedirect(HTTPRedirectHandler):
    """Redirect handler that follows no redirect, because the code is in its URL."""

    def http_error_302(self, _request, answer, _code, _message, headers):
        """Return the answer itself."""
        answer.location = headers["Location"]
        return answer


_OPENER = build_opener(_NoRedirect)


def _code_of_emulate(url: str) -> str:
    form = {"email": "testuser@icloud.com", "redirect_uri": WEB["redirect_uri"], "scope": "name email", "client_id": WEB["client_id"]}
    answer = _OPENER.open(Request(f"{url}/auth/authorize/callback", urlencode(form).encode()))  # noqa: S310  the peer's own address, on loopback
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def _start_up(core: int | None) -> list[Figure]:
    seconds = median(_time_start([sys.executable, "-m", "bench.exchanges"], core) for _ in range(STARTS))
    return [Figure("start, from nothing to the first answer", seconds, "", None, None, f"<= {MOST_TO_START} s", seconds <= MOST_TO_START)]


def _time_start(command: list[str], core: int | None) -> float:
    began = perf_counter()
    server = start(command, core)
    try:
        url = json.loads(server.stdout.readline())["url"]
        urlopen(f"{url}/.well-known/openid-configuration").read()  # noqa: S310  our own address, on loopback
        return perf_counter() - began
    finally:
        stop(server)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]
