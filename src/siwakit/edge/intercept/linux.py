"""Linux calls that Python's library does not have."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PIDFD_GETFD = 438  # the same number on every architecture


@cache
def libc() -> Any:
    """Return the C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int) -> int:
    """Return *result* of a C function.

    Raises:
        OSError: it is negative.
    """
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def system_call(number: int, *arguments: Any) -> int:
    """Return the result of the system call *number*.

    Raises:
        OSError: it failed.
    """
    return checked(libc().syscall(ctypes.c_long(number), *(ctypes.c_long(value) if isinstance(value, int) else value for value in arguments)))


def _prctl(option: int, value: int) -> None:
    checked(libc().prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)))


def gain_no_privileges() -> None:
    """Let neither this process nor its descendants gain privileges by running a program: otherwise only root may install a filter."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose parent ends; other systems than Linux do not have that."""
    if sys.platform == "linux":
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent(signal_number: int) -> None:
    """Receive *signal_number* when the parent ends; other systems than Linux do not have that."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal_number)


def copy_descriptor(pid: int, number: int) -> int:
    """Return a copy of the descriptor *number* of the process *pid*.

    Raises:
        OSError: there is no such process or descriptor, or this process may not look into it.
    """
    process = os.pidfd_open(pid)
    try:
        return system_call(_PIDFD_GETFD, process, number, 0)
    finally:
        os.close(process)
