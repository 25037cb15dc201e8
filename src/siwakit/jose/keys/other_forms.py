"""Write keys in forms other than Apple's, and sign with algorithms other than ES256, for examples of such mistakes."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from siwakit.jose import es256

_HASHES = {"SHA-1": hashes.SHA1(), "SHA-384": hashes.SHA384(), "SHA-512": hashes.SHA512()}  # noqa: S303  only for examples of mistakes
# Apple's download is 150 bytes of DER, because it names the curve a second time inside; OpenSSL leaves that out.
_APPLE_HEAD = bytes.fromhex("308193020100301306072a8648ce3d020106082a8648ce3d030107047930770201010420")
_APPLE_MIDDLE = bytes.fromhex("a00a06082a8648ce3d030107a144034200")
_P256_HALF, _P384_HALF = 32, 48


def apple_pem(private: EllipticCurvePrivateKey) -> str:
    """Return *private* in the form of Apple's download."""
    scalar = private.private_numbers().private_value.to_bytes(_P256_HALF, "big")
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    text = b64encode(_APPLE_HEAD + scalar + _APPLE_MIDDLE + point).decode("ascii")
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(("-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""))


def sec1_pem(private: EllipticCurvePrivateKey) -> str:
    """Return *private* in SEC1, as `openssl ec` writes it."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode("ascii")


def public_pem(private: Any) -> str:
    """Return the public half of *private*."""
    data: bytes = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return data.decode("ascii")


def pkcs8_pem(private: Any) -> str:
    """Return any *private* key in PKCS#8."""
    data: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return data.decode("ascii")


def p384_key(scalar: int) -> EllipticCurvePrivateKey:
    """Return the P-384 private key whose secret number is *scalar*."""
    return derive_private_key(scalar, SECP384R1())


def sign_p384(private: EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Return the 96 bytes of an ES384 signature over *data*, the same each time."""
    return _raw(private.sign(data, ECDSA(hashes.SHA384(), deterministic_signing=True)), _P384_HALF)


def sign_with_hash(private: EllipticCurvePrivateKey, data: bytes, name: str) -> bytes:
    """Return r‖s of a P-256 signature over *data* hashed by *name*, the same each time."""
    return _raw(private.sign(data, ECDSA(_HASHES[name], deterministic_signing=True)), _P256_HALF)


def _raw(der: bytes, half: int) -> bytes:
    return es256.der_to_raw(der, half) or b""
