"""System calls and flags by number, for the architectures that are known."""

from __future__ import annotations

import os
import sys

from siwakit.record import record

_MAX_32_BIT = 2**32
O_PATH = 0o10000000


@record(kw_only=True)
class Architecture:
    """Numbers of an architecture: *audit* is its name for the kernel, the others are system calls and flags of open.

    *open* is None if there is only openat. System calls from *foreign* on have another calling convention.
    """

    audit: int
    connect: int
    sendto: int
    sendmsg: int
    open: int | None
    openat: int
    openat2: int
    io_uring_setup: int
    seccomp: int
    foreign: int | None
    o_directory: int
    o_nofollow: int


X86_64 = Architecture(
    audit=0xC000003E,
    connect=42,
    sendto=44,
    sendmsg=46,
    open=2,
    openat=257,
    openat2=437,
    io_uring_setup=425,
    seccomp=317,
    foreign=0x40000000,
    o_directory=0o200000,
    o_nofollow=0o400000,
)
AARCH64 = Architecture(
    audit=0xC00000B7,
    connect=203,
    sendto=206,
    sendmsg=211,
    open=None,
    openat=56,
    openat2=437,
    io_uring_setup=425,
    seccomp=277,
    foreign=None,
    o_directory=0o40000,
    o_nofollow=0o100000,
)
BY_MACHINE = {"x86_64": X86_64, "aarch64": AARCH64}


def this_architecture() -> Architecture | None:
    """Return the architecture of this process, or None if it is not known: a 32-bit Python on a 64-bit kernel has another one."""
    if os.uname().sysname != "Linux" or sys.maxsize <= _MAX_32_BIT:
        return None
    return BY_MACHINE.get(os.uname().machine)
