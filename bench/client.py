"""Benchmark the client: 64 refreshes at a time against a server that takes 50 ms, and the look-up of a cached client_secret."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.timing import Figure, time_calls
from siwakit.edge.client.async_client.client import AsyncAppleClient
from siwakit.edge.client.client_secrets import ClientSecrets
from siwakit.flow.configuration import Apple, AppleConfiguration
from siwakit.jose.signer import KeySigner
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, example_keys

TASKS = 64
ROUNDS = 20
DELAY_SECONDS = 0.05
MOST_SECONDS = 1e-6
SERVER = "import asyncio; from bench.slow_apple import main; asyncio.run(main())"


def measure() -> list[Figure]:
    """Return the figures of the client."""
    ideal = DELAY_SECONDS / TASKS
    with slow_apple() as url:
        ours = min(asyncio.run(_seconds_a_call(url)) for _ in range(3))
    cached = _seconds_of_cached_secret()
    ideal_name = f"what {DELAY_SECONDS * 1e3:.0f} ms of delay allow"
    return [
        # No promise: at this rate most of the time is spent inside httpx2, and only a connection of our own would be faster.
        Figure(f"a refresh, {TASKS} at a time", ours, ideal_name, ideal, ideal / ours, "peer / ours, no promise"),
        Figure("a cached client_secret", cached, "the promise", MOST_SECONDS, cached / MOST_SECONDS, "ours / peer < 1", cached < MOST_SECONDS),
    ]


@contextmanager
def slow_apple() -> Iterator[str]:
    """Run a server that answers every refresh after the delay, on another core if there is one."""
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE)
    try:
        others = set(range(os.cpu_count() or 1)) - os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
        if others:
            os.sched_setaffinity(process.pid, others)
        yield f"http://127.0.0.1:{int(process.stdout.readline() if process.stdout else b'0')}"
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


async def _seconds_a_call(url: str) -> float:
    async with AsyncAppleClient(_configuration(url)) as client:

        async def work(rounds: int) -> None:
            for _ in range(rounds):
                await client.refresh("r")

        await asyncio.gather(*(work(1) for _ in range(TASKS)))
        start = time.perf_counter()
        await asyncio.gather(*(work(ROUNDS) for _ in range(TASKS)))
        return (time.perf_counter() - start) / (TASKS * ROUNDS)


def _seconds_of_cached_secret() -> float:
    secrets = ClientSecrets(_configuration("http://127.0.0.1:1"))
    secrets.get(SERVICES_ID)
    return time_calls({"cached": lambda: secrets.get(SERVICES_ID)})["cached"]


def _configuration(url: str) -> AppleConfiguration:
    return AppleConfiguration(TEAM_ID, KEY_ID, KeySigner(example_keys.team_key()), services_ids=(SERVICES_ID,), apple=Apple.emulator(url))
