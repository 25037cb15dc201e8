"""Sign and verify ES256: ECDSA on P-256 with SHA-256, the signature as 64 bytes r‖s (RFC 7518, section 3.4).

These functions run once for each token: no key is parsed here, and objects that can be reused are created once.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from siwakit.errors import KeyFault

SIGNATURE_BYTES = 64
USE_APPLES_KEY = "use the .p8 file from Apple's portal"
_HALF = 32
_ES256 = ECDSA(SHA256())


def sign(private: EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Return the 64 bytes of a signature over *data*.

    Raises:
        KeyFault: *private* is not on P-256.
    """
    return _sign(private, data, _ES256)


def sign_deterministic(private: EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Return the deterministic signature of RFC 6979, for examples and vectors whose files must not change.

    Raises:
        KeyFault: *private* is not on P-256.
    """
    # Created here and not once for the module: OpenSSL before 3.2 refuses it, and only examples need it.
    return _sign(private, data, ECDSA(SHA256(), deterministic_signing=True))


def verify(public: EllipticCurvePublicKey, signature: bytes, data: bytes) -> bool:
    """Return whether *signature* is 64 bytes that the P-256 key *public* verifies over *data*."""
    if len(signature) != SIGNATURE_BYTES or not isinstance(public.curve, SECP256R1):
        return False
    return verify_der(public, raw_to_der(signature), data)


def verify_der(public: EllipticCurvePublicKey, der: bytes, data: bytes) -> bool:
    """Return whether the P-256 key *public* verifies a signature in the form of `raw_to_der`."""
    try:
        public.verify(der, data, _ES256)
    except InvalidSignature:
        return False
    return True


def raw_to_der(raw: bytes) -> bytes:
    """Return the DER form of r‖s, two halves of equal length."""
    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def der_to_raw(der: bytes, half: int = _HALF) -> bytes | None:
    """Return r‖s, each in *half* bytes; None if *der* is not the DER of two numbers that fit."""
    try:
        r, s = decode_dss_signature(der)
        return r.to_bytes(half, "big") + s.to_bytes(half, "big")
    except (ValueError, OverflowError):
        return None


def require_p256(key: EllipticCurvePrivateKey | EllipticCurvePublicKey) -> None:
    """Check the curve of *key*.

    Raises:
        KeyFault: another curve than P-256.
    """
    if not isinstance(key.curve, SECP256R1):
        half = "private" if isinstance(key, EllipticCurvePrivateKey) else "public"
        raise KeyFault(f"the {half} key is on {key.curve.name}, expected P-256", hint=USE_APPLES_KEY)


def _sign(private: EllipticCurvePrivateKey, data: bytes, algorithm: ECDSA) -> bytes:
    require_p256(private)
    r, s = decode_dss_signature(private.sign(data, algorithm))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
