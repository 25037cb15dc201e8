"""Server that answers every refresh after 50 ms, with as little work as possible, because the client is what is measured."""

from __future__ import annotations

import asyncio
import json
from email.utils import formatdate

DELAY_SECONDS = 0.05


class Connection(asyncio.Protocol):
    """Connection whose requests arrive one after another; each is answered after the delay."""

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer a request after the delay, once all of it has arrived."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
            return
        self._received = b""
        asyncio.get_running_loop().call_later(DELAY_SECONDS, self._answer)

    def _answer(self) -> None:
        body = json.dumps({"access_token": "a" * 60, "token_type": "Bearer", "expires_in": 3600, "id_token": "e" * 700}).encode()
        head = f"HTTP/1.1 200 OK\r\nServer: Apple\r\nDate: {formatdate(usegmt=True)}\r\nContent-Type: application/json;charset=UTF-8\r\n"
        self._transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


async def main() -> None:
    """Serve on a free port and print it."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
