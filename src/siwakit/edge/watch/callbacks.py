"""A port of this machine that leads to the program's own: sign-ins, callbacks and notifications are read on their way there.

Apple's page sends the browser, and Apple its notifications, to a public address, which a tunnel leads to this machine. If it leads to this port
instead of the program's, they are seen too. The bytes are passed on as they come, as those to Apple are.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Protocol

from siwakit.edge.server.ends import READ_BYTES, SocketEnd, splice
from siwakit.edge.server.sockets import reset_on_close
from siwakit.edge.watch.tap import Tap, WatchedExchange
from siwakit.errors import UsageError
from siwakit.http import Request
from siwakit.record import record

_TLS = 0x16  # the first byte of a handshake
_CONNECT_SECONDS = 5.0


class CallbackWatcher(Protocol):
    """What wants to know about the program's own exchanges; it is called in the thread of the server."""

    def received(self, request: Request, at: float) -> None:
        """Note a request that the program gets."""

    def answered(self, watched: WatchedExchange) -> None:
        """Note what it has answered."""

    def fault(self, sentence: str) -> None:
        """Note a connection that cannot go on, or cannot be read."""


@record
class CallbackPorts:
    """The port that is listened on, and the program's."""

    listen: int
    program: int


def read_callback_ports(text: str) -> CallbackPorts:
    """Return the ports in *text*, such as `8080:3000`.

    Raises:
        UsageError: it is something else.
    """
    listen, colon, program = text.partition(":")
    numbers = [int(number) if number.isascii() and number.isdigit() and len(number) < len("100000") else 0 for number in (listen, program)]
    if not colon or numbers[0] == numbers[1] or not all(0 < number < 1 << 16 for number in numbers):
        raise UsageError(
            "--callbacks expects two different ports, such as 8080:3000", hint="the first is for the tunnel or browser, the second is the program's"
        )
    return CallbackPorts(*numbers)


class CallbackNegotiator:
    """Leads each connection to the port of the program; *watcher* is told what is read there."""

    def __init__(self, ports: CallbackPorts, watcher: CallbackWatcher, clock: Callable[[], float]) -> None:
        self._ports, self._watcher, self._clock = ports, watcher, clock
        self._has_warned = False

    async def negotiate(self, sock: socket.socket) -> CallbackPassage:
        """Return the passage for *sock*."""
        return CallbackPassage(sock, self._ports, self)

    def tap(self) -> Tap:
        """Return a reader of a connection."""
        return Tap("localhost", self._clock, self._watcher.answered, self._watcher.received)

    def fault(self, sentence: str) -> None:
        """Report a connection that cannot go on."""
        self._watcher.fault(sentence)

    def warn_of_tls(self) -> None:
        """Report, once, that the connections cannot be read."""
        if not self._has_warned:
            self._has_warned = True
            self._watcher.fault(
                f"what comes to port {self._ports.listen} is encrypted, so callbacks are not seen: end TLS before it, in the tunnel or proxy"
            )


class CallbackPassage:
    """Passage for the connection *sock* of a browser or tunnel to the program."""

    def __init__(self, sock: socket.socket, ports: CallbackPorts, owner: CallbackNegotiator) -> None:
        self._sock, self._ports, self._owner = sock, ports, owner

    async def run(self) -> None:
        """Pass on what both ends send until both have ended."""
        far = await self._connect()
        if far is None:
            return
        tap = self._owner.tap()
        near = _CopiedEnd(self._sock, tap, tap.sent, self._owner.warn_of_tls)
        try:
            await splice(near, _CopiedEnd(far, tap, tap.received, lambda: None))
        finally:
            tap.end("the connection was closed")

    async def _connect(self) -> socket.socket | None:
        loop = asyncio.get_running_loop()
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            sock = socket.socket(family, socket.SOCK_STREAM)
            sock.settimeout(0)
            try:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    await loop.sock_connect(sock, (host, self._ports.program))
            except (OSError, TimeoutError):
                sock.close()
                continue
            except BaseException:
                sock.close()
                self._sock.close()
                raise
            return sock
        self._owner.fault(f"nothing listens on port {self._ports.program}, to which --callbacks leads: the connection was reset")
        with contextlib.suppress(OSError):
            reset_on_close(self._sock)
        self._sock.close()
        return None


class _CopiedEnd(SocketEnd):
    """An end from which *tap* gets a copy of what is read."""

    def __init__(self, sock: socket.socket, tap: Tap, copy: Callable[[bytes], None], on_tls: Callable[[], None]) -> None:
        super().__init__(sock)
        self._tap, self._copy, self._on_tls = tap, copy, on_tls
        self._is_first = True

    async def read(self, most: int = READ_BYTES) -> bytes:
        """Return what has arrived, after it was copied."""
        data = await super().read(most)
        if self._is_first and data and data[0] == _TLS:
            self._on_tls()
        self._is_first = False
        self._tap.take(self._copy, data)
        return data
