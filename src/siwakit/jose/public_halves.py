"""Public halves of P-256 keys, as key stores return them: a point, PEM or DER."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key, load_pem_public_key

from siwakit.errors import KeyFault
from siwakit.jose import es256

_HINT = "import the .p8 file from Apple's portal: siwakit key import-into"
# The parameters of an EC key in PKCS#11: the object identifier of P-256 in DER.
P256_PARAMETERS = bytes.fromhex("06082a8648ce3d030107")
_OCTET_STRING = 0x04
_POINT_BYTES = 65


def read_public(data: bytes) -> EllipticCurvePublicKey:
    """Return the public key in *data*, SubjectPublicKeyInfo in PEM or DER.

    Raises:
        KeyFault: it is not one, or not on P-256.
    """
    try:
        public = load_pem_public_key(data) if data.lstrip().startswith(b"-----BEGIN") else load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFault("the store returned a public key that cannot be read", hint=_HINT) from None
    if not isinstance(public, EllipticCurvePublicKey):
        raise KeyFault(f"the key in the store is {type(public).__name__}, expected one on P-256", hint=_HINT)
    es256.require_p256(public)
    return public


def read_public_point(point: bytes) -> EllipticCurvePublicKey:
    """Return the public key at *point* on P-256: 65 bytes, which PKCS#11 wraps into a DER octet string and some modules do not.

    Raises:
        KeyFault: not a point on P-256.
    """
    if len(point) == _POINT_BYTES + 2 and point[:2] == bytes([_OCTET_STRING, _POINT_BYTES]):
        point = point[2:]
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        raise KeyFault("the public half in the store is not a point on P-256", hint=_HINT) from None


def write_public_point(public: EllipticCurvePublicKey) -> bytes:
    """Return the point of *public* as PKCS#11 has it: uncompressed, in a DER octet string."""
    return bytes([_OCTET_STRING, _POINT_BYTES]) + public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
