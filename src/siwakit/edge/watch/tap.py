"""Exchanges read from a copy of the bytes that a connection carries: nothing here can change or delay them.

h11 reads each message with a connection of its own, so that a message that cannot be read does not matter to the next. What is not HTTP/1.1
ends the reading of this connection, not the connection.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import h11

from siwakit.apple import HOST
from siwakit.edge.watch.content_coding import Decoded, decode
from siwakit.http import Exchange, Headers, Request, Response
from siwakit.patterns import pattern
from siwakit.record import record

MAX_BODY_BYTES = 1 << 20
_MAX_HEAD_BYTES = 128 * 1024
_SWITCHES = 101
_ABSOLUTE = pattern(r"https?://")


@record
class WatchedExchange:
    """A request that was passed on, with its answer, when each was complete, and *trouble*: why there is no answer, or not all of it.

    *request_is_cut* and *answer_is_cut* say that only the beginning of a body was seen, or is kept.
    """

    exchange: Exchange
    began: float
    ended: float
    trouble: str = ""
    request_is_cut: bool = False
    answer_is_cut: bool = False

    @property
    def is_cut(self) -> bool:
        """Return whether one of the two is incomplete, so that what it lacks proves nothing."""
        return self.request_is_cut or self.answer_is_cut

    @property
    def request(self) -> Request:
        """Return the request."""
        return self.exchange.request

    @property
    def response(self) -> Response | None:
        """Return the answer, if there is one."""
        return self.exchange.response


@dataclass(slots=True)
class _Message:
    """A message as far as it has come."""

    parser: h11.Connection
    began: float
    head: h11.Request | h11.Response | None = None
    body: bytearray = field(default_factory=bytearray)
    is_cut: bool = False
    is_complete: bool = False

    def take(self, data: bytes) -> bytes | None:
        """Read *data*; return what follows the message once it is complete, else None.

        Raises:
            h11.RemoteProtocolError: it is not HTTP/1.1.
        """
        self.parser.receive_data(data)
        while True:
            event = self.parser.next_event()
            match event:
                case h11.Request() | h11.Response():
                    self.head = event
                case h11.InformationalResponse() if event.status_code == _SWITCHES:
                    raise h11.RemoteProtocolError("another protocol follows")
                case h11.Data():
                    room = MAX_BODY_BYTES - len(self.body)
                    self.body += bytes(event.data)[:room]
                    self.is_cut = self.is_cut or len(event.data) > room
                case h11.EndOfMessage():
                    self.is_complete = True
                    return self.parser.trailing_data[0]
                case h11.NEED_DATA | h11.PAUSED | h11.ConnectionClosed():
                    return None


class Tap:
    """Reader of one connection to *host*; *told* gets each exchange when it has ended, and *clock* says when that is.

    *asked* gets each request when it is complete, before its answer.
    """

    def __init__(
        self,
        host: str,
        clock: Callable[[], float],
        told: Callable[[WatchedExchange], None],
        asked: Callable[[Request, float], None] | None = None,
    ) -> None:
        self._asked = asked
        self._host = host
        self._clock = clock
        self._told = told
        self._sent: deque[_Message] = deque()
        self._answer: _Message | None = None
        self._is_blind = False
        self._why_blind = ""
        self.has_begun = False

    def take(self, copy: Callable[[bytes], None], data: bytes) -> None:
        """Call *copy*, which is `sent` or `received`, with *data*; it never fails."""
        try:
            copy(data)
        except Exception as error:  # noqa: BLE001  a copy that cannot be read must not end the connection
            self._blind(f"siwakit cannot read it ({type(error).__name__})")

    def _blind(self, why: str) -> None:
        self._is_blind, self._why_blind = True, why

    def sent(self, data: bytes) -> None:
        """Read what the program has sent."""
        self.has_begun = True
        while data and not self._is_blind:
            if not self._sent or self._sent[-1].is_complete:
                self._sent.append(_Message(h11.Connection(h11.SERVER, max_incomplete_event_size=_MAX_HEAD_BYTES), self._clock()))
            rest = self._read(self._sent[-1], data)
            if rest is None:
                return
            if self._asked is not None:
                self._asked(_request(self._sent[-1], self._host), self._clock())
            data = rest

    def received(self, data: bytes) -> None:
        """Read what Apple has answered."""
        while data and not self._is_blind:
            if self._answer is None:
                self._answer = _Message(self._parser_of_answer(), self._clock())
            rest = self._read(self._answer, data)
            if rest is None:
                return
            self._end("")
            data = rest

    def end(self, trouble: str) -> None:
        """Report what is left if the connection has ended: an answer that ends with it, or requests without one, because of *trouble*."""
        if self._answer is not None and not self._is_blind:
            with contextlib.suppress(h11.RemoteProtocolError):
                self._answer.take(b"")
            if self._answer.is_complete:
                self._end("")
        if self._is_blind:
            trouble = self._why_blind
        while self._sent:
            if self._sent[0].head is None:
                self._sent.popleft()
                continue
            self._end(trouble)

    def _read(self, message: _Message, data: bytes) -> bytes | None:
        try:
            return message.take(data)
        except h11.RemoteProtocolError:
            self._blind(f"the {'answer' if message is self._answer else 'request'} is not valid HTTP/1.1")
            return None

    def _parser_of_answer(self) -> h11.Connection:
        parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD_BYTES)
        asked = self._sent[0].head if self._sent else None
        method = asked.method if isinstance(asked, h11.Request) else b"GET"
        parser.send(h11.Request(method=method, target="/", headers=[("Host", HOST)]))
        parser.send(h11.EndOfMessage())
        return parser

    def _end(self, trouble: str) -> None:
        answer, self._answer = self._answer, None
        if not self._sent:
            return  # an answer without a request, such as 408 to a connection that was kept
        asked = self._sent.popleft()
        if not isinstance(asked.head, h11.Request):
            return
        request = _request(asked, self._host)
        response = _response(answer) if answer is not None else None
        coded = Decoded(b"") if response is None else decode(response.body, response.headers, MAX_BODY_BYTES)
        response = response if response is None else replace(response, body=coded.body)
        # A server may answer before it has the whole body, as with 413.
        request_is_cut = asked.is_cut or not asked.is_complete
        answer_is_cut = answer is not None and (answer.is_cut or not answer.is_complete or coded.is_cut)
        told = WatchedExchange(Exchange(request, response), asked.began, self._clock(), trouble or coded.trouble, request_is_cut, answer_is_cut)
        self._told(told)


def _request(message: _Message, host: str) -> Request:
    head = message.head
    assert isinstance(head, h11.Request)  # noqa: S101  only such messages are told
    headers = _headers(head)
    named = next((value for name, value in headers if name.lower() == "host"), host)
    target = head.target.decode("latin-1")
    return Request(head.method.decode("latin-1"), target if _ABSOLUTE.match(target) else f"https://{named}{target}", headers, bytes(message.body))


def _response(message: _Message) -> Response | None:
    head = message.head
    return Response(head.status_code, _headers(head), bytes(message.body)) if isinstance(head, h11.Response) else None


def _headers(head: h11.Request | h11.Response) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items())
