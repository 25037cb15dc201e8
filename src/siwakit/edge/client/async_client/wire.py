"""Sending one request to Apple and reading its answer."""

from __future__ import annotations

import ssl
from functools import partial
from time import monotonic
from typing import Any

import httpx2

from siwakit.edge.client.async_client.connection import open_transport
from siwakit.edge.client.async_client.waiting import Places, time_limit
from siwakit.edge.client.exchange import (
    LEAST_PART,
    MAX_CONNECTIONS,
    Progress,
    Transports,
    failures,
    make_request,
    read_response,
    timed_out,
    tls_context,
)
from siwakit.flow.apple_answers import MAX_ANSWER_BYTES
from siwakit.flow.calls import Call
from siwakit.http import Response


class Wire:
    """Connections to Apple shared by the tasks of one event loop; a given *transport* replaces them."""

    def __init__(self, context: ssl.SSLContext | None, proxy: str | None, transport: httpx2.AsyncBaseTransport | None) -> None:
        self._transports: Transports[httpx2.AsyncBaseTransport] = Transports(
            partial(open_transport, tls_context(context), proxy) if transport is None else lambda: transport
        )
        self._places = Places(MAX_CONNECTIONS)

    async def send(self, call: Call[Any], seconds: float) -> Response:
        """Return the answer to *call*, within *seconds*.

        Raises:
            AppleUnavailable: there is no usable answer.
        """
        deadline = monotonic() + seconds
        if not await self._places.take(seconds * (1 - LEAST_PART)):
            raise timed_out(call, is_sent=False)
        try:
            return await self._exchange(call, deadline)
        finally:
            self._places.release()

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in self._transports.take_all():
            await transport.aclose()

    async def _exchange(self, call: Call[Any], deadline: float) -> Response:
        progress = Progress()

        async def note(event: str, details: dict[str, Any]) -> None:
            progress.note(event, details)

        with self._transports.borrow() as transport, failures(call, progress):
            response, body = await _send(transport, make_request(call, deadline, note), deadline - monotonic())
        return read_response(call, response, body)


async def _send(transport: httpx2.AsyncBaseTransport, request: httpx2.Request, seconds: float) -> tuple[httpx2.Response, bytes]:
    """Return the answer to *request* and its body, both within *seconds*."""
    async with time_limit(seconds):
        response = await transport.handle_async_request(request)
        return response, await _read(response)


async def _read(response: httpx2.Response) -> bytes:
    """Return the body, or a little more than the limit of a body that exceeds it."""
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
