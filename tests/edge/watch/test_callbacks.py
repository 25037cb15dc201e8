"""What comes to the port for callbacks reaches the program byte for byte, and is read on its way."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import pytest
from tests.edge.watch.test_passage import unused_port, wait_for
from tests.edge.watch.upstreams import SECONDS, Seen

from siwakit.edge.watch.callbacks import CallbackPorts, read_callback_ports
from siwakit.edge.watch.server import WatchServer
from siwakit.edge.watch.upstream import read_upstream
from siwakit.errors import UsageError

POST = b"POST /callback HTTP/1.1\r\nHost: app.example.com\r\nX:  a \r\nContent-Length: 14\r\n\r\ncode=c&state=s"
ANSWER = b"HTTP/1.0 302 Found\r\nLocation: /\r\n\r\n"


@contextmanager
def program(serve):
    """Serve connections by *serve*, and yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.settimeout(SECONDS)
                with connection:
                    serve(connection)

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def watched(port, folder):
    seen, listen = Seen(), unused_port()
    with WatchServer(read_upstream("https://127.0.0.1:9", None), seen, str(folder), CallbackPorts(listen, port)):
        yield listen, seen


def said(port, data):
    """Send *data*, end that direction, and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while more := connection.recv(1 << 16):
            received += more
        return received


def test_both_directions_are_unaltered_half_closed_or_not_and_read(tmp_path):
    received = []

    def serve(connection):
        data = b""
        while more := connection.recv(1 << 16):
            data += more
        received.append(data)
        connection.sendall(ANSWER)

    with program(serve) as port, watched(port, tmp_path) as (listen, seen):
        assert said(listen, POST) == ANSWER
        wait_for(lambda: seen.answers)
    assert received == [POST]
    assert [request.body for request, _ in seen.requests] == [b"code=c&state=s"]
    assert [watched.response.status for watched in seen.answers] == [302]


def test_a_callback_is_told_before_the_program_answers_it(tmp_path):
    is_told = threading.Event()

    def serve(connection):
        connection.recv(1 << 16)
        assert is_told.wait(SECONDS)
        connection.sendall(ANSWER)

    with program(serve) as port, watched(port, tmp_path) as (listen, seen):
        asking = threading.Thread(target=said, args=(listen, POST))
        asking.start()
        wait_for(lambda: seen.requests)
        assert seen.answers == []
        is_told.set()
        asking.join(SECONDS)
        wait_for(lambda: seen.answers)


def test_what_is_not_http_goes_on_and_is_not_told(tmp_path):
    with program(lambda connection: connection.sendall(connection.recv(1 << 16))) as port, watched(port, tmp_path) as (listen, seen):
        assert said(listen, b"\x00\xff" * 50) == b"\x00\xff" * 50
    assert (seen.requests, seen.answers, seen.faults) == ([], [], [])


def test_what_is_encrypted_goes_on_and_is_named_once(tmp_path):
    hello = b"\x16\x03\x01\x00\x05hello"
    with program(lambda connection: connection.sendall(connection.recv(1 << 16))) as port, watched(port, tmp_path) as (listen, seen):
        assert [said(listen, hello) for _ in range(2)] == [hello] * 2
    assert len(seen.faults) == 1
    assert "is encrypted" in seen.faults[0]


def test_a_program_that_does_not_listen_is_named(tmp_path):
    away = unused_port()
    with watched(away, tmp_path) as (listen, seen):
        with pytest.raises(OSError):  # noqa: PT011  reset, as the kernel has it
            said(listen, POST) or (_ for _ in ()).throw(OSError)
        wait_for(lambda: seen.faults)
    assert seen.faults == [f"nothing listens on port {away}, to which --callbacks leads: the connection was reset"]


def test_a_port_that_is_taken_is_wrong_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(UsageError, match="address already in use"):
        WatchServer(read_upstream("https://127.0.0.1:9", None), Seen(), str(tmp_path), CallbackPorts(listener.getsockname()[1], 9))


@pytest.mark.parametrize("text", ["", "8080", "8080:", ":3000", "0:1", "1:65536", "80:80", "a:b", "1:2:3", "-1:2", "٣:4", "999999999999:1"])
def test_what_is_not_two_ports_is_wrong_use(text):
    with pytest.raises(UsageError, match="two different ports"):
        read_callback_ports(text)


def test_two_ports_are_read():
    assert read_callback_ports("8080:3000") == CallbackPorts(8080, 3000)
