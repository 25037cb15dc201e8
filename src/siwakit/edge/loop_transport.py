"""Be one connection of httpx2 on asyncio itself, for many calls at a time.

httpx2 reaches the loop through anyio and looks through a pool for each request; at 64 calls at a time that costs more than what Apple
takes to answer. Here the same engine, httpcore2, has one connection and a stream that hands a request to the system in one piece.
"""

from __future__ import annotations

import asyncio
import select
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

from siwakit.flow.apple_answers import MAX_ANSWER_BYTES

_KEEP_SECONDS = 30.0
_PORTS = {"http": 80, "https": 443}
_PROBLEMS = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    httpcore2.ConnectionNotAvailable,
)
_EYEBALLS_SECONDS = 0.25  # RFC 8305


class LoopTransport(httpx2.AsyncBaseTransport):
    """Send one request at a time, over TLS as *context* has it where the address is `https://`."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._connection: httpcore2.AsyncHTTPConnection | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer to *request*, its body read up to a little over the limit.

        Raises:
            httpx2.TransportError: there is none.
        """
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port or _PORTS[request.url.scheme],
            target=request.url.raw_path,
        )
        sent = httpcore2.Request(request.method, url, headers=request.headers.raw, content=request.content, extensions=request.extensions)
        try:
            answer = await self._ready(url.origin).handle_async_request(sent)
            body = await _read(answer)
        except _PROBLEMS as error:
            # Its errors have the names that those of httpx2 have.
            kind: type[httpx2.TransportError] = getattr(httpx2, type(error).__name__, httpx2.TransportError)
            raise kind(str(error), request=request) from None
        return httpx2.Response(answer.status, headers=answer.headers, stream=httpx2.ByteStream(body), request=request)

    async def aclose(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.aclose()

    def _ready(self, origin: httpcore2.Origin) -> httpcore2.AsyncHTTPConnection:
        """Return the connection, or a new one where it is spent: Apple may have closed it meanwhile, and a code is sent once."""
        kept = self._connection
        if kept is None or kept.is_closed() or kept.has_expired() or not kept.can_handle_request(origin):
            self._connection = kept = httpcore2.AsyncHTTPConnection(
                origin, ssl_context=self._context, keepalive_expiry=_KEEP_SECONDS, network_backend=_Backend()
            )
        return kept


async def _read(answer: httpcore2.Response) -> bytes:
    body = bytearray()
    try:
        async for part in answer.aiter_stream():
            body += part
            if len(body) > MAX_ANSWER_BYTES:
                break
    finally:
        await answer.aclose()
    return bytes(body)


class _Backend(httpcore2.AsyncNetworkBackend):
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        del local_address, socket_options
        try:
            async with asyncio.timeout(timeout):
                loop = asyncio.get_running_loop()
                _, stream = await loop.create_connection(_Stream, host, port, happy_eyeballs_delay=_EYEBALLS_SECONDS)
        except TimeoutError:
            raise httpcore2.ConnectTimeout from None
        except OSError as error:
            raise httpcore2.ConnectError(error.strerror or "no connection") from None
        return stream


class _Stream(asyncio.Protocol, httpcore2.AsyncNetworkStream):
    """Keep what is written until an answer is waited for: head and body of a request go out together."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._written: list[bytes] = []
        self._received = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._is_over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._wake()

    def eof_received(self) -> None:
        self._is_over = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._is_over = True
        self._wake()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  the signature is httpcore's
        del timeout
        self._written.append(buffer)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  as above
        # The whole call has a deadline, which is why a read needs none.
        del timeout
        if self._written:
            self._transport.write(b"".join(self._written))
            self._written.clear()
        while not self._received and not self._is_over:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        data = bytes(self._received[:max_bytes])
        del self._received[:max_bytes]
        return data

    async def aclose(self) -> None:
        self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  as above
    ) -> httpcore2.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                loop = asyncio.get_running_loop()
                self._transport = await loop.start_tls(self._transport, self, ssl_context, server_hostname=server_hostname)
        except TimeoutError:
            raise httpcore2.ConnectTimeout from None
        except (OSError, ssl.SSLError) as error:
            raise httpcore2.ConnectError(getattr(error, "reason", None) or "TLS failed") from None
        return self

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks for: whether the other side has spoken or gone while nobody asked."""
        if info != "is_readable":
            return None
        return self._is_over or bool(self._received) or _has_news(self._transport)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _has_news(transport: Any) -> bool:
    """Tell whether the system has something that the loop has not come to read: a goodbye, most likely."""
    descriptor: int = transport.get_extra_info("socket").fileno()
    if descriptor < 0:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
