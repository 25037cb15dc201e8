"""Running hooks: commands that follow a delivery, such as the reload of a server. They get no client_secret, in no way."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

SECONDS = 300.0


def run_hook(hook: tuple[str, ...], variables: dict[str, str], folder: Path, seconds: float = SECONDS) -> str:
    """Run *hook* in *folder* with *variables* added to its environment; return why it failed, or nothing.

    What it prints goes to standard error, because standard output is for the report.
    """
    try:
        process = subprocess.Popen(  # noqa: S603  the user's own command
            hook,
            env={**os.environ, **variables},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=_standard_error(),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"it could not be started: {(getattr(error, 'strerror', None) or 'an error').lower()}"
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"it took longer than {seconds:g} seconds"
    except BaseException:
        _end(process)
        raise
    if code < 0:
        return f"it was ended by signal {-code}"
    return f"it exited with {code}" if code else ""


def _standard_error() -> int:
    try:
        return sys.stderr.fileno()
    except (OSError, ValueError, AttributeError):
        return subprocess.DEVNULL


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the hook and what it has started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
