"""Requests in plain http to other hosts, passed on one after the other as RFC 9110 and RFC 9112 ask of a proxy.

Only heads are looked at, and changed as little as they allow: the target becomes a path, Host names the target, and what concerns only one
connection is removed (Connection and what it names, Keep-Alive, Proxy-*). Bodies pass in the pieces in which they come, and
their framing with them. Via is left out on purpose: servers answer differently if they see it, and the program did not ask for a proxy.
After 101 the connection belongs to another protocol, and its bytes are passed on as those of a tunnel.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from enum import Enum

from siwakit.edge.server.dialing import Dialer, Unreachable, Way
from siwakit.edge.server.ends import BufferedEnd, End, PrefixedEnd, SocketEnd, splice
from siwakit.edge.server.passing import Destination, close_after, refuse
from siwakit.edge.server.passing_heads import Body, Framing, RequestHead, ResponseHead, read_request, read_response
from siwakit.record import record

IDLE_SECONDS = 120.0


class _Over(Exception):
    """The connection of the client cannot be used any more."""

    def __init__(self, *, resets: bool = False) -> None:
        super().__init__()
        self.resets = resets


class _Outcome(Enum):
    ANSWERED = "answered"
    LAST = "answered, and the connection ends"
    UNANSWERED = "not answered"


@record
class _Kept:
    destination: Destination
    way: Way
    reader: BufferedEnd


class Forwarder:
    """Passage for requests in absolute form on *sock*; requests for which *is_ours* is true are left to the site."""

    def __init__(self, sock: socket.socket, dialer: Dialer, is_ours: Callable[[Destination], bool]) -> None:
        self._near = SocketEnd(sock)
        self._client = BufferedEnd(self._near)
        self._dialer = dialer
        self._is_ours = is_ours
        self._kept: _Kept | None = None

    async def run(self) -> bytes | None:
        """Pass on requests until the client closes; return what was read of a request that is not for another host."""
        resets, is_handed_over = False, False
        try:
            while True:
                text = await self._next_head()
                request = read_request(text) if text else None
                if not text:
                    return None
                if request is None:
                    await refuse(self._near, 400, "Bad Request", "the head of the request to a proxy cannot be read")
                    return None
                if request.destination is None or self._is_ours(request.destination):
                    is_handed_over = True
                    return text + self._client.rest()
                await self._exchange(request, request.destination)
        except _Over as over:
            resets = over.resets
        except (OSError, ValueError):
            resets = True
        finally:
            self._drop()
            if not is_handed_over:
                self._near.close(resets=resets)
        return None

    async def _next_head(self) -> bytes:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE_SECONDS):
                return await self._client.head()
        return b""

    async def _exchange(self, request: RequestHead, destination: Destination) -> None:
        try:
            kept, is_reused = await self._connected(destination)
        except Unreachable as error:
            await refuse(self._near, 502, "Bad Gateway", str(error))
            raise _Over from None
        exchange = _Exchange(request, kept, self._client, self._near)
        if await exchange.run():
            return
        self._drop()
        if not (is_reused and request.is_repeatable):
            raise _Over(resets=True)
        # The host closed a connection that was kept from an earlier request: it has not seen this one.
        await self._exchange(request, destination)

    async def _connected(self, destination: Destination) -> tuple[_Kept, bool]:
        kept = self._kept
        if kept is not None and kept.destination == destination and not kept.reader.buffer and kept.way.end.is_quiet():
            return kept, True
        self._drop()
        way = await self._dialer.plain(destination.host, destination.port, is_tls=destination.is_tls)
        self._kept = _Kept(destination, way, BufferedEnd(way.end))
        return self._kept, False

    def _drop(self) -> None:
        if self._kept is not None:
            self._kept.way.end.close()
            self._kept = None


class _Exchange:
    """One request and its answer, which can come before the request is complete."""

    def __init__(self, request: RequestHead, kept: _Kept, client: BufferedEnd, near: SocketEnd) -> None:
        self._request, self._kept, self._client, self._near = request, kept, client, near
        self._sent = asyncio.Event()
        self._is_unsendable = False

    async def run(self) -> bool:
        """Pass both on; return whether there was an answer.

        Raises:
            _Over: the client's connection ends with this exchange.
        """
        sending, receiving = asyncio.create_task(self._send()), asyncio.create_task(self._receive())
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
            if not receiving.done() and sending.exception() is not None:
                raise _Over(resets=True)
            outcome = await receiving
        finally:
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)
        if outcome is _Outcome.LAST:
            self._kept.way.end.close()
            await close_after(self._near, b"")
            raise _Over
        return outcome is _Outcome.ANSWERED

    async def _send(self) -> None:
        """Send the request, and then watch for a client that leaves before it has its answer.

        Raises:
            ValueError: the body is malformed.
            ConnectionAbortedError: the client has left.
        """
        try:
            await self._kept.way.end.write(self._request.for_host(self._kept.way.proxy))
            await _pass_body(self._client, self._kept.way.end, self._request.body)
        except (BrokenPipeError, ConnectionResetError):
            self._is_unsendable = True
        self._sent.set()
        is_watched = not self._client.buffer and not self._is_unsendable and not self._request.upgrades
        if is_watched and await self._near.has_left():
            raise ConnectionAbortedError

    async def _receive(self) -> _Outcome:
        response = await self._first_response()
        if response is None:
            return _Outcome.UNANSWERED
        if response.is_switch:
            await self._switch(response)
        closes = self._request.closes or response.body.framing is Framing.TO_THE_END or (response.closes and not self._sent.is_set())
        await self._near.write(response.for_client(closes=closes))
        await _pass_body(self._kept.reader, self._near, response.body)
        if closes or self._is_unsendable:
            return _Outcome.LAST
        await self._sent.wait()
        if response.closes:
            self._kept.way.end.close()
        return _Outcome.ANSWERED

    async def _first_response(self) -> ResponseHead | None:
        """Return the head of the answer, after passing on interim answers such as 100 Continue; None if there is no answer."""
        while True:
            try:
                text = await self._kept.reader.head()
            except ConnectionError:
                return None
            if not text:
                return None
            response = read_response(text, self._request)
            if response is None:
                raise _Over(resets=True)
            if not response.is_interim:
                return response
            await self._near.write(text)

    async def _switch(self, response: ResponseHead) -> None:
        await self._sent.wait()
        await self._near.write(response.text)
        await splice(_with_rest(self._client), _with_rest(self._kept.reader))
        raise _Over


def _with_rest(reader: BufferedEnd) -> End:
    return PrefixedEnd(reader.end, reader.rest()) if reader.buffer else reader.end


async def _pass_body(source: BufferedEnd, sink: End, body: Body) -> None:
    match body.framing:
        case Framing.LENGTH:
            await _pass_bytes(source, sink, body.length)
        case Framing.CHUNKED:
            await _pass_chunks(source, sink)
        case Framing.TO_THE_END:
            while data := await source.some(1 << 16):
                await sink.write(data)


async def _pass_bytes(source: BufferedEnd, sink: End, count: int) -> None:
    while count:
        data = await source.some(count)
        if not data:
            raise ConnectionAbortedError
        count -= len(data)
        await sink.write(data)


async def _pass_chunks(source: BufferedEnd, sink: End) -> None:
    while True:
        line = await source.line()
        size = int(line.split(b";", 1)[0].strip(), 16)
        if size < 0:
            raise ValueError("a chunk has a negative size")
        await sink.write(line)
        if size == 0:
            break
        await _pass_bytes(source, sink, size + 2)
    while True:
        line = await source.line()
        await sink.write(line)
        if line in (b"\r\n", b"\n"):
            return
