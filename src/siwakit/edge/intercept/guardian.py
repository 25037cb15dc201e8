"""The process between siwakit and the program, which answers the program's system calls and cleans up.

It is the parent of the program, and becomes the parent of every process whose own parent ends, so that none escapes it. It stays in siwakit's
process group, like the program: for the terminal and the shell, all three are one job. It never stops and never ends by a signal, except SIGKILL:
all others are blocked. When siwakit ends, in whatever way, the kernel closes siwakit's end of the connection between them; the guardian then
ends the processes that are left, and removes the folder.

siwakit passes on to the program what is sent to siwakit. A signal that is sent to the whole job has reached the program already: the guardian
knows by having received it too.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

from siwakit.edge.intercept import child, messages
from siwakit.edge.intercept.descendants import end_descendants
from siwakit.edge.intercept.job import Job
from siwakit.edge.intercept.linux import adopt_orphans
from siwakit.edge.intercept.redirection import Redirection

_MILLISECOND = 0.001
_STREAMS = 3


def fork_guardian(folder: str, mask: set[int]) -> tuple[int, socket.socket]:
    """Fork the guardian; return its process and the connection to it."""
    ours, theirs = socket.socketpair()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _live(theirs, folder, mask)
    theirs.close()
    return pid, ours


def _live(control: socket.socket, folder: str, mask: set[int]) -> NoReturn:
    code = 1
    try:
        guardian = _Guardian(control, mask)
        try:
            guardian.serve()
            code = 0
        finally:
            guardian.end_program()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(code)


class _Guardian:
    """The guardian in its own process: a loop over everything that can happen."""

    def __init__(self, control: socket.socket, mask: set[int]) -> None:
        self._control = control
        self._mask = mask
        self._poll = select.poll()
        self._watched: dict[int, Callable[[], None]] = {}
        self._child: child.Child | None = None
        self._job: Job | None = None
        self._listener: int | None = None
        self._is_over = False
        adopt_orphans()
        if sys.platform == "linux":
            # Loaded while siwakit loads the emulator: later the program would wait for it.
            import_module("siwakit.edge.intercept.seccomp.supervisor")
        self._wakeup, wakeup = socket.socketpair()
        for end in (self._wakeup, wakeup):
            end.setblocking(False)
        self._kept_open = wakeup
        signal.set_wakeup_fd(wakeup.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._watch(control.fileno(), self._obey)
        self._watch(self._wakeup.fileno(), self._reap)

    def _watch(self, number: int, act: Callable[[], None], events: int = select.POLLIN) -> None:
        self._watched[number] = act
        self._poll.register(number, events)

    def _forget(self, number: int) -> None:
        del self._watched[number]
        self._poll.unregister(number)

    def serve(self) -> None:
        """Do what is asked until siwakit ends."""
        while not self._is_over:
            self._serve_once(None)

    def _serve_once(self, milliseconds: float | None) -> None:
        for number, events in self._poll.poll(milliseconds):
            act = self._watched.get(number)
            if number == self._listener and not events & select.POLLIN:
                # The last process that has the filter has ended.
                self._forget(number)
            elif act is not None:
                act()

    def _serve_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._serve_once(left / _MILLISECOND)

    def _obey(self) -> None:
        match messages.receive(self._control):
            case ["start", arguments, environment, redirection]:
                self._start(arguments, environment, redirection)
            case ["signal", number]:
                if self._job is not None:
                    self._job.pass_on(number)
            case _:
                self._is_over = True
                self._forget(self._control.fileno())

    def _tell(self, *message: Any) -> None:
        messages.send(self._control, *message)

    def _start(self, arguments: list[str], environment: dict[str, str], redirection: list[Any] | None) -> None:
        architecture = None
        if redirection is not None:
            from siwakit.edge.intercept.seccomp.architecture import this_architecture

            architecture = this_architecture()
        how = child.Start(arguments, environment, self._mask, None if architecture is None else lambda: _install(architecture))
        try:
            self._child = child.start(how)
            self._job = Job(self._child.pid)
        except OSError as error:
            self._tell("not started", error.errno)
            return
        if self._child.listener is not None and redirection is not None:
            hosts, port, authority, folder = redirection
            self._supervise(self._child.listener, architecture, Redirection(tuple(hosts), port, authority.encode(), folder), environment)
        self._watch(self._child.failure, self._learn_of_start)
        self._leave_streams()

    def _supervise(self, listener: int, architecture: Any, redirection: Redirection, environment: dict[str, str]) -> None:
        from siwakit.edge.intercept.seccomp.supervisor import Supervisor

        supervisor = Supervisor(listener, architecture, redirection, environment, self._wait_for_connection)
        self._listener = listener
        self._watch(listener, supervisor.answer)

    def _wait_for_connection(self, connection: Any, act: Callable[[], None]) -> None:
        number = connection.fileno()

        def is_made() -> None:
            self._forget(number)
            act()

        self._watch(number, is_made, select.POLLOUT)

    def _learn_of_start(self) -> None:
        started = self._child
        if started is None or started.failure not in self._watched:
            return
        number = child.error_number(started.failure)
        self._forget(started.failure)
        os.close(started.failure)
        if number is None:
            self._tell("started", started.pid)
        else:
            self._child = self._job = None
            self._tell("not run", number)

    def _leave_streams(self) -> None:
        """Close what only the program uses, so that the readers of its pipes see it end."""
        null = os.open(os.devnull, os.O_RDWR)
        for number in range(_STREAMS):
            os.dup2(null, number)
        os.close(null)
        own = {*self._watched, self._kept_open.fileno()}
        for number in map(int, os.listdir("/dev/fd")):
            if number >= _STREAMS and number not in own:
                with contextlib.suppress(OSError):
                    os.close(number)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wakeup.recv(4096):
                pass
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
                if pid == 0:
                    break
                if self._job is not None and pid == self._job.program:
                    self._learn_of_child(self._job, status)

    def _learn_of_child(self, job: Job, status: int) -> None:
        if os.WIFSTOPPED(status):
            job.has_stopped()
        elif os.WIFCONTINUED(status):
            job.has_continued()
        else:
            # A process that could not become the program ends too.
            self._learn_of_start()
            self._learn_of_end(status)

    def _learn_of_end(self, status: int) -> None:
        if self._child is not None:
            self._child = self._job = None
            left = self.end_program()
            self._tell("ended", os.waitstatus_to_exitcode(status), left)

    def end_program(self) -> int:
        """End every process that is left, and return how many there were."""
        return end_descendants(self._serve_for)


def _install(architecture: Any) -> int:
    from siwakit.edge.intercept.linux import gain_no_privileges
    from siwakit.edge.intercept.seccomp.filter import install

    gain_no_privileges()
    return install(architecture)
