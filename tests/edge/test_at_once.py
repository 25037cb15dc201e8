"""What is answered without a task: pipelines keep their order, a bug is a 500, and what is no plain answer takes the long way."""

from __future__ import annotations

import socket

import pytest

from siwakit.edge import gate
from siwakit.edge.gate import Gate
from siwakit.emulator.app import Reply
from siwakit.http import Response
from siwakit.testing import emulator

LAST = b"GET /.well-known/openid-configuration HTTP/1.1\r\nConnection: close\r\nX-Line:"


@pytest.fixture
def apple():
    with emulator(seed=7) as running:
        yield running


def exchange(apple, *requests):
    said, host = b"", b"127.0.0.1:%d" % apple.server.port
    with socket.create_connection(("127.0.0.1", apple.server.port), timeout=10) as sock:
        sock.sendall(b"".join(b"%b HTTP/1.1\r\nHost: %b\r\n\r\n" % (one, host) for one in requests))
        while more := sock.recv(65536):
            said += more
    return said


def test_requests_in_one_packet_are_answered_in_their_order(apple):
    said = exchange(apple, b"GET /auth/keys", b"GET /nowhere", LAST)
    places = [said.index(part) for part in (b'"keys"', b"404 Not Found", b'"jwks_uri"')]
    assert places == sorted(places)


def test_a_bug_is_answered_with_500(apple, monkeypatch):
    def fail(_request):
        raise ValueError

    monkeypatch.setattr(apple.server._service, "_answer", fail)
    assert exchange(apple, b"GET /auth/keys").startswith(b"HTTP/1.1 500 ")


def test_an_answer_that_is_not_plain_is_left_to_the_server(apple, monkeypatch):
    closing = Response(200, (("Server", "Apple"), ("Connection", "close")), b"x")
    monkeypatch.setattr(apple.server._service, "_answer", lambda _request: Reply(closing))
    assert exchange(apple, b"GET /auth/keys").endswith(b"\r\n\r\nx")


@pytest.mark.parametrize("headers", [(("Location", "a\r\nb"),), (("Connection", "close"),), (("Transfer-Encoding", "chunked"),)])
def test_a_head_that_could_say_something_else_is_not_plain(headers):
    assert gate._head(200, headers) is None


def test_a_gate_that_waits_for_a_disk_answers_nothing_at_once():
    waiting = Gate(lambda _request: None, now=lambda: 0, blocks=True)
    assert waiting.answer_at_once({}, b"") is waiting


def test_one_timer_drops_a_connection_that_is_idle(apple, monkeypatch):
    monkeypatch.setattr(apple.server._uvicorn.config, "timeout_keep_alive", 0.2)
    with socket.create_connection(("127.0.0.1", apple.server.port), timeout=10) as sock:
        for _ in range(3):
            sock.sendall(b"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % apple.server.port)
            assert sock.recv(65536).startswith(b"HTTP/1.1 404 ")
        assert sock.recv(1) == b""
