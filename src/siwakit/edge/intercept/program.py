"""Running a program so that its exit status, its signals, its streams and its terminal are its own."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from siwakit.edge.intercept import messages, signals
from siwakit.edge.intercept.broom import Broom
from siwakit.edge.intercept.descendants import end_descendants
from siwakit.edge.intercept.guardian import fork_guardian
from siwakit.edge.intercept.linux import adopt_orphans
from siwakit.edge.intercept.redirection import Redirection
from siwakit.record import record

COULD_NOT_START = 125
NOT_EXECUTABLE = 126
NOT_FOUND = 127
SIGNALLED = 128


@record
class Ended:
    """How a program ended: *status* as a shell reports it.

    If the program was not run, *error* is the number of the error. *left* is how many processes it left running, which were ended.
    """

    status: int
    error: int | None = None
    left: int = 0


class Guarded:
    """A guardian, and the private *folder* that it removes at the end, in whatever way this process ends.

    Enter it before any thread is started: it forks.
    """

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="siwakit-")
        adopt_orphans()
        self._broom = Broom(self.folder)
        self._mask = {int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, signals.passed_on())}
        self.guardian, self._control = fork_guardian(self.folder, self._mask)
        self._sending = threading.Lock()
        self._is_running = self._is_closed = False
        self._thread = threading.Thread(target=self._pass_on_signals, daemon=True)

    def __enter__(self) -> Self:
        """Start to receive signals: until the program runs, they end this process."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the guardian and what is left of the program."""
        self._is_closed = True
        self._control.close()
        if self._thread.is_alive() and self._thread.ident is not None:
            signal.pthread_kill(self._thread.ident, signal.SIGCONT)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.guardian, 0)
        self._thread.join()
        self._broom.sweep()
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)

    def run(self, arguments: Sequence[str], environment: Mapping[str, str], redirection: Redirection | None) -> Ended:
        """Run a program, and return how it ended; it is redirected by seccomp if there is a *redirection*."""
        self._is_running = True
        redirected = redirection and (redirection.hosts, redirection.port, redirection.authority.decode(), redirection.folder)
        self._send("start", list(arguments), dict(environment), redirected)
        while True:
            match messages.receive(self._control):
                case ["started", int()]:
                    _leave_streams()
                case ["ended", int(status), int(left)]:
                    return Ended(status if status >= 0 else SIGNALLED - status, left=left)
                case ["not run", int(number)]:
                    return Ended(NOT_FOUND if number == errno.ENOENT else NOT_EXECUTABLE, error=number)
                case ["not started", int(number)]:
                    return Ended(COULD_NOT_START, error=number)
                case _:
                    # The guardian was killed: without it the program can neither open a file nor connect.
                    return Ended(COULD_NOT_START, error=errno.EPIPE, left=end_descendants(time.sleep))

    def _send(self, *message: object) -> None:
        with self._sending:
            messages.send(self._control, *message)

    def _pass_on_signals(self) -> None:
        numbers = signals.passed_on()
        while True:
            number, sender = signals.wait(numbers)
            if self._is_closed:
                return
            # The guardian stops and continues this process together with the program.
            if self._is_running and sender != self.guardian:
                self._send("signal", int(number))
            elif not self._is_running and number in {signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM}:
                os._exit(SIGNALLED + number)


def _leave_streams() -> None:
    """Leave standard input and output to the program, so that the readers of its pipes see it end."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(2):
        os.dup2(null, number)
    os.close(null)
