"""Requests that real libraries sent are replayed in a matching world: each is accepted.

Nobody has the keys behind the captured secrets, so each secret is signed again with the world's key: with the same header and claims,
and every other byte of the request unchanged.
"""

from __future__ import annotations

import json
import math
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.each import each
from tests.requests import run as runner

from siwakit.apple import Endpoint, endpoint_of
from siwakit.emulator.app import Emulator
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import CodeRow, Consent, TokenKind, TokenRow
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.http import Request
from siwakit.jose import base64url, es256, jws
from siwakit.jose.keys import apple_p8, pkcs8

HERE = Path(__file__).resolve().parent.parent / "requests"
NOW = 1_795_000_000
KEY = 0x1D4C6E8F0A2B4C6D8E9F1A3B5C7D9EF1A2B3C4D5E6F708192A3B4C5D6E7F8091
RECEIVER = "F6G7H8J9K0"


ITEMS = [
    pytest.param(item, id=f"{path.stem} {number}")
    for path in sorted((HERE / "data").glob("*.json"))
    for number, item in enumerate(json.loads(path.read_text("utf-8")).get("requests") or ())
]


def sign_again(text: str) -> str:
    signing_input = text.rpartition(".")[0]
    return f"{signing_input}.{base64url.encode(es256.sign_deterministic(pkcs8.private_key(KEY), signing_input.encode()))}"


def with_new_secret(request: Request, secret: str | None) -> Request:
    if not secret:
        return request
    return Request(request.method, request.url, request.headers, request.body.replace(secret.encode(), sign_again(secret).encode()))


def clock(secret: str | None) -> int:
    claims = (jws.read(secret).claims if secret and secret.count(".") == 2 else None) or {}
    return math.ceil(claims.get("iat", NOW))


def build(request: Request, fields: dict[str, str], now: int, keys) -> Emulator:
    """Build the world in which *request* is correct."""
    store = MemoryStore()
    token = jws.read(fields["client_secret"]) if fields.get("client_secret", "").count(".") == 2 else None
    claims, header = (token.claims or {}, token.header or {}) if token else ({}, {})
    client_id, team_id = fields.get("client_id") or "com.example.web", claims.get("iss", "TEAM123456")
    for row in (Team(team_id), Team(RECEIVER), User("user", "jane@example.com", "Jane", "Appleseed")):
        store.put(row)
    store.put(SigningKey(header.get("kid", "KEY1234567"), team_id, apple_p8.public_jwk(KEY), "com.example.app"))
    store.put(Client(client_id, team_id, is_services_id=not client_id.endswith(".app"), primary_app="com.example.app"))
    store.put(Client("com.example.app", team_id, primary_app="com.example.app"))
    store.put(Consent("user", "com.example.app", now, ("name", "email"), "abc@privaterelay.appleid.com", is_private_email=True))
    if fields.get("code"):
        challenge = None
        if fields.get("code_verifier"):
            challenge = base64url.encode(sha256(fields["code_verifier"].encode()).digest())
        store.add_code(CodeRow(fields["code"], client_id, "user", now, fields.get("redirect_uri") or None, challenge))
    for name in ("refresh_token", "token"):
        if fields.get(name):
            kind = TokenKind.ACCESS if fields[name].startswith("a") else TokenKind.REFRESH
            store.add_token(TokenRow(fields[name], kind, client_id, team_id, now, "user", "com.example.app"))
    scheme, _, bearer = (request.header("authorization") or "").partition(" ")
    if scheme.lower() == "bearer":
        store.add_token(TokenRow(bearer, TokenKind.ACCESS, client_id, team_id, now))
    if fields.get("sub"):
        store.put(User("moving", subs={team_id: fields["sub"]}))
    if fields.get("transfer_sub"):
        store.put(User("moved", transfer_subs={team_id: fields["transfer_sub"]}))
    for user in store.list(User):
        store.put(Consent(user.user_id, "com.example.app", now))
    return Emulator(store, SeededRandom(1), keys)


@each("item", ITEMS)
def test_a_real_client_gets_what_it_needs(item, apple_keys):
    request = runner.read_request(item)
    fields = dict(parse_qsl(request.text, keep_blank_values=True))
    now = clock(fields.get("client_secret"))
    emulator = build(request, fields, now, apple_keys)
    response = emulator.handle(with_new_secret(request, fields.get("client_secret")), now)
    wanted = item["response_status"]
    assert response.status == wanted, f"{urlsplit(request.url).path}: {response.header(RULE_HEADER)}"
    assert has_what_is_needed(request, fields, response)


def has_what_is_needed(request, fields, response) -> bool:
    endpoint = endpoint_of(request.path)
    if response.status != 200 or endpoint is Endpoint.AUTHORIZE:
        return True
    if endpoint is Endpoint.REVOKE:
        return not response.body
    members = json.loads(response.text)
    wanted = {
        Endpoint.KEYS: {"keys"},
        Endpoint.DISCOVERY: {"issuer", "jwks_uri", "token_endpoint"},
        Endpoint.MIGRATION: {"sub"} if fields.get("transfer_sub") else {"transfer_sub"},
        Endpoint.TOKEN: {"access_token", "token_type", "expires_in"} | ({"refresh_token", "id_token"} if fields.get("code") else set()),
    }
    return wanted[endpoint] <= set(members)


def test_every_kind_of_request_is_among_the_captures():
    paths = {endpoint_of(urlsplit(item.values[0]["target"]).path) for item in ITEMS}
    assert {Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.KEYS, Endpoint.DISCOVERY, Endpoint.MIGRATION} <= paths
