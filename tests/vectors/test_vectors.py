"""Published vectors, and the positive cases that they lack: key sets of our own that must be accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from tests.each import each
from tests.vectors.run import run

from siwakit.jose import base64url, es256, jwk, rs256
from siwakit.jose.jwks import KeySetFault, read_key_set
from siwakit.jose.verify import Refusal, Verified, verify
from siwakit.samples import example_keys

HERE = Path(__file__).parent


def number(value: int) -> str:
    return base64url.encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def rsa_jwk(key: RSAPrivateKey, **members: Any) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256", "n": number(numbers.n), "e": number(numbers.e), **members}


def ec_jwk(**members: Any) -> dict[str, Any]:
    return {**jwk.public_jwk(example_keys.team_key().public_key()), "kid": "ec", "use": "sig", "alg": "ES256", **members}


def token(header: dict[str, Any], payload: bytes = b"any payload") -> str:
    signing_input = f"{base64url.encode(json.dumps(header).encode())}.{base64url.encode(payload)}"
    data = signing_input.encode()
    sign = es256.sign_deterministic if header.get("kid") == "ec" else rs256.sign
    key = example_keys.team_key() if header.get("kid") == "ec" else example_keys.apple_key()
    return f"{signing_input}.{base64url.encode(sign(key, data))}"


RSA_HEADER = {"alg": "RS256", "kid": "rsa"}
EC_HEADER = {"alg": "ES256", "kid": "ec"}
BOTH = {"keys": [rsa_jwk(example_keys.apple_key()), ec_jwk()]}


def test_every_vector_is_decided_as_its_readme_says():
    decided = run(HERE / "wycheproof")
    assert [vector for vector in decided if not vector.agrees] == []
    assert len(decided) == 1034


@pytest.mark.parametrize("header", [RSA_HEADER, EC_HEADER])
@pytest.mark.parametrize("as_text", [False, True])
def test_a_good_token_under_a_good_key_set_is_accepted(header, as_text):
    keys = read_key_set(json.dumps(BOTH) if as_text else BOTH)
    result = verify(token(header), keys)
    assert isinstance(result, Verified)
    assert result.kid == header["kid"]
    assert keys.kids == ("rsa", "ec")


@pytest.mark.parametrize("members", [{"use": "sig"}, {"key_ops": ["verify"]}])
def test_a_key_that_says_it_verifies_is_good(members):
    assert read_key_set({"keys": [rsa_jwk(example_keys.apple_key(), **members)]}).keys[0].fault is None


@each(
    ("header", "refusal"),
    [
        ({**RSA_HEADER, "alg": "HS256"}, Refusal.ALG_NOT_ALLOWED),
        ({**RSA_HEADER, "alg": "none"}, Refusal.ALG_NOT_ALLOWED),
        ({**RSA_HEADER, "alg": ["RS256"]}, Refusal.ALG_NOT_ALLOWED),
        ({**RSA_HEADER, "alg": "ES256"}, Refusal.KEY_UNFIT),
        ({**RSA_HEADER, "crit": ["exp"]}, Refusal.HAS_CRIT),
        ({**RSA_HEADER, "b64": False}, Refusal.HAS_B64),
        ({**RSA_HEADER, "jku": "https://example.com/keys"}, Refusal.BRINGS_KEY),
        ({"alg": "RS256"}, Refusal.KID_MISSING),
        ({"alg": "RS256", "kid": "other"}, Refusal.KEY_UNKNOWN),
    ],
)
def test_what_apple_never_sends_is_refused_by_name(header, refusal):
    assert verify(token(header), read_key_set(BOTH)) is refusal


@each(
    ("change", "refusal"),
    [
        (lambda text: text + "A" * 17000, Refusal.TOO_LARGE),
        (lambda _: "a.b.c.d.e", Refusal.IS_ENCRYPTED),
        (lambda _: "a.b", Refusal.NOT_A_JWS),
        (lambda text: text + "=", Refusal.DAMAGED_SEGMENT),
        (lambda text: "Zm9v" + text[text.index(".") :], Refusal.DAMAGED_HEADER),
        (lambda text: base64url.encode(b'{"alg":"RS256","kid":"rsa","kid":"rsa"}') + text[text.index(".") :], Refusal.REPEATED_MEMBER),
        (lambda text: text.rsplit(".", 1)[0] + ".", Refusal.UNSIGNED),
        (lambda text: text.rsplit(".", 1)[0] + ".AAAA", Refusal.SIGNATURE_WRONG),
    ],
)
def test_a_damaged_token_is_refused_by_name(change, refusal):
    assert verify(change(token(RSA_HEADER)), read_key_set(BOTH)) is refusal


@each(
    ("members", "fault"),
    [
        ({"kid": ""}, KeySetFault.NO_KID),
        ({"use": "enc"}, KeySetFault.WRONG_USE),
        ({"alg": "RS512"}, KeySetFault.WRONG_ALG),
        ({"key_ops": ["encrypt"]}, KeySetFault.WRONG_KEY_OPS),
        ({"key_ops": ["sign", "verify"]}, KeySetFault.WRONG_KEY_OPS),
        ({"d": "AQAB"}, KeySetFault.PRIVATE),
        ({"e": "AQ"}, KeySetFault.MALFORMED),
        ({"e": "="}, KeySetFault.MALFORMED),
        ({"e": "A" * 12}, KeySetFault.MALFORMED),
        ({"n": number(2**1024 + 1)}, KeySetFault.WEAK),
        ({"n": number(2**8192 + 1)}, KeySetFault.MALFORMED),
        ({"kty": "oct"}, KeySetFault.SYMMETRIC),
        ({"kty": "OKP"}, KeySetFault.OTHER_KIND),
        ({"kty": ["RSA"]}, KeySetFault.OTHER_KIND),
        ({"kty": "EC", "alg": "ES256"}, KeySetFault.MALFORMED),
    ],
)
def test_a_key_that_may_not_verify_has_a_fault_with_a_name(members, fault):
    keys = read_key_set({"keys": [rsa_jwk(example_keys.apple_key(), **members)]})
    assert keys.keys[0].fault is fault
    assert keys.keys[0].public is None
    assert isinstance(verify(token(RSA_HEADER), keys), Refusal)


@each(
    ("source", "fault"),
    [
        ("x" * (64 * 1024 + 1), KeySetFault.TOO_LARGE),
        ({"keys": [{}] * 51}, KeySetFault.TOO_LARGE),
        ("<html>", KeySetFault.NOT_JSON),
        ("[]", KeySetFault.NOT_A_SET),
        ({"error": "none"}, KeySetFault.NOT_A_SET),
        ('{"keys": [], "keys": []}', KeySetFault.REPEATED_MEMBER),
        ({"keys": []}, KeySetFault.EMPTY),
        ({"keys": [ec_jwk(), ec_jwk()]}, KeySetFault.REPEATED_KID),
        ({"keys": [ec_jwk(), {"kty": "oct", "kid": "k", "k": "AAAA"}]}, KeySetFault.MIXED),
    ],
)
def test_a_key_set_that_cannot_be_trusted_says_why_and_verifies_nothing(source, fault):
    keys = read_key_set(source)
    assert keys.fault is fault
    assert verify(token(EC_HEADER), keys) is Refusal.KEY_SET_BROKEN


def test_one_bad_key_does_not_affect_the_others():
    keys = read_key_set({"keys": [rsa_jwk(example_keys.apple_key(), use="enc"), ec_jwk(), "no object"]})
    assert [key.fault for key in keys.keys] == [KeySetFault.WRONG_USE, None, KeySetFault.NOT_AN_OBJECT]
    assert isinstance(verify(token(EC_HEADER), keys), Verified)
