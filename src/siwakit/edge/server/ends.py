"""The two ends of a connection that is passed on, and the bytes between them, which are not looked at."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from typing import Protocol

from siwakit.edge.server.sockets import reset_on_close

READ_BYTES = 64 * 1024
MAX_HEAD_BYTES = 64 * 1024
_HEAD_END = re.compile(rb"\n\r?\n")
_LOOK_SECONDS = 30.0
_TCP_CLOSED = 7  # of TCP_INFO in Linux: the other side has closed and forgotten the connection


class End(Protocol):
    """One end: bytes can be read from it and written to it, and it can be shut in one direction."""

    async def read(self, most: int = READ_BYTES) -> bytes:
        """Return what has arrived, at most *most* bytes; nothing if no more will come."""

    async def write(self, data: bytes) -> None:
        """Write *data*, and wait until there is room for more."""

    async def finish(self) -> None:
        """End the direction of writing."""

    def is_gone(self) -> bool:
        """Return whether the peer has forgotten the connection."""

    def is_quiet(self) -> bool:
        """Return whether nothing has arrived, not even the end."""

    def close(self, *, resets: bool = False) -> None:
        """Close it; if it *resets*, the peer sees an error instead of an end."""


class SocketEnd:
    """An end that is a TCP connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._loop = asyncio.get_running_loop()
        sock.settimeout(0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if hasattr(socket, "TCP_KEEPIDLE"):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)

    async def read(self, most: int = READ_BYTES) -> bytes:
        """Return what has arrived, at most *most* bytes; nothing if no more will come."""
        return await self._loop.sock_recv(self.sock, most)

    async def write(self, data: bytes) -> None:
        """Write *data*, and wait until there is room for more."""
        await self._loop.sock_sendall(self.sock, data)

    async def finish(self) -> None:
        """End the direction of writing."""
        self.sock.shutdown(socket.SHUT_WR)

    async def has_left(self) -> bool:
        """Wait until something arrives; return whether it is the end. Nothing is consumed."""
        while True:
            try:
                return not self.sock.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                await _readable(self.sock)
            except OSError:
                return True

    def is_gone(self) -> bool:
        """Return whether the peer has forgotten the connection."""
        if not hasattr(socket, "TCP_INFO"):
            return False
        return bool(self.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == _TCP_CLOSED)

    def is_quiet(self) -> bool:
        """Return whether nothing has arrived, not even the end."""
        try:
            self.sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self, *, resets: bool = False) -> None:
        """Close it; if it *resets*, the peer sees an error instead of an end."""
        if resets:
            with contextlib.suppress(OSError):
                reset_on_close(self.sock)
        self.sock.close()


class StreamEnd:
    """An end that speaks TLS: a proxy whose address begins with https."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self, most: int = READ_BYTES) -> bytes:
        """Return what has arrived, at most *most* bytes; nothing if no more will come."""
        return await self._reader.read(most)

    async def write(self, data: bytes) -> None:
        """Write *data*, and wait until there is room for more."""
        self._writer.write(data)
        await self._writer.drain()

    async def finish(self) -> None:
        """Do nothing: TLS cannot be shut in one direction."""

    def is_gone(self) -> bool:
        """Return whether the peer has forgotten the connection."""
        return self._writer.is_closing()

    def is_quiet(self) -> bool:
        """Return whether the peer has not closed it."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    def close(self, *, resets: bool = False) -> None:
        """Close it; if it *resets*, at once."""
        if resets:
            self._writer.transport.abort()
        else:
            self._writer.close()

    async def closed(self) -> None:
        """Wait until what was written has gone, and the connection is closed."""
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class PrefixedEnd:
    """An end of which some bytes were read already."""

    def __init__(self, end: End, prefix: bytes) -> None:
        self._end, self._prefix = end, prefix
        self.write, self.finish, self.is_gone, self.close = end.write, end.finish, end.is_gone, end.close

    async def read(self, most: int = READ_BYTES) -> bytes:
        """Return those bytes first."""
        if self._prefix:
            taken, self._prefix = self._prefix[:most], self._prefix[most:]
            return taken
        return await self._end.read(most)

    def is_quiet(self) -> bool:
        """Return whether nothing has arrived."""
        return not self._prefix and self._end.is_quiet()


class BufferedEnd:
    """Reader of an end whose beginning is looked at: heads, and the lines between chunks."""

    def __init__(self, end: End, buffer: bytes = b"") -> None:
        self.end = end
        self.buffer = bytearray(buffer)

    async def head(self) -> bytes:
        """Return the next head with its empty line, or nothing if the peer has closed before it was complete.

        Raises:
            ValueError: it is too long.
        """
        scanned = 0
        while (match := _HEAD_END.search(self.buffer, max(scanned - 2, 0))) is None:
            scanned = len(self.buffer)
            if scanned > MAX_HEAD_BYTES:
                raise ValueError("too long")
            if not await self._more():
                return b""
            if scanned == 0 and self.buffer.startswith(b"\r\n"):
                del self.buffer[:2]  # some clients send an empty line after a body (RFC 9112, section 2.2)
        return self._take(match.end())

    async def line(self) -> bytes:
        """Return the next line with its end.

        Raises:
            ValueError: it is too long.
            ConnectionError: the peer has closed.
        """
        while (end := self.buffer.find(b"\n")) < 0:
            if len(self.buffer) > MAX_HEAD_BYTES:
                raise ValueError("too long")
            if not await self._more():
                raise ConnectionAbortedError
        return self._take(end + 1)

    async def some(self, most: int) -> bytes:
        """Return at most *most* bytes, and nothing if no more will come."""
        return self._take(most) if self.buffer else await self.end.read(min(most, READ_BYTES))

    def rest(self) -> bytes:
        """Return what was read too early."""
        return self._take(len(self.buffer))

    async def _more(self) -> bool:
        data = await self.end.read()
        self.buffer += data
        return bool(data)

    def _take(self, count: int) -> bytes:
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken


async def _readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    readable = loop.create_future()
    loop.add_reader(sock, _resolve, readable)
    try:
        await readable
    finally:
        loop.remove_reader(sock)


def _resolve(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)


async def peek(sock: socket.socket, size: int) -> bytes:
    """Wait until there is something to read, and return up to *size* bytes without consuming them.

    Raises:
        ConnectionAbortedError: the client has closed the connection.
    """
    while True:
        try:
            seen = sock.recv(size, socket.MSG_PEEK)
        except BlockingIOError:
            await _readable(sock)
            continue
        if not seen:
            raise ConnectionAbortedError
        return seen


async def splice(near: End, far: End) -> None:
    """Pass on what either end sends, until both have ended; a half-closed connection stays half-closed, and an error becomes an error.

    At most one piece is kept in each direction: the sender waits until the receiver has taken it.
    """
    pumps = (asyncio.create_task(_pump(near, far)), asyncio.create_task(_pump(far, near)))
    resets = True
    try:
        while True:
            done, waiting = await asyncio.wait(pumps, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_EXCEPTION)
            for pump in done:
                pump.result()
            if not waiting:
                resets = False
                return
            # An end that has closed altogether looks half-closed until something is written to it.
            if done and (near.is_gone() or far.is_gone()):
                return
    except OSError:
        return
    finally:
        for pump in pumps:
            pump.cancel()
        try:
            await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            near.close(resets=resets)
            far.close(resets=resets)


async def _pump(source: End, sink: End) -> None:
    while data := await source.read():
        await sink.write(data)
    with contextlib.suppress(OSError):
        await sink.finish()
