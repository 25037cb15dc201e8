"""Serve an emulator on two ports of this machine, Apple's service on one and the portal on the other, from a thread."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge.gate import MAX_BODY_BYTES, Answer, Gate
from siwakit.edge.local_apple import LocalApple
from siwakit.edge.notification_sender import NotificationSender
from siwakit.edge.protocol import CarefulProtocol
from siwakit.edge.sockets import LOOPBACK, listening
from siwakit.edge.taking import careful_config
from siwakit.emulator import answers
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from siwakit.edge.proxy import Certificates

_BACKLOG = 512
_START_SECONDS = 30
_STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Doors:
    """Say where to listen: ports of 0 are chosen by the system, *names* are further values of Host that are let in.

    *tls_port* is a third one, on loopback, where appleid.apple.com is answered for over TLS, directly and as a proxy.
    """

    host: str = LOOPBACK
    port: int = 0
    portal_port: int = 0
    names: tuple[str, ...] = ()
    tls_port: int | None = None

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach it."""
        with contextlib.suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"


Beside = Callable[[Callable[[], asyncio.Protocol]], tuple[Coroutine[Any, Any, None], ...]]


class Server:
    """Serve *apple* while the context lasts; *answer* stands before the emulator's own, for who wants to watch.

    Raises:
        UsageError: a port that is taken, or an address that is not this machine's.
    """

    def __init__(self, apple: LocalApple, doors: Doors | None = None, answer: Answer | None = None) -> None:
        self.apple = apple
        self.doors = doors or Doors()
        self._answer = answer
        self._sockets = (*_listen(self.doors.host, self.doors.port, "--port"), *_listen(self.doors.host, self.doors.portal_port, "--portal-port"))
        names = [sock.getsockname()[1] for sock in self._sockets]
        self.port, self.portal_port = names[0], next(port for port in names if port != names[0])
        self.url, self.portal_url = _url(self.doors.host, self.port), _url(self.doors.host, self.portal_port)
        self._folder = contextlib.ExitStack()
        self._tls = None if self.doors.tls_port is None else _bind(LOOPBACK, self.doors.tls_port, "--tls-port")
        self.tls_port = 0 if self._tls is None else self._tls.getsockname()[1]
        self.certificates = None if self._tls is None else self._certificates()
        # Who is led here by Apple's name is told Apple's addresses, which lead here too.
        self.apple.emulator.address = None if self._tls else self.url
        self.courier = NotificationSender(apple)
        self._ready = threading.Event()
        self._uvicorn = _Uvicorn(self._config(), self._ready, self._proxies)
        self._thread = threading.Thread(target=self._run, name="siwakit-emulator", daemon=True)

    def __enter__(self) -> Self:
        """Start, and return once connections are taken."""
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise UsageError("the emulator did not start in time", hint="try again on a machine that is less busy")
        self.courier.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop: answers on their way are finished, for a second."""
        self.courier.stop()
        self._uvicorn.stop()
        self._thread.join(_STOP_SECONDS)
        self._folder.close()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Any:
        """Lead a request to the service or to the portal, by the port that it came in on."""
        return self._gate(scope)(scope, receive, send)

    def answer_at_once(self, scope: Scope, body: bytes) -> bytes | ASGIApp:
        """Return what the gate of a request does, where all of it is here."""
        return self._gate(scope).answer_at_once(scope, body)

    def _gate(self, scope: Scope) -> Gate:
        is_portal = scope["type"] == "http" and scope["server"][1] == self.portal_port
        return self._portal if is_portal else self._service

    def _certificates(self) -> Certificates:
        # Making certificates takes another part of cryptography, which few emulators need.
        from siwakit.edge.proxy import make_certificates  # noqa: PLC0415  an extra, loaded only where it is used

        return make_certificates(self._folder.enter_context(TemporaryDirectory(prefix="siwakit-")))

    def _proxies(self, protocols: Callable[[], asyncio.Protocol]) -> tuple[Coroutine[Any, Any, None], ...]:
        if self._tls is None or self.certificates is None:
            return ()
        from siwakit.edge.proxy import Proxy  # noqa: PLC0415  an extra, loaded only where it is used

        return (Proxy(self._tls, self.certificates, protocols).serve(),)

    def _config(self) -> uvicorn.Config:
        apple = self.apple
        own = frozenset(f"{name}{port}" for name in (HOST, OTHER_HOST) for port in ("", ":443")) if self._tls else frozenset()
        hosts, portal_hosts = (_hosts(self.doors, port) | own for port in (self.port, self.portal_port))
        if self._tls:
            # Who wants https and can be told an address comes to that port by its own name; the certificate is good for it.
            hosts |= _hosts(self.doors, self.tls_port) | {f"{HOST}:{self.tls_port}"}
        self._service = Gate(
            self._answer or apple.answer, now=apple.now, hosts=hosts, blocks=apple.blocks, too_large=answers.too_large(MAX_BODY_BYTES)
        )
        self._portal = Gate(apple.answer_portal, now=apple.now, hosts=portal_hosts, blocks=apple.blocks)
        return careful_config(self)

    def _run(self) -> None:
        # The keys that do not sign are made while nobody waits for them.
        threading.Thread(target=self.apple.emulator.keys.document, args=(self.apple.store.switches().jwks_keys,), daemon=True).start()
        asyncio.run(self._uvicorn.serve(sockets=list(self._sockets)))


class _Uvicorn(uvicorn.Server):
    """Serve until it is told to stop, without looking ten times a second whether it was."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event, beside: Beside) -> None:
        super().__init__(config)
        self._ready = ready
        self._beside = beside
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()

    async def main_loop(self) -> None:
        """Wait to be told, and serve meanwhile what goes beside."""
        self._loop = loop = asyncio.get_running_loop()
        tasks = [loop.create_task(one) for one in self._beside(self._protocol)]
        self._ready.set()
        await self._told.wait()
        for task in tasks:
            task.cancel()

    def _protocol(self) -> asyncio.Protocol:
        return CarefulProtocol(self.config, self.server_state, {}, _loop=self._loop)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program around."""
        yield

    def stop(self) -> None:
        """Stop, from another thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.set)


def _listen(host: str, port: int, option: str) -> tuple[socket.socket, ...]:
    """Return sockets that listen on *port*; on loopback, in both families where the machine has both."""
    first = _bind(host, port, option)
    if host != LOOPBACK or not socket.has_ipv6:
        return (first,)
    try:
        return (first, listening(socket.AF_INET6, ("::1", first.getsockname()[1]), _BACKLOG))
    except OSError:
        return (first,)


def _bind(host: str, port: int, option: str) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return listening(family, address, _BACKLOG)
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened on: {(error.strerror or 'no such address').lower()}", hint=f"give another {option}"
        ) from None


def _url(host: str, port: int) -> str:
    shown = LOOPBACK if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _hosts(doors: Doors, port: int) -> frozenset[str]:
    own = {LOOPBACK, "localhost", "[::1]", f"[{doors.host}]" if ":" in doors.host else doors.host}
    named = {name.lower() for name in doors.names}
    return frozenset({f"{name}:{port}" for name in own | named} | named)
