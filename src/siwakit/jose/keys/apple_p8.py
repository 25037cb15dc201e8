"""Write a P-256 key in the form of the developer portal's download: PKCS#8 with the curve named twice, 150 bytes."""

from __future__ import annotations

from binascii import b2a_base64

from siwakit.jose import jwk
from siwakit.jose.keys import pkcs8

_SCALAR_BYTES = 32
_LINE = 64
_BEFORE_SCALAR = bytes.fromhex("308193020100301306072a8648ce3d020106082a8648ce3d030107047930770201010420")
_BEFORE_POINT = bytes.fromhex("a00a06082a8648ce3d030107a144034200")


def write(scalar: int) -> str:
    """Return the text of a `.p8` file for the private key *scalar*."""
    numbers = pkcs8.private_key(scalar).public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(_SCALAR_BYTES, "big") + numbers.y.to_bytes(_SCALAR_BYTES, "big")
    text = b2a_base64(_BEFORE_SCALAR + scalar.to_bytes(_SCALAR_BYTES, "big") + _BEFORE_POINT + point, newline=False).decode()
    lines = (text[start : start + _LINE] for start in range(0, len(text), _LINE))
    # Apple's file does not end with a line break.
    return "\n".join(("-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----"))


def public_jwk(scalar: int) -> dict[str, str]:
    """Return the public half of the private key *scalar* as a JWK."""
    return jwk.public_jwk(pkcs8.private_key(scalar).public_key())
