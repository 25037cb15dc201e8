"""The kernel's questions to the supervisor, and the answers (seccomp_unotify(2)), as small functions."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import struct
from typing import NamedTuple

_RECEIVE = 0xC0502100
_SEND = 0xC0182101
_IS_VALID = 0x40082102
_ADD_DESCRIPTOR = 0x40182103
_SET_FLAGS = 0x40082104

_CONTINUE = 1
_ADD_AND_SEND = 2
_WAKE_ON_SAME_CPU = 1

_REQUEST = struct.Struct("=QIIiIQ6Q")
_RESPONSE = struct.Struct("=QqiI")
_DESCRIPTOR = struct.Struct("=QIIII")


class Notification(NamedTuple):
    """A system call that waits: *thread* made it, and *identity* names it in the answer."""

    identity: int
    thread: int
    number: int
    arguments: tuple[int, ...]


def receive(listener: int) -> Notification | None:
    """Return the next system call that waits, or None if the one that was announced no longer does."""
    buffer = bytearray(_REQUEST.size)
    try:
        fcntl.ioctl(listener, _RECEIVE, buffer)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.EINTR}:
            return None
        raise
    identity, thread, _, number, _, _, *arguments = _REQUEST.unpack(buffer)
    return Notification(identity, thread, number, tuple(arguments))


def carry_on(listener: int, identity: int) -> None:
    """Let the kernel run the system call as it was made."""
    _send(listener, _RESPONSE.pack(identity, 0, 0, _CONTINUE))


def finish(listener: int, identity: int, error_number: int = 0) -> None:
    """Let the system call return 0, or fail with *error_number*."""
    _send(listener, _RESPONSE.pack(identity, 0, -error_number, 0))


def _send(listener: int, response: bytes) -> None:
    # A thread that was killed, or interrupted by a signal, no longer waits for an answer.
    with contextlib.suppress(FileNotFoundError):
        fcntl.ioctl(listener, _SEND, response)


def is_waiting(listener: int, identity: int) -> bool:
    """Return whether the thread still waits: only then was what was read about it its own."""
    try:
        fcntl.ioctl(listener, _IS_VALID, struct.pack("=Q", identity))
    except OSError:
        return False
    return True


def hand_over(listener: int, identity: int, descriptor: int, *, closes_on_exec: bool) -> None:
    """Let the system call return a copy of *descriptor*."""
    flags = os.O_CLOEXEC if closes_on_exec else 0
    with contextlib.suppress(FileNotFoundError):
        try:
            fcntl.ioctl(listener, _ADD_DESCRIPTOR, _DESCRIPTOR.pack(identity, _ADD_AND_SEND, descriptor, 0, flags))
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            # Before Linux 5.14 these are two steps.
            number = fcntl.ioctl(listener, _ADD_DESCRIPTOR, bytearray(_DESCRIPTOR.pack(identity, 0, descriptor, 0, flags)))
            _send(listener, _RESPONSE.pack(identity, number, 0, 0))


def wake_on_same_cpu(listener: int) -> None:
    """Wake the supervisor and the program on the same CPU, which halves the cost of a question; before Linux 6.6 this does nothing."""
    with contextlib.suppress(OSError):
        fcntl.ioctl(listener, _SET_FLAGS, _WAKE_ON_SAME_CPU)
