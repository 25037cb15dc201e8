"""Signatures as stores return them, in the form of JWS: r‖s, 32 bytes each."""

from __future__ import annotations

from siwakit.errors import KeyFault
from siwakit.jose import es256


def to_raw(der: bytes) -> bytes:
    """Return the signature *der* as r‖s.

    Raises:
        KeyFault: it is not the DER of a signature on P-256.
    """
    raw = es256.der_to_raw(der)
    if raw is None:
        raise KeyFault(f"the store returned {len(der)} bytes that are not a signature on P-256 in DER", hint="check which key the address names")
    return raw
