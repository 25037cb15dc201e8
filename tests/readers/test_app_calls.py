"""What an app sends to its own server or to a broker is read, and is no callback of Apple's."""

from __future__ import annotations

import json
from hashlib import sha256

from tests.each import each

from siwakit import diagnose
from siwakit.evidence.pieces import PieceKind
from siwakit.jose import base64url
from siwakit.readers.app_calls import app_call_in
from siwakit.readers.recognise import recognise

NOW = 1_796_004_660
USER = "001482.3c1d0aa2b7e94f0f8d5c7f0e6a1b2c3d.0917"


def make_token(**claims: str) -> str:
    """Return an identity token whose signature nobody can try: no key set is given."""
    times = {"iat": NOW - 60, "exp": NOW + 86_000}
    payload = {"iss": "https://appleid.apple.com", "aud": "com.example.app", "sub": USER, "nonce_supported": True, **times, **claims}
    parts = (json.dumps({"alg": "RS256", "kid": "Sf2lFqwkpX"}).encode(), json.dumps(payload).encode(), b"s" * 256)
    return ".".join(base64url.encode(part) for part in parts)


TOKEN = make_token()
CALL = {"identity_token": TOKEN, "code": "c1", "nonce": "n1"}


@each(
    ("body", "expected"),
    [
        ({"identityToken": TOKEN, "authorizationCode": "c1", "rawNonce": "n1"}, CALL),
        ({"id_token": TOKEN, "nonce": "n1"}, {"identity_token": TOKEN, "nonce": "n1"}),
        ({"provider": "apple", "idToken": {"token": TOKEN, "nonce": "n1"}}, {"identity_token": TOKEN, "nonce": "n1", "provider": "apple"}),
        ({"provider": "Apple", "token": TOKEN, "code": "c1", "nonce": "n1"}, {**CALL, "provider": "Apple"}),
        ({"identityToken": TOKEN}, {"identity_token": TOKEN}),
        # What Apple answers, and tokens of anybody else.
        ({"access_token": "a", "id_token": TOKEN, "refresh_token": "r"}, None),
        ({"token": TOKEN}, None),
        ({"provider": "google", "token": TOKEN}, None),
        ({"identityToken": 7, "code": "c1"}, None),
        ({"idToken": {"token": None}}, None),
    ],
)
def test_an_identity_token_that_is_handed_over_is_found_whatever_its_name(body, expected):
    assert app_call_in(body) == expected


@each("status", ["403 Forbidden", "404 Not Found", "405 Method Not Allowed", "400 Bad Request"])
@each("body", [{"code": "c1234.0.abc.def"}, {"identityToken": TOKEN}, {"code": "c1", "state": "s", "id_token": TOKEN}])
def test_a_refused_call_of_the_app_is_no_callback_of_apples(status, body):
    request = f"POST /api/login/apple HTTP/1.1\nHost: api.example.com\nContent-Type: application/json\n\n{json.dumps(body)}"
    text = f'{request}\n\nHTTP/1.1 {status}\nContent-Type: application/json\n\n{{"message":"refused"}}\n'
    assert next(piece.kind for piece in recognise(text)) is PieceKind.APP_CALL
    diagnosis = diagnose(text, now=NOW)
    assert diagnosis.root is None
    assert not {suspect.rule.id for suspect in diagnosis.suspects} & {"callback-refused-by-own-csrf", "callback-route-is-get-only"}


def test_a_form_that_apples_page_posts_is_still_a_callback():
    head = "POST /auth/apple/callback HTTP/1.1\nHost: app.example.com\nOrigin: https://appleid.apple.com\n"
    text = f"{head}Content-Type: application/x-www-form-urlencoded\n\nstate=s&code=c1234.0.abc.def\n\nHTTP/1.1 403 Forbidden\n\nCSRF\n"
    assert diagnose(text, now=NOW).root.rule.id == "callback-refused-by-own-csrf"


def test_the_nonce_that_the_app_hands_over_is_held_against_the_token():
    for made, rule in (("mine", None), (sha256(b"mine").hexdigest(), None), ("another", "nonce-differs")):
        root = diagnose(json.dumps({"provider": "apple", "token": make_token(nonce=made), "nonce": "mine"}), now=NOW).root
        assert (root and root.rule.id) == rule


def test_how_a_server_of_ones_own_compares_the_nonce_is_not_guessed():
    diagnosis = diagnose(json.dumps({"identityToken": make_token(nonce="another"), "nonce": "mine"}), now=NOW)
    assert diagnosis.root is None
