"""Whether redirection by seccomp works here: a process of its own tries it, because a filter stays for good."""

from __future__ import annotations

import ctypes
import errno
import os
from typing import NoReturn

from siwakit.edge.intercept.linux import gain_no_privileges
from siwakit.edge.intercept.seccomp.architecture import Architecture
from siwakit.edge.intercept.seccomp.filter import install
from siwakit.edge.intercept.seccomp.memory import read_memory

_TEXT = b"can be read"
HIDDEN = 255  # instead of the number of an error: the memory of another process cannot be read


def try_seccomp(architecture: Architecture) -> int:
    """Return 0 if it works, the number of the error with which the filter is refused, or HIDDEN."""
    text = ctypes.create_string_buffer(_TEXT)
    reading, writing = os.pipe()
    going_on, go_on = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go_on)
        _try(architecture, writing, going_on)
    os.close(writing)
    try:
        number = int(os.read(reading, 9) or errno.EIO)
        return number or _try_to_read(pid, ctypes.addressof(text))
    finally:
        for descriptor in (reading, going_on, go_on):
            os.close(descriptor)
        os.waitpid(pid, 0)


def _try_to_read(pid: int, address: int) -> int:
    try:
        return 0 if read_memory(pid, address, len(_TEXT)) == _TEXT else HIDDEN
    except OSError:
        return HIDDEN


def _try(architecture: Architecture, writing: int, going_on: int) -> NoReturn:
    number = errno.EIO
    try:
        gain_no_privileges()
        install(architecture)
        number = 0
    except OSError as error:
        number = error.errno or number
    finally:
        os.write(writing, b"%d" % number)
        os.read(going_on, 1)
        os._exit(0)
