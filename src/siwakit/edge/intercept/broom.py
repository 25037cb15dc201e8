"""The process that removes the folder if siwakit and the guardian are killed at once.

`timeout -s KILL`, and a CI that cancels a step, send SIGKILL to the whole process group, and the guardian must be in it: that is how it learns
which signals the terminal has sent. So a small process in a session of its own waits until siwakit has ended.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess

_WAIT_AND_REMOVE = 'read -r _; exec rm -rf -- "$1"'


class Broom:
    """A process that removes *folder* when this process has ended, in whatever way."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        # Without it, the guardian still removes the folder.
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603  a fixed command
                ("/bin/sh", "-c", _WAIT_AND_REMOVE, "sh", folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                close_fds=True,
                cwd="/",
            )

    def sweep(self) -> None:
        """Remove the folder now."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)
