"""Answers the system calls that the filter asks about.

Nearly every answer is "carry on". A path or an address is read from the memory of the program; another thread may change it before the kernel
reads it again, so nothing here protects anything: it only redirects.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Callable, Mapping

from siwakit.edge.intercept.redirection import Redirection
from siwakit.edge.intercept.seccomp import notify
from siwakit.edge.intercept.seccomp.architecture import Architecture
from siwakit.edge.intercept.seccomp.connections import LONGEST_ADDRESS, Connection, find_target, is_name_service, is_redirected, redirected
from siwakit.edge.intercept.seccomp.filter import let_through
from siwakit.edge.intercept.seccomp.handed_files import HandedFiles
from siwakit.edge.intercept.seccomp.memory import read_memory, read_path, write_memory
from siwakit.edge.intercept.seccomp.notify import Notification
from siwakit.edge.intercept.seccomp.opened_file import OpenedFile

_AT_FDCWD = -100
_HOW = struct.Struct("=QQQ")


class Supervisor:
    """Answers on *listener*; *wait* calls a function once a connection is made.

    *environment* is the program's.
    """

    def __init__(
        self,
        listener: int,
        architecture: Architecture,
        redirection: Redirection,
        environment: Mapping[str, str],
        wait: Callable[[Connection, Callable[[], None]], None],
    ) -> None:
        self._listener = listener
        self._architecture = architecture
        self._port = redirection.port
        self._files = HandedFiles(redirection, environment)
        self._wait = wait
        notify.wake_on_same_cpu(listener)

    def answer(self) -> None:
        """Answer the next system call, of which the kernel has announced one."""
        call = notify.receive(self._listener)
        if call is None:
            return
        try:
            is_answered = self._connect(call) if call.number == self._architecture.connect else self._open(call)
        except Exception:  # noqa: BLE001  the program waits for an answer, whatever has failed here
            # As a rule the thread has ended, or belongs to a program that hides its memory.
            is_answered = False
        if not is_answered:
            notify.carry_on(self._listener, call.identity)

    def _open(self, call: Notification) -> bool:
        folder, address, flags = call.arguments[:3]
        if call.number == self._architecture.open:
            folder, address, flags = _AT_FDCWD, *call.arguments[:2]
        path = read_path(call.thread, address)
        if not self._files.is_interesting(path):
            return False
        if call.number == self._architecture.openat2:
            # The filter cannot read these flags, and what else may be asked is left to the kernel.
            flags, _, restrictions = _HOW.unpack(read_memory(call.thread, call.arguments[2], _HOW.size))
            if restrictions or flags & let_through(self._architecture):
                return False
        return self._hand_over(call, OpenedFile(call.thread, path, folder, flags))

    def _hand_over(self, call: Notification, opened: OpenedFile) -> bool:
        descriptor = self._files.replacement(opened)
        if descriptor is None:
            return False
        try:
            notify.hand_over(self._listener, call.identity, descriptor, closes_on_exec=bool(opened.flags & os.O_CLOEXEC))
        finally:
            os.close(descriptor)
        return True

    def _connect(self, call: Notification) -> bool:
        number, address, length = call.arguments[:3]
        name = read_memory(call.thread, address, min(length, LONGEST_ADDRESS))
        if is_name_service(name):
            notify.finish(self._listener, call.identity, errno.ENOENT)
            return True
        target = find_target(name)
        if target is None or not notify.is_waiting(self._listener, call.identity):
            return False
        try:
            connection = Connection(_process_of(call.thread), number, self._port)
        except PermissionError:
            # Docker's profile allows to read and write the memory of a child, but not to copy its descriptors (pidfd_getfd).
            if is_redirected(target):
                write_memory(call.thread, address, redirected(name, self._port))
            return False
        if not connection.is_stream:
            connection.close()
            return False
        if not is_redirected(target):
            connection.close()
            notify.finish(self._listener, call.identity, errno.ECONNREFUSED)
            return True
        self._start(call, connection)
        return True

    def _start(self, call: Notification, connection: Connection) -> None:
        result = connection.start()
        if result is None:
            self._wait(connection, lambda: self._end(call, connection, connection.result()))
        else:
            self._end(call, connection, result)

    def _end(self, call: Notification, connection: Connection, result: int) -> None:
        connection.close()
        notify.finish(self._listener, call.identity, result)


def _process_of(thread: int) -> int:
    """Return the process that *thread* belongs to.

    Raises:
        OSError: it has ended.
    """
    with open(f"/proc/{thread}/status", "rb") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(b"Tgid:"))
