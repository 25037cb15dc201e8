"""Server of an emulator, in a thread: Apple's service on one port, the portal on another, and appleid.apple.com over TLS on a third."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Mapping
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Self

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge.files.key_files import write_key_files
from siwakit.edge.server.http_server import HttpServer, Port, TlsWatcher
from siwakit.edge.server.local_apple import LocalApple
from siwakit.edge.server.notification_sender import NotificationSender
from siwakit.edge.server.site import Answer, Site, text_response
from siwakit.edge.server.sockets import LOOPBACK, listening
from siwakit.emulator import answers
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.edge.server.certificates import Certificates

MAX_BODY_BYTES = 64 * 1024


@record
class Addresses:
    """Where to listen: the system chooses ports of 0, and *names* are further accepted values of Host.

    *tls_port* is a third port, which stands in for appleid.apple.com over TLS, directly and as a proxy. Programs of this machine reach
    every other host through it too. What its clients have to trust is written to the folder *certificates*, for the hours that a run
    lasts, or to a temporary one.
    """

    host: str = LOOPBACK
    port: int = 0
    portal_port: int = 0
    names: tuple[str, ...] = ()
    tls_port: int | None = None
    certificates: str | None = None

    @property
    def is_loopback(self) -> bool:
        """Return whether only this machine can reach it."""
        with contextlib.suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"


class Server:
    """Server of *apple* while the context lasts; *answer* replaces the emulator's own, to watch the exchanges.

    *certificates* are those of the TLS port; without them it makes its own, in a folder that is removed. *watcher* is told
    about the clients of that port: one that does not trust it ends its connection early.

    Raises:
        UsageError: a port is taken, or an address does not belong to this machine.
    """

    def __init__(
        self,
        apple: LocalApple,
        addresses: Addresses | None = None,
        answer: Answer | None = None,
        *,
        certificates: Certificates | None = None,
        watcher: TlsWatcher | None = None,
    ) -> None:
        self.apple = apple
        self.addresses = addresses or Addresses()
        self._answer = answer
        self._watcher = watcher
        self._sockets = (
            *_listen(self.addresses.host, self.addresses.port, "--port"),
            *_listen(self.addresses.host, self.addresses.portal_port, "--portal-port"),
        )
        names = [sock.getsockname()[1] for sock in self._sockets]
        self.port, self.portal_port = names[0], next(port for port in names if port != names[0])
        self.url, self.portal_url = _url(self.addresses.host, self.port), _url(self.addresses.host, self.portal_port)
        self._folder = contextlib.ExitStack()
        self._tls = () if self.addresses.tls_port is None else _listen(self.addresses.host, self.addresses.tls_port, "--tls-port")
        self.tls_port: int = self._tls[0].getsockname()[1] if self._tls else 0
        self.certificates = (certificates or self._certificates()) if self._tls else None
        # Clients that come here by Apple's name are given Apple's addresses, which lead here too.
        self.apple.emulator.address = None if self._tls else self.url
        self.apple.emulator.url = self.url
        self.notification_sender = NotificationSender(apple)
        self._server = HttpServer(self._ports(), "emulator")

    def __enter__(self) -> Self:
        """Start, and return once connections are accepted."""
        # The keys that do not sign are made in advance, so that no request waits for them.
        threading.Thread(target=self.apple.emulator.keys.document, args=(self.apple.store.switches().jwks_keys,), daemon=True).start()
        self._server.start()
        self.notification_sender.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop; answers under way are finished if that takes no longer than a second."""
        self.notification_sender.stop()
        self._server.stop()
        self._folder.close()

    def write_key_files(self) -> Mapping[str, str]:
        """Return the files of the keys by Key ID; unless they exist already, write them to a folder that is removed when the server stops.

        Raises:
            UsageError: they cannot be written.
        """
        emulator = self.apple.emulator
        if not emulator.key_files:
            emulator.key_files = write_key_files(self.apple.key_texts, self._folder.enter_context(TemporaryDirectory(prefix="siwakit-")))
        return emulator.key_files

    def _certificates(self) -> Certificates:
        # Making certificates loads another part of cryptography, which few emulators need.
        from siwakit.edge.server.certificates import RUN_LIFETIME, make_certificates  # noqa: PLC0415  loaded only if it is used

        if self.addresses.certificates is not None:
            return make_certificates(self.addresses.certificates, RUN_LIFETIME, covers_localhost=False)
        return make_certificates(self._folder.enter_context(TemporaryDirectory(prefix="siwakit-")))

    def _ports(self) -> tuple[Port, ...]:
        service, portal = self._sites()
        ports = [Port(sock, service if sock.getsockname()[1] == self.port else portal) for sock in self._sockets]
        if self.certificates is not None:
            from siwakit.edge.server.tls_port import TlsNegotiator  # noqa: PLC0415  needed by few emulators
            from siwakit.edge.server.user_proxies import user_proxies  # noqa: PLC0415

            negotiator = TlsNegotiator(self.certificates.context, user_proxies(os.environ), frozenset({self.tls_port}))
            ports += [Port(sock, service, negotiator, self._watcher) for sock in self._tls]
        return tuple(ports)

    def _sites(self) -> tuple[Site, Site]:
        apple = self.apple
        own = frozenset(f"{name}{port}" for name in (HOST, OTHER_HOST) for port in ("", ":443")) if self._tls else frozenset()
        hosts, portal_hosts = (_hosts(self.addresses, port) | own for port in (self.port, self.portal_port))
        if self._tls:
            # Clients that want https and can be given an address reach the TLS port by its own name, which the certificate covers.
            hosts |= _hosts(self.addresses, self.tls_port) | {f"{HOST}:{self.tls_port}"}
        too_large = text_response(413, f"the body has more than {MAX_BODY_BYTES} bytes")
        return (
            Site(self._answer or apple.answer, apple.now, MAX_BODY_BYTES, answers.too_large(MAX_BODY_BYTES), hosts, apple.blocks),
            Site(apple.answer_portal, apple.now, MAX_BODY_BYTES, too_large, portal_hosts, apple.blocks),
        )


def _listen(host: str, port: int, option: str) -> tuple[socket.socket, ...]:
    """Return sockets that listen on *port*; on loopback, in both address families if the machine has both."""
    first = _bind(host, port, option)
    if host != LOOPBACK or not socket.has_ipv6:
        return (first,)
    try:
        return (first, listening(socket.AF_INET6, ("::1", first.getsockname()[1])))
    except OSError:
        return (first,)


def _bind(host: str, port: int, option: str) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return listening(family, address)
    except (socket.gaierror, UnicodeError):
        raise UsageError(f"--host {named(host, 60)} is not an address", hint="127.0.0.1, or 0.0.0.0 to accept every network") from None
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened on: {(error.strerror or 'no such address').lower()}", hint=f"give another {option}"
        ) from None


def _url(host: str, port: int) -> str:
    shown = LOOPBACK if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _hosts(addresses: Addresses, port: int) -> frozenset[str]:
    own = {LOOPBACK, "localhost", "[::1]", f"[{addresses.host}]" if ":" in addresses.host else addresses.host}
    named = {name.lower() for name in addresses.names}
    return frozenset({f"{name}:{port}" for name in own | named} | named)
