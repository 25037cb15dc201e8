"""Time several ways to do something in turns, so that a machine that slows down slows all of them."""

from __future__ import annotations

import gc
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter, process_time

ROUNDS = 31
ROUNDS_OF_PROGRAMS = 15
SECONDS_A_TURN = 0.01


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; times are in seconds, and *met* is None if nothing is promised."""

    name: str
    ours: float
    peer: str
    theirs: float | None
    ratio: float | None
    target: str = ""
    met: bool | None = None


def stay_on_one_core() -> int | None:
    """Bind this process, and what it starts, to one core; return its number, or None if the system cannot do that."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def time_calls(sides: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median CPU seconds of one call of each side; every side has a turn in each round."""
    turns = {name: _count_turn(call) for name, call in sides.items()}
    gc.collect()
    gc.disable()
    try:
        return _interleave({name: partial(_time_turn, call, turns[name]) for name, call in sides.items()}, rounds)
    finally:
        gc.enable()


def time_programs(sides: Mapping[str, Sequence[str]], given: str = "", rounds: int = ROUNDS_OF_PROGRAMS) -> dict[str, float]:
    """Return the median seconds from the start of each program to its end; each gets *given* on standard input."""
    # pip compiles what it installs; run from its sources, the package is compiled by the first start, unless that is forbidden.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    turns = {name: partial(_time_program, command, given.encode(), environment) for name, command in sides.items()}
    for turn in turns.values():
        turn()
    return _interleave(turns, rounds)


def _interleave(turns: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    names = list(turns)
    seen: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        # Alternately forwards and backwards, so that no side always runs after the same other one.
        for name in names if number % 2 else reversed(names):
            seen[name].append(turns[name]())
    return {name: median(times) for name, times in seen.items()}


def _count_turn(call: Callable[[], object]) -> int:
    for _ in range(5):
        call()
    return max(1, round(SECONDS_A_TURN / min(_time_turn(call, 1) for _ in range(5))))


def _time_turn(call: Callable[[], object], number: int) -> float:
    start = process_time()
    for _ in range(number):
        call()
    return (process_time() - start) / number


def _time_program(command: Sequence[str], given: bytes, environment: Mapping[str, str]) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, input=given, stdout=subprocess.DEVNULL, env=environment)
    return perf_counter() - start
