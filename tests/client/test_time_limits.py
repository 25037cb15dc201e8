"""The time limit of a call, in both clients: whichever part of the exchange is slow, the call ends in time."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from tests.client.party import WEB, configuration
from tests.client.raw_server import RawServer, answer, drip

from siwakit.edge.client.retry import RetryPolicy
from siwakit.flow.failures import ConnectionFailed, OutcomeUnknown, TimedOut

# Long enough for a busy machine to connect and send; the servers here go on for 30 seconds, and a policy that is not given allows 5.
LIMIT_SECONDS = 1.0
LATEST_SECONDS = 4.5
ONCE = RetryPolicy(attempts=1, attempt_seconds=LIMIT_SECONDS, deadline_seconds=60)
TOKENS = b'{"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r","id_token":"i"}'
OK = b"HTTP/1.1 200 OK\r\n"

SLOW_ANSWERS = {
    "nothing": [30.0],
    "the status line": drip(b"HTTP/1.1 200 ", b"O"),
    "interim answers": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "one header at a time": drip(OK, b"X-Slow: 1\r\n"),
    "one header value": drip(OK + b"X-Slow: ", b"1"),
    "a body of known length": drip(OK + b"Content-Length: 1000\r\n\r\n", b" "),
    "chunks": drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "one chunk": drip(OK + b"Transfer-Encoding: chunked\r\n\r\n400\r\n", b" "),
    "a body that ends with the connection": drip(OK + b"\r\n", b" "),
}


@pytest.fixture(autouse=True)
def _warm(apple, drive):
    """Import what a client imports at its first use, so that the time of a call does not include it."""
    with RawServer([answer(TOKENS)]) as server:
        drive(configuration(apple, f"http://127.0.0.1:{server.port}"))("refresh", "r", client_id=WEB)


@contextmanager
def ends_in_time():
    began = time.monotonic()
    yield
    assert time.monotonic() - began < LATEST_SECONDS


@pytest.mark.parametrize("parts", SLOW_ANSWERS.values(), ids=SLOW_ANSWERS)
def test_a_slow_answer_ends_when_the_time_is_up_and_the_code_may_be_spent(apple, drive, parts):
    with RawServer(parts) as server:
        driver = drive(configuration(apple, f"http://127.0.0.1:{server.port}"), policy=ONCE)
        with ends_in_time(), pytest.raises(OutcomeUnknown):
            driver("exchange_native_code", "c")
        assert len(server.received) == 1


def test_a_slow_answer_to_what_can_be_repeated_is_a_timeout(apple, drive):
    with RawServer(SLOW_ANSWERS["one header at a time"]) as server, ends_in_time(), pytest.raises(TimedOut):
        drive(configuration(apple, f"http://127.0.0.1:{server.port}"), policy=ONCE)("refresh", "r", client_id=WEB)


def test_the_limit_of_one_attempt_holds_for_each_of_them(apple, drive):
    policy = RetryPolicy(attempts=3, first_wait_seconds=0.0, attempt_seconds=LIMIT_SECONDS, deadline_seconds=60)
    with RawServer(SLOW_ANSWERS["one header at a time"]) as server:
        driver = drive(configuration(apple, f"http://127.0.0.1:{server.port}"), policy=policy)
        with ends_in_time(), pytest.raises(TimedOut):
            driver("refresh", "r", client_id=WEB)
        assert len(server.received) >= 2


def test_a_slow_answer_on_a_connection_used_before_ends_when_the_time_is_up(apple, drive):
    with RawServer([answer(TOKENS)]) as server:
        driver = drive(configuration(apple, f"http://127.0.0.1:{server.port}"), policy=ONCE)
        driver("refresh", "r", client_id=WEB)
        server.parts = SLOW_ANSWERS["one header at a time"]
        with ends_in_time(), pytest.raises(OutcomeUnknown):
            driver("exchange_native_code", "c")
        assert len(server.sockets) == 1


HANDSHAKES = {"silent": [30.0], "a record that does not end": drip(b"\x16\x03\x03\x40\x00", b"\x02")}


@pytest.mark.parametrize("parts", HANDSHAKES.values(), ids=HANDSHAKES)
def test_a_slow_handshake_ends_when_the_time_is_up_and_the_code_is_not_spent(apple, drive, parts):
    with RawServer(parts, speaks_first=True) as server:
        driver = drive(configuration(apple, f"https://127.0.0.1:{server.port}"), policy=ONCE)
        with ends_in_time(), pytest.raises(TimedOut):
            driver("exchange_native_code", "c")


@pytest.mark.parametrize("parts", [SLOW_ANSWERS["nothing"], SLOW_ANSWERS["one header at a time"]], ids=["silent", "one header at a time"])
def test_a_slow_proxy_ends_when_the_time_is_up_and_the_code_is_not_spent(apple, drive, parts):
    with RawServer(parts) as proxy:
        driver = drive(configuration(apple, "https://127.0.0.1:9"), policy=ONCE, proxy=f"http://127.0.0.1:{proxy.port}")
        with ends_in_time(), pytest.raises(TimedOut):
            driver("exchange_native_code", "c")
        assert proxy.received[0].startswith(b"CONNECT 127.0.0.1:9 ")


def test_a_proxy_that_refuses_is_a_connection_that_failed_and_the_code_is_not_spent(apple, drive):
    with RawServer([answer(b"", "403 Forbidden")]) as proxy, pytest.raises(ConnectionFailed):
        drive(configuration(apple, "https://127.0.0.1:9"), policy=ONCE, proxy=f"http://127.0.0.1:{proxy.port}")("exchange_native_code", "c")


@pytest.fixture
def silent_port():
    """A port that does not accept connections, because its backlog is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        for connection in waiting:
            connection.settimeout(0)
            connection.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for connection in waiting:
            connection.close()


def test_a_connection_that_is_never_made_ends_when_the_time_is_up_and_the_code_is_not_spent(apple, drive, silent_port):
    driver = drive(configuration(apple, f"http://127.0.0.1:{silent_port}"), policy=ONCE)
    with ends_in_time(), pytest.raises(TimedOut):
        driver("exchange_native_code", "c")


def test_a_name_that_is_never_resolved_ends_when_the_time_is_up_and_the_code_is_not_spent(apple, drive, monkeypatch):
    is_over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: is_over.wait(30) and [])
    driver = drive(configuration(apple, "https://apple.invalid"), policy=ONCE)
    with ends_in_time(), pytest.raises(TimedOut):
        driver("exchange_native_code", "c")
    is_over.set()


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_name_that_has_no_address_is_a_connection_that_failed_and_the_code_is_not_spent(apple, drive, monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    driver = drive(configuration(apple, "https://apple.invalid"), policy=ONCE)
    with pytest.raises(ConnectionFailed):
        driver("exchange_native_code", "c")


def test_the_next_address_is_tried_if_the_first_refuses(apple, drive, monkeypatch):
    with RawServer([answer(TOKENS)]) as server:
        addresses = [(socket.AF_INET6, ("::1", server.port, 0, 0)), (socket.AF_INET, ("127.0.0.1", server.port))]
        resolve = socket.getaddrinfo
        found = [(family, socket.SOCK_STREAM, 6, "", address) for family, address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **named: found if host == "localhost" else resolve(host, *rest, **named))
        driver = drive(configuration(apple, f"http://localhost:{server.port}"))
        assert driver("refresh", "r", client_id=WEB).expires_in_seconds == 3600
