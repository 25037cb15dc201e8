"""JWKs of P-256 keys, compared with PyJWT and RFC 7517."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from tests.each import each

from siwakit.errors import KeyFault
from siwakit.jose import base64url, jwk

# RFC 7517, appendix A.1 and A.2.
X, Y = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
D = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"
JWK = {"kty": "EC", "crv": "P-256", "x": X, "y": Y}


def test_a_public_key_is_read_and_written_in_the_same_order():
    public = jwk.read_public(JWK | {"use": "enc", "kid": "1"})
    assert list(jwk.public_jwk(public).items()) == list(JWK.items())


def test_pyjwt_writes_the_same():
    written = json.loads(ECAlgorithm.to_jwk(jwk.read_public(JWK)))
    assert {name: written[name] for name in JWK} == JWK


def test_a_private_key_is_read():
    assert jwk.read_private(JWK | {"d": D}).public_key() == jwk.read_public(JWK)


def test_the_thumbprint_is_over_the_required_members_in_order():
    canonical = json.dumps(JWK, sort_keys=True, separators=(",", ":")).encode()
    assert jwk.thumbprint(jwk.read_public(JWK)) == base64url.encode(sha256(canonical).digest())


def test_coordinates_keep_their_leading_zeros():
    # The point of the scalar 43 begins with a zero byte in one coordinate; so do others of these.
    points = [jwk.public_jwk(ec.derive_private_key(scalar, ec.SECP256R1()).public_key()) for scalar in range(1, 400)]
    assert {len(point[name]) for point in points for name in "xy"} == {43}
    assert any(point[name].startswith("A") for point in points for name in "xy")


@each(
    ("change", "words"),
    [
        ({"kty": "RSA"}, 'kty of the JWK is "RSA", expected "EC"'),
        ({"kty": None}, "kty of the JWK is missing"),
        ({"kty": ["EC"]}, "kty of the JWK is something else"),
        ({"crv": "P-384"}, 'crv of the JWK is "P-384", expected "P-256"'),
        ({"x": None}, "x of the JWK is missing"),
        ({"y": 5}, "y of the JWK is not a string"),
        ({"x": X + "="}, r"x of the JWK contains padding"),
        ({"x": X[:40]}, "x of the JWK is 30 bytes, expected 32"),
        ({"x": Y}, "not a point on P-256"),
    ],
)
def test_an_invalid_public_key_names_the_member(change, words):
    with pytest.raises(KeyFault, match=words):
        jwk.read_public(JWK | change)


@pytest.mark.parametrize(
    ("d", "words"),
    [(None, "d of the JWK is missing"), ("A" * 43, "out of range"), (base64url.encode(b"\xff" * 32), "out of range"), (X, "another key")],
)
def test_an_invalid_private_key_says_why(d, words):
    with pytest.raises(KeyFault, match=words):
        jwk.read_private(JWK | {"d": d})


def test_another_curve_has_no_jwk_here():
    with pytest.raises(KeyFault, match="expected P-256"):
        jwk.public_jwk(ec.derive_private_key(1, ec.SECP384R1()).public_key())
