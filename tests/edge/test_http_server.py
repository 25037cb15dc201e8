"""The HTTP server on its own: order of answers, errors, slow clients and shutdown."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from tests.each import each

from siwakit.edge.server import http_connection
from siwakit.edge.server.http_server import HttpServer, Port
from siwakit.edge.server.site import PlainReply, Site, text_response
from siwakit.edge.server.sockets import LOOPBACK, listening
from siwakit.emulator.faults import Fault, FaultKind
from siwakit.http import Response

MAX_BODY_BYTES = 2 << 20
GET = b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Served:
    """A running server of one function, and a client connected to it."""

    def __init__(self, answer, *, blocks):
        listener = listening(socket.AF_INET, (LOOPBACK, 0))
        self.port = listener.getsockname()[1]
        self.server = HttpServer((Port(listener, Site(answer, lambda: 0, MAX_BODY_BYTES, text_response(413, "too large"), blocks=blocks)),), "test")

    def connect(self):
        return socket.create_connection((LOOPBACK, self.port), timeout=10)

    def ask(self, *requests):
        """Send *requests* at once, and return all that comes back."""
        with self.connect() as sock:
            sock.sendall(b"".join(requests))
            return drain(sock)


@contextmanager
def serving(answer, *, blocks=False):
    served = Served(answer, blocks=blocks)
    served.server.start()
    try:
        yield served
    finally:
        served.server.stop()


def drain(sock):
    received = b""
    while chunk := sock.recv(65536):
        received += chunk
    return received


def path_of(request):
    return PlainReply(Response(200, (("Server", "Apple"), ("Content-Type", "text/plain")), request.path.encode()))


def test_an_answer_byte_by_byte():
    with serving(path_of) as served, served.connect() as sock:
        sock.sendall(GET)
        first = sock.recv(65536)
        sock.sendall(LAST)
        last = drain(sock)
    head = b"HTTP/1.1 200 OK\r\nserver: Apple\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\ncontent-type: text/plain\r\n"
    assert first == head + b"connection: keep-alive\r\ncontent-length: 2\r\n\r\n/1"
    assert last == head + b"connection: close\r\ncontent-length: 2\r\n\r\n/2"


def test_an_answer_without_content_has_no_length():
    with serving(lambda _: PlainReply(Response(204))) as served:
        said = served.ask(LAST)
    assert said.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert b"content-length" not in said


@pytest.mark.parametrize("blocks", [False, True])
def test_requests_in_one_segment_are_answered_in_order(blocks):
    with serving(path_of, blocks=blocks) as served:
        said = served.ask(*[GET] * 20, LAST)
    assert [part[:2] for part in said.split(b"\r\n\r\n")[1:]] == [b"/1"] * 20 + [b"/2"]


def test_more_requests_than_are_buffered_wait_for_their_turn():
    with serving(path_of, blocks=True) as served:
        said = served.ask(*[GET] * 4000, LAST)
    assert (said.count(b"/1"), said.count(b"/2")) == (4000 + 4001, 1)


@each("blocks", [False, True])
@each("size", [65_537, 1 << 20, MAX_BODY_BYTES])
def test_a_body_of_many_segments_is_whole_and_leaves_the_connection_open(blocks, size):
    with serving(lambda request: PlainReply(Response(200, (), b"%d bytes" % len(request.body))), blocks=blocks) as served:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size
        said = served.ask(head + bytes(size), head + bytes(size), LAST)
    assert said.count(b"\r\n\r\n%d bytes" % size) == 2
    assert said.endswith(b"\r\n\r\n0 bytes")


def test_a_client_that_has_closed_its_side_gets_its_answers():
    with serving(path_of, blocks=True) as served, served.connect() as sock:
        sock.sendall(GET * 2)
        sock.shutdown(socket.SHUT_WR)
        assert drain(sock).count(b"HTTP/1.1 200 OK") == 2


def test_a_client_that_disconnects_during_a_request_is_forgotten():
    with serving(path_of) as served:
        with served.connect() as sock:
            sock.sendall(GET[:9])
            sock.shutdown(socket.SHUT_WR)
            assert drain(sock) == b""
        assert b"200 OK" in served.ask(LAST)


@pytest.mark.parametrize("blocks", [False, True])
def test_a_bug_is_answered_with_500_and_logged(blocks, caplog):
    def fail(_request):
        raise ValueError

    with serving(fail, blocks=blocks) as served, caplog.at_level(logging.ERROR, "siwakit.edge"):
        assert served.ask(GET).startswith(b"HTTP/1.1 500 ")
    assert [record.message for record in caplog.records] == ["a request could not be answered"]


@pytest.mark.parametrize("value", ["a\r\nb", "a\0b", "\u20ac"])
def test_a_header_that_cannot_be_written_is_a_bug(value):
    with serving(lambda _: PlainReply(Response(302, (("Server", "Apple"), ("Location", value))))) as served:
        said = served.ask(GET)
    assert said.startswith(b"HTTP/1.1 500 ")
    assert b"location" not in said


def test_a_status_without_a_name_is_written_without_one():
    with serving(lambda _: PlainReply(Response(299, (), b"x"))) as served:
        assert served.ask(LAST).startswith(b"HTTP/1.1 299 \r\n")


def test_an_answer_that_closes_closes():
    with serving(lambda _: PlainReply(text_response(200, "bye"))) as served:
        assert served.ask(GET).endswith(b"bye\n")


def test_an_idle_connection_is_closed_silently(monkeypatch):
    monkeypatch.setattr(http_connection, "IDLE_SECONDS", 0.2)
    with serving(path_of) as served, served.connect() as sock:
        for _ in range(3):
            sock.sendall(GET)
            assert sock.recv(65536).endswith(b"/1")
        assert drain(sock) == b""


def test_a_client_that_reads_nothing_is_dropped(monkeypatch):
    monkeypatch.setattr(http_connection, "IDLE_SECONDS", 0.2)
    large = PlainReply(Response(200, (), bytes(32 << 20)))
    with serving(lambda _: large) as served, served.connect() as sock:
        sock.sendall(GET * 3)
        deadline = time.monotonic() + 10
        while served.server._connections or not sock.recv(1, socket.MSG_PEEK):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_a_client_that_reads_late_gets_all_its_answers():
    large = PlainReply(Response(200, (), bytes(1 << 20)))
    with serving(lambda _: large) as served, served.connect() as sock:
        sock.sendall(GET * 9 + LAST)
        time.sleep(0.1)
        assert drain(sock).count(b"\0") == 10 << 20


def test_a_client_that_never_stops_sending_after_a_refusal_is_dropped(monkeypatch):
    monkeypatch.setattr(http_connection, "LINGER_BYTES", 1 << 20)
    with serving(path_of) as served, served.connect() as sock:
        sock.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        assert sock.recv(65536).startswith(b"HTTP/1.1 413 ")
        with pytest.raises(ConnectionError):
            sock.sendall(bytes(64 << 20))


def test_a_stop_finishes_pending_requests_and_drops_idle_connections():
    began, goes_on = threading.Event(), threading.Event()

    def answer(request):
        began.set()
        goes_on.wait(10)
        return path_of(request)

    served = Served(answer, blocks=True)
    served.server.start()
    with served.connect() as idle, served.connect() as busy:
        busy.sendall(GET)
        assert began.wait(10)
        stopping = threading.Thread(target=served.server.stop)
        stopping.start()
        assert drain(idle) == b""
        goes_on.set()
        assert drain(busy).endswith(b"connection: close\r\ncontent-length: 2\r\n\r\n/1")
        stopping.join(10)
    with pytest.raises(ConnectionRefusedError):
        served.connect()


def test_a_stop_waits_no_longer_than_a_second():
    def answer(_request):
        began.set()
        return PlainReply(Response(200), Fault(FaultKind.SLOW, 60))

    began = threading.Event()
    served = Served(answer, blocks=False)
    served.server.start()
    with served.connect() as sock:
        sock.sendall(GET)
        assert began.wait(10)
        before = time.monotonic()
        served.server.stop()
        assert time.monotonic() - before < 5
        assert drain(sock) == b""


def test_a_server_that_is_stopped_before_it_has_started_ends():
    served = Served(path_of, blocks=False)
    served.server._thread.start()
    served.server.stop()
    assert not served.server._thread.is_alive()
