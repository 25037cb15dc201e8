"""What every server here has in common: the settings that it listens with, and how it takes a body."""

from __future__ import annotations

from typing import Any

import uvicorn
from starlette.types import Receive, Scope

from siwakit.edge.protocol import IDLE_SECONDS, CarefulProtocol

DRAINED_BYTES = 8 << 20  # a client that sends more has itself to blame for not hearing why


def careful_config(app: Any) -> uvicorn.Config:
    """Return the settings of a server of *app*: our own protocol, no log of requests, and no header of its own."""
    return uvicorn.Config(
        app,
        http=CarefulProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=1,
    )


async def read_body(scope: Scope, receive: Receive, cap: int) -> bytes | None:
    """Return the body, or its beginning where it is over *cap* bytes; None where the client has gone."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if announced.isdigit() and int(announced[:20]) > cap:
        await _drain(scope, receive, int(announced[:20]))
        return bytes(cap + 1)
    body = bytearray()
    while len(body) <= cap:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(body)


async def _drain(scope: Scope, receive: Receive, size: int) -> None:
    """Read and forget what is on its way: a connection closed over unread bytes is reset, and the answer with it is lost."""
    waits = any(name == b"expect" for name, _ in scope["headers"])
    while not waits and size <= DRAINED_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
