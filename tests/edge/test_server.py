"""The HTTP server refuses what is too large, too slow or for another host, without making other clients wait."""

from __future__ import annotations

import json
import socket
import time
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from siwakit.apple import FORM_TYPE
from siwakit.edge.server import http1_head, http_connection, http_server
from siwakit.edge.server.asgi import MAX_BODY_BYTES
from siwakit.edge.server.emulator_server import Addresses, Server
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.errors import UsageError
from siwakit.testing import emulator

HEAD = "GET /auth/keys HTTP/1.1\r\nHost: {host}\r\n"
SEED = 7


@pytest.fixture(scope="module")
def apple():
    with emulator(seed=SEED) as running:
        yield running


@contextmanager
def connected(apple):
    place = urlsplit(apple.url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as sock:
        yield sock


def send(apple, text, *, wait=True):
    """Send raw *text* and return all that comes back."""
    with connected(apple) as sock:
        sock.sendall(text.format(host=urlsplit(apple.url).netloc).encode())
        return drain(sock) if wait else b""


def drain(sock) -> bytes:
    received = b""
    try:
        while chunk := sock.recv(65536):
            received += chunk
    except ConnectionResetError:
        received += b"(reset)"
    return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_the_names_of_this_machine_are_let_in(apple, host):
    answer = requests.get(f"{apple.url}/auth/keys", headers={"Host": f"{host}:{urlsplit(apple.url).port}"}, timeout=5)
    assert answer.status_code == 200


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
@pytest.mark.parametrize("name", ["url", "portal_url"])
def test_both_loopback_addresses_are_listened_on(apple, name):
    port = urlsplit(getattr(apple, name)).port
    with socket.create_connection(("::1", port), timeout=5) as sock:
        sock.sendall(f"GET / HTTP/1.1\r\nHost: [::1]:{port}\r\nConnection: close\r\n\r\n".encode())
        assert status(drain(sock)) in {200, 302, 404}


@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example", "appleid.apple.com", "localhost:1", "127.0.0.1.evil.example:{port}", ""])
def test_another_host_is_refused_on_both_ports(apple, host):
    for url in (apple.url, apple.portal_url):
        answer = requests.get(url, headers={"Host": host.format(port=urlsplit(url).port)}, timeout=5)
        assert answer.status_code == 421
        assert "siwakit emulator" in answer.text


def test_two_hosts_are_refused(apple):
    assert status(send(apple, HEAD + "Host: {host}\r\nConnection: close\r\n\r\n")) == 400


def test_an_additional_name_is_accepted_on_request():
    local = LocalApple(Setup(seed=SEED))
    with Server(local, Addresses(names=("appleid.apple.com",))) as server:
        answer = requests.get(f"{server.url}/auth/keys", headers={"Host": "appleid.apple.com"}, timeout=5)
    assert answer.status_code == 200


def test_a_request_in_absolute_form_is_answered(apple):
    assert status(send(apple, "GET http://{host}/auth/keys HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")) == 200


@pytest.mark.parametrize("size", [MAX_BODY_BYTES, MAX_BODY_BYTES + 1])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_has_a_size_limit(apple, size, is_chunked):
    body = b"x" * size
    answer = requests.post(f"{apple.url}/auth/token", data=iter([body]) if is_chunked else body, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert ("Siwakit-Because" in answer.headers, "Siwakit-Rule" in answer.headers) == (size > MAX_BODY_BYTES, size <= MAX_BODY_BYTES)


def test_a_body_that_is_only_announced_is_refused_at_once(apple):
    answer = send(apple, "POST /auth/token HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999999999\r\n\r\n")
    assert status(answer) == 400
    assert b"siwakit-because: the body has more than 65536 bytes\r\n" in answer


def test_a_head_has_a_size_limit_even_in_one_endless_header(apple):
    with connected(apple) as sock:
        sock.sendall(HEAD.format(host="x").encode() + b"X-Long: ")
        for _ in range(http1_head.MAX_HEAD_BYTES // 4096 + 1):
            sock.sendall(b"x" * 4096)
        assert status(drain(sock)) == 431


def test_the_number_of_headers_is_limited(apple):
    assert status(send(apple, HEAD + "A: b\r\n" * 101 + "\r\n")) == 431


def test_bytes_that_are_not_http_are_refused(apple):
    assert status(send(apple, "\x16\x03\x01\x02\r\n\r\n")) == 400


def test_a_websocket_is_not_opened(apple):
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    with connected(apple) as sock:
        sock.sendall((HEAD.format(host=urlsplit(apple.url).netloc) + upgrade + "\r\n").encode())
        assert b"101" not in sock.recv(100)


@pytest.mark.parametrize("name", ["Upgrade", "upgrade", "UPGRADE"])
def test_a_request_to_upgrade_the_protocol_is_answered_in_http_1_1(apple, name):
    # As Java's HttpClient sends every POST to an address in clear.
    body = urlencode({"grant_type": "refresh_token", "refresh_token": "junk", "client_id": "com.example.web", "client_secret": "junk"})
    wish = f"Connection: Upgrade, HTTP2-Settings, close\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n{name}: h2c\r\n"
    head = f"POST /auth/token HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: {FORM_TYPE}\r\nContent-Length: {len(body)}\r\n{wish}\r\n"
    assert b"invalid_grant" in send(apple, head + body)


def test_expect_100_continue_is_answered(apple):
    with connected(apple) as sock:
        head = f"POST /auth/token HTTP/1.1\r\nHost: {urlsplit(apple.url).netloc}\r\nContent-Length: 1\r\n"
        sock.sendall(f"{head}Expect: 100-continue\r\nConnection: close\r\n\r\n".encode())
        assert sock.recv(100).startswith(b"HTTP/1.1 100")
        sock.sendall(b"a")
        assert status(drain(sock)) == 400


def test_pipelined_requests_are_answered_in_order(apple):
    one = "GET {path} HTTP/1.1\r\nHost: {{host}}\r\n{more}\r\n"
    text = one.format(path="/auth/keys", more="") + one.format(path="/none", more="Connection: close\r\n")
    answer = send(apple, text)
    assert answer.index(b"HTTP/1.1 200") < answer.index(b"HTTP/1.1 404")


def test_a_slow_client_is_told_so_and_does_not_block_others(monkeypatch):
    monkeypatch.setattr(http_connection, "REQUEST_SECONDS", 0.3)
    with emulator(seed=SEED) as apple:
        with connected(apple) as silent, connected(apple) as slow, connected(apple) as half:
            slow.sendall(HEAD.format(host="x").encode())
            half.sendall(f"POST /auth/token HTTP/1.1\r\nHost: {urlsplit(apple.url).netloc}\r\nContent-Length: 9\r\n\r\na".encode())
            began = time.monotonic()
            assert requests.get(f"{apple.url}/auth/keys", timeout=5).status_code == 200
            quick = time.monotonic() - began
            answers = [drain(sock) for sock in (silent, slow, half)]
        assert [status(answer) for answer in answers] == [408, 408, 408]
        assert quick < 3
        assert [entry.path for entry in apple.journal] == ["/auth/keys"]


def test_at_the_connection_limit_the_connection_idle_longest_is_closed(monkeypatch):
    monkeypatch.setattr(http_server, "MAX_CONNECTIONS", 3)
    with emulator(seed=SEED) as apple, connected(apple) as first, connected(apple) as second, connected(apple):
        first.settimeout(5)
        first.sendall(f"GET /auth/keys HTTP/1.1\r\nHost: {urlsplit(apple.url).netloc}\r\n\r\n".encode())
        assert first.recv(65536).startswith(b"HTTP/1.1 200")
        time.sleep(0.05)
        second.sendall(b"GET /auth/keys HTTP/1.1\r\n")
        time.sleep(0.05)
        assert requests.get(f"{apple.url}/auth/keys", timeout=5).status_code == 200
        assert drain(first) in {b"", b"(reset)"}
        second.sendall(f"Host: {urlsplit(apple.url).netloc}\r\nConnection: close\r\n\r\n".encode())
        assert status(drain(second)) == 200


def test_apples_headers_come_back_with_a_date_on_the_emulated_clock(apple):
    apple.clock.advance(86_400)
    answer = requests.post(f"{apple.url}/auth/token", timeout=5)
    apple.clock.advance(-86_400)
    assert list(answer.headers)[:5] == ["server", "date", "content-type", "cache-control", "pragma"]
    assert answer.headers["Server"] == "Apple"
    ahead = parsedate_to_datetime(answer.headers["Date"]).timestamp() - time.time()
    assert 86_390 < ahead <= 86_400


def test_a_fault_of_the_connection_is_applied(apple):
    def ask(fault):
        return send(apple, HEAD + f"Siwakit-Fault: {fault}\r\nConnection: close\r\n\r\n")

    assert ask("reset") == b"(reset)"
    cut = ask("truncated")
    head, _, body = cut.partition(b"\r\n\r\n")
    length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")).split(b":")[1])
    assert 0 < len(body) < length
    assert status(ask("server-503")) == 503


def test_a_slow_answer_keeps_only_its_own_client_waiting(apple):
    with connected(apple) as slow:
        slow.sendall((HEAD.format(host=urlsplit(apple.url).netloc) + "Siwakit-Fault: slow;seconds=1\r\nConnection: close\r\n\r\n").encode())
        began = time.monotonic()
        assert requests.get(f"{apple.url}/auth/keys", timeout=5).status_code == 200
        assert time.monotonic() - began < 0.9
        assert status(drain(slow)) == 200
        assert time.monotonic() - began >= 0.9


def test_a_head_request_gets_no_body(apple):
    answer = requests.head(f"{apple.url}/auth/keys", timeout=5)
    assert (answer.status_code, answer.text) == (200, "")
    assert int(answer.headers["Content-Length"]) > 100


def test_the_portal_answers_on_its_own_port(apple):
    assert requests.get(f"{apple.portal_url}/api/teams", timeout=5).json()[0]["team_id"] == apple.team_id
    assert requests.get(f"{apple.portal_url}/auth/keys", timeout=5).status_code == 404
    assert requests.get(f"{apple.url}/api/teams", timeout=5).status_code == 404


def test_a_port_in_use_is_reported(apple):
    local = LocalApple(Setup(seed=SEED))
    with pytest.raises(UsageError, match="cannot be listened on"):
        Server(local, Addresses(port=urlsplit(apple.url).port))


def test_discovery_leads_to_this_server_and_names_apple_as_the_issuer(apple):
    document = requests.get(f"{apple.url}/.well-known/openid-configuration", timeout=5).json()
    assert document["issuer"] == "https://appleid.apple.com"
    assert document["token_endpoint"] == f"{apple.url}/auth/token"


@pytest.mark.parametrize("has_file", [False, True])
def test_of_fifty_who_exchange_one_code_at_once_one_wins(has_file, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with emulator(seed=SEED, state=str(tmp_path / "state.db") if has_file else None) as apple:
        form = {"client_id": "com.example.web", "client_secret": apple.mint_secret(), "grant_type": "authorization_code"}
        form["redirect_uri"] = "https://app.example.com/callback"
        for _ in range(2):
            body = urlencode({**form, "code": apple.sign_in("com.example.web")})
            head = f"POST /auth/token HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: {FORM_TYPE}\r\nContent-Length: {len(body)}\r\n"
            with ThreadPoolExecutor(50) as pool:
                answers = list(pool.map(lambda _, text=f"{head}Connection: close\r\n\r\n{body}": send(apple, text), range(50)))
            assert sorted(status(answer) for answer in answers) == [200] + [400] * 49
            refused = {answer.partition(b"\r\n\r\n")[2] for answer in answers if status(answer) == 400}
            assert [json.loads(body)["error_description"] for body in refused] == ["The code has already been used."]


def test_with_a_state_file_world_tokens_and_keys_survive_a_restart(tmp_path):
    state = str(tmp_path / "state.db")
    form = {"client_id": "com.example.web", "grant_type": "authorization_code", "redirect_uri": "https://app.example.com/callback"}
    with emulator(state=state) as apple:
        secret = {"client_secret": apple.mint_secret()}
        first = requests.post(f"{apple.url}/auth/token", data={**form, **secret, "code": apple.sign_in()}, timeout=5).json()
        apple.clock.advance(50)
        known = (apple.team_id, apple.key_text, apple.seed, requests.get(f"{apple.url}/auth/keys", timeout=5).json()["keys"][0]["kid"][:7])
    with emulator(state=state) as again:
        assert known[:3] == (again.team_id, again.key_text, again.seed)
        refresh = {**form, "grant_type": "refresh_token", "refresh_token": first["refresh_token"], "client_secret": again.mint_secret()}
        assert requests.post(f"{again.url}/auth/token", data=refresh, timeout=5).status_code == 200
        assert again.store.clock_offset() == 50
        assert again.sign_in() != first
        assert len(again.journal) == 3
    with pytest.raises(UsageError, match="was created with the seed"), emulator(state=state, seed=1):
        pass
