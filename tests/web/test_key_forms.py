"""What the page sends contains no key in any form, but everything that is needed to judge it."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from tests.each import each
from tests.web.key_forms import forms_of

from siwakit.jose import base64url

pytestmark = pytest.mark.npm

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "src/siwakit/web/static"
SCALARS = [int.from_bytes(sha256(f"key {number}".encode()).digest(), "big") >> 1 for number in range(40)]
WINDOW = 20
NUMBER = base64url.encode(sha256(b"a number of the tests").digest())
CODE = f"c{sha256(b'a code').hexdigest()[:32]}.0.srtzw.{NUMBER[:22]}"
TOKEN = ".".join(
    [
        base64url.encode(b'{"alg":"ES256","kid":"ABC123DEFG"}'),
        base64url.encode(b'{"iss":"A1B2C3D4E5","sub":"com.example.web"}'),
        NUMBER + NUMBER,
    ]
)
KEPT = {
    "token": TOKEN,
    "wrapped token": f"{TOKEN[:60]}\n{TOKEN[60:120]}\n{TOKEN[120:]}",
    "code": CODE,
    "form": f"client_id=com.example.web&client_secret={TOKEN}&code={CODE}&code_verifier={NUMBER}&grant_type=authorization_code",
    "code_challenge": f"https://appleid.apple.com/auth/authorize?client_id=a.b&code_challenge={NUMBER}&code_challenge_method=S256&nonce={NUMBER}&state={NUMBER}",
    "nonce in hexadecimal": f'{{"nonce": "{sha256(b"n").hexdigest()}"}}',
    "nonces": f'{{"seen_nonces": ["{sha256(b"n").hexdigest()}", "{NUMBER}"]}}',
    "public RSA JWK": f'{{"keys":[{{"kty":"RSA","kid":"abc","n":"{NUMBER * 8}","e":"AQAB"}}]}}',
    "public JWK": f'{{"keys":[{{"kty":"EC","crv":"P-256","x":"{NUMBER}","y":"{NUMBER}"}}]}}',
    "answer": f'{{"access_token":"a{CODE[1:]}","refresh_token":"{NUMBER}","id_token":"{TOKEN}","expires_in":3600}}',
    "words": "self-service/methods/oidc/callback/apple-a12b-cDe/ThisIsAVeryLongPathOfAnApplication/withManyWords",
    "class": "org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepositoryBuilderFactory",
    "log": '2026-09-21T14:13:20Z ERROR [main] {"level":"error","time":1764003600,"pid":12345,"error":"invalid_client"}',
    "UUID": "550e8400-e29b-41d4-a716-446655440000",
    "text in base64": base64url.encode(b"com.example.web: this is the text of a setting and no key at all"),
    "numbers": "took 12 ms, 200 of 400 requests, ports 80, 443, 8080 and 8443",
}


@cache
def ask_node(given: str) -> dict:
    done = subprocess.run(["node", str(HERE / "without_keys.mjs"), str(STATIC)], input=given, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)


FORMS = [forms_of(scalar) for scalar in SCALARS]


def windows(text: str) -> set[str]:
    return {text[at : at + WINDOW] for at in range(len(text) - WINDOW + 1)}


def pieces_of_key(name: str) -> set[str]:
    """Return the windows of the first key's form that no other key has, with five characters at least that differ from key to key."""
    first, *others = (forms[name] for forms in FORMS)
    differs = [any(other[at : at + 1] != one for other in others) for at, one in enumerate(first)]
    own = {first[at : at + WINDOW] for at in range(len(first) - WINDOW + 1) if sum(differs[at : at + WINDOW]) >= 5}
    return own - set().union(*map(windows, others))


@each("prefix", ["", "my key is\n", '{"a": 1}\n\nAPPLE_X='], ids=["alone", "behind words", "behind settings"])
@each("name", FORMS[0])
def test_no_form_of_a_key_is_sent(name, prefix):
    sent = ask_node(json.dumps({"texts": [prefix + text for text in FORMS[0].values()]}))["sent"][list(FORMS[0]).index(name)]
    assert len(pieces_of_key(name)) > 10
    assert pieces_of_key(name) & windows(sent) == set()


@each("name", KEPT)
def test_what_only_looks_like_a_key_is_sent_as_it_is(name):
    assert ask_node(json.dumps({"texts": list(KEPT.values())}))["sent"][list(KEPT).index(name)] == KEPT[name]


def test_a_key_among_what_is_kept_is_not_sent():
    digits = FORMS[0]["hexadecimal"]
    sent = ask_node(json.dumps({"texts": [f"{KEPT['form']}\n{digits}\n{KEPT['answer']}"]}))["sent"]
    assert sent == [f"{KEPT['form']}\n{'0' * len(digits)}\n{KEPT['answer']}"]


@pytest.mark.parametrize("name", ["team", "key_id"])
def test_a_key_in_another_field_of_the_page_is_not_sent(name):
    number = FORMS[0]["hexadecimal"]
    case = {"inputs": [{"name": f"{number}.txt", "text": "invalid_client"}], "known": {name: number, "services_ids": [number], "now": 1}}
    assert number not in ask_node(json.dumps({"cases": [case]}))["bodies"][0]


def test_long_texts_are_looked_through_in_time():
    parts = ["a", "0a", " ", "a ", "12,", "\"'", "\\", "%25", "&#", "ey", "b'", "\\u00", "a\n", "a,b", "Ab1 "]
    parts += ["eyJhbGciOiJFUzI1NiJ9\n", "BEGIN KEY\n", "codes: ["]
    seconds = ask_node(json.dumps({"texts": [part * (200_000 // len(part)) for part in parts]}))["seconds"]
    assert max(seconds) < 5
