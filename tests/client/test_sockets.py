"""Both clients over real connections: connection failures, size, redirects, TLS."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.client.party import APP, KINDS, RETURN, WEB, Driver, configuration
from tests.client.raw_server import RawServer, answer
from tests.client.spoiled import Spoiled

from siwakit.edge.client import async_client, sync_client
from siwakit.edge.client.async_client.client import AsyncAppleClient
from siwakit.edge.client.retry import RetryPolicy
from siwakit.edge.client.sync_client.client import AppleClient
from siwakit.errors import UsageError
from siwakit.flow.failures import AnswerNotReadable, AnswerTooLarge, ConnectionFailed, OutcomeUnknown, TimedOut
from siwakit.testing import emulator

TOKENS = b'{"access_token":"a","token_type":"Bearer","expires_in":3600}'


@pytest.fixture
def served():
    with emulator(seed=7) as running:
        yield running


def client_of(drive, served, **options):
    return drive(configuration(served.server.apple, served.url), **options)


def test_the_whole_way_over_sockets(served, drive):
    driver = client_of(drive, served)
    tokens = driver("exchange_web_code", served.sign_in(WEB), redirect_uri=RETURN)
    native = driver("exchange_native_code", served.sign_in(APP))
    again = driver("refresh", tokens.refresh_token, client_id=WEB)
    assert again.access_token != tokens.access_token
    assert driver("verify_identity_token", tokens.id_token, nonce=None, access_token=tokens.access_token).audience == WEB
    assert driver("verify_identity_token", native.id_token, nonce=None).audience == APP
    driver("revoke", tokens.refresh_token, client_id=WEB, token_type_hint="refresh_token")
    with pytest.raises(Exception, match="invalid_grant"):
        driver("refresh", tokens.refresh_token, client_id=WEB)
    assert driver("discovery").differences == ()


def test_a_notification_is_verified_with_the_keys_fetched(served, drive):
    body = json.dumps({"payload": served.notification("email-disabled", APP)})
    assert client_of(drive, served)("verify_notification", body).spelling == "email-disabled"


@pytest.mark.parametrize("fault", ["reset", "truncated", "slow"])
def test_a_code_is_sent_once_however_the_connection_ends(served, drive, fault):
    driver = client_of(drive, served, policy=RetryPolicy(attempt_seconds=0.5))
    code = served.sign_in(WEB)
    served.inject_fault(fault, seconds=1)
    with pytest.raises(OutcomeUnknown):
        driver("exchange_web_code", code, redirect_uri=RETURN)
    assert len([entry for entry in served.journal if entry.path == "/auth/token"]) == 1


@pytest.mark.parametrize("fault", ["server-503", "reset"])
def test_the_first_success_comes_within_a_second_after_a_fault_ends(served, drive, fault):
    driver = client_of(drive, served, policy=RetryPolicy())
    refresh_token = driver("exchange_web_code", served.sign_in(WEB), redirect_uri=RETURN).refresh_token
    served.inject_fault(fault)
    ended = []
    threading.Timer(1.0, lambda: (served.inject_fault(), ended.append(time.monotonic()))).start()
    driver("refresh", refresh_token, client_id=WEB)
    assert time.monotonic() - ended[0] < 1.0


def test_a_connection_that_apple_closed_meanwhile_costs_no_code(drive, apple):
    tokens = b'{"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r","id_token":"i"}'
    with RawServer([answer(tokens)]) as server:
        driver = drive(configuration(apple, f"http://127.0.0.1:{server.port}"))
        driver("exchange_native_code", "c1")
        for one in server.sockets:
            one.shutdown(2)
        time.sleep(0.1)
        driver("exchange_native_code", "c2")
        assert [b"code=c1" in one for one in server.received] == [True, False]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_no_byte_reaches_a_second_host(apple, drive, status):
    with RawServer([answer(TOKENS)]) as second, RawServer([answer(b"", status, f"Location: http://127.0.0.1:{second.port}/auth/token")]) as first:
        driver = drive(configuration(apple, f"http://127.0.0.1:{first.port}"))
        with pytest.raises(AnswerNotReadable, match="redirect"):
            driver("refresh", "r", client_id=WEB)
        assert second.received == []
        assert len(first.received) == 3


def test_the_proxy_of_the_environment_sees_nothing(apple, drive, monkeypatch):
    with RawServer([answer(TOKENS)]) as proxy, RawServer([answer(TOKENS)]) as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        drive(configuration(apple, f"http://127.0.0.1:{server.port}"))("refresh", "r", client_id=WEB)
        assert (len(proxy.received), len(server.received)) == (0, 1)


@pytest.mark.parametrize("length", [65_537, 50_000_000])
def test_an_answer_over_the_limit_is_not_read_to_its_end(apple, drive, length):
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()
    with RawServer([head, b" " * min(length, 1_000_000)]) as server, pytest.raises(AnswerTooLarge):
        drive(configuration(apple, f"http://127.0.0.1:{server.port}"))("refresh", "r", client_id=WEB)


def test_nobody_there_is_a_connection_that_failed_and_a_code_is_not_lost(apple, drive):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionFailed):
        drive(configuration(apple, f"http://127.0.0.1:{port}"))("exchange_native_code", "c")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "test.pem"
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(text + made.public_bytes(serialization.Encoding.PEM))
    return path


def tls_server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return RawServer([answer(TOKENS)], context)


def test_a_certificate_that_nobody_vouches_for_gets_nothing(apple, drive, certificate):
    with tls_server(certificate) as server:
        with pytest.raises(ConnectionFailed):
            drive(configuration(apple, f"https://127.0.0.1:{server.port}"))("refresh", "r", client_id=WEB)
        assert server.received == []


def test_a_certificate_for_another_name_gets_nothing(apple, drive, certificate):
    trusting = ssl.create_default_context(cafile=str(certificate))
    with tls_server(certificate) as server:
        with pytest.raises(ConnectionFailed):
            drive(configuration(apple, f"https://localhost:{server.port}"), ssl_context=trusting)("refresh", "r", client_id=WEB)
        assert server.received == []


def test_a_certificate_that_is_vouched_for_is_talked_to(apple, drive, certificate):
    trusting = ssl.create_default_context(cafile=str(certificate))
    with tls_server(certificate) as server:
        driver = drive(configuration(apple, f"https://127.0.0.1:{server.port}"), ssl_context=trusting)
        assert driver("refresh", "r", client_id=WEB).expires_in_seconds == 3600
        assert driver("refresh", "r", client_id=WEB).expires_in_seconds == 3600
        assert len(server.received) == 2


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("changes", [{"check_hostname": False}, {"check_hostname": False, "verify_mode": ssl.CERT_NONE}])
def test_a_context_that_does_not_verify_is_refused(apple, kind, changes):
    context = ssl.create_default_context()
    for name, value in changes.items():
        setattr(context, name, value)
    with pytest.raises(UsageError, match="does not verify"):
        kind(configuration(apple), ssl_context=context)


def test_forty_calls_at_once_are_as_many_connections_and_one_secret(apple, drive):
    with RawServer([0.2, answer(TOKENS)]) as server:
        driver = drive(configuration(apple, f"http://127.0.0.1:{server.port}"))
        done = driver.together("refresh", 40, "r", client_id=WEB)
        assert [type(one).__name__ for one in done] == ["Tokens"] * 40
        secrets = {one.partition(b"client_secret=")[2].partition(b"&")[0] for one in server.received}
        assert len(secrets) == 1
        assert len(server.received) == 40


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_proxy_that_is_named_is_used(apple, kind):
    with RawServer([answer(TOKENS)]) as proxy:
        driver = Driver(kind(configuration(apple, "http://127.0.0.1:9"), proxy=f"http://127.0.0.1:{proxy.port}"))
        assert driver("refresh", "r", client_id=WEB).expires_in_seconds == 3600
        assert b"http://127.0.0.1:9/auth/token" in proxy.received[0].partition(b"\r\n")[0]
        driver.close()


def test_a_place_that_does_not_come_free_is_a_time_out_and_a_code_is_not_lost(apple, drive, monkeypatch):
    for kind in (async_client, sync_client):
        monkeypatch.setattr(f"{kind.__name__}.wire.MAX_CONNECTIONS", 2)
    with RawServer([1.0, answer(TOKENS)]) as server:
        driver = drive(configuration(apple, f"http://127.0.0.1:{server.port}"), policy=RetryPolicy(attempts=1, attempt_seconds=0.4))
        done = driver.together("exchange_native_code", 4, "c")
        assert sorted(type(one).__name__ for one in done) == ["OutcomeUnknown"] * 2 + ["TimedOut"] * 2
        assert len(server.received) == 2


def test_a_server_that_does_not_speak_tls_gets_nothing_and_a_code_is_not_lost(apple, drive):
    with RawServer([answer(TOKENS)]) as server:
        driver = drive(configuration(apple, f"https://127.0.0.1:{server.port}"), policy=RetryPolicy(attempts=1, attempt_seconds=1.5))
        with pytest.raises((ConnectionFailed, TimedOut)):
            driver("exchange_native_code", "c")
        assert server.received == []


def test_clients_are_closed_by_their_context(apple):
    with AppleClient(configuration(apple), transport=Spoiled(apple)) as client:
        assert client.keys().kids

    async def talk():
        async with AsyncAppleClient(configuration(apple), transport=Spoiled(apple)) as other:
            return (await other.keys()).kids

    assert asyncio.run(talk())
