"""Sign and verify RS256, the algorithm of Apple's identity tokens and notifications."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_SHA256 = hashes.SHA256()
_PADDING = padding.PKCS1v15()
PUBLIC_EXPONENT = 65537


def private_key(p: int, q: int) -> rsa.RSAPrivateKey:
    """Return the private key of the primes *p* and *q* with the exponent 65537."""
    d = pow(PUBLIC_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(PUBLIC_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def sign(key: rsa.RSAPrivateKey, data: bytes) -> bytes:
    """Return the PKCS #1 v1.5 signature of *data*."""
    return key.sign(data, _PADDING, _SHA256)


def verify(key: rsa.RSAPublicKey, signature: bytes, data: bytes) -> bool:
    """Return whether *signature* is *key*'s over *data*."""
    try:
        key.verify(signature, data, _PADDING, _SHA256)
    except InvalidSignature:
        return False
    return True
