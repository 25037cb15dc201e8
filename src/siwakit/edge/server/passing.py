"""Other hosts than Apple's, for a program that uses the TLS port as its proxy: what it sends goes on, and what comes back goes back.

Theory of operation
===================

A program whose environment names this port as its proxy asks it for every host. It must find all of them as if the port were not
there, so nothing but the head of a request is looked at, and nothing is logged or kept.

- CONNECT: a connection is opened to the host, or a tunnel through the proxy that the user's own environment names, and the bytes of
  both directions are passed on (`ends.splice`). They are mostly TLS, and only the two ends can read them.
- A request in absolute form (`GET http://…`) is plain http, which `forwarding` passes on.

Only connections from this machine are passed on. For others the port would be an open proxy into the network of the user.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Coroutine
from typing import Any

from siwakit.edge.server.dialing import Dialer, RefusedByProxy, Unreachable
from siwakit.edge.server.ends import End, SocketEnd, splice
from siwakit.patterns import pattern
from siwakit.record import record

GRANTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_LINGER_SECONDS = 1.0
_LAST_PORT = 65535
_AUTHORITY = pattern(r"(?:\[([0-9A-Fa-f:.%]{2,60})\]|([^\[\]:/?#@\s\\]{1,255}))(?::([0-9]{1,5}))?")
_MOST_REFUSED_BYTES = 1 << 20
_OF_ONE_CONNECTION = re.compile(rb"(?:Proxy-)?Connection:", re.IGNORECASE)
_LENGTH = re.compile(rb"^Content-Length:[ \t]*([0-9]{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_PROXY_AUTHORIZATION = re.compile(rb"^Proxy-Authorization:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


@record
class Destination:
    """A host with its port."""

    host: str
    port: int
    is_tls: bool = False


def read_destination(text: str, default_port: int | None = None, *, is_tls: bool = False) -> Destination | None:
    """Return what an authority such as `example.com:443` or `[::1]:443` names, or None if it is not one."""
    match = _AUTHORITY.fullmatch(text)
    if match is None or (match[3] is None and default_port is None):
        return None
    port = int(match[3]) if match[3] else default_port
    return Destination((match[1] or match[2]).lower(), port, is_tls) if port is not None and 0 < port <= _LAST_PORT else None


class Tunnel:
    """Passage for a CONNECT request with *head* on *sock*."""

    def __init__(self, sock: socket.socket, head: bytes, destination: Destination, dialer: Dialer) -> None:
        self._near = SocketEnd(sock)
        self._head = head
        self._destination = destination
        self._dialer = dialer

    async def run(self) -> bytes | None:
        """Open the tunnel, and pass on what both ends send until they have ended."""
        credentials = _PROXY_AUTHORIZATION.search(self._head)
        dialing = self._dialer.tunnel(self._destination.host, self._destination.port, credentials[1] if credentials else b"")
        try:
            far = await _unless_left(self._near, dialing)
        except Unreachable as error:
            await refuse(self._near, 502, "Bad Gateway", str(error))
            return None
        except RefusedByProxy as refusal:
            await _pass_on_refusal(self._near, refusal)
            return None
        except BaseException as error:
            self._near.close()
            if isinstance(error, OSError):
                return None
            raise
        try:
            await self._near.write(GRANTED)
        except BaseException as error:
            self._near.close(resets=True)
            far.close(resets=True)
            if isinstance(error, OSError):
                return None
            raise
        await splice(self._near, far)
        return None


async def _unless_left(near: SocketEnd, dialing: Coroutine[Any, Any, End]) -> End:
    """Return what *dialing* returns; stop it if the client leaves, for nothing else would notice that.

    Raises:
        ConnectionAbortedError: the client has left.
    """
    opening, leaving = asyncio.create_task(dialing), asyncio.create_task(near.has_left())
    try:
        await asyncio.wait((opening, leaving), return_when=asyncio.FIRST_COMPLETED)
        has_left = leaving.done() and leaving.result()
        # Two readers of one socket would take each other's place, so the next begins when this one has ended.
        leaving.cancel()
        await asyncio.wait((leaving,))
        if opening.done() or not has_left:
            return await opening
    except BaseException:
        leaving.cancel()
        _abandon(opening)
        raise
    _abandon(opening)
    raise ConnectionAbortedError


def _abandon(opening: asyncio.Task[End]) -> None:
    opening.cancel()
    opening.add_done_callback(_close_late)


def _close_late(opening: asyncio.Task[End]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


async def refuse(end: End, status: int, reason: str, words: str) -> None:
    """Answer with one sentence, and close gently: closing with unread bytes would lose the answer."""
    body = f"siwakit: {words}\n".encode()
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    await close_after(end, head.encode() + body)


async def close_after(end: End, last: bytes) -> None:
    """Write *last*, and close *end* once the peer has closed or a moment has passed."""
    try:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                await end.write(last)
                await end.finish()
                while await end.read():
                    pass
    finally:
        end.close()


async def _pass_on_refusal(near: End, refusal: RefusedByProxy) -> None:
    """Pass on the answer of the user's own proxy, such as 407; the program asks again on a new connection."""
    far = refusal.end
    kept = b"".join(line for line in refusal.answer.splitlines(keepends=True) if not _OF_ONE_CONNECTION.match(line))
    length = _LENGTH.search(kept)
    missing = int(length[1]) if length else _MOST_REFUSED_BYTES
    try:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                await near.write(kept.removesuffix(b"\r\n") + b"Connection: close\r\nProxy-Connection: close\r\n\r\n")
                while missing and (data := await far.some(missing)):
                    missing -= len(data)
                    await near.write(data)
    finally:
        far.end.close()
        await close_after(near, b"")
