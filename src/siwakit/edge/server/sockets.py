"""What every server here does with sockets."""

from __future__ import annotations

import socket
import struct
from typing import Any

LOOPBACK = "127.0.0.1"
_BACKLOG = 1024
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


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


def reset_on_close(sock: socket.socket) -> None:
    """Make the peer see an error, instead of an end, when *sock* is closed."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
