"""Signatures on the JVM: java.security writes DER, unless the name of the algorithm asks for r and s."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import without_encodings
from siwakit.readers.code.libraries.jvm.members import Members, state_of
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Instance, Signature, Unknown, Value, text_of

SIGNATURES = Members()
_function, _method = SIGNATURES.function, SIGNATURES.method
_KIND = "java.security.Signature"


@_function("Signature.getInstance")
def _instance(given: Given) -> Value | None:
    """Return a signer by the name of its algorithm: `SHA256withECDSA` writes DER, `SHA256withECDSAinP1363Format` and `…PLAIN-ECDSA` r and s."""
    return Instance(kind=_KIND, state={"algorithm": (given.text(0) or "").upper(), "key": Unknown(), "data": []}, span=given.span)


@_method(_KIND, "initSign")
def _init(given: Given) -> Value | None:
    """Set the key."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["key"] = given.get(0) or Unknown()
    return given.receiver


@_method(_KIND, "update")
def _update(given: Given) -> Value | None:
    """Add data."""
    if isinstance(given.receiver, Instance) and given.arguments:
        given.receiver.state["data"].append(given.arguments[0])
    return given.receiver


@_method(_KIND, "sign")
def _sign(given: Given) -> Value | None:
    """Return the signature over the data."""
    state = state_of(given.receiver, _KIND)
    data, algorithm, key = state["data"], state["algorithm"], state["key"]
    if not data:
        return None
    whole = data[0] if len(data) == 1 else given.run.join(data, given.span)
    name = "ES256" if algorithm.startswith("SHA256") and algorithm.endswith(("ECDSA", "ECDSAINP1363FORMAT")) else algorithm
    return Signature(data=whole, algorithm=name, is_raw=not algorithm.endswith("WITHECDSA"), key=key, span=given.span)


@_function("ECDSA.transcodeSignatureToConcat", "EcdsaUsingShaAlgorithm.convertDerToConcatenated", "JwtUtils.transcodeSignatureToConcat")
@_function("EllipticCurveProvider.transcodeSignatureToConcat", "PlainDSAEncoding.INSTANCE.encode")
def _to_raw(given: Given) -> Value | None:
    """Return a DER signature as r and s."""
    signature = without_encodings(given.run, given.get(0), "bytes")
    if not isinstance(signature, Signature):
        return None
    return Signature(data=signature.data, algorithm=signature.algorithm, is_raw=True, key=signature.key, span=signature.span)


@_function("Mac.getInstance")
def _mac(given: Given) -> Value | None:
    """Return what authenticates data by a shared secret."""
    return Instance(kind="mac", state={"algorithm": text_of(given.get(0)) or ""}, span=given.span)
