"""Signatures in Go: crypto/ecdsa gives r and s, and DER by SignASN1 and by the interface crypto.Signer."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import without_encodings
from siwakit.readers.code.libraries.objects import scope_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, Signature, Unknown, Value

SIGNATURES = Library()
SIGNATURES.is_found_by_type = True
_function, _method = SIGNATURES.function, SIGNATURES.method
_DIGEST, _NUMBER, _LAST = "digest", "number of a signature", "signature of crypto/ecdsa"


@_function("sha256.Sum256")
def _digest(given: Given) -> Value | None:
    """Return a digest of data."""
    return Instance(kind=_DIGEST, state={"data": given.get(0)}, span=given.span)


@_function("sha256.New", "crypto.SHA256.New")
def _hash(given: Given) -> Value | None:
    """Return a hash that takes its data in pieces."""
    return Instance(kind=_DIGEST, state={"data": None}, span=given.span)


@_method(_DIGEST, "Write")
def _write(given: Given) -> Value | None:
    """Add data to a hash."""
    if isinstance(given.receiver, Instance):
        before = given.receiver.state["data"]
        data = given.get(0)
        given.receiver.state["data"] = data if before is None else given.run.join((before, data), given.span) if data is not None else None
    return given.known(0)


@_method(_DIGEST, "Sum")
def _sum(given: Given) -> Value | None:
    """Return the digest."""
    return given.receiver


@_function("ecdsa.SignASN1")
def _sign_asn1(given: Given) -> Value | None:
    """Return the DER signature over a digest."""
    return _signature(given, given.get(2), given.get(1), is_raw=False)


@_method("", "Sign")
def _sign_by_interface(given: Given) -> Value | None:
    """Return the DER signature of a key by the interface crypto.Signer: random numbers, digest, hash."""
    return _signature(given, given.get(1), given.receiver, is_raw=False)


@_function("ecdsa.Sign")
def _sign(given: Given) -> Value | None:
    """Return r and s of a signature over a digest."""
    signature = _signature(given, given.get(2), given.get(1), is_raw=True)
    if signature is None:
        return None
    given.run.notes[_LAST] = signature
    numbers = [Instance(kind=_NUMBER, state={"signature": signature}, span=given.span) for _ in range(2)]
    return Array(items=[*numbers], span=given.span)


def _signature(given: Given, digest: Value | None, key: Value | None, *, is_raw: bool) -> Signature | None:
    if not isinstance(digest, Instance) or digest.kind != _DIGEST or digest.state["data"] is None:
        return None
    return Signature(data=digest.state["data"], algorithm="ES256", is_raw=is_raw, key=key or Unknown(), span=given.span)


@_method(_NUMBER, "Bytes", "FillBytes")
def _bytes(given: Given) -> Value | None:
    """Return the bytes of r or s, which stand for the raw signature that they are put together to."""
    signature: Value | None = given.receiver.state["signature"] if isinstance(given.receiver, Instance) else None
    if given.words == "FillBytes" and signature is not None and given.store:
        given.store(0, signature)
    return signature


@_function("copy")
def _copy(given: Given) -> Value | None:
    """Copy bytes into a list of bytes, which is a signature if they are."""
    signature = without_encodings(given.run, given.get(1), "bytes")
    if isinstance(signature, Signature) and given.store:
        given.store(0, signature)
    return given.known(0)


@_function("asn1.Marshal")
def _marshal(given: Given) -> Value | None:
    """Return r and s, which are the fields of a struct, as DER."""
    scope, last = scope_of(given.get(0)), given.run.notes.get(_LAST)
    if scope is None or not isinstance(last, Signature) or not {"R", "S"} <= {name.upper() for name in scope.names}:
        return None
    return Signature(data=last.data, algorithm=last.algorithm, is_raw=False, key=last.key, span=given.span)
