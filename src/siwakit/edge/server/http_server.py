"""A small HTTP server in a thread: it accepts connections on several sockets, and limits their number.

When the limit is reached, the connection that has been idle longest is closed if it has been idle for a while. Otherwise new
clients wait in the queue of the operating system, so that a burst is served one after another and no client is turned away.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import ssl
import threading
from collections.abc import Sequence
from typing import Protocol

from siwakit.edge.server.http_connection import REQUEST_SECONDS, HttpConnection
from siwakit.edge.server.site import Site
from siwakit.errors import UsageError
from siwakit.record import record

MAX_CONNECTIONS = 384
_MIN_IDLE_SECONDS = 1.0
# A client that has not sent anything yet may be part of a burst and waiting for its turn on a busy machine.
_MIN_NEW_SECONDS = 4.0
_ROOM_SECONDS = 0.1
_LATER_SECONDS = 3.0
_LAST_TURNS = 20
_START_SECONDS = 30
_STOP_SECONDS = 10
_GRACE_SECONDS = 1.0
_MOST_PASSAGES = 1024
_TOO_MANY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\nsiwakit: too many connections to other hosts are open\n"


class Negotiator(Protocol):
    """What is agreed on a new connection before HTTP begins."""

    async def negotiate(self, sock: socket.socket) -> ssl.SSLContext | Passage | None:
        """Return the context of the TLS that comes next, None for HTTP in the clear, or a passage to another server.

        Raises:
            OSError: the connection ends here.
        """


class Passage(Protocol):
    """A connection that another server answers; it does not count as one of ours, and is never closed to make room."""

    async def run(self) -> bytes | None:
        """Serve it; return None once it is closed, or what was read of a request that is for this server."""


@record
class EndedEarly:
    """A TLS connection that its client ended before a request.

    *reason* is what OpenSSL calls the client's alert or the fault of the handshake; it is empty if the client closed the connection without a
    word. *client_port* is the client's side of the connection.
    """

    reason: str
    client_port: int


class TlsWatcher(Protocol):
    """What wants to know about the clients of a TLS port; it is called in the thread of the server."""

    def open(self, client_port: int) -> None:
        """Note a connection from *client_port* before its handshake."""

    def end_early(self, ended: EndedEarly) -> None:
        """Note a connection that a client has ended before a request."""


@record
class Port:
    """A listening socket and the site that is served on it.

    *watcher* is told about its TLS connections.
    """

    listener: socket.socket
    site: Site
    negotiator: Negotiator | None = None
    watcher: TlsWatcher | None = None


class HttpServer:
    """Server of *ports* while the context lasts; signals are left to the program.

    If too many connections are passed on already, a new one waits for *patience* seconds, and then it is refused.
    """

    def __init__(self, ports: Sequence[Port], name: str, patience: float = 0.0) -> None:
        self._ports = ports
        self._patience = patience
        self._name = name
        self._connections: set[HttpConnection] = set()
        self._passages: set[asyncio.Task[None]] = set()
        self._most_passages = most_passages()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._must_stop = self._is_ending = False
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
        # What clients have done until now is known to the system already, and counts.
        for _ in range(_LAST_TURNS):
            await asyncio.sleep(0)
        self._is_ending = True
        for task in accepting:
            task.cancel()
        await asyncio.gather(*accepting, return_exceptions=True)
        for port in self._ports:
            port.listener.close()
        await self._finish()

    async def _finish(self) -> None:
        for passage in tuple(self._passages):
            passage.cancel()
        await asyncio.gather(*self._passages, return_exceptions=True)
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
            connection = HttpConnection(port.site, functools.partial(self._lose, port))
            self._connections.add(connection)
            connection.opened_by(loop.create_task(self._open(loop, port, sock, connection)))

    async def _open(self, loop: asyncio.AbstractEventLoop, port: Port, sock: socket.socket, connection: HttpConnection) -> None:
        is_handed_over, context = False, None
        try:
            with contextlib.suppress(OSError, TimeoutError):
                sock.settimeout(0)
                async with asyncio.timeout(REQUEST_SECONDS):
                    agreed = None if port.negotiator is None else await port.negotiator.negotiate(sock)
                is_handed_over = True
                if agreed is None or isinstance(agreed, ssl.SSLContext):
                    context = agreed
                elif not await self._pass(agreed, sock, connection):
                    return
                async with asyncio.timeout(REQUEST_SECONDS):
                    await _speak(loop, port, sock, connection, context)
        finally:
            if not is_handed_over:
                sock.close()
            if not connection.is_open:
                self._forget(connection)

    async def _pass(self, passage: Passage, sock: socket.socket, connection: HttpConnection) -> bool:
        """Serve *passage*, which is not one of the connections meanwhile; return whether *connection* continues."""
        self._forget(connection)
        task = asyncio.current_task()
        if not await self._has_room_to_pass() or task is None:
            with sock:
                await asyncio.get_running_loop().sock_sendall(sock, _TOO_MANY)
            return False
        self._passages.add(task)
        try:
            received = await passage.run()
        finally:
            self._passages.discard(task)
            self._has_room.set()
        if received is None or self._must_stop:
            return False
        connection.receive_first(received)
        self._connections.add(connection)
        return True

    async def _has_room_to_pass(self) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while len(self._passages) >= self._most_passages:
                    await self._wait_for_change()
        return len(self._passages) < self._most_passages

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

    def _lose(self, port: Port, connection: HttpConnection) -> None:
        age = asyncio.get_running_loop().time() - connection.quiet_since
        # One that has been idle for longer was kept for later, or this server has closed it.
        is_early = connection.tls_client and not connection.has_received and age < _LATER_SECONDS and not self._is_ending
        if port.watcher is not None and is_early:
            port.watcher.end_early(EndedEarly("", connection.tls_client))
        self._forget(connection)

    def _forget(self, connection: HttpConnection) -> None:
        self._connections.discard(connection)
        self._has_room.set()


async def _speak(
    loop: asyncio.AbstractEventLoop, port: Port, sock: socket.socket, connection: HttpConnection, context: ssl.SSLContext | None
) -> None:
    """Start HTTP on *sock*, over TLS if there is a *context*.

    Raises:
        OSError: the handshake failed.
    """
    # The next request of a client that takes this server for its proxy may be for another host.
    connection.answers_once = port.negotiator is not None and context is None
    client = sock.getpeername()[1] if context is not None and port.watcher is not None else 0
    connection.tls_client = client
    if client and port.watcher is not None:
        port.watcher.open(client)
    try:
        await loop.connect_accepted_socket(lambda: connection, sock, ssl=context)
    except OSError as error:
        if client and port.watcher is not None:
            port.watcher.end_early(EndedEarly(reason_of(error), client))
        raise


def reason_of(error: OSError) -> str:
    """Return what OpenSSL calls the fault of a handshake; empty if the client only closed the connection."""
    return "" if not isinstance(error, ssl.SSLError) or isinstance(error, ssl.SSLEOFError) else error.reason or ""


def most_passages() -> int:
    """Return how many connections may be passed on at once: each takes two descriptors, and the server needs some for its own."""
    try:
        import resource  # noqa: PLC0415  Windows does not have it
    except ImportError:
        return _MOST_PASSAGES
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST_PASSAGES if allowed == resource.RLIM_INFINITY else max(16, min(_MOST_PASSAGES, (allowed - MAX_CONNECTIONS - 100) // 2))


def _droppable_from(connection: HttpConnection) -> float:
    """Return the time of the loop from which *connection* may make room for another."""
    return connection.quiet_since + (_MIN_IDLE_SECONDS if connection.has_received else _MIN_NEW_SECONDS)
