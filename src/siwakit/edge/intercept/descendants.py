"""The processes that a program has started, directly or not, and how they are ended."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable

_PS = ("/bin/ps", "-A", "-o", "pid=,ppid=,stat=")
_GRACE_SECONDS = 1.0
_DEADLINE_SECONDS = 5.0
_PAUSE_SECONDS = 0.02


def descendants() -> list[int]:
    """Return the processes below this one that still run."""
    if not _has_children():
        return []
    parents = _parents_in_proc() if sys.platform == "linux" else _parents_by_ps()
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _parents_in_proc() -> dict[int, int]:
    """Return every process that runs, with its parent."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
                # The name of the program is in parentheses, and may contain some itself.
                state, parent = file.read().rpartition(b")")[2].split()[:2]
                if state not in b"ZX":
                    parents[int(name)] = int(parent)
    return parents


def _parents_by_ps() -> dict[int, int]:
    """Return every process that runs, with its parent, on systems without /proc."""
    import subprocess

    with subprocess.Popen(_PS, stdout=subprocess.PIPE, text=True) as listing:  # noqa: S603  its arguments are constants
        rows = [line.split() for line in listing.stdout or ()]
    return {int(pid): int(parent) for pid, parent, state, *_ in rows if not state.startswith("Z") and int(pid) != listing.pid}


def end_descendants(pause: Callable[[float], object]) -> int:
    """End all processes below this one, and return how many there were.

    They are asked to end first, and *pause* does meanwhile what they wait for.
    """
    running = descendants()
    count = len(running)
    asked: set[int] = set()
    start = time.monotonic()
    while running and time.monotonic() - start < _DEADLINE_SECONDS:
        is_late = time.monotonic() - start > _GRACE_SECONDS
        for pid in running:
            if is_late:
                _send(pid, signal.SIGKILL)
            elif pid not in asked:
                asked.add(pid)
                _send(pid, signal.SIGTERM)
                _send(pid, signal.SIGCONT)
        pause(_PAUSE_SECONDS)
        running = descendants()
    return count


def _send(pid: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, number)
