"""Connections of the program to the marker addresses: they are made to the emulator's port instead, on the program's own socket."""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys

from siwakit.edge.intercept.linux import copy_descriptor
from siwakit.edge.intercept.redirection import HTTPS_PORT, MARKER, MARKER_IPV6
from siwakit.record import record

# Name services that answer from their own copy of the hosts file. Without them the C library reads the file.
_NAME_SERVICES = frozenset({b"/var/run/nscd/socket", b"/run/nscd/socket", b"/run/systemd/resolve/io.systemd.Resolve"})
_MAPPED = b"\0" * 10 + b"\xff\xff"
_MARKERS = frozenset({_MAPPED + socket.inet_aton(MARKER), socket.inet_pton(socket.AF_INET6, MARKER_IPV6)})
LONGEST_ADDRESS = 110


@record
class Target:
    """A marker address that the program connects to."""

    port: int


def is_name_service(address: bytes) -> bool:
    """Return whether the socket address is that of a name service."""
    return _family(address) == socket.AF_UNIX and address[2:].partition(b"\0")[0] in _NAME_SERVICES


def find_target(address: bytes) -> Target | None:
    """Return what *address* marks, or None if it is any other address."""
    match _family(address):
        case socket.AF_INET:
            host = _MAPPED + address[4:8]
        case socket.AF_INET6:
            host = address[8:24]
        case _:
            return None
    return Target(struct.unpack_from("!H", address, 2)[0]) if host in _MARKERS else None


def redirected(address: bytes, port: int) -> bytes:
    """Return the beginning of the socket address *address* with which it names *port* on 127.0.0.1."""
    number = struct.pack("!H", port)
    if _family(address) == socket.AF_INET:
        return address[:2] + number + socket.inet_aton("127.0.0.1")
    return address[:2] + number + address[4:8] + _MAPPED + socket.inet_aton("127.0.0.1")


def _family(address: bytes) -> int:
    return int.from_bytes(address[:2], sys.byteorder)


class Connection:
    """A connection to *port* on the socket that is *number* in the process *pid*.

    Raises:
        OSError: it is not a socket, or this process may not look into that one.
    """

    def __init__(self, pid: int, number: int, port: int) -> None:
        self._socket = socket.socket(fileno=copy_descriptor(pid, number))
        self._port = port
        self._is_blocking = os.get_blocking(self._socket.fileno())

    @property
    def is_stream(self) -> bool:
        """Return whether the socket can carry TLS."""
        return self._socket.type & 0xF == socket.SOCK_STREAM and self._socket.family in {socket.AF_INET, socket.AF_INET6}

    def start(self) -> int | None:
        """Start to connect; return the error number for the program, 0 if it is connected, or None if that has to be waited for."""
        result = self._connect()
        if result != errno.EINPROGRESS or not self._is_blocking:
            return result
        return None

    def _connect(self) -> int:
        host = "127.0.0.1"
        if self._socket.family == socket.AF_INET6:
            host = "::ffff:127.0.0.1"
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        # The flag is shared with the program, but a thread that waits for its connection does nothing else with the socket.
        os.set_blocking(self._socket.fileno(), False)
        try:
            result = self._socket.connect_ex((host, self._port))
        finally:
            os.set_blocking(self._socket.fileno(), self._is_blocking)
        return self._after_interruption(result)

    def _after_interruption(self, result: int) -> int:
        """Return 0 instead of an error if a blocking call was interrupted by a signal, made again, and has succeeded before."""
        return 0 if result == errno.EISCONN and self._is_blocking and self._is_ours() else result

    def _is_ours(self) -> bool:
        return bool(self._socket.getpeername()[1] == self._port)

    def fileno(self) -> int:
        """Return the descriptor to wait for: it can be written to once the connection is made, or has failed."""
        return self._socket.fileno()

    def result(self) -> int:
        """Return the error number of a connection that was waited for, 0 if it is made."""
        return self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def close(self) -> None:
        """Close this process's copy of the socket."""
        self._socket.close()


def is_redirected(target: Target) -> bool:
    """Return whether the emulator is behind this port of the marker address."""
    return target.port == HTTPS_PORT
