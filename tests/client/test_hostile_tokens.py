"""No hostile identity token is accepted: our own set, the rules' bad examples, the published vectors, and Wycheproof's."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.client import hostile_tokens as hostile
from tests.each import each

from siwakit.errors import UsageError
from siwakit.evidence.evidence import LACKING, UNKNOWN
from siwakit.flow.identity_token import IdentityToken, verify_identity_token
from siwakit.flow.refused import IdentityTokenRefused
from siwakit.jose.jwks import KeySet, read_key_set
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Enforcer, Example
from siwakit.samples import APPLE_KID, NONCE, NOW, OTHER_APPLE_KID, SERVICES_ID, Scenario, apple_jwk, apple_keys

HERE = Path(__file__).parent
VECTORS = HERE.parent.parent / "vectors" / "identity_token.json"
WYCHEPROOF = HERE.parent / "vectors" / "wycheproof"


KEYS = read_key_set(apple_keys(OTHER_APPLE_KID, APPLE_KID))
# What the call has no word for: how another verifier compares, or what it was told wrongly. The call has one way.
_OF_OTHERS = frozenset({"rule", "nonce_rule", "raw_nonce", "expected_aud"})
BAD = [
    pytest.param(example, id=f"{rule.id}: {example.title}")
    for rule in CATALOGUE
    if Enforcer.VERIFY in rule.enforced_at
    for example in rule.bad()
    if not _OF_OTHERS & set(example.change(Scenario()).identity.verifier or {})
]


def verify(token: object, keys: KeySet = KEYS, **changes: Any) -> IdentityToken:
    return verify_identity_token(token, **{"keys": keys, "audience": hostile.ACCEPTED_CLIENTS, "nonce": NONCE, "now": NOW, **changes})


def test_the_token_that_all_of_them_start_from_is_accepted():
    assert verify(hostile.RIGHT).sub == hostile.USER


def test_the_set_is_large():
    assert len(hostile.ALL) >= 60


@each("token", hostile.ALL.values(), ids=list(hostile.ALL))
def test_a_hostile_token_is_refused_with_its_reasons(token: object):
    with pytest.raises(IdentityTokenRefused) as refused:
        verify(token)
    assert refused.value.rules
    assert refused.value.findings
    assert refused.value.hint


@each("token", hostile.ALL.values(), ids=list(hostile.ALL))
def test_a_refusal_shows_nothing_of_the_token(token: object):
    with pytest.raises(IdentityTokenRefused) as refused:
        verify(token)
    said = f"{refused.value}{refused.value!r}{refused.value.hint}"
    assert not [segment for segment in str(token).split(".") if len(segment) > 20 and segment in said]


@each("example", BAD)
def test_a_bad_example_of_a_rule_is_refused(example: Example):
    scenario = example.change(Scenario())
    evidence, says = scenario.evidence(), scenario.identity.verifier or {}
    held = KeySet() if evidence.key_set is LACKING else evidence.key_set
    audience = hostile.ACCEPTED_CLIENTS if evidence.audiences is UNKNOWN else evidence.audiences
    seen = [*says.get("seen_nonces", ()), *says.get("seen_tokens", ())]
    token = None if evidence.identity_token is LACKING else scenario.identity.text(SERVICES_ID)
    with pytest.raises((IdentityTokenRefused, UsageError)):
        verify(
            token,
            held,
            audience=audience,
            nonce=None if evidence.nonce is LACKING else evidence.nonce,
            access_token=says.get("access_token"),
            code=says.get("code"),
            now=scenario.now,
            seen=(lambda _: True) if seen else None,
        )


def _published() -> list[Any]:
    document = json.loads(VECTORS.read_text("utf-8"))
    enforced = {rule.id for rule in CATALOGUE if Enforcer.VERIFY in rule.enforced_at}
    return [
        pytest.param({**document["right"], **case["given"]}, document["right"], id=case["id"])
        for case in document["cases"]
        if case["kind"] == "bad" and case["rule"] in enforced and "settings" not in case["given"]
    ]


@each(("given", "right"), _published())
def test_a_bad_token_of_the_published_vectors_is_refused(given: dict[str, Any], right: dict[str, Any]):
    held = right["key_set"] if given["key_set"] == "right" else given["key_set"] or {}
    token = given.get("identity_text") or given.get("identity_token")
    token = right["identity_token"] if token == "right" else token
    audience = given.get("audiences", hostile.ACCEPTED_CLIENTS)
    with pytest.raises((IdentityTokenRefused, UsageError)):
        verify(token, read_key_set(held), nonce=given.get("nonce"), now=given["now"], audience=audience)


@cache
def wycheproof() -> list[tuple[str, dict[str, Any], str]]:
    """Return each JWS of Wycheproof with the public key that it is to be verified with."""
    found = []
    for name in ("json_web_signature_test.json", "json_web_crypto_test.json"):
        for group in json.loads((WYCHEPROOF / name).read_text("utf-8"))["testGroups"]:
            key = group.get("public") or group.get("private") or {}
            found += [(f"{name} {test['tcId']}", key, str(test.get("jws", test.get("jwe", "")))) for test in group["tests"]]
    return found


def test_no_token_of_wycheproof_is_an_identity_token():
    assert len(wycheproof()) > 300
    for _, key, token in wycheproof():
        keys = read_key_set({"keys": [key, apple_jwk(OTHER_APPLE_KID)]})
        with pytest.raises(IdentityTokenRefused):
            verify(token, keys)


def test_no_rsa_signature_of_wycheproof_signs_an_identity_token():
    document = json.loads((WYCHEPROOF / "rsa_signature_2048_sha256_test.json").read_text("utf-8"))
    for group in document["testGroups"]:
        n, e = (int(group["publicKey"][name], 16) for name in ("modulus", "publicExponent"))
        jwk = {"kty": "RSA", "kid": "w", "n": hostile.encode(n.to_bytes((n.bit_length() + 7) // 8, "big")), "e": hostile.encode(e.to_bytes(3, "big"))}
        keys = read_key_set({"keys": [jwk]})
        for test in group["tests"]:
            # Their messages are not JWS, so none of these signatures can fit the token it is put under.
            signature = hostile.encode(bytes.fromhex(test["sig"]))
            text = f"{hostile.encode({'kid': 'w', 'alg': 'RS256'})}.{hostile.encode(bytes.fromhex(test['msg']))}.{signature}"
            with pytest.raises(IdentityTokenRefused):
                verify(text, keys)
