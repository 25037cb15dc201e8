"""Take HTTP from sockets with care: heads, time and connections have caps, and who is slow makes room for the others."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import struct
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MAX_CONNECTIONS = 256
MAX_HEAD_BYTES = 32 * 1024
MAX_HEADERS = 100
_READ_BYTES = 120 * 1024  # less than malloc maps, more than a head and a body may have
REQUEST_SECONDS = 10.0
IDLE_SECONDS = 30
CONNECTION = "siwakit.connection"

_LOG = logging.getLogger("siwakit.edge")
_LOG.addHandler(logging.NullHandler())
_ANSWER, _INTERIM, _HEAD_END = b"HTTP/1.1 ", b"HTTP/1.1 1", b"\r\n\r\n"
# httptools takes what follows such a head for another protocol, and drops the body. Nothing but HTTP/1.1 is spoken here, so the wish
# is not heeded (RFC 9110, section 7.8); Java's HttpClient and `curl --http2` say it to every address in clear.
_UPGRADE, _NO_UPGRADE = re.compile(rb"\r\n[Uu][Pp][Gg][Rr][Aa][Dd][Ee](?=[ \t]*:)"), b"\r\nIgnored"
_NO_LINGER = struct.pack("ii", 1, 0)


class HeadTooLarge(Exception):
    """Stop the parser: this head is over a cap."""


class Corked:
    """Hold back the head of an answer until its body comes: one packet instead of two, and half the time in the kernel."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        """Leave everything else to the transport."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write *data*, unless it is a head whose body is still to come."""
        if data.endswith(_HEAD_END) and data.startswith(_ANSWER) and not data.startswith(_INTERIM):
            self._held = data
            return
        self._transport.write(self._held + data)
        self._held = b""

    def is_closing(self) -> bool:
        """Tell what the transport tells; it is asked often, and `__getattr__` is slow."""
        return self._transport.is_closing()

    def flush(self) -> None:
        """Write what is held back: no body comes after it."""
        if self._held:
            self._transport.write(self._held)
            self._held = b""

    def close(self) -> None:
        """Write what is held back, and close."""
        self.flush()
        self._transport.close()


def _without_upgrade(data: bytes) -> bytes:
    """Return *data* with the wish for another protocol, where its head has one, under a name that says nothing."""
    end = data.find(_HEAD_END)
    found = _UPGRADE.search(data, 0, end if end >= 0 else len(data))
    return data if found is None else b"".join((data[: found.start()], _NO_UPGRADE, data[found.end() :]))


class CarefulProtocol(HttpToolsProtocol):
    """Serve one connection: a request has ten seconds to come in, a head 32 KiB, and a full house drops who waits the longest."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.logger = _LOG
        self.access_log = False
        self._timer: asyncio.TimerHandle | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._is_in_head = True
        self._head_bytes = 0
        self._is_too_large = False
        self._is_reading = False
        self._due: tuple[RequestResponseCycle, Any] | None = None
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
        # asyncio takes 256 KiB to read into, which malloc maps and gives back each time: that costs ten times the reading.
        if hasattr(transport, "max_size"):
            transport.max_size = _READ_BYTES
        super().connection_made(cast("asyncio.Transport", Corked(transport)))
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_timer()
        if self._idle is not None:
            self._idle.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, as long as the head stays under its cap."""
        self.quiet_since = self.loop.time()
        if self._is_in_head:
            self._head_bytes += len(data)
            data = _without_upgrade(data)
        self._is_reading = True
        super().data_received(data)
        self._is_reading = False
        is_answered = self._due is not None and self._answer_due()
        # Most requests come as a whole, and need no timer.
        if self._timer is None and not is_answered and not self.is_working:
            self._start_timer()
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

    def on_response_complete(self) -> None:
        """Send what has no body, and go on with the next request, or wait for it."""
        cast("Corked", self.transport).flush()
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.quiet_since = self.loop.time()
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._idle is None:
            self._wait_idle(self.timeout_keep_alive)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it."""
        if self._is_too_large:
            self._refuse_head()
        elif not self.transport.is_closing():
            super().send_400_response(msg)

    def shutdown(self) -> None:
        """Finish what is being answered, and drop the connection where nothing is: a client may keep it open for ever."""
        if self.is_working:
            super().shutdown()
        else:
            self.transport.abort()

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

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Leave a request to `data_received`, which knows whether all of it is here."""
        if self._is_reading and self._due is None:
            self._due = (cycle, app)
        else:
            super()._start_asgi_task(cycle, app)

    def _answer_due(self) -> bool:
        """Answer the request that is due on the spot, without a task and its turns of the loop; tell whether that could be done."""
        (cycle, app), self._due = cast("tuple[RequestResponseCycle, Any]", self._due), None
        answer_at_once = getattr(app, "answer_at_once", None)
        if answer_at_once is None or not self._can_be_answered(cycle):
            super()._start_asgi_task(cycle, app)
            return False
        try:
            found = answer_at_once(cycle.scope, bytes(cycle.body))
        except Exception as error:  # noqa: BLE001  the server's own way says it in its log, and answers
            found = partial(_fail, error)
        if not isinstance(found, bytes):
            super()._start_asgi_task(cycle, found)
            return False
        cycle.response_started = cycle.response_complete = True
        self.transport.write(found)
        self.on_response_complete()
        return True

    def _can_be_answered(self, cycle: RequestResponseCycle) -> bool:
        """Tell whether all of a request is here, and nothing is to be said but the answer."""
        is_whole = not cycle.more_body and cycle.keep_alive and not cycle.waiting_for_100_continue
        return is_whole and cycle.scope["method"] != "HEAD" and not self.flow.write_paused and not self.transport.is_closing()

    def _wait_idle(self, seconds: float) -> None:
        self._idle = self.loop.call_later(seconds, self._look_idle)

    def _look_idle(self) -> None:
        """Drop a connection on which nothing has come since the last answer; one timer looks after all of its answers."""
        self._idle = None
        left = self.quiet_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._wait_idle(left)
        elif self._timer is None and not self.is_working:
            self.timeout_keep_alive_handler()

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


async def _fail(error: Exception, *_: Any) -> None:
    raise error


def _make_room(connections: set[Any]) -> None:
    """Drop the connection that has been quiet for the longest and has nothing to wait for."""
    waiting = [one for one in connections if not one.is_working]
    if waiting:
        quietest = min(waiting, key=lambda one: one.quiet_since)
        connections.discard(quietest)
        quietest.transport.abort()
