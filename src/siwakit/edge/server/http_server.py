"""A small HTTP server in a thread: it accepts connections on several sockets, and limits their number.

When the limit is reached, the connection that has been idle longest is closed if it has been idle for a while. Otherwise new
clients wait in the queue of the operating system, so that a burst is served one after another and no client is turned away.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Sequence
from typing import Protocol

from siwakit.edge.server.http_connection import REQUEST_SECONDS, HttpConnection
from siwakit.edge.server.site import Site
from siwakit.errors import UsageError
from siwakit.record import record

MAX_CONNECTIONS = 256
_MIN_IDLE_SECONDS = 1.0
# A client that has not sent anything yet may be part of a burst and waiting for its turn on a busy machine.
_MIN_NEW_SECONDS = 4.0
_ROOM_SECONDS = 0.1
_START_SECONDS = 30
_STOP_SECONDS = 10
_GRACE_SECONDS = 1.0


class Negotiator(Protocol):
    """What is agreed on a new connection before HTTP begins."""

    async def negotiate(self, sock: socket.socket) -> ssl.SSLContext | None:
        """Return the context of the TLS that comes next, or None for HTTP in the clear.

        Raises:
            OSError: the connection ends here.
        """


@record
class Port:
    """A listening socket and the site that is served on it."""

    listener: socket.socket
    site: Site
    negotiator: Negotiator | None = None


class HttpServer:
    """Server of *ports* while the context lasts; signals are left to the program."""

    def __init__(self, ports: Sequence[Port], name: str) -> None:
        self._ports = ports
        self._name = name
        self._connections: set[HttpConnection] = set()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._must_stop = False
        self._stopped = asyncio.Event()
        self._has_room = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=f"siwakit-{name}", daemon=True)

    def start(self) -> None:
        """Start, and return once connections are accepted.

        Raises:
            UsageError: the thread did not start in time.
        """
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise UsageError(f"the {self._name} did not start in time", hint="try again on a machine that is less busy")

    def stop(self) -> None:
        """Stop; answers under way are finished if that takes no longer than a second."""
        self._must_stop = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        accepting = [self._loop.create_task(self._accept(self._loop, port)) for port in self._ports]
        self._ready.set()
        # If the server is stopped before it has a loop, the event cannot be set.
        if not self._must_stop:
            await self._stopped.wait()
        for task in accepting:
            task.cancel()
        await asyncio.gather(*accepting, return_exceptions=True)
        for port in self._ports:
            port.listener.close()
        await self._finish()

    async def _finish(self) -> None:
        for connection in tuple(self._connections):
            connection.finish()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_SECONDS):
                while self._connections:
                    await self._wait_for_change()
        for connection in tuple(self._connections):
            connection.drop()

    async def _accept(self, loop: asyncio.AbstractEventLoop, port: Port) -> None:
        port.listener.settimeout(0)
        while True:
            await self._make_room()
            try:
                sock, _ = await loop.sock_accept(port.listener)
            except OSError:
                # The client has gone, or this process has no file descriptors left.
                await asyncio.sleep(_ROOM_SECONDS)
                continue
            connection = HttpConnection(port.site, self._forget)
            self._connections.add(connection)
            connection.opened_by(loop.create_task(self._open(loop, port, sock, connection)))

    async def _open(self, loop: asyncio.AbstractEventLoop, port: Port, sock: socket.socket, connection: HttpConnection) -> None:
        is_handed_over = False
        try:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(REQUEST_SECONDS):
                    sock.settimeout(0)
                    context = None if port.negotiator is None else await port.negotiator.negotiate(sock)
                    is_handed_over = True
                    await loop.connect_accepted_socket(lambda: connection, sock, ssl=context)
        finally:
            if not is_handed_over:
                sock.close()
            if not connection.is_open:
                self._forget(connection)

    async def _make_room(self) -> None:
        """Wait until there may be one more connection."""
        while len(self._connections) >= MAX_CONNECTIONS:
            if not self._drop_idle():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_ROOM_SECONDS):
                        await self._wait_for_change()

    def _drop_idle(self) -> bool:
        """Drop the connection that has been idle longest; return whether there was one."""
        idle = [connection for connection in self._connections if not connection.is_busy]
        if not idle:
            return False
        connection = min(idle, key=_droppable_from)
        if asyncio.get_running_loop().time() < _droppable_from(connection):
            return False
        connection.drop()
        self._forget(connection)
        return True

    async def _wait_for_change(self) -> None:
        self._has_room.clear()
        await self._has_room.wait()

    def _forget(self, connection: HttpConnection) -> None:
        self._connections.discard(connection)
        self._has_room.set()


def _droppable_from(connection: HttpConnection) -> float:
    """Return the time of the loop from which *connection* may make room for another."""
    return connection.quiet_since + (_MIN_IDLE_SECONDS if connection.has_received else _MIN_NEW_SECONDS)
