"""The program's own process: what happens between fork and exec."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable, Mapping
from typing import NoReturn

from siwakit.edge.intercept import signals
from siwakit.edge.intercept.linux import end_with_parent
from siwakit.record import record

_SHELL = "/bin/sh"


@record
class Start:
    """How a program is started: *arguments* begin with its name, and *mask* are the signals that it blocks.

    *install* installs the filter, if there is one, and returns the descriptor of its listener.
    """

    arguments: list[str]
    environment: Mapping[str, str]
    mask: set[int]
    install: Callable[[], int] | None


@record
class Child:
    """A program that is being started.

    *failure* reads the number of the error if it cannot be, and *listener* is the descriptor of its filter.
    """

    pid: int
    failure: int
    listener: int | None


def start(how: Start) -> Child:
    """Fork, and run the program in the new process.

    Raises:
        OSError: there can be no further process, or the filter is refused.
    """
    failure, failed = os.pipe()
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        _become(how, theirs, failed)
    os.close(failed)
    theirs.close()
    with ours:
        return Child(pid, failure, None if how.install is None else _listener(ours, failure))


def _listener(ours: socket.socket, failure: int) -> int:
    _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    if descriptors:
        os.set_inheritable(descriptors[0], False)
        return descriptors[0]
    number = error_number(failure) or errno.ENOSYS
    os.close(failure)
    raise OSError(number, os.strerror(number))


def error_number(failure: int) -> int | None:
    """Return the number of the error with which the program could not be started, or None if it runs."""
    text = os.read(failure, 16)
    return int(text) if text else None


def _become(how: Start, theirs: socket.socket, failed: int) -> NoReturn:
    """Become the program; write the number of an error to *failed*."""
    number = errno.EIO
    try:
        end_with_parent(signal.SIGKILL)
        if how.install is not None:
            listener = how.install()
            socket.send_fds(theirs, [b"."], [listener])
            os.close(listener)
        signals.restore(how.mask)
        number = _execute(how.arguments, how.environment)
    except OSError as error:
        number = error.errno or number
    finally:
        os.write(failed, b"%d" % number)
        os._exit(127)


def _execute(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Replace this process by the program; return the number of the error, as execvp(3) does, if none of its candidates can be run."""
    result = errno.ENOENT
    for path in _candidates(arguments[0], environment):
        number = _try(path, arguments, environment)
        if number == errno.ENOEXEC:
            # A script without an interpreter, which shells run themselves.
            return _try(_SHELL, [_SHELL, path, *arguments[1:]], environment)
        if number not in {errno.ENOENT, errno.ENOTDIR, errno.EACCES}:
            return number
        result = number if number == errno.EACCES else result
    return result


def _candidates(name: str, environment: Mapping[str, str]) -> list[str]:
    if "/" in name:
        return [name]
    folders = environment.get("PATH", os.defpath).split(os.pathsep) if name else []
    return [os.path.join(folder, name) for folder in folders]


def _try(path: str, arguments: list[str], environment: Mapping[str, str]) -> int:
    try:
        os.execve(path, arguments, environment)
    except OSError as error:
        return error.errno or errno.EIO
    except ValueError:
        return errno.EINVAL  # a name with a zero byte, or a variable with an equals sign
