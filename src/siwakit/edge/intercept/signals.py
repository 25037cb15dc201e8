"""Which signals siwakit passes on to the program, and how they are received."""

from __future__ import annotations

import signal

_FAULTS = ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS", "SIGABRT", "SIGEMT")
# SIGCHLD is about our own children, and the others are sent to a process for what it did itself.
_OWN = ("SIGKILL", "SIGSTOP", "SIGCHLD", "SIGPIPE", "SIGXFSZ", "SIGXCPU", "SIGPROF", "SIGVTALRM", "SIGALRM", "SIGURG")
# What Python ignores: a program that is started is used to the default.
_IGNORED_BY_PYTHON = ("SIGPIPE", "SIGXFSZ", "SIGXFZ")


def passed_on() -> set[int]:
    """Return the signals that are for the program if they are sent to siwakit."""
    kept = {getattr(signal, name) for name in (*_FAULTS, *_OWN) if hasattr(signal, name)}
    return {int(number) for number in signal.valid_signals() if number not in kept}


def restore(mask: set[int]) -> None:
    """Set the signals of a program that was just started: *mask* is blocked, and what Python ignores has its default."""
    for name in _IGNORED_BY_PYTHON:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def wait(numbers: set[int]) -> tuple[int, int | None]:
    """Wait for one of *numbers*, which are blocked; return it and the process that sent it, if that is known."""
    if not hasattr(signal, "sigwaitinfo"):
        return signal.sigwait(numbers), None
    about = signal.sigwaitinfo(numbers)
    return about.si_signo, about.si_pid


def is_stop_pending() -> bool:
    """Return whether this process, which blocks it, was sent a signal that stops a job."""
    return not signal.sigpending().isdisjoint({signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU})


def was_received(number: int) -> bool:
    """Return whether the signal *number*, which is blocked, was sent to this process since the last call."""
    if number not in signal.sigpending():
        return False
    signal.sigwait({number})
    return True
