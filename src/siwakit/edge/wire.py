"""Send one request over httpx2 and return the answer, within its time and its size: no redirect, no cookie, no proxy of the environment.

Transports are used without a client above them, which is what would follow redirects and keep cookies. Each holds one connection,
and the one used last is used next: a pool of httpx2 looks through all its connections for every request.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore
from time import monotonic
from typing import Any, NoReturn

import httpx2

from siwakit.errors import UsageError
from siwakit.flow.apple_answers import MAX_ANSWER_BYTES
from siwakit.flow.calls import Call
from siwakit.flow.failures import AnswerTooLarge, AppleUnavailable, ConnectionFailed, OutcomeUnknown, TimedOut
from siwakit.http import Response

MAX_CONNECTIONS = 64
_LIMITS = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30)
# Nothing of the request has gone out when one of these comes.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol)
_LEAST_PART = 0.2  # of the time of a try; with less than that left nothing is begun
_RESTS = "the same request may work a little later"


def tls_context(given: ssl.SSLContext | None) -> ssl.SSLContext:
    """Return *given*, or the context that trusts what this machine does.

    Raises:
        UsageError: one that does not verify.
    """
    if given is None:
        return httpx2.create_ssl_context()
    if given.verify_mode is not ssl.CERT_REQUIRED or not given.check_hostname:
        raise UsageError("a TLS context that does not verify the other side", hint="load the CA to trust into ssl.create_default_context()")
    return given


class SyncWire:
    """Send from any number of threads; *transport* takes the place of connections of our own."""

    def __init__(self, context: ssl.SSLContext | None, proxy: str | None, transport: httpx2.BaseTransport | None) -> None:
        self._given = transport
        self._proxy = proxy
        self._context = tls_context(context) if transport is None else None
        self._idle: list[httpx2.BaseTransport] = []
        self._places = BoundedSemaphore(MAX_CONNECTIONS)

    def send(self, call: Call[Any], seconds: float) -> Response:
        """Return the answer to *call*, within *seconds*.

        Raises:
            AppleUnavailable: there is none that can be used.
        """
        until = monotonic() + seconds
        if not self._places.acquire(timeout=seconds * (1 - _LEAST_PART)):
            raise _timed_out(call, was_sent=False)
        transport = self._take()
        try:
            with _faults(call):
                response = transport.handle_request(_request(call, until - monotonic()))
                return _finished(call, response, _read(call, response, until))
        finally:
            self._idle.append(transport)
            self._places.release()

    def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> httpx2.BaseTransport:
        try:
            return self._idle.pop()
        except IndexError:
            return self._given or httpx2.HTTPTransport(verify=self._context or True, limits=_LIMITS, trust_env=False, proxy=self._proxy)


class AsyncWire:
    """Send from any number of tasks of one loop; *transport* takes the place of connections of our own."""

    def __init__(self, context: ssl.SSLContext | None, proxy: str | None, transport: httpx2.AsyncBaseTransport | None) -> None:
        self._given = transport
        self._proxy = proxy
        self._context = tls_context(context) if transport is None else None
        self._idle: list[httpx2.AsyncBaseTransport] = []
        self._places = asyncio.Semaphore(MAX_CONNECTIONS)

    async def send(self, call: Call[Any], seconds: float) -> Response:
        """Return the answer to *call*, within *seconds*.

        Raises:
            AppleUnavailable: there is none that can be used.
        """
        until = monotonic() + seconds
        was_sent = False
        try:
            async with asyncio.timeout(seconds), self._places:
                left = until - monotonic()
                # A place that comes free when the time is up is of no use: nothing is sent that cannot be waited for.
                was_sent = left > seconds * _LEAST_PART
                return await self._send(call, left) if was_sent else _give_up(call)
        except TimeoutError:
            raise _timed_out(call, was_sent=was_sent) from None

    async def _send(self, call: Call[Any], seconds: float) -> Response:
        transport = self._take()
        try:
            with _faults(call):
                response = await transport.handle_async_request(_request(call, seconds))
                return _finished(call, response, await _read_async(response))
        finally:
            self._idle.append(transport)

    async def aclose(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._idle.pop().aclose()

    def _take(self) -> httpx2.AsyncBaseTransport:
        try:
            return self._idle.pop()
        except IndexError:
            return self._given or httpx2.AsyncHTTPTransport(verify=self._context or True, limits=_LIMITS, trust_env=False, proxy=self._proxy)


@lru_cache(maxsize=32)
def _parsed(url: str) -> httpx2.URL:
    """Return *url* taken apart: there are six of them, and it costs as much as reading the answer."""
    return httpx2.URL(url)


def _request(call: Call[Any], seconds: float) -> httpx2.Request:
    # A connection that is not made is told from an answer that does not come, because it gives up before.
    times = {**dict.fromkeys(("read", "write"), max(seconds, 0.001)), **dict.fromkeys(("connect", "pool"), max(seconds, 0.001) * (1 - _LEAST_PART))}
    headers = [*call.request.headers, ("User-Agent", "siwakit")]
    return httpx2.Request(call.request.method, _parsed(call.request.url), headers=headers, content=call.request.body, extensions={"timeout": times})


def _read(call: Call[Any], response: httpx2.Response, until: float) -> bytes:
    body = bytearray()
    stream: Any = response.stream
    try:
        for part in stream:
            body += part
            if monotonic() > until and len(body) < int(response.headers.get("content-length", MAX_ANSWER_BYTES)):
                # Each part came in time, and all of them together do not; one that is whole all the same is not thrown away.
                raise _timed_out(call, was_sent=True)
            if len(body) > MAX_ANSWER_BYTES:
                break
    finally:
        response.close()
    return bytes(body)


async def _read_async(response: httpx2.Response) -> bytes:
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


def _finished(call: Call[Any], response: httpx2.Response, body: bytes) -> Response:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
    if len(body) > MAX_ANSWER_BYTES:
        answer = Response(response.status_code, headers)
        raise AnswerTooLarge(f"Apple's answer has more than {MAX_ANSWER_BYTES} bytes", request=call.request, response=answer, hint=_RESTS)
    return Response(response.status_code, headers, body)


@contextmanager
def _faults(call: Call[Any]) -> Iterator[None]:
    """Turn what httpx2 raises into failures, by what became of the request."""
    try:
        yield
    except httpx2.TimeoutException as error:
        raise _timed_out(call, was_sent=not isinstance(error, _UNSENT)) from None
    except httpx2.TransportError as error:
        if isinstance(error, _UNSENT) or call.may_be_repeated:
            # The library's words, which may name addresses, are left out; its kind says enough.
            raise ConnectionFailed(f"the connection to Apple failed ({type(error).__name__})", request=call.request, hint=_RESTS) from None
        raise OutcomeUnknown(f"the code was sent and the answer lost ({type(error).__name__})", request=call.request) from None


def _timed_out(call: Call[Any], *, was_sent: bool) -> AppleUnavailable:
    if was_sent and not call.may_be_repeated:
        return OutcomeUnknown("the code was sent and no answer came in time", request=call.request)
    return TimedOut("no answer of Apple's came in time", request=call.request, hint=_RESTS)


def _give_up(call: Call[Any]) -> NoReturn:
    raise _timed_out(call, was_sent=False)
