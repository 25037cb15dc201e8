"""The filter that the program installs: which of its system calls the supervisor is asked about.

The kernel runs it for each system call, so it has to decide by numbers: it cannot read a path or an address. All connections are asked about, and
files that are opened to be read. Files opened to be written, and directories, are let through here, and so are programs of another architecture.
A signal can reach the program after it has made such a call and before the supervisor has seen it. The call is then made again, as the handlers of
runtimes ask for (SA_RESTART); with a handler that does not, opening a file can fail with EINTR, which it never does otherwise.

io_uring would connect and open without system calls, and is said not to exist: programs do without it, as in most containers. Data that is sent
with the first packet (TCP Fast Open) connects without `connect`, and is said not to be supported: programs then connect first.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from siwakit.edge.intercept.linux import system_call
from siwakit.edge.intercept.seccomp.architecture import O_PATH, Architecture
from siwakit.record import record

ALLOW = 0x7FFF0000
NOTIFY = 0x7FC00000
_ERROR = 0x00050000
NO_SUCH_CALL = _ERROR | errno.ENOSYS
NOT_SUPPORTED = _ERROR | errno.EOPNOTSUPP

LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K

MSG_FASTOPEN = 0x20000000

# struct seccomp_data: the number, the architecture, the instruction pointer, six arguments, whose lower halves come first.
_NUMBER = 0
_ARCHITECTURE = 4
_ARGUMENTS = 16

_SET_MODE_FILTER = 1
_FLAG_NEW_LISTENER = 1 << 3
_FLAG_WAIT_KILLABLE = 1 << 5


@record
class Instruction:
    """An instruction of BPF; *yes* and *no* are how many instructions a jump skips."""

    code: int
    value: int
    yes: int = 0
    no: int = 0


def assemble(architecture: Architecture) -> tuple[Instruction, ...]:
    """Return the filter of *architecture*."""
    calls = [(architecture.connect, "notify"), (architecture.openat2, "notify"), (architecture.io_uring_setup, "refuse")]
    calls += [(architecture.openat, "flags of openat"), (architecture.sendto, "flags of sendto"), (architecture.sendmsg, "flags of sendmsg")]
    calls += [] if architecture.open is None else [(architecture.open, "flags of open")]
    lines: list[tuple[int, int, str, str]] = [
        (LOAD, _ARCHITECTURE, "", ""),
        (EQUAL, architecture.audit, "", "allow"),
        (LOAD, _NUMBER, "", ""),
        *([] if architecture.foreign is None else [(AT_LEAST, architecture.foreign, "allow", "")]),
        *((EQUAL, number, place, "") for number, place in calls),
        (AT_LEAST, 0, "allow", "allow"),
    ]
    places = {}
    for call, index, purpose in (("openat", 2, "opening"), ("open", 1, "opening"), ("sendto", 3, "sending"), ("sendmsg", 2, "sending")):
        places[f"flags of {call}"] = len(lines)
        lines += [(LOAD, _argument(index), "", ""), (AT_LEAST, 0, purpose, purpose)]
    places["opening"] = len(lines)
    lines += [(ANY_BIT, let_through(architecture), "allow", "notify")]
    places["sending"] = len(lines)
    lines += [(ANY_BIT, MSG_FASTOPEN, "connect first", "allow")]
    for name, value in (("notify", NOTIFY), ("refuse", NO_SUCH_CALL), ("connect first", NOT_SUPPORTED), ("allow", ALLOW)):
        places[name] = len(lines)
        lines += [(RETURN, value, "", "")]
    return tuple(Instruction(code, value, *(_skip(index, places, name) for name in names)) for index, (code, value, *names) in enumerate(lines))


def _argument(index: int) -> int:
    return _ARGUMENTS + 8 * index


def _skip(index: int, places: dict[str, int], name: str) -> int:
    return places[name] - index - 1 if name else 0


def let_through(architecture: Architecture) -> int:
    """Return the flags of open with which a file, or what is not a file, is never handed over."""
    return os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | O_PATH | architecture.o_directory | architecture.o_nofollow


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install(architecture: Architecture) -> int:
    """Install the filter for this process and its descendants, for good; return the descriptor that the supervisor listens on.

    Raises:
        OSError: the kernel is too old, has such a filter already, or something forbids it.
    """
    instructions = assemble(architecture)
    code = b"".join(struct.pack("=HBBI", item.code, item.yes, item.no, item.value) for item in instructions)
    program = _Program(len(instructions), code)
    try:
        # A call that is being answered is then interrupted only by a fatal signal (Linux 5.19): Go's runtime sends itself many others.
        return _install(architecture, _FLAG_NEW_LISTENER | _FLAG_WAIT_KILLABLE, program)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    return _install(architecture, _FLAG_NEW_LISTENER, program)


def _install(architecture: Architecture, flags: int, program: _Program) -> int:
    return system_call(architecture.seccomp, _SET_MODE_FILTER, flags, ctypes.byref(program))
