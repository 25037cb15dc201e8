"""The application that uvicorn, or any other ASGI server, calls: it makes a Request, asks a function, and sends what comes back.

What is refused here is refused before it is a request to Apple: a body over the cap, a Host that is not ours. Faults of the
connection are done here too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import lru_cache, partial
from ipaddress import ip_address
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from siwakit.edge import clock
from siwakit.edge.protocol import CONNECTION
from siwakit.edge.taking import read_body
from siwakit.emulator.answers import FAULT_HEADER
from siwakit.emulator.app import Reply
from siwakit.http import Headers, Request, Response

MAX_BODY_BYTES = 64 * 1024
# What a head cannot hold, or what says how the connection goes on: that is left to the server.
_NOT_PLAIN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]|^(?:connection|transfer-encoding)$")
# Seen in Apple's answers (AspNet.Security.OAuth.Providers, issue 353).
_STAYS_OPEN = b"connection: keep-alive\r\n"
_FAULT = FAULT_HEADER.lower().encode()
_TEXT: Headers = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"), ("Connection", "close"))

Answer = Callable[[Request], Reply]


class Gate:
    """Be an ASGI application in front of *answer*.

    *hosts* are the values of Host that are let in, all where it is None; *now* gives the emulated time for Date; an answer that
    *blocks*, because it writes to a disk, is asked in a thread.
    """

    def __init__(
        self, answer: Answer, *, now: Callable[[], int], hosts: frozenset[str] | None = None, blocks: bool = False, too_large: Response | None = None
    ) -> None:
        self._answer = answer
        self._now = now
        self._hosts = hosts
        self._blocks = blocks
        self._too_large = too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the lifespan of a server is acknowledged, a WebSocket is closed."""
        if scope["type"] != "http":
            await _attend(scope, receive, send)
            return
        refusal = self._misdirected(scope)
        body = b"" if refusal else await read_body(scope, receive, MAX_BODY_BYTES)
        if body is None:
            return
        if len(body) > MAX_BODY_BYTES:
            refusal = self._too_large or Response(413, _TEXT, f"the body has more than {MAX_BODY_BYTES} bytes\n".encode())
        if refusal:
            await _send(scope, send, refusal, self._now(), refusal.body)
            return
        request = _request(scope, body)
        reply = await asyncio.to_thread(self._answer, request) if self._blocks else self._answer(request)
        await self._deliver(scope, send, reply)

    def answer_at_once(self, scope: Scope, body: bytes) -> bytes | ASGIApp:
        """Return the answer to a request that is here as a whole, as it goes on the wire.

        Where it has to wait, or is no plain answer, return what goes on with it: an application for this one request.
        """
        if self._blocks or len(body) > MAX_BODY_BYTES or self._misdirected(scope):
            return self
        reply = self._answer(_request(scope, body))
        head = None if reply.fault else _head(reply.response.status or 200, reply.response.headers)
        if head is None:
            return partial(self._go_on, reply)
        sent = reply.response.body
        return b"%b%b%b%d\r\n\r\n%b" % (head[0], _date(self._now()), head[1], len(sent), sent)

    async def _go_on(self, reply: Reply, scope: Scope, _: Receive, send: Send) -> None:
        await self._deliver(scope, send, reply)

    def _misdirected(self, scope: Scope) -> Response | None:
        """Refuse a Host that is not ours: a page elsewhere may have led the browser here by a name of its own."""
        if self._hosts is None:
            return None
        named = [value for name, value in scope["headers"] if name == b"host"]
        if len(named) == 1 and named[0].lower().decode("latin-1") in self._hosts:
            return None
        words = f"siwakit emulator: the header Host is none of {', '.join(sorted(self._hosts))}\n"
        return Response(421, _TEXT, words.encode())

    async def _deliver(self, scope: Scope, send: Send, reply: Reply) -> None:
        fault, response = reply.fault, reply.response
        if fault is None:
            await _send(scope, send, response, self._now(), response.body)
            return
        if fault.delay_seconds:
            await asyncio.sleep(fault.delay_seconds)
        connection = _connection(scope)
        if fault.is_reset:
            # Without a connection of ours the server is left to find that no answer was given.
            if connection is not None:
                connection.reset()
            return
        sent = fault.cut(response.body)
        await _send(scope, send, response, self._now(), sent)
        if len(sent) < len(response.body) and connection is not None:
            connection.hang_up()


async def _attend(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
        return
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


def _request(scope: Scope, body: bytes) -> Request:
    is_near = _is_loopback(scope.get("client"))
    headers = tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"] if is_near or name != _FAULT])
    host = next((value for name, value in headers if name == "host"), "")
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0].removeprefix(scope.get("root_path", ""))
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], f"{scope['scheme']}://{host}{path}{'?' if query else ''}{query}", headers, body)


def _is_loopback(client: Any) -> bool:
    return client is None or _is_loopback_address(str(client[0]))


@lru_cache(maxsize=64)
def _is_loopback_address(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _connection(scope: Scope) -> Any:
    """Return the connection of a request, where the server is ours."""
    return scope.get("extensions", {}).get(CONNECTION, {}).get("itself")


async def _send(scope: Scope, send: Send, response: Response, now: int, body: bytes) -> None:
    """Send *response* with a Date and its length, and of its body only *body*."""
    headers = list(_encoded(response.headers))
    headers[1:1] = [(b"Date", _date(now))]
    connection = _connection(scope)
    if connection is not None and connection.cycle.keep_alive and response.header("connection") is None:
        headers.append((b"Connection", b"keep-alive"))
    headers.append((b"Content-Length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status or 200, "headers": headers})
    is_whole = len(body) == len(response.body)
    await send({"type": "http.response.body", "body": body, "more_body": not is_whole})


# Apple's answers have few different heads.
@lru_cache(maxsize=256)
def _encoded(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers if name.lower() != "content-length")


@lru_cache(maxsize=256)
def _head(status: int, headers: Headers) -> tuple[bytes, bytes] | None:
    """Return the head of an answer up to the value of Date, and from there to that of Content-Length; None where it is not plain."""
    pairs = [(name.lower(), value) for name, value in _encoded(headers)]
    if any(_NOT_PLAIN.search(text) for pair in pairs for text in pair):
        return None
    lines = [b"%b: %b\r\n" % pair for pair in pairs]
    return b"".join((STATUS_LINE[status], *lines[:1], b"date: ")), b"".join((b"\r\n", *lines[1:], _STAYS_OPEN, b"content-length: "))


@lru_cache(maxsize=8)
def _date(now: int) -> bytes:
    return clock.http_date(now).encode()
