"""The emulator as an ASGI application, to mount into an application or to run with any ASGI server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from siwakit.edge.asgi_messages import Receive, Scope, Send, read_body
from siwakit.edge.server.site import FAULT_HEADER, Answer, Reply, Site, is_loopback, text_response
from siwakit.http import Request, Response

MAX_BODY_BYTES = 64 * 1024


class AsgiApp:
    """ASGI application that answers requests with *answer*.

    *hosts* are the accepted values of Host, None accepts all; *now* gives the emulated time for the Date header; an answer that
    *blocks*, because it writes to a disk, is made in a thread. A fault that resets the connection sends no answer at all.
    """

    def __init__(
        self, answer: Answer, *, now: Callable[[], int], hosts: frozenset[str] | None = None, blocks: bool = False, too_large: Response | None = None
    ) -> None:
        too_large = too_large or text_response(413, f"the body has more than {MAX_BODY_BYTES} bytes")
        self._site = Site(answer, now, MAX_BODY_BYTES, too_large, hosts, blocks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; acknowledge the lifespan of the server, and close a WebSocket."""
        if scope["type"] != "http":
            await _attend(scope, receive, send)
            return
        site = self._site
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        refusal = site.refuse_host(hosts[0] if len(hosts) == 1 else "")
        body = b"" if refusal else await read_body(receive, site.max_body_bytes)
        if body is None:
            return
        if len(body) > site.max_body_bytes:
            refusal = site.too_large
        if refusal:
            await _send(send, refusal, site.date(), refusal.body)
            return
        request = _request(scope, body)
        reply = await asyncio.to_thread(site.answer, request) if site.blocks else site.answer(request)
        await self._deliver(send, reply)

    async def _deliver(self, send: Send, reply: Reply) -> None:
        fault, response = reply.fault, reply.response
        if fault is not None and fault.delay_seconds:
            await asyncio.sleep(fault.delay_seconds)
        if fault is None or not fault.is_reset:
            await _send(send, response, self._site.date(), response.body if fault is None else fault.cut(response.body))


async def _attend(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
        return
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


def _request(scope: Scope, body: bytes) -> Request:
    client = scope.get("client")
    is_near = client is None or is_loopback(str(client[0]))
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    kept = tuple(pair for pair in headers if is_near or pair[0] != FAULT_HEADER)
    host = next((value for name, value in kept if name == "host"), "")
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0].removeprefix(scope.get("root_path", ""))
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], f"{scope['scheme']}://{host}{path}{'?' if query else ''}{query}", kept, body)


async def _send(send: Send, response: Response, date: str, body: bytes) -> None:
    """Send *response* with a Date and its length, and of its body only *body*."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers if name.lower() != "content-length"]
    headers.insert(1, (b"Date", date.encode()))
    headers.append((b"Content-Length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status or 200, "headers": headers})
    is_whole = len(body) == len(response.body)
    await send({"type": "http.response.body", "body": body, "more_body": not is_whole})
