"""Create P-256 keys from numbers and write them as PKCS#8; nothing here is random."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def private_key(scalar: int) -> ec.EllipticCurvePrivateKey:
    """Return the P-256 private key whose secret number is *scalar*."""
    return ec.derive_private_key(scalar, ec.SECP256R1())


def pem(private: ec.EllipticCurvePrivateKey) -> str:
    """Return *private* as unencrypted PKCS#8 in PEM, as in a `.p8` file."""
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
