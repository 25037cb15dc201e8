"""Running a user's command: text on its standard input, a time limit, and a limit on what it may print."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import IO, Any

from siwakit.errors import StoreRefused, StoreUnavailable
from siwakit.evidence.showing.redact import named
from siwakit.record import record

MAX_OUTPUT_BYTES = 64 * 1024
_SECONDS_FOR_OUTPUT = 1.0  # after the command has ended: a child of it may keep its output open


@record
class CommandResult:
    """How a command ended, and what it printed."""

    code: int
    output: str = field(repr=False)
    complaint: str = field(repr=False)


def run_command(command: Sequence[str], text: str, *, environment: Mapping[str, str], folder: Path, seconds: float) -> CommandResult:
    """Return how *command* ended that was given *text* on its standard input. No shell is involved, and *text* is in no argument or variable.

    Raises:
        StoreRefused: it cannot be started.
        StoreUnavailable: it has not ended within *seconds*. It and its children were killed; it may have done something.
    """
    name = named(Path(command[0]).name if command else "", 60)
    try:
        process = subprocess.Popen(  # noqa: S603  the user's own command
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError) as error:
        said = (getattr(error, "strerror", None) or "cannot be started").lower()
        raise StoreRefused(f"the command {name} cannot be started: {said}", hint="check its name, and that it may be run") from None
    end = monotonic() + seconds
    streams = [_Stream(process.stdout), _Stream(process.stderr)]
    writer = Thread(target=_write, args=(process.stdin, text.encode("utf-8")), daemon=True)
    threads = [writer, *(Thread(target=stream.drain, daemon=True) for stream in streams)]
    for thread in threads:
        thread.start()
    try:
        code = process.wait(max(0.0, end - monotonic()))
    except subprocess.TimeoutExpired:
        _kill(process)
        raise StoreUnavailable(
            f"the command {name} did not end within {seconds:g} seconds", hint="check what it waits for", is_outcome_unknown=True
        ) from None
    except BaseException:
        _kill(process)
        raise
    for thread in threads:
        thread.join(_SECONDS_FOR_OUTPUT)
    return CommandResult(code, *(stream.text() for stream in streams))


class _Stream:
    """Output of a command, of which a part is kept: the rest is read too, so that the command never waits for it."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._stream = stream
        self._kept = bytearray()

    def drain(self) -> None:
        """Read to the end."""
        if self._stream is None:
            return
        with contextlib.suppress(OSError, ValueError):
            while part := self._stream.read(8192):
                self._kept += part[: MAX_OUTPUT_BYTES - len(self._kept)]
        with contextlib.suppress(OSError):
            self._stream.close()

    def text(self) -> str:
        """Return what was kept."""
        return bytes(self._kept).decode("utf-8", "replace")


def _write(stream: Any, content: bytes) -> None:
    # A command that does not read its input ends before all of it is written.
    with contextlib.suppress(OSError, ValueError):
        stream.write(content)
    with contextlib.suppress(OSError, ValueError):
        stream.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the command and everything that it started in its session."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_FOR_OUTPUT)
