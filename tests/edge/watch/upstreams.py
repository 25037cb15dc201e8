"""An Apple that tests choose the answers of, behind a port that watches what goes there."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from siwakit.apple import HOST
from siwakit.edge.server.certificates import make_certificates
from siwakit.edge.server.http_server import HttpServer, Port
from siwakit.edge.server.site import PlainReply, Site, text_response
from siwakit.edge.server.sockets import listening
from siwakit.edge.watch.server import WatchServer
from siwakit.edge.watch.tap import WatchedExchange
from siwakit.edge.watch.upstream import read_upstream
from siwakit.http import Request, Response
from siwakit.samples import NOW

SECONDS = 10


@dataclass
class Seen:
    """What a watcher was told."""

    exchanges: list[WatchedExchange] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    requests: list[tuple[Request, float]] = field(default_factory=list)
    answers: list[WatchedExchange] = field(default_factory=list)

    def open(self, client_port):
        """Note nothing."""

    def end_early(self, ended):
        self.early.append(ended.reason)

    def exchange(self, watched):
        self.exchanges.append(watched)

    def received(self, request, at):
        self.requests.append((request, at))

    def answered(self, watched):
        self.answers.append(watched)

    def fault(self, sentence):
        self.faults.append(sentence)


@contextmanager
def apple_at(answer: Callable[[Request], Response], folder: Path) -> Iterator[tuple[int, str]]:
    """Serve *answer* over TLS; yield the port, and the file of the authority."""
    folder.mkdir(exist_ok=True)
    certificates = make_certificates(str(folder))
    listener = listening(socket.AF_INET, ("127.0.0.1", 0))
    site = Site(lambda request: PlainReply(answer(request)), lambda: NOW, 1 << 20, text_response(413, "too large"))

    class Negotiator:
        async def negotiate(self, _sock):
            return certificates.context

    server = HttpServer((Port(listener, site, Negotiator()),), "upstream")
    server.start()
    try:
        yield listener.getsockname()[1], certificates.authority
    finally:
        server.stop()


@contextmanager
def watching(port: int, authority: str | None, folder: Path) -> Iterator[tuple[WatchServer, Seen]]:
    """Watch what goes to *port* of this machine."""
    seen = Seen()
    folder.mkdir(exist_ok=True)
    with WatchServer(read_upstream(f"https://127.0.0.1:{port}", authority), seen, str(folder)) as server:
        yield server, seen


@contextmanager
def connected(port: int, authority: str, host: str = HOST) -> Iterator[ssl.SSLSocket]:
    context = ssl.create_default_context(cafile=authority)
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as plain, context.wrap_socket(plain, server_hostname=host) as connection:
        yield connection


def all_of(connection: ssl.SSLSocket) -> bytes:
    received = b""
    while data := connection.recv(1 << 16):
        received += data
    return received


def said(port: int, authority: str, data: bytes) -> bytes:
    """Send *data* to *port*, and return everything that comes back."""
    with connected(port, authority) as connection:
        connection.sendall(data)
        return all_of(connection)


def as_bytes(request: Request) -> bytes:
    """Return *request* as a program writes it that closes its connection."""
    parts = urlsplit(request.url)
    target = f"{parts.path}{'?' + parts.query if parts.query else ''}"
    own = {"host", "content-length", "connection"}
    lines = [f"{name}: {value}" for name, value in request.headers if name.lower() not in own]
    head = [f"{request.method} {target} HTTP/1.1", f"Host: {parts.netloc}", *lines, f"Content-Length: {len(request.body)}", "Connection: close"]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + request.body
