"""One connection to a server: its requests are answered in order, and each has a limited time to arrive.

A connection waits for a request or for the rest of one, is busy with an answer that waits for a thread or a delay, has a client that
does not read, or is closing. Only a busy connection has no deadline. A closing one still reads for a moment: closing a socket with
unread bytes resets the connection, and the client loses the answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, cast

import h11

from siwakit.edge.server.http1 import IncomingRequest, RequestReader, closes_connection, encode
from siwakit.edge.server.http1_head import Refusal
from siwakit.edge.server.site import FAULT_HEADER, PlainReply, Reply, Site, bug_response, is_loopback, text_response
from siwakit.edge.server.sockets import reset_on_close
from siwakit.http import Response

REQUEST_SECONDS = 10.0
IDLE_SECONDS = 30.0
LINGER_SECONDS = 1.0
LINGER_BYTES = 8 << 20  # a client that sends more than this may lose the answer
_READ_BYTES = 16 * 1024
_MAX_BUFFERED = 64 * 1024

_LOG = logging.getLogger("siwakit.edge")
_LOG.addHandler(logging.NullHandler())


class HttpConnection(asyncio.BufferedProtocol):
    """Protocol of one connection that serves *site*; *forget* is called when it is lost."""

    def __init__(self, site: Site, forget: Callable[[HttpConnection], None]) -> None:
        self._site = site
        self._forget = forget
        self._loop = asyncio.get_running_loop()
        self._reader = RequestReader(site.max_body_bytes)
        self._input = memoryview(bytearray(_READ_BYTES))
        self._transport: asyncio.Transport | None = None
        self._opening: asyncio.Task[None] | None = None
        self._answering: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self._is_request_timed = True
        self._is_client_slow = False
        self._is_reading_paused = False
        self._is_closing = False
        self._closes_next = False
        self._discarded_bytes = 0
        self.quiet_since, self.has_received = self._loop.time(), False
        self.answers_once = False
        self.tls_client = 0  # the client's port, if someone wants to know

    @property
    def is_busy(self) -> bool:
        """Return whether a complete request is being answered."""
        return self._answering is not None

    @property
    def is_open(self) -> bool:
        """Return whether the connection was established, after the TLS handshake if there is one."""
        return self._transport is not None

    def opened_by(self, task: asyncio.Task[None]) -> None:
        """Note the *task* that establishes the connection."""
        self._opening = task

    def receive_first(self, data: bytes) -> None:
        """Take what was read before the connection was established."""
        self._reader.receive(data)
        self.has_received = True

    def drop(self) -> None:
        """Close the connection immediately, whatever it is waiting for."""
        if self._transport is not None:
            self._transport.abort()
        elif self._opening is not None:
            self._opening.cancel()

    def finish(self) -> None:
        """Close the connection once the answer under way is written."""
        self._closes_next = True
        if self.is_busy:
            return
        if self._transport is not None and self._transport.get_write_buffer_size():
            self._transport.close()
        else:
            self.drop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first request; the TLS handshake does not count, because on a busy machine the client waits for this server."""
        self._transport = cast("asyncio.Transport", transport)
        self.quiet_since = self._loop.time()
        peer = transport.get_extra_info("peername")
        self._hidden_header = None if peer and is_loopback(str(peer[0])) else FAULT_HEADER
        self._scheme = "http" if transport.get_extra_info("sslcontext") is None else "https"
        self._set_deadline(REQUEST_SECONDS)
        if self.has_received:
            self._serve()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        """Stop everything that waits."""
        if self._timer is not None:
            self._timer.cancel()
        if self._answering is not None:
            self._answering.cancel()
        self._is_closing = True
        self._forget(self)
        # The transport refers to this object. Without the circle both are freed at once.
        self._transport = self._opening = None

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002  asyncio's signature
        """Return where to read to."""
        return self._input

    def buffer_updated(self, nbytes: int) -> None:
        """Take what was read, and answer the requests that are complete."""
        self.quiet_since, self.has_received = self._loop.time(), True
        if self._is_closing:
            self._discard(nbytes)
            return
        self._reader.receive(self._input[:nbytes])
        self._serve()
        # A body that is incomplete is read to its end; only what follows a request under way can wait.
        if (self.is_busy or self._is_client_slow) and self._reader.buffered_bytes > _MAX_BUFFERED:
            self._pause_reading(is_paused=True)

    def eof_received(self) -> bool:
        """Answer what has arrived before closing; TLS cannot be closed on one side only."""
        self._closes_next = True
        return (self.is_busy or self._is_client_slow) and self._scheme == "http"

    def pause_writing(self) -> None:
        """Stop answering until the client reads."""
        self._is_client_slow = True

    def resume_writing(self) -> None:
        """Continue once the client has read."""
        self._is_client_slow = False
        self._serve()

    def _serve(self) -> None:
        """Answer requests until more bytes are needed or an answer takes time."""
        while not (self.is_busy or self._is_client_slow or self._is_closing):
            request = self._reader.next_request()
            match request:
                case None:
                    self._wait_for_request()
                    return
                case Refusal():
                    self._write_and_close(self._site.refusal(request.status, request.words))
                case _:
                    self._is_request_timed = False
                    self._answer(request)
        if self._is_client_slow:
            self._set_deadline(IDLE_SECONDS)

    def _wait_for_request(self) -> None:
        self._pause_reading(is_paused=False)
        if not self._reader.is_inside_request:
            if self._closes_next:
                self._close()
            elif not self._is_request_timed:
                self._set_deadline(IDLE_SECONDS)
            return
        if not self._is_request_timed:
            self._is_request_timed = True
            self._set_deadline(REQUEST_SECONDS)
        interim = self._reader.interim_answer()
        if interim:
            self._write(interim)

    def _answer(self, request: IncomingRequest) -> None:
        refusal = self._site.refuse_host(request.head.host)
        if refusal is not None:
            self._deliver(request, PlainReply(refusal))
        elif self._site.blocks:
            self._begin(self._answer_in_thread(request))
        else:
            self._deliver_late(request, self._ask(request))

    def _ask(self, request: IncomingRequest) -> Reply:
        try:
            return self._site.answer(request.as_request(self._scheme, self._hidden_header))
        except Exception:  # noqa: BLE001  the client gets an answer, and the log the reason
            _LOG.exception("a request could not be answered")
            return PlainReply(bug_response())

    async def _answer_in_thread(self, request: IncomingRequest) -> None:
        reply = await asyncio.to_thread(self._ask, request)
        self._answering = None
        self._deliver_late(request, reply)
        self._serve()

    def _deliver_late(self, request: IncomingRequest, reply: Reply) -> None:
        """Deliver *reply* after the delay that its fault asks for."""
        if reply.fault is not None and reply.fault.delay_seconds:
            self._begin(self._wait_and_deliver(request, reply, reply.fault.delay_seconds))
        else:
            self._deliver(request, reply)

    async def _wait_and_deliver(self, request: IncomingRequest, reply: Reply, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._answering = None
        self._deliver(request, reply)
        self._serve()

    def _begin(self, answering: Coroutine[Any, Any, None]) -> None:
        self._answering = self._loop.create_task(answering)

    def _deliver(self, request: IncomingRequest, reply: Reply) -> None:
        """Write an answer, and do to the connection what the fault asks for."""
        self.quiet_since = self._loop.time()
        fault, response = reply.fault, reply.response
        if fault is not None and fault.is_reset:
            self._reset()
            return
        sent = response.body if fault is None else fault.cut(response.body)
        is_cut = len(sent) < len(response.body)
        is_last = self.answers_once or (self._closes_next and not self._reader.is_inside_request)
        closes = request.head.closes or is_cut or is_last or closes_connection(response)
        try:
            data = encode(response, self._site.date(), b"" if request.head.method == "HEAD" else sent, closes=closes)
        except (h11.LocalProtocolError, UnicodeEncodeError):
            _LOG.exception("an answer cannot be written")
            self._write_and_close(bug_response())
            return
        self._write(data)
        if closes:
            self._close()

    def _write_and_close(self, response: Response) -> None:
        self._write(encode(response, self._site.date(), response.body, closes=True))
        self._linger()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _close(self) -> None:
        """Close after an answer, gently if the client has sent more."""
        if self._reader.is_inside_request:
            self._linger()
        elif self._transport is not None:
            self._is_closing = True
            self._transport.close()

    def _linger(self) -> None:
        """Shut down the sending side, and discard what the client still sends."""
        self._is_closing = True
        self._pause_reading(is_paused=False)
        self._set_deadline(LINGER_SECONDS)
        if self._transport is not None and self._transport.can_write_eof():
            self._transport.write_eof()

    def _discard(self, count: int) -> None:
        self._discarded_bytes += count
        if self._discarded_bytes > LINGER_BYTES:
            self.drop()
        else:
            self._set_deadline(LINGER_SECONDS)

    def _reset(self) -> None:
        """Close the connection so that the client sees a reset."""
        if self._transport is not None:
            reset_on_close(self._transport.get_extra_info("socket"))
        self._is_closing = True
        self.drop()

    def _pause_reading(self, *, is_paused: bool) -> None:
        if self._transport is None or is_paused is self._is_reading_paused or self._transport.is_closing():
            return
        self._is_reading_paused = is_paused
        if is_paused:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _set_deadline(self, seconds: float) -> None:
        """Set when the connection closes unless something happens; a timer that fires too early is set again by `_on_timer`."""
        self._deadline = self._loop.time() + seconds
        if self._timer is None or self._timer.when() > self._deadline:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(self._deadline, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        if self._deadline > self._loop.time():
            self._timer = self._loop.call_at(self._deadline, self._on_timer)
        elif self.is_busy:
            return
        elif self._is_request_timed and not self._is_closing and not self._is_client_slow:
            self._write_and_close(text_response(408, "the request did not arrive in time"))
        else:
            self.drop()
