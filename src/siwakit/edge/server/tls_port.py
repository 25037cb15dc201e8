"""The port that answers as appleid.apple.com over TLS, for programs that cannot be given another address.

It answers three kinds of client: one whose connection to Apple was redirected here (it begins with a TLS handshake), one that uses
this port as a proxy (it sends `CONNECT appleid.apple.com:443` first), and an old one that sends `POST https://appleid.apple.com/…`
to a proxy in the clear. The first bytes tell them apart, and are only peeked at: whatever follows belongs to TLS or to HTTP.
Apple is also account.apple.com, where its discovery document was for a day in June 2025. Requests to a proxy for any other host are
passed on for programs of this machine (see `passing`), and refused for others.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Callable
from ipaddress import ip_address

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge.server.dialing import Dialer
from siwakit.edge.server.ends import SocketEnd, peek
from siwakit.edge.server.forwarding import Forwarder
from siwakit.edge.server.http_server import Passage
from siwakit.edge.server.passing import GRANTED, Destination, Tunnel, read_destination, refuse
from siwakit.edge.server.site import is_loopback
from siwakit.edge.server.user_proxies import UserProxies

MAX_HEAD_BYTES = 8 * 1024
_POLL_SECONDS = 0.01
_HTTPS_PORT = 443
_HTTP_PORT = 80
_TLS = b"\x16"  # the first byte of a TLS handshake record (RFC 8446, section 5.1)
_CONNECT = b"CONNECT "
_HEAD_END = b"\r\n\r\n"
_APPLE = frozenset({HOST, OTHER_HOST})
_REFUSED = "only Apple is here, for testing: other hosts are passed on for programs of this machine alone"
# A request line whose target can still become, or is, one in absolute form; the group is there once its authority is complete.
_BEGUN = re.compile(rb"[!-~]{1,32}(?: (?:h(?:t(?:t(?:p(?:s?(?::(?:/(?:/[^/?# ]*)?)?)?)?)?)?)?)?)?", re.IGNORECASE)
_ABSOLUTE = re.compile(rb"[!-~]{1,32} (https?)://(?:[^/?# @]*@)?([^/?# @]*)[/?# ]", re.IGNORECASE)


class TlsNegotiator:
    """Decides who serves a new connection: this server over TLS with *context*, or in the clear, or another host.

    *proxies* are those of the user, and *ports* this server's own. With *to_apple*, a connection that speaks TLS with Apple is not served here,
    but by the passage that this function makes of its socket and the dialer.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        proxies: UserProxies,
        ports: frozenset[int],
        to_apple: Callable[[socket.socket, Dialer], Passage] | None = None,
    ) -> None:
        self._context = context
        self._to_apple = to_apple
        self._proxies = proxies
        self._ports = ports
        self._dialer: Dialer | None = None

    async def negotiate(self, sock: socket.socket) -> ssl.SSLContext | Passage | None:
        """Return the context if TLS comes next, None for HTTP in the clear, or a passage to another host.

        Raises:
            ConnectionError: the client left, or asked for a host that it cannot have.
        """
        first = await _first_bytes(sock)
        if first.startswith(_TLS):
            return self._ours(sock)
        if first.startswith(_CONNECT):
            return await self._connect(sock)
        absolute = _ABSOLUTE.match(first)
        if absolute is None:
            return None
        is_tls = absolute[1].lower() == b"https"
        destination = read_destination(absolute[2].decode("latin-1"), _HTTPS_PORT if is_tls else _HTTP_PORT, is_tls=is_tls)
        if destination is None or self._is_ours(destination):
            return None
        await _require_this_machine(sock)
        return Forwarder(sock, self._get_dialer(), self._is_ours)

    async def _connect(self, sock: socket.socket) -> ssl.SSLContext | Passage:
        head = await _read_connect(sock)
        destination = read_destination(head[len(_CONNECT) :].split(b" ", 1)[0].decode("latin-1"))
        if destination is None:
            await refuse(SocketEnd(sock), 400, "Bad Request", "CONNECT needs a host and a port")
            raise ConnectionAbortedError
        if self._is_ours(destination):
            await asyncio.get_running_loop().sock_sendall(sock, GRANTED)
            return self._ours(sock)
        await _require_this_machine(sock)
        return Tunnel(sock, head, destination, self._get_dialer())

    def _ours(self, sock: socket.socket) -> ssl.SSLContext | Passage:
        return self._context if self._to_apple is None else self._to_apple(sock, self._get_dialer())

    def _get_dialer(self) -> Dialer:
        if self._dialer is None:
            self._dialer = Dialer(self._proxies, self._is_own)
        return self._dialer

    def _is_ours(self, destination: Destination) -> bool:
        is_apple = destination.host.rstrip(".") in _APPLE and destination.port in (_HTTP_PORT, _HTTPS_PORT)
        return is_apple or self._is_own(destination.host, destination.port)

    def _is_own(self, host: str, port: int) -> bool:
        """Return whether this is the port itself: leading to it would go round in circles."""
        return port in self._ports and _is_this_machine(host)


async def _require_this_machine(sock: socket.socket) -> None:
    if not _is_this_machine(str(sock.getpeername()[0])):
        await refuse(SocketEnd(sock), 403, "Forbidden", _REFUSED)
        raise ConnectionRefusedError


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        mapped = getattr(ip_address(host), "ipv4_mapped", None)
    except ValueError:
        return False
    return is_loopback(str(mapped or host))


async def _first_bytes(sock: socket.socket) -> bytes:
    """Return as many of the first bytes as tell the clients apart, without consuming them."""
    while True:
        seen = await peek(sock, MAX_HEAD_BYTES)
        if len(seen) == MAX_HEAD_BYTES or not (_CONNECT.startswith(seen) or _is_undecided(seen)):
            return seen
        # The socket stays readable while the rest of the line is on its way, so it cannot be waited for.
        await asyncio.sleep(_POLL_SECONDS)


def _is_undecided(seen: bytes) -> bool:
    return not seen.startswith((_TLS, _CONNECT)) and _BEGUN.fullmatch(seen) is not None


async def _read_connect(sock: socket.socket) -> bytes:
    """Consume the head of a CONNECT request, and nothing after it: that may be the TLS handshake already."""
    loop = asyncio.get_running_loop()
    head = b""
    while len(head) <= MAX_HEAD_BYTES:
        seen = head + await peek(sock, 1024)
        end = seen.find(_HEAD_END)
        wanted = len(seen) if end < 0 else end + len(_HEAD_END)
        head += await loop.sock_recv(sock, wanted - len(head))
        if end >= 0:
            return head
    raise ConnectionAbortedError
