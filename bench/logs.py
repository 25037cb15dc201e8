"""Summarise logs of ten million lines, one of which has 2% failing lines and the other none, and compare with `grep -c` and bare verification.

`python -m bench.logs FILE [LINES]` writes such a log.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import gmtime, perf_counter, strftime
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from bench.timing import Figure
from siwakit.jose import es256, jws
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, Scenario, example_keys

LINES = 10_000_000
REPEATED = 1_000_000  # lines after which a log repeats itself, because making lines takes longer than reading them
ONE_IN = 50
SECRETS = 200  # different client_secrets in the log; a real one is minted once and sent many times
LEAST_LINES_A_SECOND = 100_000
LEAST_GAIN_OF_CORES = 0.9  # of each core
MOST_GREPS = 6
_ANSWER = '{"error":"invalid_client"}'
_AGENTS = ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15", "okhttp/4.12.0", "curl/8.5.0")
_PATHS = ("/", "/api/v1/items", "/auth/apple/callback", "/static/app.js", "/healthz")


def write_log(path: Path, lines: int = REPEATED, seed: int = 20261125, one_in: int = ONE_IN) -> int:
    """Write a log of *lines* lines to *path*, the same for the same *seed*; return how many of them fail, which is about one in *one_in*."""
    draw = random.Random(seed)  # noqa: S311  a log, not a secret
    bodies = list(_failing_bodies())
    failing = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            is_failing = one_in > 0 and draw.randrange(one_in) == 0
            failing += is_failing
            file.write(_failing_line(draw, number, bodies) if is_failing else _other_line(draw, number))
    return failing


def measure(lines: int = LINES) -> list[Figure]:
    """Return the figures of the summary of a whole log."""
    with TemporaryDirectory() as folder:
        log, quiet, key = Path(folder) / "app.log", Path(folder) / "quiet.log", Path(folder) / f"AuthKey_{KEY_ID}.p8"
        for path, one_in in ((log, ONE_IN), (quiet, 0)):
            write_log(path, min(lines, REPEATED), one_in=one_in)
            _repeat(path, lines // REPEATED)
        key.write_text(example_keys.team_key_text(), "utf-8")
        program = (sys.executable, "-c", "from siwakit.cli import main; main()")
        command = (*program, "doctor", "--summary", str(log), "--key", str(key), "--team", TEAM_ID, "--services-id", SERVICES_ID)
        cores = os.cpu_count() or 1
        one, all_cores = _time((*command, "--jobs", "1")), _time((*command, "--jobs", str(cores)))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        grep = _time(("grep", "-c", "client_secret", str(log)))
        without, grep_without = _time((*program, "doctor", "--summary", str(quiet))), _time(("grep", "-c", "client_secret", str(quiet)))
    bare = _time_verification() * lines / ONE_IN
    rate = lines / one
    target = f">= {LEAST_LINES_A_SECOND:,} lines/s"
    gain, is_gained = f">= {cores * LEAST_GAIN_OF_CORES:.1f}", one / all_cores >= cores * LEAST_GAIN_OF_CORES
    return [
        Figure(f"summary of {lines:,} lines, one core", one, "grep -c", grep, one / grep, target, rate >= LEAST_LINES_A_SECOND),
        Figure(f"the same, {cores} cores, {memory:.0f} MiB a process", all_cores, "one core", one, one / all_cores, gain, is_gained),
        Figure(f"the same, one core, {rate:,.0f} lines/s", one, "bare verification for each failing line", bare, one / bare),
        Figure(
            f"summary of {lines:,} lines with nothing of Apple, {cores} cores",
            without,
            "grep -c",
            grep_without,
            without / grep_without,
            f"<= {MOST_GREPS}",
            without <= MOST_GREPS * grep_without,
        ),
    ]


def _repeat(path: Path, times: int) -> None:
    content = path.read_bytes()
    with path.open("ab") as file:
        for _ in range(times - 1):
            file.write(content)


def _time(command: tuple[str, ...]) -> float:
    # A pipe, because with /dev/null as its output grep stops at the first match.
    # Other benchmarks bind this process to one core; a program started here may use all of them.
    free = (lambda: os.sched_setaffinity(0, range(os.cpu_count() or 1))) if hasattr(os, "sched_setaffinity") else None
    start = perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, preexec_fn=free, check=False)
    if done.returncode not in {0, 1, 3}:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}")
    return perf_counter() - start


def _time_verification(rounds: int = 200) -> float:
    token, public = jws.read(Scenario().compact_secret()), example_keys.team_key().public_key()
    der, data, algorithm = es256.raw_to_der(token.signature or b""), token.signing_input, ECDSA(SHA256())
    start = perf_counter()
    for _ in range(rounds):
        public.verify(der, data, algorithm)
    return (perf_counter() - start) / rounds


def _failing_bodies() -> Iterator[str]:
    """Yield forms that Apple refuses: an expired secret, a wrong aud, another client_id, another team."""
    correct = Scenario()
    for number in range(SECRETS // 4):
        yield urlencode(correct.secret(iat=NOW - 20_000_000 - number, exp=NOW - 5_000_000 - number).fields())
        yield urlencode(correct.secret(aud="https://appleid.apple.com/auth/token", iat=NOW - number).fields())
        yield urlencode(correct.secret(sub=f"com.example.other{number}").fields())
        yield urlencode(correct.secret(iss=f"{number:010d}").fields())


def _failing_line(draw: random.Random, number: int, bodies: list[str]) -> str:
    when = NOW + number // 100
    stamp = strftime("%Y-%m-%dT%H:%M:%S", gmtime(when))
    body = draw.choice(bodies)
    # Each attempt has its own code.
    body = body.replace("code=", f"code=c{draw.getrandbits(128):032x}.0.mrtqz.", 1) if "&code=" in body else body
    match draw.randrange(4):
        case 0:
            said = json.dumps({"time": f"{stamp}Z", "level": "error", "msg": "apple token exchange", "body": body, "answer": _ANSWER})
            return f"{said}\n"
        case 1:
            return (
                f"E, [{stamp}.000000 #4242] ERROR -- omniauth: (apple) Authentication failure! invalid_credentials: OAuth2::Error, invalid_client\n"
            )
        case 2:
            return f"{stamp}Z ERROR POST https://appleid.apple.com/auth/token {body} -> 400 {_ANSWER}\n"
        case _:
            nginx = strftime("%Y/%m/%d %H:%M:%S", gmtime(when))
            return f"{nginx} [error] 31#31: *{number} apple upstream said: {_ANSWER}, client: 192.0.2.{number % 250}\n"


def _other_line(draw: random.Random, number: int) -> str:
    when = gmtime(NOW + number // 100)
    match draw.randrange(4):
        case 0:
            stamp = strftime("%d/%b/%Y:%H:%M:%S +0000", when)
            path, agent = draw.choice(_PATHS), draw.choice(_AGENTS)
            return f'192.0.2.{number % 250} - - [{stamp}] "GET {path}?id={number} HTTP/1.1" 200 {draw.randrange(9999)} "-" "{agent}"\n'
        case 1:
            stamp = strftime("%Y-%m-%d %H:%M:%S", when)
            return f'Started GET "{draw.choice(_PATHS)}" for 192.0.2.{number % 250} at {stamp} +0000\n'
        case 2:
            stamp = strftime("%Y-%m-%dT%H:%M:%SZ", when)
            return (
                json.dumps({"time": stamp, "level": "info", "msg": "request done", "id": f"{draw.getrandbits(64):x}", "ms": draw.randrange(900)})
                + "\n"
            )
        case _:
            stamp = strftime("%Y-%m-%dT%H:%M:%SZ", when)
            return f"{stamp} INFO worker-{number % 8}: job {draw.getrandbits(32):x} finished in {draw.randrange(900)} ms\n"


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else REPEATED
    sys.stdout.write(f"{write_log(Path(sys.argv[1]), count)} of {count} lines fail\n")
