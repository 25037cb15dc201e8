"""Clients that offer HTTP/2 get HTTP/1.1, in each of the ways in which it can be offered."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess

import pytest
from tests.edge.far import drain

from siwakit.testing import emulator

GET = b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n"
UPGRADE = GET.replace(b"Connection: close", b"Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA")
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


@pytest.fixture(scope="module")
def apple():
    with emulator(seed=7, tls=True) as running:
        yield running


def connect(apple, protocols):
    context = ssl.create_default_context(cafile=apple.server.certificates.authority)
    if protocols:
        context.set_alpn_protocols(protocols)
    sock = socket.create_connection(("127.0.0.1", apple.server.tls_port), timeout=10)
    return context.wrap_socket(sock, server_hostname="appleid.apple.com")


@pytest.mark.parametrize(
    ("protocols", "chosen"), [([], None), (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1"), (["h2"], None), (["h2", "http/1.0"], None)]
)
def test_a_client_that_offers_several_protocols_speaks_http_1(apple, protocols, chosen):
    with connect(apple, protocols) as secure:
        assert secure.selected_alpn_protocol() == chosen
        secure.sendall(GET)
        assert drain(secure).startswith(b"HTTP/1.1 200")


def test_an_upgrade_is_answered_without_it(apple):
    with connect(apple, []) as secure:
        secure.sendall(UPGRADE)
        assert drain(secure).startswith(b"HTTP/1.1 200")


def test_prior_knowledge_is_refused_with_the_version(apple):
    with connect(apple, []) as secure:
        secure.sendall(PREFACE)
        assert drain(secure).startswith(b"HTTP/1.1 505")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("option", ["--http2", "--http1.0", "--http1.1"])
def test_curl_signs_in_whichever_version_it_prefers(apple, option):
    proxy = f"http://127.0.0.1:{apple.server.tls_port}"
    command = ["curl", "-sS", option, "--cacert", apple.server.certificates.authority, "-x", proxy, "https://appleid.apple.com/auth/keys"]
    assert '"keys"' in subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
