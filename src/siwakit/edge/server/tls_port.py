"""The port that stands in for appleid.apple.com over TLS, for programs that cannot be given another address.

It answers three kinds of client: one whose connection to Apple was redirected here (it begins with a TLS handshake), one that uses
this port as a proxy (it sends `CONNECT appleid.apple.com:443` first), and an old one that sends `POST https://appleid.apple.com/…`
to a proxy in the clear. The first bytes tell them apart, and are only peeked at: whatever follows belongs to TLS or to HTTP.
CONNECT to any other host is refused, except to account.apple.com, where Apple's discovery document was for a day in June 2025.
"""

from __future__ import annotations

import asyncio
import socket
import ssl

from siwakit.apple import HOST, OTHER_HOST

MAX_HEAD_BYTES = 8 * 1024
_POLL_SECONDS = 0.01
_TLS = b"\x16"  # the first byte of a TLS handshake record (RFC 8446, section 5.1)
_CONNECT = b"CONNECT "
_HEAD_END = b"\r\n\r\n"
_OURS = frozenset(f"{name}:443".encode() for name in (HOST, OTHER_HOST))
_GRANTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nsiwakit emulator: only Apple is here, for testing\n"


class TlsNegotiator:
    """Decides how HTTP is spoken on a new connection: over TLS with *context*, or in the clear."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    async def negotiate(self, sock: socket.socket) -> ssl.SSLContext | None:
        """Return the context if TLS comes next, None for HTTP in the clear.

        Raises:
            ConnectionError: the client left, or asked for another host.
        """
        first = await _first_bytes(sock)
        if first.startswith(_TLS):
            return self._context
        if first != _CONNECT:
            return None
        loop = asyncio.get_running_loop()
        authority = (await _read_connect(sock))[len(_CONNECT) :].split(b" ", 1)[0]
        if authority.lower() not in _OURS:
            await loop.sock_sendall(sock, _REFUSED)
            raise ConnectionRefusedError
        await loop.sock_sendall(sock, _GRANTED)
        return self._context


async def _first_bytes(sock: socket.socket) -> bytes:
    """Return as many of the first bytes as tell the clients apart, without consuming them."""
    while True:
        seen = await _peek(sock, len(_CONNECT))
        if len(seen) == len(_CONNECT) or not _CONNECT.startswith(seen):
            return seen
        # The socket stays readable while the rest of the word is on its way, so it cannot be waited for.
        await asyncio.sleep(_POLL_SECONDS)


async def _read_connect(sock: socket.socket) -> bytes:
    """Consume the head of a CONNECT request, and nothing after it: that may be the TLS handshake already."""
    loop = asyncio.get_running_loop()
    head = b""
    while len(head) <= MAX_HEAD_BYTES:
        seen = head + await _peek(sock, 1024)
        end = seen.find(_HEAD_END)
        wanted = len(seen) if end < 0 else end + len(_HEAD_END)
        head += await loop.sock_recv(sock, wanted - len(head))
        if end >= 0:
            return head
    raise ConnectionAbortedError


async def _peek(sock: socket.socket, size: int) -> bytes:
    """Wait until there is something to read, and return up to *size* bytes without consuming them.

    Raises:
        ConnectionAbortedError: the client has closed the connection.
    """
    loop = asyncio.get_running_loop()
    while True:
        try:
            seen = sock.recv(size, socket.MSG_PEEK)
        except BlockingIOError:
            readable = loop.create_future()
            loop.add_reader(sock, _resolve, readable)
            try:
                await readable
            finally:
                loop.remove_reader(sock)
            continue
        if not seen:
            raise ConnectionAbortedError
        return seen


def _resolve(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)
