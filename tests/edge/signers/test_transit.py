"""Keys in a transit engine of OpenBao: what signs with them, and what is said if it cannot."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.edge.signers import bao_server

from siwakit import mint_client_secret, verify_signature
from siwakit.edge.signers.addresses import parse_address
from siwakit.edge.signers.import_key import import_key
from siwakit.edge.signers.open_signer import open_signer
from siwakit.edge.signers.transit_signer import TransitSigner
from siwakit.errors import KeyFault, MintRefused, SignerUnavailable, UsageError
from siwakit.jose import base64url, es256
from siwakit.jose.signer import KeySigner
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, example_keys

NAMES = {"team_id": TEAM_ID, "key_id": KEY_ID, "client_id": SERVICES_ID, "now": NOW}
SIGNER = KeySigner(example_keys.team_key())
ADDRESS = "transit:transit/apple"
TOKEN = "a-token-of-the-tests"


@pytest.fixture
def key(bao):
    import_key(parse_address(ADDRESS), SIGNER, "apple")
    return bao


@contextmanager
def served(answer) -> Iterator[tuple[str, list[str]]]:
    """Serve what *answer* returns for a path, and yield the URL and the requests that came in."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer()

        def _answer(self) -> None:
            seen.append(f"{self.command} {self.path}")
            status, kind, body = answer(self.path)
            self.send_response_only(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "https://elsewhere.example/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def environment(url: str, **more: str) -> dict[str, str]:
    return {"BAO_ADDR": url, "BAO_TOKEN": TOKEN, **more}


def as_json(status: int, document: object):
    return lambda _: (status, "application/json", json.dumps(document).encode())


@pytest.mark.programs
def test_a_secret_signed_in_the_engine_verifies_with_its_public_half(key):
    assert verify_signature(mint_client_secret(open_signer(ADDRESS), **NAMES), SIGNER.public)


@pytest.mark.programs
def test_a_signature_is_one_round_trip(key):
    def forward(path):
        method = "GET" if "/keys/" in path else "POST"
        body = None if method == "GET" else {"input": "ZGF0YQ==", "marshaling_algorithm": "jws"}
        return 200, "application/json", json.dumps(key.call(method, path.removeprefix("/v1/"), body)).encode()

    with served(forward) as (url, seen):
        signer = open_signer(ADDRESS, environment=environment(url))
        assert signer.public == SIGNER.public
        seen.clear()
        for _ in range(5):
            assert es256.verify(signer.public, signer.sign(b"data"), b"data")
    assert seen == ["POST /v1/transit/sign/apple/sha2-256"] * 5


@pytest.mark.programs
def test_vaults_own_variables_and_a_namespace_work_too(key, monkeypatch, tmp_path):
    monkeypatch.delenv("BAO_ADDR")
    monkeypatch.delenv("BAO_TOKEN")
    monkeypatch.setenv("VAULT_ADDR", f"{key.url}/")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".vault-token").write_text(f"{key.environment['BAO_TOKEN']}\n")
    assert open_signer(ADDRESS).public == SIGNER.public


@pytest.mark.programs
def test_after_a_rotation_the_signatures_fit_the_public_half_that_was_read(bao):
    bao.call("POST", "transit/keys/rotated", {"type": "ecdsa-p256"})
    signer = open_signer("transit:transit/rotated")
    public = signer.public
    bao.call("POST", "transit/keys/rotated/rotate")
    assert es256.verify(public, signer.sign(b"data"), b"data")
    assert open_signer("transit:transit/rotated").public != public


@pytest.mark.programs
def test_a_key_that_is_not_there_is_named(bao):
    with pytest.raises(KeyFault, match="no transit key orange in transit"):
        open_signer("transit:transit/orange").sign(b"x")


@pytest.mark.programs
@pytest.mark.parametrize("kind", ["ecdsa-p384", "ed25519", "aes256-gcm96"])
def test_a_key_of_another_type_is_refused(bao, kind):
    bao.call("POST", f"transit/keys/{kind}", {"type": kind})
    with pytest.raises(KeyFault, match=f"of type {kind}, expected ecdsa-p256"):
        open_signer(f"transit:transit/{kind}").sign(b"x")


@pytest.mark.programs
def test_the_policy_that_is_missing_is_named(key, monkeypatch):
    monkeypatch.setenv("BAO_TOKEN", key.token_with('path "transit/keys/apple" { capabilities = ["read"] }'))
    signer = open_signer(ADDRESS)
    assert signer.public == SIGNER.public
    with pytest.raises(KeyFault, match="does not allow this") as told:
        mint_client_secret(signer, **NAMES)
    assert told.value.hint == 'give its policy: path "transit/sign/apple/sha2-256" { capabilities = ["update"] }'


@pytest.mark.programs
def test_the_policy_in_the_hints_is_enough(key, monkeypatch):
    policy = 'path "transit/sign/apple/sha2-256" { capabilities = ["update"] }\npath "transit/keys/apple" { capabilities = ["read"] }'
    monkeypatch.setenv("BAO_TOKEN", key.token_with(policy))
    assert verify_signature(mint_client_secret(open_signer(ADDRESS), **NAMES), SIGNER.public)


@pytest.mark.programs
def test_a_sealed_vault_is_one_clear_error(key, tmp_path):
    with bao_server.running(tmp_path) as other:
        signer = open_signer(ADDRESS, environment=other.environment)
        other.call("POST", "transit/keys/apple", {"type": "ecdsa-p256"})
        signer.sign(b"x")
        other.call("PUT", "sys/seal")
        with pytest.raises(SignerUnavailable, match="OpenBao is sealed") as told:
            mint_client_secret(signer, **NAMES)
        assert "unseal" in told.value.hint


@pytest.mark.parametrize("status", [429, 500, 502, 504])
def test_an_error_of_the_server_is_temporary(status):
    with served(as_json(status, {"errors": ["x"]})) as (url, _), pytest.raises(SignerUnavailable, match=f"status {status}"):
        open_signer(ADDRESS, environment=environment(url)).sign(b"x")


@pytest.mark.parametrize("status", [200, 403, 404, 502])
def test_a_page_of_a_proxy_is_no_answer_of_openbao(status):
    page = b"<!doctype html><title>Sign in to the network</title>"
    with served(lambda _: (status, "text/html", page)) as (url, _), pytest.raises(SignerUnavailable, match="not OpenBao") as told:
        open_signer(ADDRESS, environment=environment(url)).sign(b"x")
    assert "proxy" in told.value.hint


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"{" * 5000, b"x" * 300_000], ids=["list", "text", "deep", "long"])
def test_json_that_is_no_object_is_no_answer_of_openbao(body):
    with served(lambda _: (200, "application/json", body)) as (url, _), pytest.raises(SignerUnavailable, match="not OpenBao"):
        open_signer(ADDRESS, environment=environment(url)).sign(b"x")


def test_the_token_is_not_sent_to_where_a_redirect_leads():
    with served(lambda _: (307, "application/json", b"{}")) as (url, seen), pytest.raises(SignerUnavailable, match="another server"):
        open_signer(ADDRESS, environment=environment(url)).sign(b"x")
    assert len(seen) == 1


def test_nothing_that_the_server_says_is_repeated():
    with served(as_json(500, {"errors": [f"the token {TOKEN} is odd"]})) as (url, _), pytest.raises(SignerUnavailable) as told:
        open_signer(ADDRESS, environment=environment(url)).sign(b"x")
    assert TOKEN not in told.value.message + told.value.hint


def test_a_server_that_is_silent_ends_in_time():
    release = threading.Event()

    def wait(_):
        release.wait(30)
        return 200, "application/json", b"{}"

    with served(wait) as (url, _):
        with pytest.raises(SignerUnavailable, match=r"did not answer within 0\.2 seconds"):
            TransitSigner(parse_address(ADDRESS), environment(url), 0.2).sign(b"x")
        release.set()


def test_nothing_listens_is_one_clear_error():
    with served(as_json(200, {})) as (url, _):
        pass
    with pytest.raises(SignerUnavailable, match="no connection to OpenBao at 127"):
        open_signer(ADDRESS, environment=environment(url)).sign(b"x")


def test_signatures_by_another_key_make_no_secret():
    public = _pem(SIGNER)
    other = KeySigner(example_keys.other_key())

    def answer(path):
        if "/keys/" in path:
            data = {"type": "ecdsa-p256", "latest_version": 1, "keys": {"1": {"public_key": public}}}
        else:
            data = {"signature": f"vault:v1:{base64url.encode(other.sign(b'something'))}"}
        return 200, "application/json", json.dumps({"data": data}).encode()

    with served(answer) as (url, _), pytest.raises(MintRefused) as told:
        mint_client_secret(open_signer(ADDRESS, environment=environment(url)), **NAMES)
    assert told.value.rules == ("signature-does-not-verify",)


@pytest.mark.parametrize("signature", [None, 7, "", "vault:v1", "vault:v1:=", "vault:v1:AAAA", "x:y:z:w"])
def test_something_that_is_no_signature_makes_no_secret(signature):
    def answer(path):
        known = {"type": "ecdsa-p256", "latest_version": 1, "keys": {"1": {"public_key": _pem(SIGNER)}}}
        return 200, "application/json", json.dumps({"data": known if "/keys/" in path else {"signature": signature}}).encode()

    with served(answer) as (url, _), pytest.raises((MintRefused, KeyFault)):
        mint_client_secret(open_signer(ADDRESS, environment=environment(url)), **NAMES)


@pytest.mark.parametrize(
    "data", [{}, {"latest_version": 1}, {"latest_version": "1", "keys": {"1": {"public_key": "x"}}}, {"latest_version": 1, "keys": {"1": "name"}}]
)
def test_an_answer_without_a_public_half_is_refused(data):
    with served(as_json(200, {"data": {"type": "ecdsa-p256", **data}})) as (url, _), pytest.raises(KeyFault, match="no public half"):
        open_signer(ADDRESS, environment=environment(url)).sign(b"x")


def _pem(signer: KeySigner) -> str:
    return signer.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "no server given"),
        ({"BAO_ADDR": "bao.example.com", "BAO_TOKEN": "t"}, "not an http URL"),
        ({"BAO_ADDR": "http://user:pass@bao", "BAO_TOKEN": "t"}, "not an http URL"),
        ({"BAO_ADDR": "http://127.0.0.1:1"}, "no token given"),
        ({"BAO_ADDR": "http://127.0.0.1:1", "BAO_TOKEN": "t\nx"}, "no token given"),
        ({"BAO_ADDR": "http://127.0.0.1:1", "BAO_TOKEN": "t", "BAO_SKIP_VERIFY": "true"}, "could read the token"),
        ({"BAO_ADDR": "http://127.0.0.1:1", "BAO_TOKEN": "t", "BAO_CACERT": "/nowhere"}, "cannot be read"),
    ],
)
def test_a_wrong_environment_is_explained(given, said):
    with pytest.raises(UsageError, match=said):
        open_signer(ADDRESS, environment=given).sign(b"x")
