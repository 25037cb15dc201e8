"""What is watched goes on byte for byte, and a program gets from a bad upstream what it would have got without siwakit."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from contextlib import contextmanager

import pytest
from tests.edge.watch.upstreams import SECONDS, all_of, connected, said, watching

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge.server import http_server
from siwakit.edge.server.certificates import make_certificates
from siwakit.edge.watch.tap import Tap
from siwakit.edge.watch.upstream import Upstream, read_upstream
from siwakit.errors import UsageError

REQUEST = b"POST /auth/token HTTP/1.1\r\nHost: appleid.apple.com\r\nX-Odd:  two  spaces \r\nContent-Length: 12\r\n\r\ngrant_type=a"
ANSWER = b'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{"error":"invalid_client"}'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: x\r\n\r\n"
TO_THE_END = b"HTTP/1.1 200 OK\r\n\r\nhello"


@contextmanager
def raw_apple(serve, folder, *, speaks_tls=True):
    """Serve each connection by *serve*, a function of a connection; yield the port and the file of the authority."""
    folder.mkdir(exist_ok=True)
    certificates = make_certificates(str(folder))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=handle, args=(connection,), daemon=True).start()

        def handle(connection):
            try:
                with certificates.context.wrap_socket(connection, server_side=True) if speaks_tls else connection as one:
                    one.settimeout(SECONDS)
                    serve(one)
            except OSError:
                pass

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], certificates.authority
        listener.shutdown(socket.SHUT_RDWR)


def answering(answer, received=None, pieces=1):
    """Return what serves *answer* to each request, cut in *pieces*, and closes."""

    def serve(connection):
        data = b""
        while len(data) < len(REQUEST):
            data += connection.recv(65536)
        if received is not None:
            received.append(data)
        size = max(1, len(answer) // pieces)
        for start in range(0, len(answer), size):
            connection.sendall(answer[start : start + size])
            if pieces > 1:
                time.sleep(0.002)

    return serve


@contextmanager
def watched(serve, folder, **options):
    with raw_apple(serve, folder / "apple", **options) as (port, authority), watching(port, authority, folder / "near") as (server, seen):
        yield server.port, server.certificates.authority, seen


def wait_for(condition):
    end = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


@pytest.mark.parametrize("pieces", [1, 40], ids=["at once", "dripping"])
@pytest.mark.parametrize(
    "answer", [ANSWER, CHUNKED, TO_THE_END, b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER], ids=["length", "chunked", "to the end", "interim"]
)
def test_both_directions_are_unaltered_and_the_exchange_is_told(tmp_path, answer, pieces):
    received = []
    with watched(answering(answer, received, pieces), tmp_path) as (port, authority, seen):
        assert said(port, authority, REQUEST) == answer
        wait_for(lambda: seen.exchanges)
    assert received == [REQUEST]
    exchange = seen.exchanges[0].exchange
    assert (exchange.request.url, exchange.request.body) == (f"https://{HOST}/auth/token", b"grant_type=a")
    assert exchange.response.body == (b'{"error":"invalid_client"}' if b"error" in answer else b"hello")
    assert (len(seen.exchanges), seen.exchanges[0].trouble) == (1, "")


def test_requests_on_one_connection_are_told_one_by_one_even_if_they_do_not_wait(tmp_path):
    def serve(connection):
        data = b""
        while len(data) < 2 * len(REQUEST):
            data += connection.recv(65536)
        connection.sendall(CHUNKED + ANSWER)

    with watched(serve, tmp_path) as (port, authority, seen):
        assert said(port, authority, REQUEST + REQUEST) == CHUNKED + ANSWER
        wait_for(lambda: len(seen.exchanges) > 1)
    assert [exchange.response.status for exchange in seen.exchanges] == [200, 400]


def test_a_large_body_goes_on_whole_and_is_kept_in_part(tmp_path):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + bytes(3_000_000)
    with watched(answering(answer), tmp_path) as (port, authority, seen):
        assert said(port, authority, REQUEST) == answer
        wait_for(lambda: seen.exchanges)
    assert (seen.exchanges[0].is_cut, len(seen.exchanges[0].response.body)) == (True, 1 << 20)


def test_a_connection_waits_if_too_many_are_passed_on(tmp_path, monkeypatch):
    monkeypatch.setattr(http_server, "most_passages", lambda: 1)
    with watched(answering(ANSWER), tmp_path) as (port, authority, _):
        with connected(port, authority):
            waiting = threading.Timer(0, lambda: answers.append(said(port, authority, REQUEST)))
            answers = []
            waiting.start()
            waiting.join(0.3)
            assert answers == []
        waiting.join(SECONDS)
    assert answers == [ANSWER]


def test_what_is_not_http_goes_on_and_is_not_told(tmp_path):
    garbage = b"\x00\x01 this is not HTTP \xff" * 10
    with watched(answering(garbage), tmp_path) as (port, authority, seen):
        assert said(port, authority, REQUEST) == garbage
        wait_for(lambda: seen.exchanges)
    assert [(exchange.response, exchange.trouble) for exchange in seen.exchanges] == [(None, "the answer is not valid HTTP/1.1")]


def test_a_copy_that_cannot_be_read_does_not_end_the_connection(tmp_path, monkeypatch):
    def fail(_tap, _data):
        raise ZeroDivisionError

    monkeypatch.setattr(Tap, "received", fail)
    with watched(answering(ANSWER), tmp_path) as (port, authority, seen):
        assert said(port, authority, REQUEST) == ANSWER
        wait_for(lambda: seen.exchanges)
    assert seen.exchanges[0].trouble == "siwakit cannot read it (ZeroDivisionError)"


def test_an_answer_that_ends_too_early_ends_too_early_for_the_program(tmp_path):
    with watched(answering(ANSWER[:-10]), tmp_path) as (port, authority, seen):
        assert said(port, authority, REQUEST) == ANSWER[:-10]
        wait_for(lambda: seen.exchanges)
    assert seen.exchanges[0].trouble.startswith("127.0.0.1:")
    assert seen.exchanges[0].trouble.endswith(" closed the connection")


def test_an_upstream_that_breaks_the_connection_breaks_that_of_the_program(tmp_path):
    def serve(connection):
        connection.recv(65536)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket(fileno=connection.detach()).close()

    with watched(serve, tmp_path) as (port, authority, seen):
        with pytest.raises(OSError):  # noqa: PT011  reset, or an end without TLS's own, as the kernel has it
            said(port, authority, REQUEST) or (_ for _ in ()).throw(OSError)
        wait_for(lambda: seen.exchanges)
    assert seen.exchanges[0].response is None
    assert "the connection" in seen.exchanges[0].trouble


def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def hello_refused(port, authority):
    with pytest.raises(OSError), connected(port, authority):  # noqa: PT011  reset or closed, as the kernel has it
        pass


def test_an_upstream_that_is_away_resets_the_program_and_is_named(tmp_path):
    away = unused_port()
    with watching(away, None, tmp_path / "near") as (server, seen):
        hello_refused(server.port, server.certificates.authority)
        wait_for(lambda: seen.faults)
    assert seen.faults == [f"127.0.0.1 cannot be reached on port {away}: connection refused: the connection of the program was reset"]


def test_an_upstream_without_tls_resets_the_program_and_is_named(tmp_path):
    with watched(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), tmp_path, speaks_tls=False) as (port, authority, seen):
        hello_refused(port, authority)
        wait_for(lambda: seen.faults)
    assert "does not speak TLS" in seen.faults[0]


def test_an_upstream_that_says_nothing_ends_when_the_program_gives_up(tmp_path):
    with watched(lambda connection: connection.recv(65536) and time.sleep(SECONDS), tmp_path) as (port, authority, seen):
        with connected(port, authority) as connection:
            connection.sendall(REQUEST)
            connection.settimeout(0.2)
            with pytest.raises(TimeoutError):
                connection.recv(1)
        wait_for(lambda: seen.exchanges)
    assert (seen.exchanges[0].response, seen.exchanges[0].trouble) == (None, "the program closed the connection")


def test_an_upstream_with_a_certificate_of_unknown_origin_is_refused(tmp_path):
    with raw_apple(answering(ANSWER), tmp_path / "apple") as (port, _), watching(port, None, tmp_path / "near") as (server, seen):
        hello_refused(server.port, server.certificates.authority)
        wait_for(lambda: seen.faults)
    assert "is not accepted" in seen.faults[0]


def test_a_program_that_closes_without_a_request_is_told_as_one_that_may_not_trust(tmp_path):
    with watched(answering(ANSWER), tmp_path) as (port, authority, seen):
        with connected(port, authority):
            pass
        wait_for(lambda: seen.early)
    assert (seen.early, seen.exchanges) == ([""], [])


def test_a_program_that_does_not_trust_the_certificate_is_told(tmp_path):
    with watched(answering(ANSWER), tmp_path) as (port, _, seen):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError):
            context.wrap_socket(plain, server_hostname=HOST)
        wait_for(lambda: seen.early)
    assert "UNKNOWN_CA" in seen.early[0]


def test_connect_comes_before_tls_if_the_port_is_a_proxy(tmp_path):
    with watched(answering(ANSWER), tmp_path) as (port, authority, seen):
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as plain:
            plain.sendall(b"CONNECT appleid.apple.com:443 HTTP/1.1\r\n\r\n")
            assert b" 200 " in plain.recv(65536)
            with ssl.create_default_context(cafile=authority).wrap_socket(plain, server_hostname=HOST) as connection:
                connection.sendall(REQUEST)
                assert all_of(connection) == ANSWER
        wait_for(lambda: seen.exchanges)


def test_a_request_in_the_clear_is_not_answered_in_the_name_of_apple(tmp_path):
    with watched(answering(ANSWER), tmp_path) as (port, _, seen), socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as plain:
        plain.sendall(b"GET https://appleid.apple.com/auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\n\r\n")
        assert plain.recv(65536).startswith(b"HTTP/1.1 501 ")
    assert seen.exchanges == []


@pytest.mark.parametrize("host", [HOST, OTHER_HOST])
def test_the_host_that_the_program_asks_for_is_the_one_that_is_connected_to(tmp_path, monkeypatch, host):
    asked = []

    async def connect(_self, name, _dialer):
        asked.append(name)
        raise OSError

    monkeypatch.setattr(Upstream, "connect", connect)
    with watching(9, None, tmp_path / "near") as (server, _):
        with pytest.raises(OSError), connected(server.port, server.certificates.authority, host):  # noqa: PT011  reset or closed
            pass
        wait_for(lambda: asked)
    assert asked == [host]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "127.0.0.1",
        "http://127.0.0.1",
        "https://",
        "https://a:b",
        "https://a/path",
        "https://a:99999",
        "https://u@a",
        "https://a:0",
        "https://a?q",
        "https://a b",
        "https://a,b",
        "https://[::1",
    ],
)
def test_an_upstream_that_is_not_an_address_is_wrong_use(address):
    with pytest.raises(UsageError, match="is not an address"):
        read_upstream(address, None)


@pytest.mark.parametrize("content", [None, "", "no certificates", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_an_authority_without_certificates_is_wrong_use(tmp_path, content):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match="has no certificates"):
        read_upstream("https://127.0.0.1", str(path))


def test_without_an_address_it_is_apple_verified_by_the_roots_of_the_system():
    upstream = read_upstream(None, None)
    assert (upstream.host, upstream.words, upstream.context.verify_mode, upstream.context.check_hostname) == ("", HOST, ssl.CERT_REQUIRED, True)
