"""Take HTTP from sockets with care: heads, time and connections have caps, and who is slow makes room for the others."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MAX_CONNECTIONS = 256
MAX_HEAD_BYTES = 32 * 1024
MAX_HEADERS = 100
REQUEST_SECONDS = 10.0
IDLE_SECONDS = 30
CONNECTION = "siwakit.connection"

_LOG = logging.getLogger("siwakit.edge")
_LOG.addHandler(logging.NullHandler())
_NO_LINGER = struct.pack("ii", 1, 0)


class HeadTooLarge(Exception):
    """Stop the parser: this head is over a cap."""


class CarefulProtocol(HttpToolsProtocol):
    """Serve one connection: a request has ten seconds to come in, a head 32 KiB, and a full house drops who waits the longest."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.logger = _LOG
        self.access_log = False
        self._timer: asyncio.TimerHandle | None = None
        self._is_in_head = True
        self._head_bytes = 0
        self._is_too_large = False
        self.quiet_since = self.loop.time()

    @property
    def is_working(self) -> bool:
        """Tell whether a whole request is here whose answer is still to come."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.more_body and not cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's signature
        """Begin, and make room first where there is none."""
        if len(self.connections) >= MAX_CONNECTIONS:
            _make_room(self.connections)
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, as long as the head stays under its cap."""
        self.quiet_since = self.loop.time()
        if self._timer is None and not self.is_working:
            self._start_timer()
        if self._is_in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        # A value that never ends is not shown to `on_header` before it does.
        if self._is_in_head and self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self._refuse_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        super().on_header(name, value)
        if len(self.headers) > MAX_HEADERS:
            self._is_too_large = True
            raise HeadTooLarge

    def on_headers_complete(self) -> None:
        """Hand the request to the application, with its connection beside it."""
        self._is_in_head = False
        self._head_bytes = 0
        self.scope["extensions"] = {CONNECTION: {"itself": self}}
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stop the clock: from here on it is the application that takes time."""
        self._is_in_head = True
        self._stop_timer()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it."""
        if self._is_too_large:
            self._refuse_head()
        elif not self.transport.is_closing():
            super().send_400_response(msg)

    def timeout_keep_alive_handler(self) -> None:
        """Drop a connection on which nothing more comes, and what its client did not read."""
        self.transport.abort()

    def reset(self) -> None:
        """Close the connection without a word, so that the client sees a reset."""
        raw = self.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()

    def hang_up(self) -> None:
        """Send what has been written, and close."""
        self.transport.close()

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(REQUEST_SECONDS, self._time_out)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_out(self) -> None:
        self._timer = None
        if self.is_working or self.transport.is_closing():
            return
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self._write(b"408 Request Timeout", b"the request did not come in time\n")
        self.transport.close()

    def _refuse_head(self) -> None:
        self._write(b"431 Request Header Fields Too Large", b"the head of the request is too large\n")
        self.transport.close()

    def _write(self, status: bytes, body: bytes) -> None:
        head = b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + head + body)


def _make_room(connections: set[Any]) -> None:
    """Drop the connection that has been quiet for the longest and has nothing to wait for."""
    waiting = [one for one in connections if not one.is_working]
    if waiting:
        quietest = min(waiting, key=lambda one: one.quiet_since)
        connections.discard(quietest)
        quietest.transport.abort()
