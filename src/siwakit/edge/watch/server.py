"""The port of this machine to which programs are led instead of Apple, and from which they reach Apple."""

from __future__ import annotations

import os
import socket
from types import TracebackType
from typing import Protocol, Self

from siwakit.edge import clock
from siwakit.edge.server.certificates import RUN_LIFETIME, make_certificates
from siwakit.edge.server.dialing import Dialer
from siwakit.edge.server.http_server import HttpServer, Port
from siwakit.edge.server.site import PlainReply, Site, text_response
from siwakit.edge.server.sockets import LOOPBACK, listening
from siwakit.edge.server.tls_port import TlsNegotiator
from siwakit.edge.server.user_proxies import user_proxies
from siwakit.edge.watch.callbacks import CallbackNegotiator, CallbackPorts, CallbackWatcher
from siwakit.edge.watch.passage import ExchangeWatcher, Watch, WatchedPassage
from siwakit.edge.watch.upstream import Upstream
from siwakit.errors import UsageError

_ONLY_TLS = "this port passes on what is sent over TLS, directly or after CONNECT, and answers nothing itself"
_BODY_BYTES = 64 * 1024
_PATIENCE_SECONDS = 30.0  # a refusal in words would be garbage for a client that begins TLS


class Watcher(ExchangeWatcher, CallbackWatcher, Protocol):
    """What wants to know about everything that is watched."""


class WatchServer:
    """Server that passes everything on to *upstream* while the context lasts, and tells *watcher*; what programs must trust is in *folder*.

    With *callbacks*, it also leads to the port of the program.

    Raises:
        UsageError: the port for callbacks is taken.
    """

    def __init__(self, upstream: Upstream, watcher: Watcher, folder: str, callbacks: CallbackPorts | None = None) -> None:
        for_callbacks = None if callbacks is None else _listen(callbacks.listen)
        self.certificates = make_certificates(folder, RUN_LIFETIME, covers_localhost=False)
        listener = listening(socket.AF_INET, (LOOPBACK, 0))
        self.port: int = listener.getsockname()[1]
        watch = Watch(self.certificates.context, upstream, watcher, clock.seconds)

        def to_apple(sock: socket.socket, dialer: Dialer) -> WatchedPassage:
            return WatchedPassage(sock, dialer, watch)

        negotiator = TlsNegotiator(self.certificates.context, user_proxies(os.environ), frozenset({self.port}), to_apple)
        refusal = text_response(501, _ONLY_TLS)
        site = Site(lambda _: PlainReply(refusal), clock.now, _BODY_BYTES, refusal, None)
        ports = [Port(listener, site, negotiator)]
        if callbacks is not None and for_callbacks is not None:
            ports.append(Port(for_callbacks, site, CallbackNegotiator(callbacks, watcher, clock.seconds)))
        self._server = HttpServer(ports, "watch", _PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        """Start, and return once connections are accepted."""
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop; what is still open is told first."""
        self._server.stop()


def _listen(port: int) -> socket.socket:
    try:
        return listening(socket.AF_INET, (LOOPBACK, port))
    except OSError as error:
        raise UsageError(f"--callbacks: port {port}: {(error.strerror or 'cannot be used').lower()}", hint="choose a port that is free") from None
