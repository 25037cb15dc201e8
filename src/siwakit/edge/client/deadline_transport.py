"""Transport for the sync client that limits the time of a whole exchange.

A timeout of httpx2 limits a single read or write, so an answer that arrives one byte at a time never runs into it. The async client
has `asyncio.timeout`. Here httpcore2, the engine of httpx2, is given a network backend that lowers the timeout of each look-up,
connection, handshake, write and read to the time left until the deadline of the request.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

import httpcore2
import httpx2

DEADLINE = "deadline"  # extension of a request: the `time.monotonic()` at which the exchange has to be over
KEEPALIVE_SECONDS = 30.0
_PIECE_BYTES = 16 * 1024  # small enough for the socket to take it at once
_HTTPX_ERRORS: dict[type[Exception], type[httpx2.TransportError]] = {
    httpcore2.ConnectTimeout: httpx2.ConnectTimeout,
    httpcore2.ReadTimeout: httpx2.ReadTimeout,
    httpcore2.WriteTimeout: httpx2.WriteTimeout,
    httpcore2.PoolTimeout: httpx2.PoolTimeout,
    httpcore2.ConnectError: httpx2.ConnectError,
    httpcore2.ReadError: httpx2.ReadError,
    httpcore2.WriteError: httpx2.WriteError,
    httpcore2.ProxyError: httpx2.ProxyError,
    httpcore2.LocalProtocolError: httpx2.LocalProtocolError,
    httpcore2.RemoteProtocolError: httpx2.RemoteProtocolError,
    httpcore2.UnsupportedProtocol: httpx2.UnsupportedProtocol,
}


class DeadlineTransport(httpx2.BaseTransport):
    """Transport with a single connection, for one exchange at a time.

    Behind a proxy that is itself reached by `https://`, TLS runs inside TLS; there httpcore2 limits single reads only.
    """

    def __init__(self, context: ssl.SSLContext | None, proxy: str | None = None) -> None:
        self._deadline = _Deadline()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            proxy=None if proxy is None else _proxy(httpx2.Proxy(proxy)),
            max_connections=1,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=_DeadlineBackend(self._deadline),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer to *request*; its body can be read until the deadline.

        Raises:
            httpx2.TransportError: the exchange failed.
        """
        self._deadline.at = request.extensions.get(DEADLINE, inf)
        with _httpx_errors():
            answer = self._pool.handle_request(
                httpcore2.Request(
                    request.method,
                    httpcore2.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    """Body of an answer, as it arrives."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_errors():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """Turn errors of httpcore2 into those of httpx2, which have the same names."""
    try:
        yield
    except tuple(_HTTPX_ERRORS) as error:
        raise _HTTPX_ERRORS[type(error)](str(error)) from error


def _proxy(proxy: httpx2.Proxy) -> httpcore2.Proxy:
    url = httpcore2.URL(scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=proxy.url.raw_path)
    return httpcore2.Proxy(url, auth=proxy.raw_auth, headers=proxy.headers.raw, ssl_context=proxy.ssl_context)


@dataclass(slots=True)
class _Deadline:
    """Time at which the exchange on a connection has to be over."""

    at: float = inf

    def limit(self, timeout: float | None, error: type[Exception]) -> float | None:
        """Return *timeout*, or the time left if that is less.

        Raises:
            Exception: *error*, if no time is left.
        """
        left = self.at - monotonic()
        if left <= 0:
            raise error("the deadline has passed")
        limited = min(left, inf if timeout is None else timeout)
        return None if limited == inf else limited


class _DeadlineBackend(httpcore2.NetworkBackend):
    """Network backend whose connections keep to a deadline."""

    def __init__(self, deadline: _Deadline) -> None:
        self._deadline = deadline
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Return a connection to the first address of *host* that accepts one."""
        addresses = _look_up(host, port, self._deadline.limit(timeout, httpcore2.ConnectTimeout))
        failure: Exception = httpcore2.ConnectError("the name has no address")
        for index, address in enumerate(addresses):
            left = self._deadline.limit(timeout, httpcore2.ConnectTimeout)
            # An address that does not answer leaves time for the others.
            share = None if left is None else left / (len(addresses) - index)
            try:
                stream = self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _DeadlineStream(stream, self._deadline)
        raise failure


class _DeadlineStream(httpcore2.NetworkStream):
    """Connection that keeps to a deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.limit(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE_BYTES):
            self._inner.write(buffer[start : start + _PIECE_BYTES], self._deadline.limit(timeout, httpcore2.WriteTimeout))

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore2.NetworkStream:
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.limit(timeout, httpcore2.ConnectTimeout))
        except Exception:
            self.close()  # nothing else does if the deadline has passed
            raise
        return _DeadlineStream(inner, self._deadline)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _look_up(host: str, port: int, timeout: float | None) -> list[str]:
    """Return the addresses of *host*; the resolver of the system has no timeout, so it runs in a thread that can be left behind."""
    result: SimpleQueue[list[str] | Exception] = SimpleQueue()
    Thread(target=_resolve, args=(host, port, result), name="siwakit-resolver", daemon=True).start()
    try:
        addresses = result.get(timeout=timeout)
    except Empty:
        raise httpcore2.ConnectTimeout("the name was not resolved in time") from None
    if isinstance(addresses, Exception):
        raise httpcore2.ConnectError("the name was not resolved") from addresses
    return addresses


def _resolve(host: str, port: int, result: SimpleQueue[list[str] | Exception]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        result.put(error)
    else:
        result.put(list(dict.fromkeys(str(address[0]) for *_, address in found)))
