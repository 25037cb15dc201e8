"""Transport for `httpx2` (or its predecessor, `httpx`) to an emulator in the same process: no socket, no port, no thread.

    client = httpx2.Client(transport=AppleTransport(LocalApple()))
    client.get("https://appleid.apple.com/auth/keys")

Requests to other hosts are refused, so that a test cannot reach the network by mistake.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge import clock
from siwakit.edge.server.local_apple import LocalApple
from siwakit.emulator.app import Reply
from siwakit.extras import explained
from siwakit.http import Request, Response

try:
    import httpx2
except ModuleNotFoundError as missing:
    raise explained(missing, "AppleTransport", "http") from None

HOSTS = frozenset({HOST, OTHER_HOST})
MAX_BODY_BYTES = 64 * 1024


class AppleTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Transport that answers as *apple* does; if it *answers_any_host*, requests to other hosts too."""

    def __init__(self, apple: LocalApple, *, answers_any_host: bool = False) -> None:
        self._apple = apple
        self._answers_any_host = answers_any_host

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer to *request*."""
        reply = self._ask(request, request.read())
        if reply.fault is not None and reply.fault.delay_seconds:
            time.sleep(reply.fault.delay_seconds)
        return self._response(reply, request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer to *request*."""
        reply = self._ask(request, await request.aread())
        if reply.fault is not None and reply.fault.delay_seconds:
            await asyncio.sleep(reply.fault.delay_seconds)
        return self._response(reply, request)

    def _ask(self, request: httpx2.Request, body: bytes) -> Reply:
        if request.url.host not in HOSTS and not self._answers_any_host:
            raise _library(request).ConnectError(f"{request.url.host} is not Apple, and this transport reaches no other host", request=request)
        if len(body) > MAX_BODY_BYTES:
            return Reply(Response(413))
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
        return self._apple.answer(Request(request.method, str(request.url), headers, body))

    def _response(self, reply: Reply, request: httpx2.Request) -> httpx2.Response:
        response, fault, library = reply.response, reply.fault, _library(request)
        if fault is not None and fault.is_reset:
            raise library.ReadError("the connection was reset", request=request)
        if fault is not None and len(fault.cut(response.body)) < len(response.body):
            raise library.RemoteProtocolError("the answer was truncated", request=request)
        headers = [*response.headers, ("Date", clock.http_date(self._apple.now())), ("Content-Length", str(len(response.body)))]
        made: httpx2.Response = library.Response(response.status or 200, headers=headers, content=response.body, request=request)
        return made


def _library(request: httpx2.Request) -> Any:
    """Return the library that *request* belongs to: the predecessor has the same names, and expects its own classes."""
    return sys.modules[type(request).__module__.partition(".")[0]]
