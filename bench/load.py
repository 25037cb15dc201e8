"""Put load on an HTTP server over persistent connections, and see what it costs the server."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Load:
    """Hold what came of some requests: how long all took, how long each, and the processor's time of the server."""

    seconds: float
    each: tuple[float, ...]
    cpu: float

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
    """Return a core that this process does not run on, or its own where there is no other; None where the system cannot say."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, own)
    return min(everywhere - own or own)


def cpu_seconds(pid: int) -> float:
    """Return the processor's time that the process *pid* has used so far, with all its threads."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text("utf-8").split()[0]) for thread in threads) / 1e9


def memory_bytes(pid: int) -> int:
    """Return the memory that the process *pid* holds."""
    return int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def run(url: str, path: str, bodies: Sequence[str], clients: int, pid: int, rate: float = 0) -> Load:
    """Post *bodies* to *path*, divided among *clients* that each wait for their answers; *rate* limits how many a second."""
    before = cpu_seconds(pid)
    began = perf_counter()
    each = asyncio.run(_post_all(url, path, bodies, clients, rate))
    return Load(perf_counter() - began, tuple(each), cpu_seconds(pid) - before)


async def _post_all(url: str, path: str, bodies: Sequence[str], clients: int, rate: float) -> list[float]:
    place = urlsplit(url)
    parts = await asyncio.gather(*(_post(place.hostname, place.port, path, bodies[one::clients], rate / clients) for one in range(clients)))
    return [seconds for part in parts for seconds in part]


async def _post(host: str, port: int, path: str, bodies: Sequence[str], rate: float) -> list[float]:
    reader, writer = await asyncio.open_connection(host, port)
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    times, began = [], perf_counter()
    for number, body in enumerate(bodies):
        if rate:
            await asyncio.sleep(max(0, began + number / rate - perf_counter()))
        start = perf_counter()
        writer.write(f"{head}{len(body)}\r\n\r\n{body}".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200"):
            first = answer.partition(b"\r\n")[0].decode()
            message = f"the server answered {first}"
            raise RuntimeError(message)
        await _read_body(reader, answer.lower())
        times.append(perf_counter() - start)
    writer.close()
    return times


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> None:
    _, found, rest = head.partition(b"content-length:")
    if found:
        await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
        return
    while size := int((await reader.readline()).split(b";")[0], 16):
        await reader.readexactly(size + 2)
    await reader.readline()
