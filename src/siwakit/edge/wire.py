"""Sending one request and reading its answer, for both clients: limited in time and size, without redirects, cookies or proxies from the environment.

Transports of httpx2 are used without its client, which is what follows redirects and keeps cookies. Each transport has one
connection, and the one used last is used next: a pool of many searches all of them for every request, which costs several per cent
at 64 calls at a time.

A code must never be sent twice, so after a failure it matters whether the request may have gone out. The trace events of httpcore2
tell: it has not between the start of a new connection and the start of the request's headers.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from threading import BoundedSemaphore
from time import monotonic
from typing import Any, Generic, TypeVar

import httpx2

from siwakit.edge.deadline_transport import DEADLINE, KEEPALIVE_SECONDS, DeadlineTransport
from siwakit.errors import UsageError
from siwakit.flow.apple_answers import MAX_ANSWER_BYTES
from siwakit.flow.calls import Call
from siwakit.flow.failures import AnswerTooLarge, AppleUnavailable, ConnectionFailed, OutcomeUnknown, TimedOut
from siwakit.http import Response

MAX_CONNECTIONS = 64
_LIMITS = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEPALIVE_SECONDS)
# These are raised before any of the request has gone out.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol)
_LEAST_PART = 0.2  # of the time of an attempt, which is kept for sending and waiting: with less left, nothing is begun
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


class _Transports(Generic[T]):
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


class SyncWire:
    """Connections to Apple shared by threads; a given *transport* replaces them."""

    def __init__(self, context: ssl.SSLContext | None, proxy: str | None, transport: httpx2.BaseTransport | None) -> None:
        self._transports: _Transports[httpx2.BaseTransport] = _Transports(
            partial(DeadlineTransport, tls_context(context), proxy) if transport is None else lambda: transport
        )
        self._places = BoundedSemaphore(MAX_CONNECTIONS)

    def send(self, call: Call[Any], seconds: float) -> Response:
        """Return the answer to *call*, within *seconds*.

        Raises:
            AppleUnavailable: there is no usable answer.
        """
        deadline = monotonic() + seconds
        if not self._places.acquire(timeout=seconds * (1 - _LEAST_PART)):
            raise _timed_out(call, is_sent=False)
        try:
            progress = _Progress()
            with self._transports.borrow() as transport, _failures(call, progress):
                response = transport.handle_request(_request(call, deadline, progress.note))
                return _finish(call, response, _read(response))
        finally:
            self._places.release()

    def close(self) -> None:
        """Close every connection."""
        for transport in self._transports.take_all():
            transport.close()


class AsyncWire:
    """Connections to Apple shared by the tasks of one event loop; a given *transport* replaces them."""

    def __init__(self, context: ssl.SSLContext | None, proxy: str | None, transport: httpx2.AsyncBaseTransport | None) -> None:
        self._transports: _Transports[httpx2.AsyncBaseTransport] = _Transports(
            partial(httpx2.AsyncHTTPTransport, verify=tls_context(context), limits=_LIMITS, trust_env=False, proxy=proxy)
            if transport is None
            else lambda: transport
        )
        self._places = asyncio.Semaphore(MAX_CONNECTIONS)

    async def send(self, call: Call[Any], seconds: float) -> Response:
        """Return the answer to *call*, within *seconds*.

        Raises:
            AppleUnavailable: there is no usable answer.
        """
        deadline = monotonic() + seconds
        progress = _Progress(is_unsent=True)
        try:
            async with asyncio.timeout(seconds), self._places:
                if deadline - monotonic() < seconds * _LEAST_PART:
                    raise _timed_out(call, is_sent=False)
                progress.is_unsent = False
                with self._transports.borrow() as transport, _failures(call, progress):
                    response = await transport.handle_async_request(_request(call, deadline, progress.note_async))
                    return _finish(call, response, await _read_async(response))
        except TimeoutError:
            raise _timed_out(call, is_sent=not progress.is_unsent) from None

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in self._transports.take_all():
            await transport.aclose()


class _Progress:
    """Whether a request is known not to have gone out, from trace events; a transport without them is taken to have sent it."""

    def __init__(self, *, is_unsent: bool = False) -> None:
        self.is_unsent = is_unsent

    def note(self, event: str, details: dict[str, Any]) -> None:
        """Take notice of an event of httpcore2."""
        if event == "connection.connect_tcp.started":
            self.is_unsent = True
        # A CONNECT goes to the proxy and contains nothing of the request.
        elif event == "http11.send_request_headers.started" and details["request"].method != b"CONNECT":
            self.is_unsent = False

    async def note_async(self, event: str, details: dict[str, Any]) -> None:
        """Do what `note` does, for a transport that awaits it."""
        self.note(event, details)


@lru_cache(maxsize=32)
def _parsed(url: str) -> httpx2.URL:
    """Return *url* parsed: there are only six, and parsing one costs as much as reading the answer."""
    return httpx2.URL(url)


def _request(call: Call[Any], deadline: float, trace: Callable[[str, dict[str, Any]], Any]) -> httpx2.Request:
    left = max(deadline - monotonic(), 0.001)
    # A handshake that is cancelled leaves its socket open for a while, so connecting gives up before the async client cancels it.
    timeout = {"read": left, "write": left, "connect": left * (1 - _LEAST_PART), "pool": left}
    headers = [*call.request.headers, ("User-Agent", "siwakit")]
    extensions = {"timeout": timeout, DEADLINE: deadline, "trace": trace}
    return httpx2.Request(call.request.method, _parsed(call.request.url), headers=headers, content=call.request.body, extensions=extensions)


def _read(response: httpx2.Response) -> bytes:
    """Return the body, or a little more than the limit of a body that exceeds it."""
    body = bytearray()
    stream: Any = response.stream
    try:
        for part in stream:
            body += part
            if len(body) > MAX_ANSWER_BYTES:
                break
    finally:
        response.close()
    return bytes(body)


async def _read_async(response: httpx2.Response) -> bytes:
    """Return what `_read` returns."""
    body = bytearray()
    stream: Any = response.stream
    try:
        async for part in stream:
            body += part
            if len(body) > MAX_ANSWER_BYTES:
                break
    finally:
        await response.aclose()
    return bytes(body)


def _finish(call: Call[Any], response: httpx2.Response, body: bytes) -> Response:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
    if len(body) > MAX_ANSWER_BYTES:
        answer = Response(response.status_code, headers)
        raise AnswerTooLarge(f"Apple's answer has more than {MAX_ANSWER_BYTES} bytes", request=call.request, response=answer, hint=_MAY_PASS)
    return Response(response.status_code, headers, body)


@contextmanager
def _failures(call: Call[Any], progress: _Progress) -> Iterator[None]:
    """Turn errors of httpx2 into failures that say whether the request may have reached Apple."""
    try:
        yield
    except (httpx2.TransportError, UnicodeError) as error:  # UnicodeError: the host name has a part that is too long
        is_sent = not (progress.is_unsent or isinstance(error, _UNSENT))
        if isinstance(error, httpx2.TimeoutException):
            raise _timed_out(call, is_sent=is_sent) from None
        # The message of the library is left out, because it may contain addresses.
        kind = type(error).__name__
        if is_sent and not call.may_be_repeated:
            raise OutcomeUnknown(f"the code was sent and the answer lost ({kind})", request=call.request) from None
        raise ConnectionFailed(f"the connection to Apple failed ({kind})", request=call.request, hint=_MAY_PASS) from None


def _timed_out(call: Call[Any], *, is_sent: bool) -> AppleUnavailable:
    if is_sent and not call.may_be_repeated:
        return OutcomeUnknown("the code was sent and no answer came in time", request=call.request)
    return TimedOut("no answer came from Apple in time", request=call.request, hint=_MAY_PASS)
