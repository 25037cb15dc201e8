"""Listening sockets, as every server here needs them."""

from __future__ import annotations

import socket
from typing import Any

LOOPBACK = "127.0.0.1"
_BACKLOG = 1024


def listening(family: socket.AddressFamily, address: Any) -> socket.socket:
    """Return a socket that listens on *address*; a burst of connections waits in its queue.

    Raises:
        OSError: the address is taken, or is not this machine's.
    """
    # Without the protocol asyncio leaves TCP_NODELAY off, and an answer in two packets waits 40 ms for an acknowledgement.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock
