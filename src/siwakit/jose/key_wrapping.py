"""The private half of a P-256 key in the forms in which stores take it in."""

from __future__ import annotations

import os

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_public_key, load_pem_public_key

from siwakit.errors import KeyFault

_NUMBER_BYTES = 32
_LEAST_BITS = 3072


def private_number(private: EllipticCurvePrivateKey) -> bytes:
    """Return the 32 bytes of the private number."""
    return private.private_numbers().private_value.to_bytes(_NUMBER_BYTES, "big")


def wrap_for(wrapping: bytes, private: EllipticCurvePrivateKey) -> bytes:
    """Return *private* encrypted to the RSA key *wrapping*, in PEM or DER: a new AES key by RSA-OAEP with SHA-256, then PKCS #8 by AES-KWP.

    OpenBao and AWS KMS expect the same form (CKM_RSA_AES_KEY_WRAP of PKCS #11).

    Raises:
        KeyFault: *wrapping* is not an RSA key of at least 3072 bits.
    """
    try:
        key = load_pem_public_key(wrapping) if wrapping.lstrip().startswith(b"-----BEGIN") else load_der_public_key(wrapping)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise KeyFault("the store's key for the transport is not an RSA key of at least 3072 bits", hint="check which server answers")
    transport = os.urandom(32)
    document = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return key.encrypt(transport, OAEP(MGF1(SHA256()), SHA256(), None)) + aes_key_wrap_with_padding(transport, document)
