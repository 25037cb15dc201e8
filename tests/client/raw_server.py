"""A server that sends what a test wants, byte for byte, and records what it received."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading


class RawServer:
    """Server that answers each request with *parts*, each of them bytes or a number of seconds to wait.

    If it *speaks_first*, it sends them on each connection without waiting for a request.
    """

    def __init__(self, parts, context: ssl.SSLContext | None = None, *, speaks_first: bool = False) -> None:
        self.parts = parts
        self.speaks_first = speaks_first
        self.context = context
        self.received: list[bytes] = []
        self.sockets: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_closed = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_closed.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self.listener.close()
        for one in self.sockets:
            one.close()

    def _serve(self):
        while not self.is_closed.is_set():
            try:
                connection, _ = self.listener.accept()
                connection = self.context.wrap_socket(connection, server_side=True) if self.context else connection
            except OSError:
                continue
            self.sockets.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        try:
            while self.speaks_first or self._read(connection):
                for part in self.parts:
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    elif self.is_closed.wait(part):
                        return
                if self.speaks_first:
                    break
            connection.close()
        except OSError:
            return

    def _read(self, connection) -> bool:
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return False
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or b"0") if b"content-length:" in head.lower() else 0
        while len(body) < length:
            body += connection.recv(65536)
        self.received.append(head + b"\r\n\r\n" + body)
        return True


def drip(start: bytes, piece: bytes) -> list[bytes | float]:
    """Return the parts of an answer that goes on for 30 seconds after *start*, with a *piece* every few hundredths of one."""
    return [start, *[part for _ in range(1000) for part in (piece, 0.03)]]


def answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Return an answer of HTTP/1.1."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
