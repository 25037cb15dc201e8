"""Sockets that listen, as every server here has them."""

from __future__ import annotations

import socket
from typing import Any

LOOPBACK = "127.0.0.1"


def listening(family: socket.AddressFamily, address: Any, backlog: int) -> socket.socket:
    """Return a socket that listens on *address*, where *backlog* connections may wait.

    Raises:
        OSError: the address is taken, or is not this machine's.
    """
    # Without the protocol asyncio leaves TCP_NODELAY off, and an answer in two packets waits forty milliseconds for an acknowledgement.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
        sock.listen(backlog)
    except OSError:
        sock.close()
        raise
    return sock
