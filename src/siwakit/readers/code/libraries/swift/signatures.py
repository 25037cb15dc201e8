"""Signatures in Swift: CryptoKit gives raw bytes or DER as it is asked, the Security framework DER unless its algorithm is that of RFC 4754."""

from __future__ import annotations

from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, KeyText, Known, Reference, Signature, Unknown, Value

SIGNATURES = Library()
SIGNATURES.is_found_by_type = True
_function, _method = SIGNATURES.function, SIGNATURES.method
_KEY, _SIGNATURE, _DIGEST = "P256 key", "P256 signature", "digest"


@_function("P256.Signing.PrivateKey", "P256.Signing.PrivateKey.init", "Signing.PrivateKey", "SecureEnclave.P256.Signing.PrivateKey")
def _private_key(given: Given) -> Value | None:
    """Return a key of CryptoKit."""
    key = given.get(0, "pemRepresentation", "derRepresentation", "rawRepresentation", "x963Representation", "dataRepresentation")
    return Instance(kind=_KEY, state={"key": key if isinstance(key, KeyText | Unknown | Known) else Unknown(name="key")}, span=given.span)


@_method(_KEY, "signature")
def _signature(given: Given) -> Value | None:
    """Return a signature over data or its digest, whose form is chosen when its bytes are taken."""
    key, data = given.receiver, _signed(given.get(0, "for"))
    return Instance(kind=_SIGNATURE, state={"data": data, "key": key.state["key"]}, span=given.span) if isinstance(key, Instance) else None


@_method(_SIGNATURE, "rawRepresentation", "derRepresentation")
def _bytes(given: Given) -> Value | None:
    """Return the bytes of a signature: r and s, or DER."""
    made = given.receiver
    if not isinstance(made, Instance) or made.state["data"] is None:
        return None
    return Signature(data=made.state["data"], algorithm="ES256", is_raw=given.words == "rawRepresentation", key=made.state["key"], span=given.span)


@_function("SHA256.hash", "SHA256.hash.init")
def _digest(given: Given) -> Value | None:
    """Return a digest of data."""
    return Instance(kind=_DIGEST, state={"data": given.get(0, "data")}, span=given.span)


@_function("HMAC<SHA256>.authenticationCode", "HMAC.authenticationCode")
def _hmac(given: Given) -> Value | None:
    """Return the code of HMAC, which is not a signature by an Apple key."""
    data = given.get(0, "for")
    return None if data is None else Signature(data=data, algorithm="HS256", is_raw=True, key=given.get(1, "using") or Unknown(), span=given.span)


@_function("SymmetricKey")
def _symmetric(given: Given) -> Value | None:
    """Return a key of HMAC."""
    return given.get(0, "data")


@_function("SecKeyCreateWithData", "SecKeyCreateRandomKey")
def _load(given: Given) -> Value | None:
    """Return a key of the Security framework."""
    key = given.get(0)
    return key if isinstance(key, KeyText) else Unknown(name="key", span=given.span)


@_function("SecKeyCreateSignature")
def _sec_signature(given: Given) -> Value | None:
    """Return the signature over a message or its digest."""
    algorithm, data = given.get(1), _signed(given.get(2))
    name = algorithm.path if isinstance(algorithm, Reference) else ""
    if data is None or "ecdsa" not in name:
        return None
    return Signature(data=data, algorithm="ES256", is_raw="RFC4754" in name, key=given.get(0) or Unknown(), span=given.span)


def _signed(value: Value | None) -> Value | None:
    data: Value | None = value.state["data"] if isinstance(value, Instance) and value.kind == _DIGEST else value
    return data
