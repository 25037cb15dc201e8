"""`siwakit run` leaves the connections to all other hosts alone: the same bytes arrive from the program's own port, and siwakit never sees them."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.interop.run.program_list import PROGRAMS
from tests.interop.run.ran import run

from siwakit.apple import KEYS_URL

CANARY_BYTES = 64
PROGRAM = PROGRAMS / "python" / "to_another_host.py"


@dataclass
class Seen:
    """What a server has received: the port of each client, and its bytes."""

    address: str
    ports: list[int] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)


@contextmanager
def server(handle, family=socket.AF_INET, host="127.0.0.1") -> Iterator[Seen]:
    listener = socket.create_server((host, 0), family=family)
    port = listener.getsockname()[1]
    seen = Seen(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")

    def serve():
        while True:
            try:
                sock, peer = listener.accept()
            except OSError:
                return
            seen.ports.append(peer[1])
            sock.settimeout(10)
            # What fails is seen by the program; the test looks at what was received.
            with sock, contextlib.suppress(OSError):
                handle(sock, seen)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def answer(sock, seen):
    with sock:
        data = b""
        while len(data) < CANARY_BYTES and (part := sock.recv(1024)):
            data += part
        seen.received.append(data)
        sock.sendall(b"seen")


def proxy(sock, seen):
    """Connect to where the client wants to, and pass on what is sent in both directions."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += sock.recv(1)
    seen.received.append(head.split(b"\r\n", 1)[0])
    host, _, port = head.split()[1].decode().rpartition(":")
    with sock, socket.create_connection((host, int(port)), timeout=10) as far:
        sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=pump, args=(far, sock))
        back.start()
        pump(sock, far)
        back.join()


def pump(near, far):
    with contextlib.suppress(OSError):
        while data := near.recv(4096):
            far.sendall(data)
        far.shutdown(socket.SHUT_WR)


def web_page_over_tls(files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)

    def handle(sock, seen):
        with context.wrap_socket(sock, server_side=True) as tls:
            seen.received.append(tls.recv(4096).split(b"\r\n", 1)[0])
            tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\nown page")

    return handle


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for localhost that nobody else trusts, and its key."""
    folder = tmp_path_factory.mktemp("root")
    files = folder / "root.pem", folder / "key.pem"
    new = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=own root")
    names = ("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "keyUsage=digitalSignature,keyCertSign")
    subprocess.run((*new, *names, "-out", str(files[0]), "-keyout", str(files[1])), check=True, capture_output=True, timeout=60)
    return files


def over_tls(files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)

    def handle(sock, seen):
        with sock:
            answer(context.wrap_socket(sock, server_side=True), seen)

    return handle


def send(address, root="-", through="-", **changes):
    """Return the port of the program and what it sent; check that siwakit's processes have not seen it."""
    ran = run([sys.executable, str(PROGRAM), address, str(root), through], changes=changes)
    assert ran.status == 0, ran.errors
    port, canary, *found_in = ran.output.split()
    assert found_in == [], "siwakit has seen the bytes"
    assert canary not in ran.errors
    assert ran.exchanges == []
    return int(port), canary.encode()


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["IPv4", "IPv6"])
def test_a_plain_connection_goes_straight_there(family, host):
    with server(answer, family, host) as seen:
        port, canary = send(seen.address)
    assert (seen.ports, seen.received) == ([port], [canary])


def test_a_tls_connection_with_an_own_root_goes_straight_there(root):
    with server(over_tls(root)) as seen:
        port, canary = send(seen.address, root[0])
    assert (seen.ports, seen.received) == ([port], [canary])


def test_a_connection_through_the_programs_own_proxy_goes_through_it(root):
    with server(over_tls(root)) as seen, server(proxy) as between:
        port, canary = send(seen.address, root[0], between.address)
    assert between.ports == [port]
    assert between.received == [f"CONNECT {seen.address} HTTP/1.1".encode()]
    assert seen.received == [canary]


ASK_BOTH = {
    "curl": ("curl", "-sS"),
    "Python": (sys.executable, "-c", "import sys, urllib.request as u\nfor url in sys.argv[1:]: print(u.urlopen(url).read())"),
    "Node": ("node", "-e", "(async () => { for (const url of process.argv.slice(1)) console.log(await (await fetch(url)).text()) })()"),
}


@pytest.mark.parametrize("name", ASK_BOTH)
def test_the_users_own_root_stays_trusted_and_their_proxy_is_not_asked_for_apple(root, name):
    with server(web_page_over_tls(root)) as seen, server(proxy) as between:
        own = f"https://localhost:{seen.address.rpartition(':')[2]}/"
        roots = dict.fromkeys(("SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(root[0]))
        proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), f"http://{between.address}")
        ran = run([*ASK_BOTH[name], KEYS_URL, own], changes={**roots, **proxies, "NO_PROXY": "", "no_proxy": ""})
    assert ran.status == 0, ran.errors
    assert '"keys"' in ran.output
    assert "own page" in ran.output
    assert ran.exchanges == ["GET  /auth/keys  200"]
    assert seen.received == [b"GET / HTTP/1.1"]
    assert all(b"apple" not in line for line in between.received)
