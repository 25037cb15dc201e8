"""Connections to other hosts: by name or address, over IPv4 and IPv6, directly or through the user's own proxy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable
from itertools import chain, zip_longest
from typing import Any

from siwakit.edge.server.ends import BufferedEnd, End, PrefixedEnd, SocketEnd, StreamEnd
from siwakit.edge.server.socks import ask_socks
from siwakit.edge.server.user_proxies import Proxy, UserProxies
from siwakit.record import record

CONNECT_SECONDS = 60.0
_STAGGER_SECONDS = 0.25  # RFC 8305, section 5
_MAX_LOOKUPS = 64

Address = tuple[socket.AddressFamily, Any]


class Unreachable(Exception):
    """A host or the user's proxy cannot be reached, in one sentence."""


class RefusedByProxy(Exception):
    """The user's proxy has answered something else than a tunnel; the program gets its answer as it is."""

    def __init__(self, answer: bytes, end: BufferedEnd) -> None:
        super().__init__()
        self.answer = answer
        self.end = end


@record
class Way:
    """A connection to a host, or to the proxy that is asked for it."""

    end: End
    proxy: Proxy | None = None


class Dialer:
    """Opens connections to other hosts; if *is_own* is true for a proxy, it is this server itself, and is passed over."""

    def __init__(self, proxies: UserProxies, is_own: Callable[[str, int], bool]) -> None:
        self._proxies = proxies
        self._is_own = is_own
        self._lookups = asyncio.Semaphore(_MAX_LOOKUPS)

    async def tunnel(self, host: str, port: int, authorization: bytes = b"") -> End:
        """Return a connection to *host*; *authorization* is what the program itself tells the user's proxy.

        Raises:
            Unreachable: it does not answer.
            RefusedByProxy: the user's proxy refuses.
        """
        proxy = self._not_own(self._proxies.for_tunnel(host, port))
        if proxy is None:
            return SocketEnd(await self._connect(host, port, host))
        end = await self._connect_to_proxy(proxy, host)
        try:
            async with _limit(f"the proxy {proxy.host}:{proxy.port} did not answer in time"):
                if proxy.is_socks:
                    return await ask_socks(end, proxy, host, port)
                return await _ask_for_tunnel(end, proxy, host, port, authorization)
        except RefusedByProxy:
            raise
        except (OSError, ValueError):
            end.close()
            raise Unreachable(f"the proxy {proxy.host}:{proxy.port} does not lead to {host}") from None
        except BaseException:
            end.close()
            raise

    async def plain(self, host: str, port: int, *, is_tls: bool) -> Way:
        """Return a connection for a request in the clear: to *host*, or to the user's proxy, which is sent the request as it is.

        Some programs send a request for an https address to their proxy in the clear: if it *is_tls*, the host is spoken to over TLS.

        Raises:
            Unreachable: it does not answer.
        """
        chosen = self._proxies.for_tunnel(host, port) if is_tls else self._proxies.for_plain(host, port)
        proxy = self._not_own(chosen)
        if proxy is not None and not proxy.is_socks:
            return Way(await self._connect_to_proxy(proxy, host), proxy)
        if is_tls and proxy is None:
            return Way(await self._connect_over_tls(host, port, host))
        if proxy is None:
            return Way(SocketEnd(await self._connect(host, port, host)))
        return Way(await self.tunnel(host, port))

    def _not_own(self, proxy: Proxy | None) -> Proxy | None:
        return None if proxy is None or self._is_own(proxy.host, proxy.port) else proxy

    async def _connect_to_proxy(self, proxy: Proxy, host: str) -> End:
        words = f"{host}, through the proxy {proxy.host}:{proxy.port},"
        if proxy.scheme == "https":
            return await self._connect_over_tls(proxy.host, proxy.port, words)
        return SocketEnd(await self._connect(proxy.host, proxy.port, words))

    async def _connect_over_tls(self, host: str, port: int, words: str) -> End:
        sock = await self._connect(host, port, words)
        try:
            async with _limit(f"{words} did not answer within {CONNECT_SECONDS:.0f} seconds"):
                context = ssl.create_default_context()
                return StreamEnd(*await asyncio.open_connection(sock=sock, ssl=context, server_hostname=host))
        except OSError:
            raise Unreachable(f"{words} cannot be spoken to over TLS") from None
        except BaseException:
            sock.close()
            raise

    async def _connect(self, host: str, port: int, words: str) -> socket.socket:
        """Return a connection to the first address that answers: the next one is tried a quarter of a second after the last."""
        async with _limit(f"{words} did not answer within {CONNECT_SECONDS:.0f} seconds"):
            try:
                addresses = await self._look_up(host, port)
            except (OSError, UnicodeError):
                raise Unreachable(f"{words} has no address: the name is not known here") from None
            try:
                return await _race(_alternating(addresses))
            except OSError as error:
                raise Unreachable(f"{words} cannot be reached on port {port}: {_words(error)}") from None

    async def _look_up(self, host: str, port: int) -> list[Address]:
        async with self._lookups:
            found = await _in_daemon(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        return [(family, address) for family, _, _, _, address in found]


def _words(error: OSError) -> str:
    """Return what the system says; asyncio would name the address again."""
    return (os.strerror(error.errno) if error.errno else error.strerror or "it does not answer").lower()


@contextlib.asynccontextmanager
async def _limit(words: str) -> Any:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            yield
    except TimeoutError:
        raise Unreachable(words) from None


async def _in_daemon(work: Callable[[], Any]) -> Any:
    """Return what *work* returns in a thread that does not keep the program from ending; asyncio's own threads do."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[Any] = loop.create_future()

    def settle(value: Any, error: BaseException | None) -> None:
        if result.done():
            return
        if error is None:
            result.set_result(value)
        else:
            result.set_exception(error)

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except Exception as raised:  # noqa: BLE001  it is raised in the loop
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, value, error)

    threading.Thread(target=run, name="siwakit-lookup", daemon=True).start()
    return await result


def _alternating(addresses: list[Address]) -> list[Address]:
    """Return *addresses* with the families in turn, so that a broken one delays little."""
    first = [address for address in addresses if address[0] == addresses[0][0]]
    second = [address for address in addresses if address[0] != addresses[0][0]]
    return [address for address in chain.from_iterable(zip_longest(first, second)) if address is not None]


async def _race(addresses: list[Address]) -> socket.socket:
    trying: set[asyncio.Task[socket.socket]] = set()
    waiting = list(addresses)
    last = OSError()
    try:
        while waiting or trying:
            if waiting:
                trying.add(asyncio.create_task(_connect_to(*waiting.pop(0))))
            done, trying = await asyncio.wait(trying, timeout=_STAGGER_SECONDS if waiting else None, return_when=asyncio.FIRST_COMPLETED)
            winners = [task for task in done if task.exception() is None]
            for late in winners[1:]:
                late.result().close()
            if winners:
                return winners[0].result()
            last = next((error for task in done if isinstance(error := task.exception(), OSError)), last)
        raise last
    finally:
        for task in trying:
            task.cancel()
        for result in await asyncio.gather(*trying, return_exceptions=True):
            if isinstance(result, socket.socket):
                result.close()


async def _connect_to(family: socket.AddressFamily, address: Any) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.settimeout(0)
        await asyncio.get_running_loop().sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock


async def _ask_for_tunnel(end: End, proxy: Proxy, host: str, port: int, authorization: bytes) -> End:
    name = f"[{host}]" if ":" in host else host
    authority = f"{name}:{port}".encode()
    credentials = proxy.authorization or authorization
    line = b"Proxy-Authorization: " + credentials + b"\r\n" if credentials else b""
    await end.write(b"CONNECT " + authority + b" HTTP/1.1\r\nHost: " + authority + b"\r\n" + line + b"\r\n")
    reader = BufferedEnd(end)
    answer = await reader.head()
    if not answer:
        raise ConnectionAbortedError
    if answer.split(b" ", 2)[1:2] and answer.split(b" ", 2)[1].startswith(b"2"):
        return PrefixedEnd(end, reader.rest()) if reader.buffer else end
    raise RefusedByProxy(answer, reader)
