"""A connection to Apple that is passed on: the bytes of both directions as they come, and a copy of them to a `Tap`.

Theory of operation
===================

The program speaks TLS with this machine, and this machine with Apple, so both handshakes are watched from the middle. Nothing inside is changed:
no byte is added, removed or held back until a message is complete. Apple is connected to first. If that fails, the program's connection is
reset: that is what it gets if Apple does not answer, and an answer of siwakit's own could be mistaken for Apple's. Once one of the two has ended
the connection, so does the other side, in the same way: TLS cannot be closed in one direction only.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Protocol

from siwakit.edge.server.dialing import Dialer
from siwakit.edge.server.ends import StreamEnd, peek
from siwakit.edge.server.http_server import EndedEarly, TlsWatcher, reason_of
from siwakit.edge.server.sockets import reset_on_close
from siwakit.edge.watch.tap import Tap, WatchedExchange
from siwakit.edge.watch.upstream import Upstream, UpstreamFault
from siwakit.record import record

_HANDSHAKE_SECONDS = 30.0
_EARLY_SECONDS = 3.0
_LINGER_SECONDS = 1.0
_SLOW_SECONDS = 120.0  # a program may take that long to read the end of an answer
_MAX_HELLO_BYTES = 16 * 1024
_POLL_SECONDS = 0.01


class ExchangeWatcher(TlsWatcher, Protocol):
    """What wants to know about the exchanges too; it is called in the thread of the server."""

    def exchange(self, watched: WatchedExchange) -> None:
        """Note an exchange that has ended."""

    def fault(self, sentence: str) -> None:
        """Note a connection that cannot go on to its upstream."""


@record
class Watch:
    """What every passage needs: the context of this machine's side, the upstream, who is told, and the clock."""

    context: ssl.SSLContext
    upstream: Upstream
    watcher: ExchangeWatcher
    clock: Callable[[], float]


class WatchedPassage:
    """Passage for the connection of a program on *sock* that is about to begin a TLS handshake with one of Apple's hosts."""

    def __init__(self, sock: socket.socket, dialer: Dialer, watch: Watch) -> None:
        self._sock, self._dialer, self._watch = sock, dialer, watch
        self._client = sock.getpeername()[1]

    async def run(self) -> bytes | None:
        """Pass on what both ends send until one has ended."""
        near: StreamEnd | None = None
        far: StreamEnd | None = None
        asked = ""
        try:
            asked = await asked_host(self._sock)
            far = await self._watch.upstream.connect(asked, self._dialer)
            near = await self._accept()
        except UpstreamFault as fault:
            self._watch.watcher.fault(f"{fault}: the connection of the program was reset")
        except (OSError, TimeoutError):
            pass  # the watcher of handshakes was told
        finally:
            if near is None:
                # A handshake that failed has closed it.
                with contextlib.suppress(OSError):
                    if far is None:
                        reset_on_close(self._sock)
                self._sock.close()
                if far is not None:
                    far.close(resets=True)
                    await asyncio.sleep(0)
        if near is not None and far is not None:
            await self._relay(near, far, asked)
        return None

    async def _accept(self) -> StreamEnd:
        """Return the program's end after the handshake.

        Raises:
            OSError: it failed.
        """
        loop = asyncio.get_running_loop()
        self._watch.watcher.open(self._client)
        reader = asyncio.StreamReader(loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol,
                self._sock,
                ssl=self._watch.context,
                ssl_handshake_timeout=_HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=_SLOW_SECONDS,
            )
        except OSError as error:
            self._watch.watcher.end_early(EndedEarly(reason_of(error), self._client))
            raise
        return StreamEnd(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    async def _relay(self, near: StreamEnd, far: StreamEnd, asked: str) -> None:
        tap = Tap(asked, self._watch.clock, self._watch.watcher.exchange)
        began = asyncio.get_running_loop().time()
        sending = asyncio.create_task(_pump(near, far, tap, tap.sent))
        answering = asyncio.create_task(_pump(far, near, tap, tap.received))
        trouble, resets = "siwakit was ended", True
        try:
            done, _ = await asyncio.wait((sending, answering), return_when=asyncio.FIRST_COMPLETED)
            first = answering if answering in done else sending
            resets = first.exception() is not None
            trouble = f"{self._watch.upstream.words if first is answering else 'the program'} {'broke' if resets else 'closed'} the connection"
            if first is sending and not tap.has_begun and asyncio.get_running_loop().time() - began < _EARLY_SECONDS:
                self._watch.watcher.end_early(EndedEarly("", self._client))
        finally:
            for task in (sending, answering):
                task.cancel()
            await asyncio.gather(sending, answering, return_exceptions=True)
            near.close(resets=resets)
            far.close(resets=resets)
            tap.end(trouble)
        await _settle(near, far)


async def _settle(near: StreamEnd, far: StreamEnd) -> None:
    """Wait until the program has everything, and Apple a moment to agree to the end."""
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                await far.closed()
        far.close(resets=True)
        await near.closed()
    finally:
        near.close(resets=True)
        far.close(resets=True)
        # A transport lets go of its socket in the next turn of the loop, which may be the last one.
        await asyncio.sleep(0)


async def asked_host(sock: socket.socket) -> str:
    """Return the host that a program asks for in its first message of TLS, which is not consumed; empty if it names none.

    Raises:
        OSError: the program has left, or begins no handshake.
    """
    names: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _connection, name, _context: names.append(name or "")
    async with asyncio.timeout(_HANDSHAKE_SECONDS):
        while True:
            incoming = ssl.MemoryBIO()
            incoming.write(await peek(sock, _MAX_HELLO_BYTES))
            try:
                context.wrap_bio(incoming, ssl.MemoryBIO(), server_side=True).do_handshake()
            except ssl.SSLWantReadError:
                # The socket stays readable while the rest is on its way, so it cannot be waited for.
                await asyncio.sleep(_POLL_SECONDS)
                continue
            except ssl.SSLError:
                pass  # it has no certificate: the name was all that was wanted
            return names[0] if names else ""


async def _pump(source: StreamEnd, sink: StreamEnd, tap: Tap, copy: Callable[[bytes], None]) -> None:
    while data := await source.read():
        # The copy comes first: the answer must not be read before the request that it belongs to.
        tap.take(copy, data)
        await sink.write(data)
    with contextlib.suppress(OSError):
        await sink.finish()
