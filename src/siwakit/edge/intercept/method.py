"""How a program is redirected on this machine."""

from __future__ import annotations

import errno
import os
import platform
import sys
from enum import Enum

from siwakit.record import record

_REASONS = {
    errno.EBUSY: "this process already has a filter whose calls are answered by another program",
    errno.EINVAL: "the kernel is too old: Linux 5.14 is the first that can do it",
    errno.ENOSYS: "the kernel, or the profile of the container, does not have seccomp",
    errno.EPERM: "the profile of the container forbids it",
    errno.EACCES: "the profile of the container forbids it",
}


class Method(Enum):
    """How the program finds the emulator."""

    SECCOMP = "seccomp"
    VARIABLES = "variables"


@record
class Chosen:
    """A method; *why* says in plain words why it is not seccomp."""

    method: Method
    why: str = ""


def choose_method() -> Chosen:
    """Return the method that works here: seccomp if it does, which is tried in a process of its own."""
    why = _why_not_seccomp()
    return Chosen(Method.VARIABLES, why) if why else Chosen(Method.SECCOMP)


def _why_not_seccomp() -> str:
    if sys.platform != "linux":
        return f"{platform.system()} does not have seccomp: only Linux does"
    from siwakit.edge.intercept.seccomp.architecture import this_architecture

    if this_architecture() is None:
        return f"its filters are not known for {os.uname().machine}"
    number = _try_in_a_process()
    return _REASONS.get(number, os.strerror(number).lower()) if number else ""


def _try_in_a_process() -> int:
    """Return the number of the error with which a filter is refused, or 0."""
    pid = os.fork()
    if pid == 0:
        _try()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _try() -> None:
    from siwakit.edge.intercept.linux import gain_no_privileges
    from siwakit.edge.intercept.seccomp.architecture import this_architecture
    from siwakit.edge.intercept.seccomp.filter import install

    number = errno.EIO
    try:
        gain_no_privileges()
        architecture = this_architecture()
        if architecture is not None:
            install(architecture)
            number = 0
    except OSError as error:
        number = error.errno or number
    finally:
        os._exit(number)
