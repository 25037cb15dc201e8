"""Every port that siwakit serves, with an application behind each that records its requests."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager

import pytest
from tests.edge.framings import HOST

from siwakit.edge.server import http_connection
from siwakit.edge.server.emulator_server import Addresses, Server
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.edge.server.page_server import PageServer
from siwakit.emulator.app import Reply
from siwakit.http import Response

PORTS = ("service", "portal", "page", "TLS")


class Recorder(LocalApple):
    """Application on every port that answers 200 and records its requests."""

    def __init__(self):
        super().__init__(Setup(seed=7))
        self.seen = []

    def answer(self, request, _now=0):
        self.seen.append((request.method, request.path, request.body))
        return Reply(Response(200, (("Server", "Apple"),), b"ok"))

    answer_portal = answer


class Page:
    """The same for the page: a recorder of its requests."""

    def __init__(self, recorder):
        self.recorder = recorder

    def answer(self, request, _now):
        return self.recorder.answer(request).response


class Client:
    """A connection to one port."""

    def __init__(self, sock, host, recorder):
        self.sock, self.host, self.recorder = sock, host, recorder
        self.received = b""
        recorder.seen.clear()

    def send(self, data):
        self.sock.sendall(data.replace(HOST, self.host))

    def seen(self):
        return tuple(self.recorder.seen)

    def answer(self):
        """Return the status of the next answer."""
        while b"\r\n\r\n" not in self.received:
            self.receive()
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(lines.get(b"content-length", 0))
        while len(self.received) < length:
            self.receive()
        self.received = self.received[length:]
        return int(head[9:12])

    def receive(self):
        chunk = self.sock.recv(65536)
        assert chunk, "the connection was closed"
        self.received += chunk

    def is_closed(self):
        return not self.received and self.sock.recv(1) == b""


@pytest.fixture(scope="module")
def connect_to():
    """A function that connects to a port by its name."""
    recorder = Recorder()
    page = PageServer()
    page._app = Page(recorder)
    with pytest.MonkeyPatch.context() as patch, Server(recorder, Addresses(tls_port=0)) as server, page:
        patch.setattr(http_connection, "LINGER_SECONDS", 0.05)
        context = ssl.create_default_context(cafile=server.certificates.authority)
        numbers = {"service": server.port, "portal": server.portal_port, "page": page.port, "TLS": server.tls_port}

        @contextmanager
        def connected(name):
            with socket.create_connection(("127.0.0.1", numbers[name]), timeout=5) as sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                wrapped = context.wrap_socket(sock, server_hostname="localhost") if name == "TLS" else sock
                with wrapped:
                    yield Client(wrapped, b"localhost:%d" % numbers[name], recorder)

        connected.numbers = numbers
        yield connected
