"""Measure what each reader takes for its worst shapes, each in a process of its own: `python tests/hostile/reader_costs.py [NAME]`.

Writes a line of JSON for each reader: its name and its costs.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

MIB = 1024 * 1024
# The kernel ends what would not end by itself.
CPU_SECONDS = 20
CODE_OF_ERROR = 70
MORE_TIMES = 3
LEAST_SECONDS = 0.2
LIKELY_RATIO = 6


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one shape at 1 MiB: processor seconds, bytes of memory, seconds for a quarter of it, and an error that is not one of ours."""

    shape: str
    seconds: float
    grown: int
    seconds_for_quarter: float
    error: str = ""


def cost_of(reader, number: int) -> Cost:
    """Return the cost of *reader* for the shape with this *number*."""
    head, unit = reader.shapes[number]
    quarter, whole = run_once(reader, number, MIB // 4), run_once(reader, number, MIB)
    for _ in range(MORE_TIMES):
        if whole[0] < LEAST_SECONDS or whole[0] < LIKELY_RATIO * quarter[0]:
            break
        # Other programs on the machine slow a measurement down, and never speed it up.
        quarter, whole = min(quarter, run_once(reader, number, MIB // 4)), min(whole, run_once(reader, number, MIB))
    return Cost(f"{head[-40:]!r} and {unit[:40]!r}", whole[0], whole[1], quarter[0], whole[2] or quarter[2])


def run_once(reader, number: int, size: int) -> tuple[float, int, str]:
    """Return the seconds, the bytes and the error of *reader* for a shape of *size*, measured in a process of its own."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _become(reader, number, size, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    seconds, grown, error = json.loads(said) if said else (CPU_SECONDS, 0, "the process died")
    return float(seconds), int(grown), str(error)


def _become(reader, number: int, size: int, write_end: int) -> None:
    """Measure in this process, and end it."""
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        text = reader.text(number, size)
        before, start, error = _memory("VmRSS"), time.process_time(), ""
        try:
            reader.run(text)
        except BaseException as found:  # noqa: BLE001  whatever it is, the test has to hear of it
            error = type(found).__name__
        os.write(write_end, json.dumps((round(time.process_time() - start, 3), _memory("VmHWM") - before, error)).encode())
    finally:
        os._exit(CODE_OF_ERROR)


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(name))


def _preload(readers) -> None:
    """Make each reader import what it imports at its first use, so that this is not measured."""
    for reader in readers:
        for text in ("{}", "a: b\n", "A = 1\n", "x"):
            reader.run(text)


if __name__ == "__main__":
    # So that the imports work as in the tests if this file is run by its path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.hostile.readers import READERS

    _preload(READERS)
    for one in READERS:
        if len(sys.argv) == 1 or sys.argv[1] in one.name:
            print(json.dumps((one.name, [asdict(cost_of(one, number)) for number in range(len(one.shapes))])), flush=True)
