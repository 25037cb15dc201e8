"""Signatures in Python: cryptography writes DER, ecdsa raw bytes unless it is told otherwise."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import without_encodings
from siwakit.readers.code.libraries.times import operate as operate_on_times
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Array, Instance, Reference, Signature, Unknown, Value

SIGNATURES = Library()
_function, _method = SIGNATURES.function, SIGNATURES.method
_KEY = "cryptography.key"


@_function(
    *("cryptography.hazmat.primitives.serialization.load_pem_private_key", "serialization.load_pem_private_key", "load_pem_private_key"),
    "cryptography.hazmat.primitives.serialization.load_der_private_key",
)
def _load(given: Given) -> Value | None:
    """Return a key of cryptography."""
    return Instance(kind=_KEY, state={"key": given.get(0, "data") or Unknown()}, span=given.span)


@_method(_KEY, "sign")
def _sign(given: Given) -> Value | None:
    """Return the DER signature of cryptography."""
    return _signature(given, is_raw=False)


@_function("ecdsa.SigningKey.from_pem", "SigningKey.from_pem")
def _signing_key(given: Given) -> Value | None:
    """Return a key of the library ecdsa."""
    return Instance(kind="ecdsa.key", state={"key": given.get(0) or Unknown()}, span=given.span)


@_method("ecdsa.key", "sign", "sign_deterministic")
def _sign_ecdsa(given: Given) -> Value | None:
    """Return the raw signature of the library ecdsa, or DER by *sigencode*; it hashes with SHA-1 unless *hashfunc* says otherwise."""
    encoder = given.named.get("sigencode")
    path = encoder.path if isinstance(encoder, Reference) else ""
    return _signature(given, is_raw="der" not in path)


def _signature(given: Given, *, is_raw: bool) -> Value | None:
    key, data = given.receiver, given.get(0, "data")
    if data is None or not isinstance(key, Instance):
        return None
    return Signature(data=data, algorithm="ES256", is_raw=is_raw, key=key.state["key"], span=given.span)


@_function(
    *("cryptography.hazmat.primitives.asymmetric.utils.decode_dss_signature", "utils.decode_dss_signature", "decode_dss_signature"),
    "asym_utils.decode_dss_signature",
)
def _decode_dss(given: Given) -> Value | None:
    """Return r and s of a DER signature."""
    signature = without_encodings(given.run, given.get(0), "bytes")
    if not isinstance(signature, Signature):
        return None
    parts = [Instance(kind="number of a signature", state={"signature": signature}, span=given.span) for _ in range(2)]
    return Array(items=[*parts], span=given.span)


@_method("number of a signature", "to_bytes")
def _to_bytes(given: Given) -> Value | None:
    """Return one of the two numbers of a signature as bytes."""
    return given.receiver


@_function("jwt.utils.der_to_raw_signature", "der_to_raw_signature")
def _to_raw(given: Given) -> Value | None:
    """Return a DER signature as raw bytes."""
    signature = without_encodings(given.run, given.get(0), "bytes")
    return _raw(signature) if isinstance(signature, Signature) else None


def _raw(signature: Signature) -> Signature:
    return Signature(data=signature.data, algorithm=signature.algorithm, is_raw=True, key=signature.key, span=signature.span)


def operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return the raw signature that the bytes of its two numbers are, one after the other; for dates, what their operators mean."""
    first = operands[0]
    if operator == "+" and isinstance(first, Instance) and "signature" in first.state:
        return _raw(first.state["signature"])
    return operate_on_times(operator, operands, span)


SIGNATURES.operate = operate
