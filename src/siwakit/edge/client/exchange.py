"""What a request to Apple and its answer are to httpx2, for both clients: no redirects, no cookies, no proxies from the environment, limited size.

Transports of httpx2 are used without its client, which is what follows redirects and keeps cookies. Each transport has one
connection, and the one used last is used next: a pool of many searches all of them for every request, which costs several per cent
at 64 calls at a time.

A code must never be sent twice, so after a failure it matters whether the request may have gone out. The trace events of httpcore2
tell: it has not between the start of a new connection and the start of the request's headers.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import monotonic
from typing import Any, Generic, TypeVar

import httpx2

from siwakit.edge.client.deadline_transport import DEADLINE
from siwakit.errors import UsageError
from siwakit.flow.apple_answers import MAX_ANSWER_BYTES
from siwakit.flow.calls import Call
from siwakit.flow.failures import AnswerTooLarge, AppleUnavailable, ConnectionFailed, OutcomeUnknown, TimedOut
from siwakit.http import Response

MAX_CONNECTIONS = 64
LEAST_PART = 0.2  # of the time of an attempt, which is kept for sending and waiting: with less left, nothing is begun
# These are raised before any of the request has gone out.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol)
_MAY_PASS = "the same request may work a little later"
T = TypeVar("T")


def tls_context(given: ssl.SSLContext | None) -> ssl.SSLContext:
    """Return *given*, or a context that trusts the authorities this machine trusts.

    Raises:
        UsageError: *given* does not verify the server.
    """
    if given is None:
        return httpx2.create_ssl_context()
    if given.verify_mode is not ssl.CERT_REQUIRED or not given.check_hostname:
        raise UsageError("a TLS context that does not verify the other side", hint="load the CA to trust into ssl.create_default_context()")
    return given


class Transports(Generic[T]):
    """Transports that are idle, and the way to make another."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._idle: list[T] = []

    @contextmanager
    def borrow(self) -> Iterator[T]:
        """Lend the transport used last, or a new one."""
        try:
            transport = self._idle.pop()
        except IndexError:
            transport = self._make()
        try:
            yield transport
        finally:
            self._idle.append(transport)

    def take_all(self) -> Iterator[T]:
        """Remove and return the idle transports, one after another."""
        while self._idle:
            yield self._idle.pop()


class Progress:
    """Whether a request is known not to have gone out, from trace events; a transport without them is assumed to have sent it."""

    def __init__(self) -> None:
        self.is_unsent = False

    def note(self, event: str, details: dict[str, Any]) -> None:
        """Record an event from httpcore2."""
        if event == "connection.connect_tcp.started":
            self.is_unsent = True
        # A CONNECT goes to the proxy and contains nothing of the request.
        elif event == "http11.send_request_headers.started" and details["request"].method != b"CONNECT":
            self.is_unsent = False


@lru_cache(maxsize=32)
def _parsed(url: str) -> httpx2.URL:
    """Return *url* parsed: there are only six, and parsing one costs as much as reading the answer."""
    return httpx2.URL(url)


def make_request(call: Call[Any], deadline: float, trace: Callable[[str, dict[str, Any]], Any]) -> httpx2.Request:
    """Return the request of *call*; *trace* is called with the trace events of httpcore2."""
    left = max(deadline - monotonic(), 0.001)
    # A handshake that is cancelled leaves its socket open for a while, so connecting gives up before the async client cancels it.
    timeout = {"read": left, "write": left, "connect": left * (1 - LEAST_PART), "pool": left}
    headers = [*call.request.headers, ("User-Agent", "siwakit")]
    extensions = {"timeout": timeout, DEADLINE: deadline, "trace": trace}
    return httpx2.Request(call.request.method, _parsed(call.request.url), headers=headers, content=call.request.body, extensions=extensions)


def read_response(call: Call[Any], response: httpx2.Response, body: bytes) -> Response:
    """Return Apple's answer.

    Raises:
        AnswerTooLarge: *body* exceeds the limit.
    """
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
    if len(body) > MAX_ANSWER_BYTES:
        answer = Response(response.status_code, headers)
        raise AnswerTooLarge(f"Apple's answer has more than {MAX_ANSWER_BYTES} bytes", request=call.request, response=answer, hint=_MAY_PASS)
    return Response(response.status_code, headers, body)


@contextmanager
def failures(call: Call[Any], progress: Progress) -> Iterator[None]:
    """Turn errors of httpx2, and a TimeoutError, into failures that say whether the request may have reached Apple."""
    try:
        yield
    except (httpx2.TransportError, TimeoutError, UnicodeError) as error:  # UnicodeError: the host name has a part that is too long
        is_sent = not (progress.is_unsent or isinstance(error, _UNSENT))
        if isinstance(error, (httpx2.TimeoutException, TimeoutError)):
            raise timed_out(call, is_sent=is_sent) from None
        # The message of the library is left out, because it may contain addresses.
        kind = type(error).__name__
        if is_sent and not call.may_be_repeated:
            raise OutcomeUnknown(f"the code was sent and the answer lost ({kind})", request=call.request) from None
        raise ConnectionFailed(f"the connection to Apple failed ({kind})", request=call.request, hint=_MAY_PASS) from None


def timed_out(call: Call[Any], *, is_sent: bool) -> AppleUnavailable:
    """Return the failure of a call that took too long."""
    if is_sent and not call.may_be_repeated:
        return OutcomeUnknown("the code was sent and no answer came in time", request=call.request)
    return TimedOut("no answer came from Apple in time", request=call.request, hint=_MAY_PASS)
