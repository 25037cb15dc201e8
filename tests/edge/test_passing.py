"""Other hosts than Apple's, through the TLS port: tunnels and plain http, directly and through the user's own proxy."""

from __future__ import annotations

import base64
import logging
import socket
import ssl
import threading
from contextlib import ExitStack, contextmanager, suppress

import pytest
from tests.edge.far import END, Host, UserProxy, drain, echo, listening, read_until

from siwakit.edge.server import ends, tls_port
from siwakit.edge.server.certificates import make_certificates
from siwakit.edge.server.emulator_server import Addresses, Server
from siwakit.edge.server.local_apple import LocalApple, Setup

SECRET = base64.b64encode(b"jane:s3cret")
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
GET_APPLE = b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n"


@contextmanager
def emulator(monkeypatch, addresses=None, **environment):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with Server(LocalApple(Setup(seed=7)), addresses or Addresses(tls_port=0)) as server:
        yield server


@pytest.fixture(scope="module")
def server():
    with pytest.MonkeyPatch.context() as patch, emulator(patch) as running:
        yield running


def connect(server, host="127.0.0.1"):
    return socket.create_connection((host, server.tls_port), timeout=10)


def tunnel(server, authority):
    sock = connect(server)
    sock.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
    return sock, read_until(sock, END)


def ask(server, text):
    with connect(server) as sock:
        sock.sendall(text)
        return drain(sock)


@pytest.mark.parametrize(("host", "authority"), [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "localhost"), ("::1", "[::1]")])
def test_a_tunnel_leads_to_another_host_by_name_and_address(server, host, authority):
    with listening(echo, host) as port:
        sock, answer = tunnel(server, f"{authority}:{port}")
        with sock:
            assert answer.startswith(b"HTTP/1.1 200 ")
            sock.sendall(b"\x16\x03\x01 anything at all")
            assert read_until(sock, b"all") == b"\x16\x03\x01 anything at all"


def test_a_half_closed_tunnel_stays_half_closed(server):
    def answer_after_the_end(sock):
        received.append(drain(sock))
        assert go_on.wait(10)
        sock.sendall(b"late")

    received, go_on = [], threading.Event()
    with listening(answer_after_the_end) as port:
        sock, _ = tunnel(server, f"127.0.0.1:{port}")
        with sock:
            sock.sendall(b"early")
            sock.shutdown(socket.SHUT_WR)
            go_on.set()
            assert drain(sock) == b"late"
    assert received == [b"early"]


def test_an_error_of_the_host_is_an_error_for_the_program(server):
    def reset(sock):
        sock.recv(1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with listening(reset) as port:
        sock, _ = tunnel(server, f"127.0.0.1:{port}")
        with sock:
            sock.sendall(b"x")
            with pytest.raises(ConnectionResetError):
                drain(sock)


def test_what_follows_connect_at_once_is_not_lost(server):
    with listening(echo) as port, connect(server) as sock:
        sock.sendall(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\nearly".encode())
        assert read_until(sock, b"early").endswith(END + b"early")


def test_a_sender_waits_until_the_receiver_reads(server):
    def read_late(sock):
        assert go_on.wait(20)
        counts.append(len(drain(sock)))
        sock.sendall(b"done")

    counts, go_on, size = [], threading.Event(), 64 << 20
    with listening(read_late) as port:
        sock, _ = tunnel(server, f"127.0.0.1:{port}")
        with sock:
            sock.settimeout(0.5)
            sent = 0
            with suppress(TimeoutError):
                while sent < size:
                    sent += sock.send(b"x" * (1 << 16))
            sock.settimeout(20)
            go_on.set()
            sock.shutdown(socket.SHUT_WR)
            assert drain(sock) == b"done"
    assert counts == [sent]
    assert sent < size / 2, "nobody reads, but the server has taken everything"


def test_three_hundred_tunnels_at_once(server):
    with listening(echo) as port, ExitStack() as stack:
        socks = [stack.enter_context(tunnel(server, f"127.0.0.1:{port}")[0]) for _ in range(300)]
        for number, sock in enumerate(socks):
            sock.sendall(b"number %d." % number)
        assert [read_until(sock, b".") for sock in socks] == [b"number %d." % number for number in range(300)]
        context = ssl.create_default_context(cafile=server.certificates.authority)
        with connect(server) as sock, context.wrap_socket(sock, server_hostname="appleid.apple.com") as secure:
            secure.sendall(GET_APPLE)
            assert drain(secure).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("authority", ["127.0.0.1:1", "[::1]:1", "no-such-host.invalid:443"])
def test_a_host_that_cannot_be_reached_is_named(server, authority):
    sock, answer = tunnel(server, authority)
    with sock:
        assert (answer + drain(sock)).startswith(b"HTTP/1.1 502 Bad Gateway")
        assert authority.rpartition(":")[0].strip("[]").encode() in answer


@pytest.mark.parametrize("authority", ["", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "a b:1", "[::1:443", "user@host:443"])
def test_connect_needs_a_host_and_a_port(server, authority):
    assert ask(server, f"CONNECT {authority} HTTP/1.1\r\n\r\n".encode()).startswith((b"HTTP/1.1 400", b"HTTP/1.1 502"))


def test_the_port_does_not_lead_to_itself_through_itself(server):
    sock, answer = tunnel(server, f"127.0.0.1:{server.tls_port}")
    assert answer.startswith(b"HTTP/1.1 200")
    context = ssl.create_default_context(cafile=server.certificates.authority)
    with sock, context.wrap_socket(sock, server_hostname="127.0.0.1") as secure:
        secure.sendall(GET_APPLE)
        assert drain(secure).startswith(b"HTTP/1.1 200")


def test_a_proxy_that_is_the_port_itself_is_passed_over(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = f"http://127.0.0.1:{port}"
    with emulator(monkeypatch, Addresses(tls_port=port), HTTPS_PROXY=own, HTTP_PROXY=own) as server:
        sock, answer = tunnel(server, "no-such-host.invalid:443")
        sock.close()
        assert b"no-such-host.invalid has no address" in answer
        assert b"no address" in ask(server, b"GET http://no-such-host.invalid/ HTTP/1.1\r\nHost: no-such-host.invalid\r\n\r\n")


def own_address():
    """Return an address of this machine that is not loopback, from where it looks like another machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        return sock.getsockname()[0]


def test_other_machines_get_apple_alone(monkeypatch):
    address = own_address()
    with listening(echo) as port, emulator(monkeypatch, Addresses("0.0.0.0", tls_port=0)) as server:  # noqa: S104  what is tested
        for request in (f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n", f"GET http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: x\r\n\r\n"):
            with connect(server, address) as sock:
                sock.sendall(request.encode())
                assert drain(sock).startswith(b"HTTP/1.1 403")
        with connect(server, address) as sock:
            sock.sendall(b"CONNECT appleid.apple.com:443 HTTP/1.1\r\n\r\n")
            assert sock.recv(100).startswith(b"HTTP/1.1 200")
        sock, answer = tunnel(server, f"127.0.0.1:{port}")
        sock.close()
        assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("address", ["10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "example.com", ""])
def test_what_is_not_this_machine(address):
    assert not tls_port._is_this_machine(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost"])
def test_what_is_this_machine(address):
    assert tls_port._is_this_machine(address)


def get(port, path="/", *lines):
    return "\r\n".join((f"GET http://127.0.0.1:{port}{path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *lines, "", "")).encode()


def test_a_plain_request_reaches_its_host_as_it_was_written(server):
    host = Host()
    with listening(host) as port:
        lines = ("X-CaSe:  two  spaces", "Cookie: a=b", "TE: trailers", "Keep-Alive: 5", "Proxy-Connection: keep-alive", "X-Mine: 1")
        answer = ask(server, get(port, "/p%20a?q=1&q=2", *lines, "Connection: close, X-Mine, TE", "Proxy-Authorization: Basic c2VjcmV0"))
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    expected = f"GET /p%20a?q=1&q=2 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-CaSe:  two  spaces\r\nCookie: a=b\r\nConnection: close\r\n\r\n"
    assert host.requests == [(expected.encode(), b"")]


BODIES = {
    "a length": ("Content-Length: 300000", b"x" * 300_000),
    "chunks": ("Transfer-Encoding: chunked", b"5;ext=1\r\nhello\r\n3\r\n\r\n!\r\n0\r\n\r\n"),
    "waiting": ("Content-Length: 5\r\nExpect: 100-continue", b"later"),
}


@pytest.mark.parametrize(("line", "body"), BODIES.values(), ids=BODIES)
def test_a_body_passes_as_it_is(server, line, body):
    host = Host()
    with listening(host) as port, connect(server) as sock:
        sock.sendall(f"POST http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: x\r\n{line}\r\nConnection: close\r\n\r\n".encode())
        interim = read_until(sock, END) if "Expect" in line else b""
        sock.sendall(body)
        assert drain(sock).startswith(b"HTTP/1.1 200 OK")
    assert interim in (b"", b"HTTP/1.1 100 Continue\r\n\r\n")
    assert [received for _, received in host.requests] == [body]


ANSWERS = {
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n4\r\nwiki\r\n0\r\nX: 1\r\n\r\n",
    "a length": b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nX-A: b\r\n\r\nno\n",
    "nothing": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_passes_as_it_is_and_the_connections_are_kept(server, answer):
    host = Host(answer, answer)
    with listening(host) as port, connect(server) as sock:
        for _ in range(2):
            sock.sendall(get(port))
            received = b""
            while len(received) < len(answer):
                received += sock.recv(65536)
            assert received == answer
    assert host.connections == 1


def test_an_answer_without_a_length_ends_with_its_connection(server):
    def answer(sock):
        read_until(sock, END)
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\nto the ")
        sock.sendall(b"end")

    with listening(answer) as port:
        assert ask(server, get(port)) == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end"


def test_a_connection_that_the_host_has_closed_is_opened_again(server):
    def answer_once(sock):
        read_until(sock, END)
        connections.append(1)
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    connections = []
    with listening(answer_once) as port, connect(server) as sock:
        for _ in range(3):
            sock.sendall(get(port))
            assert read_until(sock, b"ok").endswith(b"ok")
    assert len(connections) == 3


def test_one_connection_leads_to_several_hosts_and_to_apple(server):
    one, other = Host(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"), Host(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother")
    with listening(one) as port, listening(other) as second, connect(server) as sock:
        sock.sendall(get(port) + get(second) + b"GET https://appleid.apple.com/auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\n\r\n")
        received = drain(sock)
    assert received.index(b"one") < received.index(b"other") < received.index(b'"keys"')


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_after_an_upgrade_the_bytes_pass_both_ways(server, protocol):
    def upgrade(sock):
        heads.append(read_until(sock, END))
        sock.sendall(f"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n\r\nfirst".encode())
        echo(sock)

    heads = []
    with listening(upgrade) as port, connect(server) as sock:
        sock.sendall(get(port, "/", "Connection: keep-alive, Upgrade", f"Upgrade: {protocol}", "Sec-WebSocket-Key: x"))
        assert read_until(sock, b"first").startswith(b"HTTP/1.1 101 ")
        sock.sendall(b"\x81\x05hello")
        assert read_until(sock, b"hello") == b"\x81\x05hello"
        sock.shutdown(socket.SHUT_WR)
        assert drain(sock) == b"<end>"
    assert f"Upgrade: {protocol}\r\n".encode() in heads[0]


def test_a_client_that_leaves_is_noticed_by_its_host(server):
    def wait_for_the_end(sock):
        read_until(sock, END)
        ended.append(sock.recv(1))
        noticed.set()

    ended, noticed = [], threading.Event()
    with listening(wait_for_the_end) as port:
        with connect(server) as sock:
            sock.sendall(get(port))
        assert noticed.wait(10)


def test_an_old_program_that_sends_an_https_address_to_its_proxy_reaches_it_over_tls(tmp_path, monkeypatch):
    host = Host()
    made = make_certificates(str(tmp_path))

    def over_tls(sock):
        with made.context.wrap_socket(sock, server_side=True) as secure:
            host(secure)

    with listening(over_tls) as port, emulator(monkeypatch, SSL_CERT_FILE=made.authority) as server:
        request = f"GET https://localhost:{port}/path HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode()
        assert ask(server, request).startswith(b"HTTP/1.1 200 OK")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing"))
        assert ask(server, request).startswith(b"HTTP/1.1 502 Bad Gateway")
    assert [head.split(b"\r\n")[0] for head, _ in host.requests] == [b"GET /path HTTP/1.1"]


MALFORMED = {
    "two lengths": "Content-Length: 1\r\nContent-Length: 2",
    "a length and chunks": "Content-Length: 1\r\nTransfer-Encoding: chunked",
    "a negative length": "Content-Length: -1",
    "an unknown coding": "Transfer-Encoding: gzip",
    "a name with a space": "X : 1",
    "no name": "nothing",
    "a lone CR": "X: a\rb",
}


@pytest.mark.parametrize("line", MALFORMED.values(), ids=MALFORMED)
def test_a_request_that_could_be_read_in_two_ways_goes_nowhere(server, line):
    host = Host()
    with listening(host) as port:
        assert ask(server, get(port, "/", line)).startswith(b"HTTP/1.1 400")
    assert host.requests == []


def test_chunks_that_cannot_be_read_end_both_connections(server):
    with listening(Host()) as port, connect(server) as sock:
        sock.sendall(f"POST http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".encode())
        with suppress(ConnectionResetError):
            assert drain(sock) == b""


def test_the_users_own_proxy_is_asked_with_its_credentials(monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    proxy = UserProxy(SECRET)
    with listening(echo, "::1") as port, listening(proxy) as own:
        address = f"http://jane:s3cret@127.0.0.1:{own}"
        monkeypatch.setattr("siwakit.edge.server.user_proxies._is_this_machine", lambda _: False)
        with emulator(monkeypatch, HTTPS_PROXY=address, http_proxy=address) as server:
            sock, answer = tunnel(server, f"[::1]:{port}")
            with sock:
                assert answer.startswith(b"HTTP/1.1 200")
                sock.sendall(b"through.")
                assert read_until(sock, b".") == b"through."
                sock.shutdown(socket.SHUT_WR)
                assert drain(sock) == b"<end>"
            plain = ask(server, b"GET http://example.com/x HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n")
    assert plain.endswith(b"from the proxy")
    assert proxy.heads[0].startswith(f"CONNECT [::1]:{port} HTTP/1.1\r\n".encode())
    assert proxy.heads[1].startswith(b"GET http://example.com/x HTTP/1.1\r\nHost: example.com\r\n")
    assert "s3cret" not in caplog.text


def test_the_programs_own_credentials_reach_the_users_proxy_and_its_refusal_the_program(monkeypatch):
    proxy = UserProxy(SECRET)
    with listening(proxy) as own, emulator(monkeypatch, https_proxy=f"127.0.0.1:{own}") as server:
        refused = ask(server, b"CONNECT example.com:443 HTTP/1.1\r\n\r\n")
        assert refused.startswith(b"HTTP/1.1 407 ")
        assert b"\r\nConnection: close\r\n" in refused
        assert b"keep-alive" not in refused
        assert refused.endswith(b"who?\n")
        proxy.credentials = b"other"
        ask(server, b"CONNECT example.com:443 HTTP/1.1\r\nProxy-Authorization: Basic " + SECRET + b"\r\n\r\n")
    assert b"Proxy-Authorization: Basic " + SECRET in proxy.heads[1]


def test_a_proxy_that_is_reached_over_tls(tmp_path, monkeypatch):
    made = make_certificates(str(tmp_path))
    proxy = UserProxy()

    def over_tls(sock):
        with made.context.wrap_socket(sock, server_side=True) as secure:
            proxy(secure)

    monkeypatch.setattr("siwakit.edge.server.user_proxies._is_this_machine", lambda _: False)
    with listening(echo) as port, listening(over_tls) as own, ExitStack() as stack:
        environment = {"HTTPS_PROXY": f"https://localhost:{own}", "SSL_CERT_FILE": made.authority}
        sock, answer = tunnel(stack.enter_context(emulator(monkeypatch, **environment)), f"127.0.0.1:{port}")
        with sock:
            assert answer.startswith(b"HTTP/1.1 200")
            sock.sendall(b"through.")
            assert read_until(sock, b".") == b"through."


def socks(sock):
    greeting = sock.recv(100)
    sock.sendall(b"\x05\x02" if b"\x02" in greeting[2:] else b"\x05\x00")
    asked = sock.recv(100)
    if b"\x02" in greeting[2:]:
        sock.sendall(b"\x01" + (b"\x00" if asked == b"\x01\x04jane\x06s3cret" else b"\x01"))
        asked = sock.recv(100)
        if not asked:
            return
    assert asked == b"\x05\x01\x00\x03\x0bexample.com\x01\xbb"
    sock.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
    echo(sock)


@pytest.mark.parametrize(("credentials", "status"), [("", b"200"), ("jane:s3cret@", b"200"), ("jane:wrong@", b"502")])
def test_a_proxy_that_speaks_socks(monkeypatch, credentials, status):
    with listening(socks) as own, emulator(monkeypatch, ALL_PROXY=f"socks5h://{credentials}127.0.0.1:{own}") as server:
        sock, answer = tunnel(server, "example.com:443")
        with sock:
            assert answer[9:12] == status
            assert b"wrong" not in answer


def test_hosts_in_no_proxy_are_reached_directly(monkeypatch):
    proxy = UserProxy()
    monkeypatch.setattr("siwakit.edge.server.user_proxies._is_this_machine", lambda _: False)
    with listening(proxy) as own, emulator(monkeypatch, HTTPS_PROXY=f"http://127.0.0.1:{own}", NO_PROXY="127.0.0.0/8") as server:
        for authority, count in (("127.0.0.1:1", 0), ("[::1]:1", 1)):
            tunnel(server, authority)[0].close()
            assert len(proxy.heads) == count


@pytest.mark.parametrize("line", [b"", b"Connection: close\r\n"])
def test_an_answer_before_the_end_of_the_request_arrives(server, line):
    def refuse_early(sock):
        read_until(sock, END)
        sock.sendall(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n" + line + b"\r\nbig")
        drain(sock)

    with listening(refuse_early) as port, connect(server) as sock:
        sock.sendall(f"POST http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n".encode() + b"x" * 1000)
        assert read_until(sock, b"big").startswith(b"HTTP/1.1 413 ")


def test_an_idle_connection_is_not_cut(monkeypatch):
    monkeypatch.setattr(ends, "_LOOK_SECONDS", 0.01)
    looked = threading.Semaphore(0)
    is_gone = ends.SocketEnd.is_gone
    monkeypatch.setattr(ends.SocketEnd, "is_gone", lambda end: looked.release() or is_gone(end))
    with listening(echo) as port, emulator(monkeypatch) as server:
        sock, _ = tunnel(server, f"127.0.0.1:{port}")
        with sock:
            assert not looked.acquire(timeout=0.2), "only a connection that has ended in one direction is looked at"
            sock.sendall(b"still there.")
            assert read_until(sock, b".") == b"still there."


def test_a_client_that_has_closed_altogether_is_noticed(monkeypatch):
    def never_end(sock):
        assert drain(sock) == b""
        ended.set()
        assert go_on.wait(10)

    monkeypatch.setattr(ends, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(ends.SocketEnd, "is_gone", lambda end: ended.is_set() and end.sock.fileno() >= 0)
    ended, go_on = threading.Event(), threading.Event()
    with listening(never_end) as port, emulator(monkeypatch) as server:
        sock, _ = tunnel(server, f"127.0.0.1:{port}")
        sock.shutdown(socket.SHUT_WR)
        with sock, suppress(ConnectionResetError):
            assert drain(sock) == b""
        go_on.set()
