from __future__ import annotations

import signal

import pytest


@pytest.fixture(autouse=True)
def _as_from_a_shell():
    """Start programs with the signals of a shell: a job in the background of a script, as in CI, ignores Ctrl-C and Ctrl-\\."""
    ignored = [number for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
