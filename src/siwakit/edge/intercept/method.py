"""How a program is redirected on this machine."""

from __future__ import annotations

import errno
import os
import platform
import re
import sys
from enum import Enum

from siwakit.record import record

# The first that can hand over a descriptor (SECCOMP_IOCTL_NOTIF_ADDFD).
_FIRST_LINUX = (5, 9)
_TOO_OLD = "the kernel is too old: Linux 5.9 is the first that can do it"
_FORBIDDEN = "a security profile, such as a container's, forbids it"
_REASONS = {
    errno.EBUSY: "the calls of this process are filtered by another program already, as inside another `siwakit run`",
    errno.EINVAL: _TOO_OLD,
    errno.ENOSYS: "the kernel, or the profile of the container, does not have seccomp",
    errno.EPERM: _FORBIDDEN,
    errno.EACCES: _FORBIDDEN,
}
_HIDDEN = "a process may not look into its children here (kernel.yama.ptrace_scope, or a container's profile)"


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

    architecture = this_architecture()
    if architecture is None:
        return f"the system calls of {os.uname().machine} are not known"
    if _version(os.uname().release) < _FIRST_LINUX:
        return _TOO_OLD
    from siwakit.edge.intercept.seccomp.trial import HIDDEN, try_seccomp

    number = try_seccomp(architecture)
    if number == HIDDEN:
        return _HIDDEN
    return _REASONS.get(number, os.strerror(number).lower()) if number else ""


def _version(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", release)[:2])
