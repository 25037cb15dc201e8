"""The filter, interpreted for both architectures: which system calls the supervisor is asked about."""

from __future__ import annotations

import os
import sys

import pytest
from tests.edge.intercept.bpf import decide

from siwakit.edge.intercept.seccomp.architecture import AARCH64, O_PATH, X86_64
from siwakit.edge.intercept.seccomp.filter import ALLOW, EQUAL, NO_SUCH_CALL, NOT_SUPPORTED, NOTIFY, RETURN, assemble

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
BOTH = pytest.mark.parametrize("machine", [X86_64, AARCH64], ids=["x86-64", "aarch64"])
I386 = 0x40000003
CWD = -100
# Numbers from the kernel's tables: asm/unistd_64.h, and asm-generic/unistd.h for aarch64.
READ = {X86_64.audit: 0, AARCH64.audit: 63}
EXECVE = {X86_64.audit: 59, AARCH64.audit: 221}
# include/linux/socket.h
MSG_FASTOPEN, MSG_NOSIGNAL = 0x20000000, 0x4000


def reading(machine):
    return [os.O_RDONLY, os.O_CLOEXEC, os.O_CLOEXEC | os.O_NONBLOCK, 0o100000 if machine is X86_64 else 0o400000]


def not_reading(machine):
    kinds = [os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, O_PATH, machine.o_directory, machine.o_nofollow]
    return [kind | os.O_CLOEXEC for kind in kinds]


def opening(machine):
    """Yield a function of flags for each system call that has them as an argument."""
    program = assemble(machine)
    yield lambda flags: decide(program, machine.audit, machine.openat, CWD, 0x7000, flags)
    if machine.open is not None:
        yield lambda flags: decide(program, machine.audit, machine.open, 0x7000, flags)


@BOTH
def test_files_that_are_read_are_asked_about(machine):
    for decided in opening(machine):
        assert {decided(flags) for flags in reading(machine)} == {NOTIFY}


@BOTH
def test_files_that_are_written_and_folders_are_let_through(machine):
    for decided in opening(machine):
        assert {decided(flags) for flags in not_reading(machine)} == {ALLOW}


@BOTH
def test_every_connection_is_asked_about(machine):
    program = assemble(machine)
    assert decide(program, machine.audit, machine.connect, 3, 0x7000, 16) == NOTIFY
    # Its arguments are no flags.
    assert decide(program, machine.audit, machine.connect, 3, 0x7000, os.O_WRONLY) == NOTIFY
    assert decide(program, machine.audit, machine.openat2, CWD, 0x7000, 0x8000, 24) == NOTIFY


@BOTH
def test_io_uring_does_not_exist(machine):
    assert decide(assemble(machine), machine.audit, machine.io_uring_setup, 8) == NO_SUCH_CALL


@BOTH
def test_data_is_not_sent_before_there_is_a_connection(machine):
    program = assemble(machine)
    for flags, expected in ((0, ALLOW), (MSG_NOSIGNAL, ALLOW), (MSG_FASTOPEN, NOT_SUPPORTED), (MSG_FASTOPEN | MSG_NOSIGNAL, NOT_SUPPORTED)):
        assert decide(program, machine.audit, machine.sendto, 3, 0x7000, MSG_FASTOPEN, flags) == expected
        assert decide(program, machine.audit, machine.sendmsg, 3, 0x7000, flags, MSG_FASTOPEN) == expected


@BOTH
def test_all_other_calls_are_let_through(machine):
    program = assemble(machine)
    known = {machine.connect, machine.open, machine.openat, machine.openat2, machine.io_uring_setup}
    decided = {number: decide(program, machine.audit, number, 1, 2, 3) for number in range(600) if number not in known}
    assert set(decided.values()) == {ALLOW}
    for table in (READ, EXECVE):
        assert decided[table[machine.audit]] == ALLOW


@BOTH
def test_programs_of_another_architecture_are_let_through(machine):
    program = assemble(machine)
    other = AARCH64 if machine is X86_64 else X86_64
    for audit in (I386, other.audit):
        assert {decide(program, audit, number, CWD, 0, 0) for number in range(600)} == {ALLOW}


def test_the_32_bit_convention_of_x86_64_is_let_through():
    program = assemble(X86_64)
    assert {decide(program, X86_64.audit, 0x40000000 | number, CWD, 0, 0) for number in range(600)} == {ALLOW}
    assert decide(program, X86_64.audit, -1) == ALLOW


@BOTH
def test_each_branch_is_taken_and_none_leads_outside(machine):
    program = assemble(machine)
    seen = set()
    for number in (*range(600), 0x40000000, 0x40000101):
        for flags in (*reading(machine), *not_reading(machine)):
            for audit in (machine.audit, I386):
                decide(program, audit, number, flags, flags, flags, seen=seen)
    jumps = {place for place, item in enumerate(program) if item.code == EQUAL}
    assert {(place, taken) for place in jumps for taken in (True, False)} <= seen
    assert all(place + 1 + max(item.yes, item.no) < len(program) for place, item in enumerate(program) if item.code != RETURN)


def test_the_numbers_are_those_of_the_kernel():
    # arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h, linux/audit.h and each architecture's asm/fcntl.h.
    assert numbers_of(X86_64) == (0xC000003E, 42, 44, 46, 2, 257, 437, 425, 317, 0o200000, 0o400000)
    assert numbers_of(AARCH64) == (0xC00000B7, 203, 206, 211, None, 56, 437, 425, 277, 0o40000, 0o100000)


def numbers_of(machine):
    sockets = (machine.connect, machine.sendto, machine.sendmsg)
    files = (machine.open, machine.openat, machine.openat2, machine.io_uring_setup)
    return (machine.audit, *sockets, *files, machine.seccomp, machine.o_directory, machine.o_nofollow)
