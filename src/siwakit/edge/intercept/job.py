"""Siwakit and the program as one job of the shell: both get the signals of either, stop together and continue together.

The shell knows siwakit, and waits for it. The program is in the same process group, unless it makes one of its own, as a shell does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time

from siwakit.edge.intercept import signals

_SECONDS_TO_LEARN_OF_A_SIGNAL = 0.005
_TERMINAL = "/dev/tty"


class Job:
    """The job of *program*; this process belongs to it too, and is the child of siwakit and the parent of the program."""

    def __init__(self, program: int) -> None:
        self.program = program
        self._siwakit = os.getppid()
        self._is_stopped = False

    def pass_on(self, number: int) -> None:
        """Pass on the signal *number* that siwakit received, unless it was sent to the whole job."""
        with contextlib.suppress(OSError):
            if os.getpgid(self.program) != os.getpgrp():
                self._pass_on_to_group(number)
            elif not _was_sent_to_job(number):
                os.kill(self.program, number)

    def _pass_on_to_group(self, number: int) -> None:
        group = os.getpgid(self.program)
        if number == signal.SIGCONT and group == self.program:
            # The shell has continued its job in the foreground or in the background, and does not know of this group.
            _give_terminal(group)
            os.killpg(group, number)
        else:
            os.kill(self.program, number)

    def has_stopped(self) -> None:
        """Stop siwakit, because the program has stopped: the shell, which waits for siwakit, takes back the terminal."""
        self._is_stopped = True
        # What has continued the job before says nothing about how it continues from here.
        signals.was_received(signal.SIGCONT)
        self._send_to_siwakit(signal.SIGSTOP)

    def has_continued(self) -> None:
        """Continue siwakit, because the program continues."""
        if self._is_stopped:
            self._is_stopped = False
            self._send_to_siwakit(signal.SIGCONT)

    def _send_to_siwakit(self, number: int) -> None:
        with contextlib.suppress(OSError):
            if os.getppid() == self._siwakit:
                os.kill(self._siwakit, number)


def _was_sent_to_job(number: int) -> bool:
    """Return whether this process received the signal too; the kernel sends it to one process after the other."""
    if signals.was_received(number):
        return True
    if number == signal.SIGCONT and signals.is_stop_pending():
        # Each of the two makes the kernel forget the other: the job was continued and stopped again.
        return True
    time.sleep(_SECONDS_TO_LEARN_OF_A_SIGNAL)
    return signals.was_received(number)


def _give_terminal(group: int) -> None:
    """Make *group* the foreground of the terminal if this process is in the foreground."""
    with contextlib.suppress(OSError):
        terminal = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            if os.tcgetpgrp(terminal) == os.getpgrp():
                os.tcsetpgrp(terminal, group)
        finally:
            os.close(terminal)
