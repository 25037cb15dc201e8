"""appleid.apple.com over TLS, for programs that cannot use another URL."""

from __future__ import annotations

import socket
import ssl

import pytest
import requests

from siwakit.apple import KEYS_URL
from siwakit.testing import emulator

DISCOVERY_URL = "https://appleid.apple.com/.well-known/openid-configuration"


@pytest.fixture(scope="module")
def apple():
    with emulator(seed=7, tls=True) as running:
        yield running


@pytest.fixture
def session(apple, monkeypatch):
    """A session that is told about a proxy and its certificate as any program is: by its environment."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{apple.server.tls_port}")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", apple.server.certificates.bundle)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("https_proxy", "no_proxy", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    with requests.Session() as made:
        yield made


def drain(sock) -> bytes:
    received = b""
    while chunk := sock.recv(65536):
        received += chunk
    return received


def connect(apple):
    return socket.create_connection(("127.0.0.1", apple.server.tls_port), timeout=5)


def test_a_proxy_leads_to_the_emulator(session):
    assert session.get(KEYS_URL, timeout=5).json()["keys"][0]["kid"].startswith("SIWAKIT")
    assert session.get(DISCOVERY_URL, timeout=5).json()["jwks_uri"] == KEYS_URL


def test_the_incident_of_june_2025_leads_to_account_apple_com_and_no_further(session, apple):
    answer = session.get(DISCOVERY_URL, timeout=5, headers={"Siwakit-Fault": "issuer-incident"})
    assert answer.url == "https://account.apple.com/.well-known/openid-configuration"
    assert answer.json()["issuer"] == "https://account.apple.com"
    assert session.get(answer.json()["jwks_uri"], timeout=5).json()["keys"]


def test_the_incident_of_june_2025_stays_on_this_machine_without_tls():
    with emulator(seed=7, issuer_incident=True) as plain:
        document = requests.get(f"{plain.url}/.well-known/openid-configuration", timeout=5).json()
    assert (document["issuer"], document["jwks_uri"]) == ("https://account.apple.com", f"{plain.url}/auth/keys")


def test_the_answer_to_a_large_body_is_not_lost(apple):
    context = ssl.create_default_context(cafile=apple.server.certificates.authority)
    head = b"POST /auth/token HTTP/1.1\r\nHost: appleid.apple.com\r\nContent-Length: 3000000\r\n\r\n"
    for _ in range(5):
        with connect(apple) as sock, context.wrap_socket(sock, server_hostname="appleid.apple.com") as secure:
            secure.sendall(head + b"x" * 3_000_000)
            assert secure.recv(65536).startswith(b"HTTP/1.1 400")


def test_a_host_that_cannot_be_reached_is_an_error_of_the_proxy(session):
    with pytest.raises(requests.exceptions.ProxyError):
        session.get("https://no-such-host.invalid/", timeout=5)


def test_a_client_that_connects_directly_starts_tls_at_once(apple):
    context = ssl.create_default_context(cafile=apple.server.certificates.authority)
    with connect(apple) as sock, context.wrap_socket(sock, server_hostname="appleid.apple.com") as secure:
        secure.sendall(b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n")
        assert drain(secure).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "appleid.apple.com"])
def test_the_port_is_reached_by_its_own_name_too(apple, host):
    context = ssl.create_default_context(cafile=apple.server.certificates.authority)
    with connect(apple) as sock, context.wrap_socket(sock, server_hostname=host) as secure:
        secure.sendall(f"GET /auth/keys HTTP/1.1\r\nHost: {host}:{apple.server.tls_port}\r\nConnection: close\r\n\r\n".encode())
        assert drain(secure).startswith(b"HTTP/1.1 200")


def test_an_absolute_address_in_clear_is_answered(apple):
    with connect(apple) as sock:
        sock.sendall(b"GET https://appleid.apple.com/auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n")
        assert drain(sock).startswith(b"HTTP/1.1 200")


def test_a_request_line_in_pieces_is_understood(apple):
    with connect(apple) as sock:
        sock.sendall(b"CONN")
        sock.sendall(b"ECT appleid.apple.com:443 HTTP/1.1\r\n\r\n")
        assert sock.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("words", [b"", b"CONNECT appleid.apple.com:443", b"CONNECT " + b"x" * 9000])
def test_a_client_that_disconnects_is_forgotten(apple, words):
    with connect(apple) as sock:
        sock.sendall(words)
        sock.shutdown(socket.SHUT_WR)
        assert b"200" not in sock.recv(100)
    assert requests.get(f"{apple.url}/auth/keys", timeout=5).status_code == 200
