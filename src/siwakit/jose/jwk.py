"""Read and write the JWK of a P-256 key, and its thumbprint (RFC 7517, RFC 7638)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
    derive_private_key,
)

from siwakit.errors import Base64Fault, KeyFault
from siwakit.jose import base64url

COORDINATE_BYTES = 32
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SP 800-186, section 3.2.1.3
_HINT = "give an EC key on P-256: kty, crv, x and y"


def public_jwk(public: EllipticCurvePublicKey) -> dict[str, str]:
    """Return the JWK of *public*: kty, crv, x and y, in this order.

    Raises:
        KeyFault: *public* is not on P-256.
    """
    if not isinstance(public.curve, SECP256R1):
        raise KeyFault(f"the public key is on {public.curve.name}, expected P-256", hint=_HINT)
    numbers = public.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}


def thumbprint(public: EllipticCurvePublicKey) -> str:
    """Return the RFC 7638 thumbprint of *public*, SHA-256 in base64url.

    Raises:
        KeyFault: *public* is not on P-256.
    """
    jwk = public_jwk(public)
    canonical = f'{{"crv":"P-256","kty":"EC","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
    return base64url.encode(sha256(canonical.encode("ascii")).digest())


def read_public(jwk: Mapping[str, Any]) -> EllipticCurvePublicKey:
    """Return the P-256 public key that *jwk* describes, whatever else it contains.

    Raises:
        KeyFault: another kind or curve, a member missing or malformed, or a point that is not on the curve.
    """
    for name, expected in (("kty", "EC"), ("crv", "P-256")):
        if jwk.get(name) != expected:
            raise KeyFault(f'{name} of the JWK is {_show(jwk.get(name))}, expected "{expected}"', hint=_HINT)
    numbers = EllipticCurvePublicNumbers(_number(jwk, "x"), _number(jwk, "y"), SECP256R1())
    try:
        return numbers.public_key()
    except ValueError:
        raise KeyFault("x and y of the JWK are not a point on P-256", hint="copy the complete JWK again") from None


def read_private(jwk: Mapping[str, Any]) -> EllipticCurvePrivateKey:
    """Return the P-256 private key that *jwk* describes.

    Raises:
        KeyFault: as `read_public`, or a private number that is missing, out of range or from another key.
    """
    public = read_public(jwk)
    secret = _number(jwk, "d")
    if not 0 < secret < _ORDER:
        raise KeyFault("d of the JWK is out of range for P-256", hint="copy the complete JWK again")
    private = derive_private_key(secret, SECP256R1())
    if private.public_key() != public:
        raise KeyFault("d of the JWK belongs to another key than x and y", hint="copy the complete JWK again")
    return private


def _coordinate(number: int) -> str:
    return base64url.encode(number.to_bytes(COORDINATE_BYTES, "big"))


def _number(jwk: Mapping[str, Any], name: str) -> int:
    text = jwk.get(name)
    if not isinstance(text, str):
        raise KeyFault(f"{name} of the JWK is {'missing' if text is None else 'not a string'}, expected base64url", hint=_HINT)
    try:
        data = base64url.decode(text)
    except Base64Fault as fault:
        raise KeyFault(f"{name} of the JWK contains {fault.message}, expected base64url", hint=_HINT) from None
    if len(data) != COORDINATE_BYTES:
        raise KeyFault(f"{name} of the JWK is {len(data)} bytes, expected {COORDINATE_BYTES}", hint=_HINT)
    return int.from_bytes(data, "big")


def _show(value: object) -> str:
    if value is None:
        return "missing"
    known = ("EC", "RSA", "OKP", "oct", "P-256", "P-384", "P-521", "secp256k1", "Ed25519", "X25519", "Ed448")
    return f'"{value}"' if value in known else "something else"
