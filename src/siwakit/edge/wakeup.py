"""A wait that the handler of a signal may end."""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from typing import Self

_CHUNK = 4096


class Wakeup:
    """A wait of some seconds that ends early if `wake` is called, even by the handler of a signal.

    A handler must not set a `threading.Event`: it runs in the middle of whatever the main thread does, and if that is the wait itself, the
    handler waits forever for the lock that the wait has.
    """

    def __init__(self) -> None:
        self.is_woken = False
        self._reader, self._writer = socket.socketpair()
        self._reader.settimeout(0)
        self._writer.settimeout(0)

    def __enter__(self) -> Self:
        """Return the wait itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Free its sockets; it must not be woken afterwards."""
        self._reader.close()
        self._writer.close()

    def wake(self) -> None:
        """End the wait, or the next one."""
        self.is_woken = True
        # If the buffer is full, the wait ends anyway.
        with suppress(BlockingIOError):
            self._writer.send(b"\0")

    def wait(self, seconds: float) -> bool:
        """Wait for *seconds* at most, and return whether `wake` was ever called."""
        if select.select([self._reader], [], [], seconds)[0]:
            self._reader.recv(_CHUNK)
        return self.is_woken
